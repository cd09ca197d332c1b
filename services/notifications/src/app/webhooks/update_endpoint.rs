//! A member changes an endpoint.

use hc_proto::events::v1 as events;
use hc_rpc::Problem;
use hc_storage::StoreError;
use hc_types::{OrganizationId, WebhookEndpointId};
use sqlx::PgConnection;
use tonic::Code;

use super::{Actor, locked, tell};
use crate::{
    domain::webhook_endpoint::{Change, Endpoint},
    store::webhook_endpoints,
};

pub struct UpdateEndpoint {
    pub actor: Actor,
    pub organization: OrganizationId,
    pub endpoint: WebhookEndpointId,
    pub change: Change,
    /// The version that the member has seen; any when `None`.
    pub version: Option<i64>,
}

/// The endpoint as it is now.
pub async fn update_endpoint(tx: &mut PgConnection, wanted: UpdateEndpoint) -> Result<Endpoint, UpdateEndpointError> {
    let UpdateEndpoint { actor, organization, endpoint, change, version } = wanted;
    let before = locked(tx, organization, endpoint).await?.ok_or(UpdateEndpointError::NotFound)?;
    if version.is_some_and(|version| version != before.version) {
        return Err(UpdateEndpointError::Overtaken { now: before.version });
    }
    let (after, changed) = before.change(change);
    if changed.is_empty() {
        return Ok(after);
    }
    webhook_endpoints::save(tx, &after).await?;
    if after.is_enabled() && !before.is_enabled() {
        webhook_endpoints::forgive(tx, endpoint).await?;
    }
    let told = updated(&before, &after, &changed);
    tell(tx, &actor.cause, &after, told).await?;
    Ok(after)
}

/// What is told of a change.
pub fn updated(before: &Endpoint, after: &Endpoint, changed: &[&str]) -> events::WebhookEndpointUpdated {
    let moved = changed.contains(&"url");
    let refiltered = changed.contains(&"event_types");
    events::WebhookEndpointUpdated {
        endpoint_id: after.id.to_string(),
        organization_id: after.organization.to_string(),
        origin: after.url.origin(),
        event_types: after.event_types.entries().to_vec(),
        enabled: after.is_enabled(),
        changed: changed.iter().map(ToString::to_string).collect(),
        previous_origin: if moved { before.url.origin() } else { String::new() },
        previous_event_types: if refiltered { before.event_types.entries().to_vec() } else { Vec::new() },
    }
}

#[derive(Debug, thiserror::Error)]
pub enum UpdateEndpointError {
    #[error("this webhook endpoint does not exist")]
    NotFound,
    #[error("somebody else has changed the endpoint: it has version {now} now")]
    Overtaken { now: i64 },
    #[error("the webhook store failed")]
    Store(#[from] StoreError),
}

impl Problem for UpdateEndpointError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::NotFound => (Code::NotFound, "WEBHOOK_ENDPOINT_NOT_FOUND"),
            Self::Overtaken { .. } => (Code::Aborted, "CONCURRENT_CHANGE"),
            Self::Store(error) => error.problem(),
        }
    }
}
