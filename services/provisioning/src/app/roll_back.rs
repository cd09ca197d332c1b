use hc_events::Cause;
use hc_storage::StoreError;
use hc_types::{InstanceId, ReleaseId, Timestamp};
use sqlx::PgConnection;

use crate::domain::addresses::Addresses;
use crate::domain::instance::DeployRefusal;
use crate::domain::operation::{Operation, OperationKind};
use crate::domain::release::{Release, ReleaseStatus};
use crate::store::{instances, releases};

use super::begin;

/// Why a release does not go live again.
#[derive(Debug, thiserror::Error)]
pub enum RollBackError {
    /// No such instance.
    #[error("instance {0} does not exist")]
    InstanceNotFound(InstanceId),
    /// The instance has no such release.
    #[error("release {0} does not exist")]
    ReleaseNotFound(ReleaseId),
    /// It could not be put live before.
    #[error("release {0} could not be put live and can't be used")]
    ReleaseNotUsable(ReleaseId),
    /// The instance takes no release now.
    #[error(transparent)]
    Refused(#[from] DeployRefusal),
    /// The store failed.
    #[error("the release store failed")]
    Store(#[from] StoreError),
}

/// Wants an earlier release live: the same switch as for a new one.
pub async fn roll_back(
    tx: &mut PgConnection,
    addresses: &Addresses,
    (cause, now): (&Cause, Timestamp),
    (id, wanted): (InstanceId, ReleaseId),
) -> Result<(Release, Operation), RollBackError> {
    let found = instances::find_for_update(tx, id).await?;
    let mut instance = found.ok_or(RollBackError::InstanceNotFound(id))?;
    let release = releases::find(tx, id, wanted).await?.ok_or(RollBackError::ReleaseNotFound(wanted))?;
    if release.status == ReleaseStatus::Failed {
        return Err(RollBackError::ReleaseNotUsable(wanted));
    }
    let before = instance.status;
    instance.deploy(wanted)?;
    let work = (OperationKind::RollBack, Some(wanted));
    let operation = begin(tx, addresses, before, &instance, work, (cause, now)).await?;
    Ok((release, operation))
}
