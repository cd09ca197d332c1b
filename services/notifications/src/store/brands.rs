//! The SQL of how organizations' mails look.

use hc_storage::StoreError;
use hc_types::{OrganizationId, Timestamp};
use sqlx::{PgConnection, PgExecutor};

use crate::domain::brand::{BrandOverride, Color};

/// What the organization has set.
pub async fn of(db: impl PgExecutor<'_>, organization: OrganizationId) -> Result<BrandOverride, StoreError> {
    let row = sqlx::query!(
        "SELECT name, color, logo_url, support_email, legal_footer FROM brands WHERE organization_id = $1",
        organization as OrganizationId,
    );
    let Some(row) = row.fetch_optional(db).await? else { return Ok(BrandOverride::default()) };
    let color = row.color.as_deref().map(Color::parse).transpose();
    Ok(BrandOverride {
        name: row.name,
        color: color.map_err(|error| StoreError::corrupt("brand", error))?,
        logo_url: row.logo_url,
        support_email: row.support_email,
        legal_footer: row.legal_footer,
    })
}

/// Replaces what the organization has set.
pub async fn set(
    tx: &mut PgConnection,
    now: Timestamp,
    organization: OrganizationId,
    brand: &BrandOverride,
) -> Result<(), StoreError> {
    let set = sqlx::query!(
        "INSERT INTO brands (organization_id, name, color, logo_url, support_email, legal_footer, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (organization_id) DO UPDATE
         SET name = EXCLUDED.name, color = EXCLUDED.color, logo_url = EXCLUDED.logo_url,
             support_email = EXCLUDED.support_email, legal_footer = EXCLUDED.legal_footer,
             updated_at = EXCLUDED.updated_at",
        organization as OrganizationId,
        brand.name,
        brand.color.map(Color::text),
        brand.logo_url,
        brand.support_email,
        brand.legal_footer,
        now,
    );
    set.execute(tx).await?;
    Ok(())
}
