//! What is done by the clock.

pub mod origins;
pub mod replays;
pub mod retention;
pub mod verification;

use std::time::Duration;

use hc_chassis::Stopping;

/// Runs a job at once and then again and again, with half to one and a half of `every` between two runs, until the stop. A
/// failed run is logged, and the next one comes in its time.
async fn repeat<F, Fut>(name: &'static str, every: Duration, stopping: Stopping, job: F) -> anyhow::Result<()>
where
    F: Fn() -> Fut,
    Fut: Future<Output = anyhow::Result<()>>,
{
    loop {
        if let Err(error) = job().await {
            tracing::warn!(job = name, error = format!("{error:#}"), "job failed, trying later");
        }
        tokio::select! {
            () = stopping.cancelled() => return Ok(()),
            () = tokio::time::sleep(every.mul_f64(0.5 + rand::random::<f64>())) => {}
        }
    }
}
