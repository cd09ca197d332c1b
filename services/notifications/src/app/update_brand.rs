//! A member says how the organization's mails look.

use hc_events::{Cause, Fact, outbox};
use hc_proto::events::v1::BrandUpdated;
use hc_storage::StoreError;
use hc_types::{OrganizationId, Timestamp};
use sqlx::PgConnection;

use crate::{
    domain::brand::{BrandOverride, Color},
    store::brands,
};

/// Replaces what the organization has set. Nothing is told where nothing changes.
pub async fn update_brand(
    tx: &mut PgConnection,
    now: Timestamp,
    organization: OrganizationId,
    brand: &BrandOverride,
    cause: &Cause,
) -> Result<(), StoreError> {
    let id = brands::lock(tx, now, organization).await?;
    let changed = brands::of(&mut *tx, organization).await?.changed(brand);
    if changed.is_empty() {
        return Ok(());
    }
    brands::save(tx, now, id, brand).await?;
    let payload = BrandUpdated {
        brand_id: id.to_string(),
        organization_id: organization.to_string(),
        name: brand.name.clone().unwrap_or_default(),
        color: brand.color.map(Color::text).unwrap_or_default(),
        logo_url: brand.logo_url.clone().unwrap_or_default(),
        changed: changed.into_iter().map(str::to_owned).collect(),
    };
    outbox::enqueue(tx, Fact { subject: id.to_string(), organization: Some(organization), cause, payload }).await?;
    Ok(())
}
