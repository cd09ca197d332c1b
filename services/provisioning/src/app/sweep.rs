//! Deleting content that no release refers to.
use std::io;

use hc_storage::StoreError;
use hc_types::OrganizationId;

use crate::blobs::Digest;
use crate::driver::{DriverError, ErrorClass};
use crate::metrics;
use crate::store::releases;

use super::App;

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
