//! A member has a test event sent.

use hc_events::RawEvent;
use hc_proto::{Event as _, events::v1 as events};
use hc_storage::StoreError;
use hc_types::{EventId, OrganizationId, Timestamp, WebhookDeliveryId, WebhookEndpointId};
use sqlx::PgConnection;

use super::{
    Actor,
    delete_endpoint::EndpointError,
    fan_out::{Kind, add},
    locked,
};

/// The delivery of a test event to the endpoint alone: whatever its filter, even when it is disabled, tried once.
pub async fn send_test_event(
    tx: &mut PgConnection,
    now: Timestamp,
    actor: Actor,
    organization: OrganizationId,
    id: WebhookEndpointId,
) -> Result<WebhookDeliveryId, EndpointError> {
    let endpoint = locked(tx, organization, id).await?.ok_or(EndpointError::NotFound)?;
    let payload = events::WebhookTest {
        endpoint_id: endpoint.id.to_string(),
        organization_id: organization.to_string(),
        requested_by: actor.user.to_string(),
    };
    let data = serde_json::to_vec(&payload).map_err(|error| StoreError::corrupt("test event", error))?;
    let event = RawEvent {
        id: EventId::new(),
        source: "/hostingco/notifications".to_owned(),
        kind: events::WebhookTest::TYPE.to_owned(),
        subject: endpoint.id.to_string(),
        organization: Some(organization),
        version: 1,
        epoch: 1,
        occurred_at: now,
        actor: actor.cause.actor,
        session: None,
        correlation: actor.cause.correlation,
        causation: None,
        traceparent: None,
        replay: None,
        data: data.into(),
    };
    let added = add(tx, organization, &event, &[id], Kind::Test, now).await?;
    let made = added.into_iter().next();
    Ok(made.ok_or_else(|| StoreError::corrupt("test event", "its id was used before"))?)
}
