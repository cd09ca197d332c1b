//! What came of attempts is written, and what follows from it for their endpoints.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use hc_events::Cause;
use hc_proto::{events::v1 as events, r#type::v1 as proto};
use hc_storage::StoreError;
use hc_types::{Timestamp, WebhookEndpointId};
use sqlx::PgConnection;
use tracing::info;

use super::tell;
use crate::{
    domain::{webhook_endpoint::DisabledReason, webhook_retry::is_given_up},
    store::{
        webhook_endpoints,
        webhook_queue::{self, Settled},
    },
};

/// What an attempt says of its endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    Well,
    /// It failed; nothing shall go there for so long.
    Failing {
        hold: Duration,
    },
    /// It answered 410.
    Gone,
    /// A test says nothing.
    Unsaid,
}

/// An attempt that has ended.
#[derive(Debug)]
pub struct Outcome {
    pub endpoint: WebhookEndpointId,
    pub health: Health,
    pub settled: Settled,
}

/// Writes outcomes. An endpoint that succeeded is no longer failing; one that asked for less is held; one that is gone, or
/// has failed for longer than our patience, is disabled.
pub async fn settle(
    tx: &mut PgConnection,
    now: Timestamp,
    outcomes: &[Outcome],
    patience: Duration,
) -> Result<(), StoreError> {
    let well = outcomes.iter().filter(|outcome| outcome.health == Health::Well);
    // In order, as every process locks them.
    let well: BTreeSet<_> = well.map(|outcome| outcome.endpoint).collect();
    let (mut failing, mut gone) = (BTreeMap::<_, Duration>::new(), BTreeSet::new());
    for outcome in outcomes {
        match outcome.health {
            Health::Failing { hold } => {
                let held = failing.entry(outcome.endpoint).or_default();
                *held = hold.max(*held);
            }
            Health::Gone => {
                gone.insert(outcome.endpoint);
            }
            Health::Well | Health::Unsaid => {}
        }
    }
    if !failing.is_empty() {
        let (ids, holds): (Vec<_>, Vec<_>) = failing.iter().map(|(id, hold)| (*id, hold.as_secs_f64())).unzip();
        for (id, since) in webhook_endpoints::note_failures(tx, &ids, &holds).await? {
            if !well.contains(&id) && is_given_up(since, now, patience) {
                disable(tx, now, id, DisabledReason::Failing, Some(since)).await?;
            }
        }
    }
    for id in gone {
        disable(tx, now, id, DisabledReason::Gone, None).await?;
    }
    if !well.is_empty() {
        webhook_endpoints::note_successes(tx, &well.into_iter().collect::<Vec<_>>()).await?;
    }
    webhook_queue::settle(tx, outcomes.iter().map(|outcome| &outcome.settled)).await?;
    Ok(())
}

async fn disable(
    tx: &mut PgConnection,
    now: Timestamp,
    id: WebhookEndpointId,
    reason: DisabledReason,
    since: Option<Timestamp>,
) -> Result<(), StoreError> {
    let Some(endpoint) = webhook_endpoints::find_for_update(tx, id).await? else { return Ok(()) };
    let Some(disabled) = endpoint.disable(reason, now) else { return Ok(()) };
    webhook_endpoints::save(tx, &disabled).await?;
    info!(endpoint.id = %id, reason = reason.name(), "webhook endpoint disabled");
    let told = events::WebhookEndpointDisabled {
        endpoint_id: id.to_string(),
        organization_id: disabled.organization.to_string(),
        origin: disabled.url.origin(),
        reason: proto::WebhookDisabledReason::from(reason).into(),
        failing_since: since.map(Into::into),
    };
    tell(tx, &Cause::system("webhooks"), &disabled, told).await
}

impl From<DisabledReason> for proto::WebhookDisabledReason {
    fn from(reason: DisabledReason) -> Self {
        match reason {
            DisabledReason::Gone => Self::Gone,
            DisabledReason::Failing => Self::Failing,
        }
    }
}
