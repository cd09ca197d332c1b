//! Webhooks: endpoints and their secrets, what goes to them, what came of it.

pub mod create_endpoint;
pub mod delete_endpoint;
pub mod fan_out;
pub mod resend;
pub mod rotate_secret;
pub mod send_test_event;
pub mod settle;
pub mod update_endpoint;
pub mod vault;

use hc_events::{Cause, Fact, outbox};
use hc_proto::Event;
use hc_storage::StoreError;
use hc_types::{OrganizationId, UserId, WebhookEndpointId};
use sqlx::PgConnection;

use crate::{domain::webhook_endpoint::Endpoint, store::webhook_endpoints};

/// Who acts, and why.
#[derive(Debug, Clone)]
pub struct Actor {
    pub user: UserId,
    pub cause: Cause,
}

/// Says what has happened to an endpoint.
async fn tell<E: Event>(
    tx: &mut PgConnection,
    cause: &Cause,
    endpoint: &Endpoint,
    payload: E,
) -> Result<(), StoreError> {
    let fact = Fact { subject: endpoint.id.to_string(), organization: Some(endpoint.organization), cause, payload };
    outbox::enqueue(tx, fact).await.map(|_| ())
}

/// The endpoint, locked, if it is still the organization's that the caller was asked about.
async fn locked(
    tx: &mut PgConnection,
    organization: OrganizationId,
    id: WebhookEndpointId,
) -> Result<Option<Endpoint>, StoreError> {
    let found = webhook_endpoints::find_for_update(tx, id).await?;
    Ok(found.filter(|endpoint| endpoint.organization == organization))
}
