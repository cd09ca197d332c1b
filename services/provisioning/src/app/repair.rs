use hc_events::Cause;
use hc_storage::StoreError;
use hc_types::{InstanceId, Timestamp};
use sqlx::PgConnection;

use crate::domain::instance::{Instance, Status};
use crate::domain::operation::{Operation, OperationKind};
use crate::store::queue::{self, Priority};
use crate::store::{instances, operations};

use super::facts;

/// Why an instance is not looked at again.
#[derive(Debug, thiserror::Error)]
pub enum RepairError {
    /// No such instance.
    #[error("instance {0} does not exist")]
    NotFound(InstanceId),
    /// Nothing is left of it.
    #[error("the instance is terminated: nothing is left to repair")]
    Terminated,
    /// The store failed.
    #[error("the instance store failed")]
    Store(#[from] StoreError),
}

/// Has the reconciler look at an instance now, with its attempts counted from the beginning. Nothing else is wanted of it
/// than before, so its status stays until something is found; the operation tells who asked, and what came of it.
pub async fn repair(
    tx: &mut PgConnection,
    (cause, now): (&Cause, Timestamp),
    id: InstanceId,
) -> Result<(Instance, Operation), RepairError> {
    let instance = instances::find_for_update(tx, id).await?.ok_or(RepairError::NotFound(id))?;
    if instance.status == Status::Terminated {
        return Err(RepairError::Terminated);
    }
    let asked_before = operations::unfinished(tx, id).await?.into_iter().find(|(operation, by)| {
        operation.kind == OperationKind::Repair
            && operation.generation == instance.generation
            && by.actor == cause.actor
    });
    let operation = if let Some((operation, _)) = asked_before {
        operation
    } else {
        let of = (instance.id, instance.organization);
        let operation =
            Operation::queued(of, OperationKind::Repair, instance.generation, None, (&cause.correlation, now));
        operations::insert(tx, &operation, cause).await?;
        facts::operation_created(tx, cause, &operation).await?;
        operation
    };
    // This priority is what resets the attempts.
    queue::wake(tx, instance.id, instance.organization, Priority::User).await?;
    Ok((instance, operation))
}
