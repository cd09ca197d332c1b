//! The SQL of how organizations' mails look.

use hc_storage::StoreError;
use hc_types::{BrandId, OrganizationId, Timestamp};
use sqlx::{PgConnection, PgExecutor};

use crate::domain::brand::{BrandOverride, Color};

/// What each of these organizations has set, in their order.
pub async fn of_each(
    db: impl PgExecutor<'_>,
    organizations: &[OrganizationId],
) -> Result<Vec<BrandOverride>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT brand.name, brand.color, brand.logo_url, brand.support_email, brand.legal_footer
           FROM unnest($1::uuid[]) WITH ORDINALITY AS wanted (organization_id, position)
           LEFT JOIN brands AS brand USING (organization_id)
           ORDER BY wanted.position"#,
        organizations as &[OrganizationId],
    );
    let brands = rows.fetch_all(db).await?.into_iter().map(|row| {
        let color = row.color.as_deref().map(Color::parse).transpose();
        Ok(BrandOverride {
            name: row.name,
            color: color.map_err(|error| StoreError::corrupt("brand", error))?,
            logo_url: row.logo_url,
            support_email: row.support_email,
            legal_footer: row.legal_footer,
        })
    });
    brands.collect()
}

/// What the organization has set.
pub async fn of(db: impl PgExecutor<'_>, organization: OrganizationId) -> Result<BrandOverride, StoreError> {
    Ok(of_each(db, &[organization]).await?.pop().unwrap_or_default())
}

/// The brand, made where there is none yet, and locked.
pub async fn lock(tx: &mut PgConnection, now: Timestamp, organization: OrganizationId) -> Result<BrandId, StoreError> {
    let locked = sqlx::query_scalar!(
        r#"INSERT INTO brands (id, organization_id, updated_at) VALUES ($1, $2, $3)
           ON CONFLICT (organization_id) DO UPDATE SET organization_id = EXCLUDED.organization_id
           RETURNING id AS "id: BrandId""#,
        BrandId::new() as BrandId,
        organization as OrganizationId,
        now,
    );
    Ok(locked.fetch_one(tx).await?)
}

/// Replaces what the organization has set.
pub async fn save(tx: &mut PgConnection, now: Timestamp, id: BrandId, brand: &BrandOverride) -> Result<(), StoreError> {
    let save = sqlx::query!(
        "UPDATE brands
         SET name = $2, color = $3, logo_url = $4, support_email = $5, legal_footer = $6, updated_at = $7
         WHERE id = $1",
        id as BrandId,
        brand.name,
        brand.color.map(Color::text),
        brand.logo_url,
        brand.support_email,
        brand.legal_footer,
        now,
    );
    save.execute(tx).await?;
    Ok(())
}
