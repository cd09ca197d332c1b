//! What this service does by the clock. Each piece of work stands alone: one that fails is logged and tried again, the
//! others go on. Running in several replicas is harmless.

pub mod due_mails;
pub mod forget;
pub mod webhooks;

use std::{future::Future, time::Duration};

use hc_chassis::Stopping;

/// Runs `work` every so often until the stop.
async fn every<F: Future<Output = ()>>(
    period: Duration,
    stopping: Stopping,
    work: impl Fn() -> F,
) -> anyhow::Result<()> {
    loop {
        work().await;
        // Not all replicas at once.
        let pause = period.mul_f64(rand::random_range(0.8..1.2));
        tokio::select! {
            () = stopping.cancelled() => return Ok(()),
            () = tokio::time::sleep(pause) => {}
        }
    }
}
