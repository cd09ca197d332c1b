//! A member says to whom the organization's invoices are addressed.

use hc_events::Cause;
use hc_storage::StoreError;
use hc_types::{OrganizationId, Timestamp};
use sqlx::PgConnection;

use super::facts::Teller;
use crate::{
    domain::letterhead::Letterhead,
    store::{billing_details, invoices, orders},
};

/// Replaces what the organization has said; its invoices without a number follow. Nothing is told where nothing changes.
pub async fn update_billing_details(
    tx: &mut PgConnection,
    now: Timestamp,
    cause: &Cause,
    organization: OrganizationId,
    details: &Letterhead,
) -> Result<(), StoreError> {
    // An order is recorded before this or after it: no invoice is left with what stood here before.
    orders::lock_openings(tx, organization).await?;
    let changed = billing_details::of(&mut *tx, organization).await?.changed(details);
    if changed.is_empty() {
        return Ok(());
    }
    let id = billing_details::save(tx, now, organization, details).await?;
    invoices::address(tx, organization, details).await?;
    Teller { cause, organization }.billing_details_updated(tx, id, &changed).await
}
