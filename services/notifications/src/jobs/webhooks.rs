//! Keeps the tables of webhooks in order: what nobody wants any more, what is too old, keys that are due.

use std::time::Duration;

use futures::future::BoxFuture;
use hc_chassis::Stopping;
use hc_storage::{Db, StoreError};
use hc_types::Timestamp;
use sqlx::PgConnection;
use tokio::time::{interval, sleep};

use crate::{
    app::webhooks::vault::Vault,
    store::{webhook_deliveries, webhook_queue},
};

const PERIOD: Duration = Duration::from_mins(1);
/// How many rows one transaction touches, and how long it rests before the next.
const BATCH: i64 = 1_000;
const REST: Duration = Duration::from_millis(50);
/// How much longer bodies are kept than deliveries: a delivery may be sent again on its last day.
const BODIES_LONGER: Duration = Duration::from_hours(48);

/// Runs every minute until the stop.
pub async fn run(db: Db, vault: Vault, retention: Duration, stopping: Stopping) -> anyhow::Result<()> {
    let mut ticks = interval(PERIOD);
    loop {
        tokio::select! {
            () = stopping.cancelled() => return Ok(()),
            _ = ticks.tick() => {}
        }
        if let Err(error) = once(&db, retention, &stopping).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "webhook tables not kept in order");
        }
        if let Err(error) = vault.turn(&db).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "data keys not turned");
        }
    }
}

/// One round.
pub async fn once(db: &Db, retention: Duration, stopping: &Stopping) -> Result<(), StoreError> {
    in_batches(db, stopping, |tx, _| Box::pin(webhook_queue::drop_unwanted(tx, BATCH))).await?;
    in_batches(db, stopping, move |tx, now| {
        let (before, bodies) = (now.before(retention), now.before(retention + BODIES_LONGER));
        Box::pin(webhook_deliveries::drop_old(tx, before, bodies, BATCH))
    })
    .await?;
    db.transact(|tx, _| Box::pin(webhook_queue::drop_expired_secrets(tx))).await
}

/// Runs a statement until it finds no full batch.
async fn in_batches(
    db: &Db,
    stopping: &Stopping,
    batch: impl for<'t> Fn(&'t mut PgConnection, Timestamp) -> BoxFuture<'t, Result<u64, StoreError>>
    + Copy
    + Send
    + 'static,
) -> Result<(), StoreError> {
    while !stopping.is_cancelled() {
        if db.transact(batch).await? < BATCH.unsigned_abs() {
            break;
        }
        sleep(REST).await;
    }
    Ok(())
}
