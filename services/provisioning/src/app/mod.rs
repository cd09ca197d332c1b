//! Use cases: load, decide, save, enqueue, in the transaction that they are given.
pub mod adopt;
pub mod deploy;
pub mod facts;
pub mod orders;
pub mod reconciler;
pub mod repair;
pub mod reserve;
pub mod roll_back;
pub mod seed;
pub mod sweep;
pub mod terminate;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use hc_events::Cause;
use hc_storage::{Db, StoreError};
use hc_types::{ReleaseId, Timestamp};
use sqlx::PgConnection;
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;

use crate::blobs::BlobStore;
use crate::domain::addresses::Addresses;
use crate::domain::instance::{Instance, Status};
use crate::domain::operation::{Operation, OperationKind};
use crate::driver::Driver;
use crate::settings::{ReservationSettings, UploadSettings};
use crate::store::queue::{self, Priority};
use crate::store::{instances, operations};

/// What use cases work with. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub db: Db,
    /// Releases' content.
    pub blobs: BlobStore,
    /// The engine.
    pub driver: Arc<dyn Driver>,
    /// How sites are called.
    pub addresses: Addresses,
    /// `[uploads]`
    pub uploads: UploadSettings,
    /// `[reservations]`
    pub reservations: ReservationSettings,
    /// How many archives are read at once.
    pub unpacking: Arc<Semaphore>,
    /// Work that ends although its caller has gone.
    pub tasks: TaskTracker,
}

/// Records what is newly wanted of an instance, which the caller has locked and changed, as an operation, and has the
/// reconciler see to it.
async fn begin(
    tx: &mut PgConnection,
    addresses: &Addresses,
    before: Status,
    instance: &Instance,
    work: (OperationKind, Option<ReleaseId>),
    (cause, now): (&Cause, Timestamp),
) -> Result<Operation, StoreError> {
    let (kind, release) = work;
    instances::save(tx, instance).await?;
    let (of, asked) = ((instance.id, instance.organization), (cause.correlation.as_str(), now));
    let operation = Operation::queued(of, kind, instance.generation, release, asked);
    operations::insert(tx, &operation, cause).await?;
    facts::instance_moved(tx, cause, before, instance, addresses).await?;
    facts::operation_created(tx, cause, &operation).await?;
    queue::wake(tx, instance.id, instance.organization, Priority::User).await?;
    Ok(operation)
}
