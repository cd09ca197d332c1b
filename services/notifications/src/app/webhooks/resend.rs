//! A member has deliveries sent again.

use hc_rpc::Problem;
use hc_storage::StoreError;
use hc_types::{OrganizationId, Timestamp, WebhookDeliveryId, WebhookEndpointId};
use sqlx::PgConnection;
use tonic::Code;

use super::locked;
use crate::store::webhook_deliveries;

/// How many deliveries one call sends again.
const AT_ONCE: i64 = 10_000;

/// Which deliveries of a range.
pub struct ResendRange {
    pub organization: OrganizationId,
    pub endpoint: WebhookEndpointId,
    pub from: Timestamp,
    /// Before this moment; now when `None`.
    pub to: Option<Timestamp>,
    /// `failed` or `succeeded`.
    pub status: &'static str,
}

/// Puts one delivery on its way again.
pub async fn resend(
    tx: &mut PgConnection,
    now: Timestamp,
    organization: OrganizationId,
    endpoint: WebhookEndpointId,
    delivery: WebhookDeliveryId,
) -> Result<(), ResendError> {
    let found = locked(tx, organization, endpoint).await?.ok_or(ResendError::DeliveryNotFound)?;
    if !found.is_enabled() {
        return Err(ResendError::Disabled);
    }
    match webhook_deliveries::resend(tx, &[delivery], now).await? {
        0 => Err(ResendError::DeliveryNotFound),
        _ => Ok(()),
    }
}

/// Puts a range on its way again; how many, and whether there are more.
pub async fn resend_range(
    tx: &mut PgConnection,
    now: Timestamp,
    range: ResendRange,
) -> Result<(usize, bool), ResendError> {
    let ResendRange { organization, endpoint, from, to, status } = range;
    let found = locked(tx, organization, endpoint).await?.ok_or(ResendError::EndpointNotFound)?;
    if !found.is_enabled() {
        return Err(ResendError::Disabled);
    }
    let to = to.unwrap_or(now);
    let mut ids = webhook_deliveries::ended_in(tx, endpoint, status, from, to, AT_ONCE + 1).await?;
    let at_once = usize::try_from(AT_ONCE).unwrap_or(usize::MAX);
    let more = ids.len() > at_once;
    ids.truncate(at_once);
    webhook_deliveries::resend(tx, &ids, now).await?;
    Ok((ids.len(), more))
}

#[derive(Debug, thiserror::Error)]
pub enum ResendError {
    #[error("this webhook delivery does not exist")]
    DeliveryNotFound,
    #[error("this webhook endpoint does not exist")]
    EndpointNotFound,
    #[error("the endpoint is disabled: enable it first")]
    Disabled,
    #[error("the webhook store failed")]
    Store(#[from] StoreError),
}

impl Problem for ResendError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::DeliveryNotFound => (Code::NotFound, "WEBHOOK_DELIVERY_NOT_FOUND"),
            Self::EndpointNotFound => (Code::NotFound, "WEBHOOK_ENDPOINT_NOT_FOUND"),
            Self::Disabled => (Code::FailedPrecondition, "WEBHOOK_ENDPOINT_DISABLED"),
            Self::Store(error) => error.problem(),
        }
    }
}
