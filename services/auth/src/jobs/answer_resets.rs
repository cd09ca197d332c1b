//! Looks whose the addresses are for which somebody wants a new password, right after the answer to them.

use std::time::Duration;

use hc_chassis::Stopping;
use tracing::warn;

use crate::app::{App, request_password_reset::answer_next};

/// What another instance noted and did not live to answer is found after this long.
const POLL: Duration = Duration::from_secs(2);

/// Until the stop. Every instance runs it; they skip each other's requests.
pub async fn run(app: App, stopping: Stopping) -> anyhow::Result<()> {
    loop {
        match answer_next(&app).await {
            Ok(true) if !stopping.is_cancelled() => continue,
            Ok(_) => {}
            Err(error) => warn!(error = &error as &dyn std::error::Error, "a password reset waits"),
        }
        tokio::select! {
            () = stopping.cancelled() => return Ok(()),
            () = app.reset_asked.notified() => {}
            () = tokio::time::sleep(POLL) => {}
        }
    }
}
