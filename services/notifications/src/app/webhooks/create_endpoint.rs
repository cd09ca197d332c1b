//! A member makes an endpoint.

use hc_proto::events::v1 as events;
use hc_rpc::Problem;
use hc_storage::StoreError;
use hc_types::{OrganizationId, Timestamp, WebhookEndpointId};
use sqlx::PgConnection;
use tonic::Code;
use uuid::Uuid;

use super::{Actor, tell, vault::Vault};
use crate::{
    domain::{
        webhook_endpoint::{Description, Endpoint, State},
        webhook_filter::EventTypes,
        webhook_secret::WebhookSecret,
        webhook_url::WebhookUrl,
    },
    store::webhook_endpoints,
};

pub struct CreateEndpoint {
    pub actor: Actor,
    pub organization: OrganizationId,
    pub url: WebhookUrl,
    pub event_types: EventTypes,
    pub description: Description,
    pub at_most: u32,
    pub vault: Vault,
}

/// The new endpoint. Its secret is read apart, by [`first_secret`]: an answer that is kept under an idempotency key must
/// not hold one.
pub async fn create_endpoint(
    tx: &mut PgConnection,
    now: Timestamp,
    wanted: CreateEndpoint,
) -> Result<Endpoint, CreateEndpointError> {
    let CreateEndpoint { actor, organization, url, event_types, description, at_most, vault } = wanted;
    if webhook_endpoints::count_locked(tx, organization).await? >= i64::from(at_most) {
        return Err(CreateEndpointError::TooMany { most: at_most });
    }
    let endpoint = Endpoint {
        id: WebhookEndpointId::new(),
        organization,
        url,
        event_types,
        description,
        state: State::Enabled,
        version: 1,
        created_by: actor.user,
        created_at: now,
    };
    webhook_endpoints::insert(tx, &endpoint).await?;
    add_secret(tx, now, endpoint.id, &vault).await?;
    let created = events::WebhookEndpointCreated {
        endpoint_id: endpoint.id.to_string(),
        organization_id: organization.to_string(),
        origin: endpoint.url.origin(),
        event_types: endpoint.event_types.entries().to_vec(),
        created_by: actor.user.to_string(),
    };
    tell(tx, &actor.cause, &endpoint, created).await?;
    Ok(endpoint)
}

/// Makes the endpoint's current secret.
pub async fn add_secret(
    tx: &mut PgConnection,
    now: Timestamp,
    endpoint: WebhookEndpointId,
    vault: &Vault,
) -> Result<WebhookSecret, StoreError> {
    let (id, secret) = (Uuid::now_v7(), WebhookSecret::new(hc_vault::random()));
    webhook_endpoints::add_secret(tx, id, endpoint, &vault.seal(id, &secret), now).await?;
    Ok(secret)
}

#[derive(Debug, thiserror::Error)]
pub enum CreateEndpointError {
    #[error("an organization has at most {most} webhook endpoints")]
    TooMany { most: u32 },
    #[error("the webhook store failed")]
    Store(#[from] StoreError),
}

impl Problem for CreateEndpointError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::TooMany { .. } => (Code::ResourceExhausted, "TOO_MANY_ENDPOINTS"),
            Self::Store(error) => error.problem(),
        }
    }
}
