//! To whom invoices are addressed.

use hc_storage::StoreError;
use hc_types::{BillingDetailsId, OrganizationId, Timestamp};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use crate::domain::letterhead::Letterhead;

/// What each of these organizations has said, in their order.
pub async fn of_each(
    executor: impl PgExecutor<'_>,
    organizations: &[OrganizationId],
) -> Result<Vec<Letterhead>, StoreError> {
    let ids: Vec<Uuid> = organizations.iter().map(|organization| organization.uuid()).collect();
    let rows = sqlx::query_as!(
        Letterhead,
        r#"SELECT coalesce(details.name, '') AS "name!", coalesce(details.address, '') AS "address!",
                  coalesce(details.tax_number, '') AS "tax_number!"
           FROM unnest($1::uuid[]) WITH ORDINALITY AS wanted (organization_id, position)
           LEFT JOIN billing_details AS details USING (organization_id)
           ORDER BY wanted.position"#,
        &ids,
    );
    Ok(rows.fetch_all(executor).await?)
}

/// What the organization has said.
pub async fn of(executor: impl PgExecutor<'_>, organization: OrganizationId) -> Result<Letterhead, StoreError> {
    Ok(of_each(executor, &[organization]).await?.pop().unwrap_or_default())
}

/// Replaces what the organization has said.
pub async fn save(
    tx: &mut PgConnection,
    now: Timestamp,
    organization: OrganizationId,
    details: &Letterhead,
) -> Result<BillingDetailsId, StoreError> {
    let id = sqlx::query_scalar!(
        "INSERT INTO billing_details (organization_id, billing_details_id, name, address, tax_number, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (organization_id) DO UPDATE SET name = $3, address = $4, tax_number = $5, updated_at = $6
         RETURNING billing_details_id",
        organization.uuid(),
        BillingDetailsId::new().uuid(),
        details.name,
        details.address,
        details.tax_number,
        now as _,
    );
    Ok(id.fetch_one(tx).await?)
}
