//! A member removes an endpoint.

use hc_proto::events::v1 as events;
use hc_rpc::Problem;
use hc_storage::StoreError;
use hc_types::{OrganizationId, WebhookEndpointId};
use sqlx::PgConnection;
use tonic::Code;

use super::{Actor, locked, tell};
use crate::store::webhook_endpoints;

/// Removes the endpoint with its secrets. Its deliveries are no longer found, and dropped by a job.
pub async fn delete_endpoint(
    tx: &mut PgConnection,
    actor: Actor,
    organization: OrganizationId,
    id: WebhookEndpointId,
) -> Result<(), EndpointError> {
    let endpoint = locked(tx, organization, id).await?.ok_or(EndpointError::NotFound)?;
    webhook_endpoints::delete(tx, id).await?;
    let deleted =
        events::WebhookEndpointDeleted { endpoint_id: id.to_string(), organization_id: organization.to_string() };
    tell(tx, &actor.cause, &endpoint, deleted).await?;
    Ok(())
}

/// Why nothing was done to an endpoint.
#[derive(Debug, thiserror::Error)]
pub enum EndpointError {
    #[error("this webhook endpoint does not exist")]
    NotFound,
    #[error("the webhook store failed")]
    Store(#[from] StoreError),
}

impl Problem for EndpointError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::NotFound => (Code::NotFound, "WEBHOOK_ENDPOINT_NOT_FOUND"),
            Self::Store(error) => error.problem(),
        }
    }
}
