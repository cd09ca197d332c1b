//! From an uploaded archive to a release that is on its way to its visitors.
use std::fs::File;
use std::io;

use hc_events::Cause;
use hc_proto::provisioning::v1 as proto;
use hc_storage::{Idempotency, StoreError};
use hc_types::{InstanceId, OrganizationId, Timestamp};
use sqlx::PgConnection;

use crate::archive::{self, ArchiveError, Limits};
use crate::blobs::{BlobLock, BlobStore, Builder, Digest, Manifest};
use crate::domain::addresses::Addresses;
use crate::domain::instance::{DeployRefusal, Instance};
use crate::domain::operation::{Operation, OperationKind};
use crate::domain::release::Release;
use crate::store::instances;
use crate::store::releases::{self, NewRelease};
use crate::wire::answers;

use super::{App, begin, facts};

/// Why an archive does not become a release.
#[derive(Debug, thiserror::Error)]
pub enum DeployError {
    /// No such instance.
    #[error("instance {0} does not exist")]
    InstanceNotFound(InstanceId),
    /// The instance takes no release now.
    #[error(transparent)]
    Refused(#[from] DeployRefusal),
    /// The archive is not one that we take.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// Our disk failed.
    #[error("the content could not be stored")]
    Content(#[source] io::Error),
    /// The work was broken off.
    #[error("reading the archive was broken off")]
    BrokenOff,
    /// The store failed.
    #[error("the release store failed")]
    Store(#[from] StoreError),
}

/// Makes a release of an archive and wants it live. Goes on to its end when the caller has gone.
pub async fn deploy(
    app: &App,
    instance: Instance,
    archive: File,
    key: Option<Idempotency>,
    cause: Cause,
) -> Result<proto::DeployReleaseResponse, DeployError> {
    let app = app.clone();
    let work = app.tasks.clone().spawn(async move {
        let _place = app.unpacking.acquire().await.map_err(|_| DeployError::BrokenOff)?;
        let earlier = live_manifest(&app, &instance).await?;
        let (blobs, organization) = (app.blobs.clone(), instance.organization);
        let limits = Limits {
            files: usize::try_from(instance.max_files).unwrap_or(0),
            file_bytes: app.uploads.max_file_bytes,
            total_bytes: u64::try_from(instance.resources.disk_bytes).unwrap_or(0),
            ratio: app.uploads.max_ratio,
        };
        let built =
            tokio::task::spawn_blocking(move || build(&blobs, organization, archive, &limits, earlier.as_ref()));
        // The lock is held until the release is recorded: nobody takes its content for litter.
        let (id, manifest, _lock) = built.await.map_err(|_| DeployError::BrokenOff)??;
        let new = NewRelease {
            instance: instance.id,
            organization,
            manifest: *id.bytes(),
            size_bytes: i64::try_from(manifest.total_bytes()).unwrap_or(i64::MAX),
            file_count: i32::try_from(manifest.files().len()).unwrap_or(i32::MAX),
        };
        let addresses = app.addresses.clone();
        app.db
            .transact_once(key, move |tx, now| {
                Box::pin(async move {
                    let (release, operation) = record(tx, &addresses, (&cause, now), new).await?;
                    Ok(proto::DeployReleaseResponse {
                        release: Some(answers::release(&release)),
                        operation: Some(answers::operation(operation)),
                    })
                })
            })
            .await
    });
    work.await.map_err(|_| DeployError::BrokenOff)?
}

/// The manifest that is wanted live now: most of its content usually comes again.
async fn live_manifest(app: &App, instance: &Instance) -> Result<Option<Manifest>, DeployError> {
    let Some(release) = instance.desired_release else { return Ok(None) };
    let mut connection = app.db.pool().acquire().await.map_err(StoreError::from)?;
    let Some(release) = releases::find(&mut connection, instance.id, release).await? else { return Ok(None) };
    drop(connection);
    let (blobs, organization) = (app.blobs.clone(), instance.organization);
    let read = tokio::task::spawn_blocking(move || {
        let id = Digest::try_from(&release.manifest[..]).ok()?;
        blobs.manifest(organization, &id).ok()
    });
    read.await.map_err(|_| DeployError::BrokenOff)
}

fn build(
    blobs: &BlobStore,
    organization: OrganizationId,
    archive: File,
    limits: &Limits,
    earlier: Option<&Manifest>,
) -> Result<(Digest, Manifest, BlobLock), DeployError> {
    let lock = blobs.lock(organization).map_err(DeployError::Content)?;
    let mut builder = Builder::new(blobs, organization, earlier).map_err(DeployError::Content)?;
    let files = archive::read(archive, limits, |path, content| builder.add(path, content))?;
    let (id, manifest) = builder.publish(files, &lock).map_err(DeployError::Content)?;
    Ok((id, manifest, lock))
}

async fn record(
    tx: &mut PgConnection,
    addresses: &Addresses,
    (cause, now): (&Cause, Timestamp),
    new: NewRelease,
) -> Result<(Release, Operation), DeployError> {
    let found = instances::find_for_update(tx, new.instance).await?;
    let mut instance = found.ok_or(DeployError::InstanceNotFound(new.instance))?;
    // Again, under the lock: it may have been suspended while the archive was read.
    instance.deployable()?;
    let release = releases::insert(tx, &new).await?;
    let before = instance.status;
    instance.deploy(release.id)?;
    facts::release_created(tx, cause, &release).await?;
    let work = (OperationKind::Deploy, Some(release.id));
    let operation = begin(tx, addresses, before, &instance, work, (cause, now)).await?;
    Ok((release, operation))
}
