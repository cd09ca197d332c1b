//! The processes of a run, each a part of the bus as a service has it.

mod consume;
mod relay;
mod write;

pub use consume::Consume;
pub use relay::Relay;
pub use write::Write;

use std::time::Duration;

use hc_storage::{DatabaseSettings, Db, StoreError};
use tokio_util::sync::CancellationToken;

/// The source of the events.
pub const SERVICE: &str = "provisioning";
/// The queue of the effects.
pub const QUEUE: &str = "billing.instances";
/// The status of an event that no attempt can handle.
pub const POISON: &str = "poison";
/// The status of an event that fails at first.
pub const FLAKY: &str = "flaky";

/// Cancelled by SIGTERM.
fn until_terminated() -> anyhow::Result<CancellationToken> {
    let stopping = CancellationToken::new();
    let told = stopping.clone();
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    #[expect(clippy::disallowed_methods, reason = "lives as long as the process")]
    tokio::spawn(async move {
        terminate.recv().await;
        told.cancel();
    });
    Ok(stopping)
}

/// Waits for the database, which may be down when a role starts.
async fn connect(url: &str, connections: u32) -> Result<Db, StoreError> {
    let settings = DatabaseSettings { max_connections: connections, ..DatabaseSettings::new(url) };
    loop {
        match hc_storage::connect(&settings).await {
            Err(StoreError::Busy(_) | StoreError::Unavailable(_)) => {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            outcome => return outcome,
        }
    }
}
