//! Deletes hourly what broken uploads have left, and capacity that nobody came for.
use std::fs;
use std::io;
use std::time::Duration;

use hc_chassis::Stopping;
use hc_storage::StoreError;
use hc_types::OrganizationId;

use crate::app::App;
use crate::app::sweep::sweep;
use crate::store::capacity;

const EVERY: Duration = Duration::from_hours(1);

/// Sweeps until the stop.
pub async fn run(app: App, stopping: Stopping) -> anyhow::Result<()> {
    super::repeat("sweep", EVERY, stopping, || all(&app)).await
}

async fn all(app: &App) -> anyhow::Result<()> {
    app.db.transact::<_, StoreError, _>(|tx, _| Box::pin(capacity::forget_lapsed(tx))).await?;
    let folder = app.blobs.root().join("blobs");
    let organizations = tokio::task::spawn_blocking(move || -> io::Result<Vec<OrganizationId>> {
        let entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
        Ok(entries.iter().filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect())
    });
    for organization in organizations.await?? {
        match sweep(app, organization).await {
            Ok(()) => {}
            // Somebody uploads: the next hour will do.
            Err(error) if error.reason == "CONTENT_BUSY" => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
