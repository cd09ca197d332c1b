//! Deletes content that no release refers to: after an instance has gone, and hourly what broken uploads have left.
use std::fs;
use std::io;
use std::time::Duration;

use hc_chassis::Stopping;
use hc_storage::StoreError;
use hc_types::OrganizationId;

use crate::app::App;
use crate::blobs::Digest;
use crate::driver::{DriverError, ErrorClass};
use crate::metrics;
use crate::store::{capacity, releases};

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

/// Deletes what no release of the organization needs. `CONTENT_BUSY` while one is being built.
pub async fn sweep(app: &App, organization: OrganizationId) -> Result<(), DriverError> {
    let blobs = app.blobs.clone();
    let lock = blocking(move || blobs.lock_exclusive(organization)).await?;
    let busy = || DriverError::new(ErrorClass::Retryable, "CONTENT_BUSY", "a release is being built");
    let lock = lock.ok_or_else(busy)?;
    // Under the lock: what is recorded now is all that there is.
    let recorded = async {
        let mut connection = app.db.pool().acquire().await.map_err(StoreError::from)?;
        releases::manifests_of(&mut connection, organization).await
    };
    let recorded = recorded.await;
    let recorded = recorded.map_err(|error| DriverError::new(ErrorClass::Retryable, "STORE_UNAVAILABLE", error))?;
    let keep: Vec<Digest> = recorded.iter().filter_map(|manifest| Digest::try_from(&manifest[..]).ok()).collect();
    let blobs = app.blobs.clone();
    let swept = blocking(move || blobs.sweep(organization, &keep, &lock)).await?;
    if swept > 0 {
        tracing::info!(organization.id = %organization, files = swept, "swept content that no release refers to");
        metrics::swept(swept);
    }
    Ok(())
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T, DriverError> {
    let failed = |error: io::Error| DriverError::new(ErrorClass::Retryable, "CONTENT_UNAVAILABLE", error);
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other).flatten().map_err(failed)
}
