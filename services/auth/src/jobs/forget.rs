//! Deletes what ended long ago: sessions, mail links, devices, allowances.

use std::time::Duration;

use futures::future::BoxFuture;
use hc_chassis::Stopping;
use hc_storage::StoreError;
use hc_types::Timestamp;
use sqlx::PgConnection;
use tokio::time::{MissedTickBehavior, interval};
use tracing::{info, warn};

use crate::{
    app::App,
    store::{allowances, devices, mail_links, sessions},
};

const EVERY: Duration = Duration::from_hours(1);
/// Rows that one transaction deletes, so that nobody waits behind it.
const BATCH: u16 = 500;
/// A link that came to nothing is told apart from one that never was for this long.
const KEEP_LINKS: Duration = Duration::from_hours(7 * 24);
/// A device that was not seen for this long is a new one.
const KEEP_DEVICES: Duration = Duration::from_hours(90 * 24);

/// Deletes at most so many rows and answers how many.
type Forget = fn(&mut PgConnection, Duration, Timestamp, i64) -> BoxFuture<'_, Result<u64, StoreError>>;

/// Until the stop. Every instance runs it; they skip each other's rows.
pub async fn run(app: App, keep_ended: Duration, stopping: Stopping) -> anyhow::Result<()> {
    let kinds: [(&str, Duration, Forget); 4] = [
        ("sessions", keep_ended, |tx, age, now, most| Box::pin(sessions::forget(tx, age, now, most))),
        ("mail links", KEEP_LINKS, |tx, age, now, most| Box::pin(mail_links::forget(tx, age, now, most))),
        ("devices", KEEP_DEVICES, |tx, age, now, most| Box::pin(devices::forget(tx, age, now, most))),
        ("allowances", Duration::ZERO, |tx, _, now, most| Box::pin(allowances::forget(tx, now, most))),
    ];
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stopping.cancelled() => return Ok(()),
            _ = ticks.tick() => {}
        }
        for (what, age, forget) in kinds {
            match forget_all(&app, age, forget).await {
                Ok(0) => {}
                Ok(count) => info!(what, count, "old rows deleted"),
                Err(error) => warn!(what, error = &error as &dyn std::error::Error, "old rows not deleted"),
            }
        }
    }
}

/// Deletes them all, batch by batch; answers how many.
async fn forget_all(app: &App, age: Duration, forget: Forget) -> Result<u64, StoreError> {
    let mut total = 0;
    loop {
        let deleted = app.db.transact(move |tx, now| forget(tx, age, now, BATCH.into())).await?;
        total += deleted;
        if deleted < BATCH.into() {
            return Ok(total);
        }
    }
}
