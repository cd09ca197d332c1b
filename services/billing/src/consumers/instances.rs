//! `provisioning.instance.*`.

use anyhow::Context;
use hc_events::{Cause, Delivered, Failure};
use hc_proto::events::v1::{InstanceFailed, InstanceTerminated};
use hc_types::{InstanceId, Timestamp};
use sqlx::PgConnection;

use crate::app::end_subscription::{Gone, end_subscription};

/// `provisioning.instance.terminated.v1`: nothing runs any more, so nothing is billed any more.
pub async fn terminated(tx: &mut PgConnection, event: Delivered<InstanceTerminated>) -> Result<(), Failure> {
    end(tx, event.now, &event.cause, &event.data.instance_id, Gone::Terminated).await
}

/// `provisioning.instance.failed.v1`: what was paid for and could not be made becomes credit.
pub async fn failed(tx: &mut PgConnection, event: Delivered<InstanceFailed>) -> Result<(), Failure> {
    end(tx, event.now, &event.cause, &event.data.instance_id, Gone::Failed).await
}

async fn end(tx: &mut PgConnection, now: Timestamp, cause: &Cause, id: &str, gone: Gone) -> Result<(), Failure> {
    let instance = id.parse::<InstanceId>().context("the event's instance").map_err(Failure::Permanent)?;
    Ok(end_subscription(tx, now, cause, instance, gone).await?)
}
