//! An event is put on its way to the endpoints of its organization.

use hc_access::Permission;
use hc_events::RawEvent;
use hc_storage::StoreError;
use hc_types::{OrganizationId, Timestamp, WebhookDeliveryId, WebhookEndpointId};
use sqlx::PgConnection;

use crate::store::{
    webhook_deliveries::{self, New},
    webhook_endpoints,
};

/// One delivery to each endpoint whose filter lets the event through, and how many there are. Events that no customer sees
/// go nowhere; for an organization without endpoints it costs one look into an index.
///
/// The endpoints are read in the transaction and not cached: what was made before the event was handled gets it, whichever
/// process made it.
pub async fn fan_out(tx: &mut PgConnection, event: &RawEvent, now: Timestamp) -> Result<usize, StoreError> {
    let Some(organization) = event.organization.filter(|_| Permission::to_see(&event.kind).is_some()) else {
        return Ok(0);
    };
    let filters = webhook_endpoints::filters(tx, organization).await?;
    let endpoints = filters.into_iter().filter(|(_, types)| types.lets_through(&event.kind));
    let endpoints: Vec<WebhookEndpointId> = endpoints.map(|(id, _)| id).collect();
    if endpoints.is_empty() {
        return Ok(0);
    }
    let added = add(tx, organization, event, &endpoints, Kind::Event, now).await?;
    Ok(added.len())
}

/// Why a delivery is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Event,
    /// A member asked for it.
    Test,
}

/// Puts an event on its way, as the CloudEvent that the endpoints get: what only concerns us (the session behind it, our
/// trace) stays here.
pub async fn add(
    tx: &mut PgConnection,
    organization: OrganizationId,
    event: &RawEvent,
    endpoints: &[WebhookEndpointId],
    kind: Kind,
    now: Timestamp,
) -> Result<Vec<WebhookDeliveryId>, StoreError> {
    let mut document = event.to_structured();
    if let Some(attributes) = document.as_object_mut() {
        for ours in ["session", "traceparent"] {
            attributes.remove(ours);
        }
    }
    let body = document.to_string();
    let test = kind == Kind::Test;
    let new = New { organization, event: event.id, event_type: &event.kind, body: &body, test, now };
    webhook_deliveries::add(tx, &new, endpoints).await
}
