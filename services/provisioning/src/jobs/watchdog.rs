//! No work may stand still for ever: finds operations that nothing would move, wakes them, and measures the queue.
use std::time::Duration;

use hc_chassis::Stopping;
use hc_storage::StoreError;

use crate::app::App;
use crate::metrics;
use crate::store::queue::{self, Priority};
use crate::store::{instances, operations};

const EVERY: Duration = Duration::from_secs(15);
/// Longer than the longest back-off: nothing honest stands still for this long.
const QUIET: Duration = Duration::from_mins(6);

/// Watches until the stop.
pub async fn run(app: App, stopping: Stopping) -> anyhow::Result<()> {
    super::repeat("watchdog", EVERY, stopping, || watch(&app)).await
}

async fn watch(app: &App) -> anyhow::Result<()> {
    let mut connection = app.db.pool().acquire().await.map_err(StoreError::from)?;
    let (due, age) = queue::backlog(&mut connection).await?;
    metrics::backlog(due, age);
    for (status, count) in instances::count_by_status(&mut connection).await? {
        metrics::instances(status, count);
    }
    let stuck = operations::stuck(&mut connection, QUIET).await?;
    let found = instances::find_many(&mut connection, &stuck.iter().map(|(id, _)| *id).collect::<Vec<_>>()).await?;
    drop(connection);
    metrics::stuck(stuck.len());
    for (instance, operation) in stuck {
        let Some(organization) = found.iter().find(|known| known.id == instance).map(|known| known.organization) else {
            continue;
        };
        tracing::error!(instance.id = %instance, operation.id = %operation, "operation stood still, waking it");
        let woken = app.db.transact::<_, StoreError, _>(move |tx, _| {
            Box::pin(async move { queue::wake(tx, instance, organization, Priority::Retry).await })
        });
        woken.await?;
    }
    Ok(())
}
