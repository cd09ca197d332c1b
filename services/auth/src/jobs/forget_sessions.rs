//! Deletes sessions that ended long ago.

use std::time::Duration;

use hc_chassis::Stopping;
use hc_storage::StoreError;
use tokio::time::{MissedTickBehavior, interval};
use tracing::{info, warn};

use crate::{app::App, store::sessions};

const EVERY: Duration = Duration::from_hours(1);
/// Rows that one transaction deletes, so that nobody waits behind it.
const BATCH: u16 = 500;

/// Until the stop. Every instance runs it; they skip each other's rows.
pub async fn run(app: App, keep_ended: Duration, stopping: Stopping) -> anyhow::Result<()> {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stopping.cancelled() => return Ok(()),
            _ = ticks.tick() => {}
        }
        match forget(&app, keep_ended).await {
            Ok(0) => {}
            Ok(count) => info!(count, "old sessions deleted"),
            Err(error) => warn!(error = &error as &dyn std::error::Error, "old sessions not deleted"),
        }
    }
}

/// Deletes them all, batch by batch; answers how many.
async fn forget(app: &App, keep_ended: Duration) -> Result<u64, StoreError> {
    let mut total = 0;
    loop {
        let deleted = app.db.transact(move |tx, now| Box::pin(sessions::forget(tx, keep_ended, now, BATCH.into())));
        let deleted = deleted.await?;
        total += deleted;
        if deleted < BATCH.into() {
            return Ok(total);
        }
    }
}
