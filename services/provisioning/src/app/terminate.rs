use hc_events::Cause;
use hc_storage::StoreError;
use hc_types::{InstanceId, Timestamp};
use sqlx::PgConnection;

use crate::domain::addresses::Addresses;
use crate::domain::instance::{Desired, Instance};
use crate::domain::operation::Operation;
use crate::store::{instances, operations};

use super::orders::want;

/// Why an instance is not terminated.
#[derive(Debug, thiserror::Error)]
pub enum TerminateError {
    /// No such instance.
    #[error("instance {0} does not exist")]
    NotFound(InstanceId),
    /// The store failed.
    #[error("the instance store failed")]
    Store(#[from] StoreError),
}

/// Ends an instance. Done again it answers what is under way, or the instance alone once it is gone.
pub async fn terminate(
    tx: &mut PgConnection,
    addresses: &Addresses,
    (cause, now): (&Cause, Timestamp),
    id: InstanceId,
) -> Result<(Instance, Option<Operation>), TerminateError> {
    let instance = instances::find_for_update(tx, id).await?.ok_or(TerminateError::NotFound(id))?;
    let begun = want(tx, addresses, (cause, now), instance, Desired::Terminated).await?;
    let operation = match begun {
        Some(operation) => Some(operation),
        None => operations::unfinished(tx, id).await?.pop().map(|(operation, _)| operation),
    };
    let instance = instances::find_for_update(tx, id).await?.ok_or(TerminateError::NotFound(id))?;
    Ok((instance, operation))
}
