//! A member has a new signing secret made.

use std::time::Duration;

use hc_types::{OrganizationId, Timestamp, WebhookEndpointId};
use sqlx::PgConnection;

use super::{
    Actor, create_endpoint::add_secret, delete_endpoint::EndpointError, locked, tell, update_endpoint::updated,
    vault::Vault,
};
use crate::{
    domain::{webhook_endpoint::Endpoint, webhook_secret::WebhookSecret},
    store::webhook_endpoints,
};

pub struct RotateSecret {
    pub actor: Actor,
    pub organization: OrganizationId,
    pub endpoint: WebhookEndpointId,
    /// How long the secret before stays valid.
    pub overlap: Duration,
    pub vault: Vault,
}

/// The endpoint and its new secret. Until the overlap ends, deliveries are signed with the one before too.
pub async fn rotate_secret(
    tx: &mut PgConnection,
    now: Timestamp,
    wanted: RotateSecret,
) -> Result<(Endpoint, WebhookSecret), EndpointError> {
    let RotateSecret { actor, organization, endpoint, overlap, vault } = wanted;
    let before = locked(tx, organization, endpoint).await?.ok_or(EndpointError::NotFound)?;
    webhook_endpoints::retire_secrets(tx, endpoint, now.after(overlap)).await?;
    let secret = add_secret(tx, now, endpoint, &vault).await?;
    let after = Endpoint { version: before.version + 1, ..before.clone() };
    webhook_endpoints::save(tx, &after).await?;
    tell(tx, &actor.cause, &after, updated(&before, &after, &["secret"])).await?;
    Ok((after, secret))
}
