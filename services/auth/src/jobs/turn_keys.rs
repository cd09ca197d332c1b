//! Turns the keys that are due, and loads what other instances or an operator turned.

use std::time::Duration;

use hc_chassis::Stopping;
use tokio::time::{MissedTickBehavior, interval};
use tracing::error;

use crate::app::{App, keys::Turn};

/// A withdrawn key signs in no instance for longer than this; a turn that changes nothing is a few reads.
const EVERY: Duration = Duration::from_secs(5);

/// Until the stop.
pub async fn run(app: App, stopping: Stopping) -> anyhow::Result<()> {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks.tick().await; // the keys were loaded a moment ago
    loop {
        tokio::select! {
            () = stopping.cancelled() => return Ok(()),
            _ = ticks.tick() => {}
        }
        if let Err(error) = app.keys.turn(&app.db, Turn::Due).await {
            error!(error = &error as &dyn std::error::Error, "keys not turned, the known ones stay");
        }
    }
}
