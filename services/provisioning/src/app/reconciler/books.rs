//! What the reconciler writes: only under its lease, and only about what it has seen.
use hc_events::Cause;
use hc_storage::StoreError;
use hc_types::{ReleaseId, Timestamp};
use sqlx::PgConnection;

use crate::domain::addresses::Addresses;
use crate::domain::instance::{Desired, Instance, Status};
use crate::domain::operation::{Operation, OperationError, OperationKind, OperationStatus};
use crate::domain::reconcile::ErrorClass;
use crate::driver::DriverError;
use crate::metrics;
use crate::settings::ReconcilerSettings;
use crate::store::queue::{self, Again, Lease, LeaseLost, Priority};
use crate::store::{capacity, instances, operations, releases};

use super::super::{App, facts};
use super::AttemptError;
use super::attempt::View;

/// The instance, locked, for a holder of the lease. In this order everywhere: calls lock an instance before they wake it.
pub async fn locked(tx: &mut PgConnection, lease: &Lease) -> Result<Instance, AttemptError> {
    let instance = instances::find_for_update(tx, lease.instance).await?;
    let instance = instance.ok_or_else(|| StoreError::corrupt("queue entry", "its instance is gone"))?;
    if queue::hold(tx, lease).await? { Ok(instance) } else { Err(LeaseLost(lease.instance).into()) }
}

/// Notes that work on all operations up to a generation has come to a step.
pub async fn reach(app: &App, lease: &Lease, generation: i64, step: &'static str) -> Result<(), AttemptError> {
    let lease = lease.clone();
    app.db
        .transact(move |tx, now| {
            Box::pin(async move {
                locked(tx, &lease).await?;
                for (mut operation, cause) in operations::unfinished(tx, lease.instance).await? {
                    if operation.generation <= generation && operation.reach(step, now) {
                        operations::save(tx, &operation).await?;
                        facts::operation_progressed(tx, &cause, &operation, step).await?;
                    }
                }
                Ok(())
            })
        })
        .await
}

/// Begins a repair of what was found changed, and says that the instance does not answer as it should.
pub async fn repair(app: &App, lease: &Lease, generation: i64) -> Result<(), AttemptError> {
    let (lease, addresses) = (lease.clone(), app.addresses.clone());
    app.db
        .transact(move |tx, now| {
            Box::pin(async move {
                let mut instance = locked(tx, &lease).await?;
                if instance.generation != generation || !operations::unfinished(tx, instance.id).await?.is_empty() {
                    return Ok(());
                }
                let cause = Cause::system("reconciler");
                let before = instance.status;
                instance.status = Status::Degraded;
                tracing::warn!(instance.id = %instance.id, "instance is not as it was left, repairing it");
                instances::save(tx, &instance).await?;
                facts::instance_moved(tx, &cause, before, &instance, &addresses).await?;
                let of = (instance.id, instance.organization);
                let asked = (cause.correlation.as_str(), now);
                let operation = Operation::queued(of, OperationKind::Repair, generation, None, asked);
                operations::insert(tx, &operation, &cause).await?;
                facts::operation_created(tx, &cause, &operation).await?;
                Ok(())
            })
        })
        .await
}

/// Forgets the releases of an instance that is to be gone.
pub async fn forget_releases(app: &App, lease: &Lease) -> Result<(), AttemptError> {
    let lease = lease.clone();
    app.db
        .transact(move |tx, _| {
            Box::pin(async move {
                locked(tx, &lease).await?;
                releases::delete_of(tx, lease.instance).await?;
                Ok(())
            })
        })
        .await
}

/// Records that what was looked at is real. A newer wish leaves it unsettled: the next round sees to that one.
pub async fn settle(app: &App, lease: &Lease, view: &View) -> Result<(), AttemptError> {
    let (lease, addresses, wish) = (lease.clone(), app.addresses.clone(), view.wish);
    let release = view.instance.desired_release;
    app.db
        .transact(move |tx, now| {
            Box::pin(async move {
                let mut instance = locked(tx, &lease).await?;
                let unfinished = operations::unfinished(tx, instance.id).await?;
                let story = unfinished.last().map_or_else(|| Cause::system("reconciler"), |(_, cause)| cause.clone());
                instance.observed_generation = instance.observed_generation.max(wish.generation);
                let gone = wish.desired.is_gone();
                let live = if gone { None } else { release };
                switch(tx, &story, &mut instance, live, gone).await?;
                let before = instance.status;
                if instance.generation == wish.generation {
                    instance.status = instance.settled_status();
                    if instance.desired != Desired::Abandoned {
                        instance.failure = None;
                    }
                }
                if gone {
                    capacity::free(tx, instance.id).await?;
                }
                instances::save(tx, &instance).await?;
                facts::instance_moved(tx, &story, before, &instance, &addresses).await?;
                finish(tx, now, unfinished, &wish, live).await
            })
        })
        .await
}

/// Puts a release live in the books.
async fn switch(
    tx: &mut PgConnection,
    cause: &Cause,
    instance: &mut Instance,
    live: Option<ReleaseId>,
    gone: bool,
) -> Result<(), StoreError> {
    if instance.observed_release == live {
        return Ok(());
    }
    instance.observed_release = live;
    if gone {
        // Its releases are deleted: there is nothing left to tell of.
        return Ok(());
    }
    for superseded in releases::go_live(tx, instance.id, live).await? {
        facts::release_superseded(tx, cause, instance, superseded).await?;
    }
    if let Some(live) = live {
        facts::release_went_live(tx, cause, instance, live).await?;
    }
    Ok(())
}

async fn finish(
    tx: &mut PgConnection,
    now: Timestamp,
    unfinished: Vec<(Operation, Cause)>,
    wish: &crate::domain::reconcile::Wish,
    live: Option<ReleaseId>,
) -> Result<(), AttemptError> {
    for (mut operation, cause) in unfinished {
        if operation.generation > wish.generation {
            continue;
        }
        operation.finish(operation.outcome(wish.generation, wish.desired, live), None, now);
        operations::save(tx, &operation).await?;
        facts::operation_finished(tx, &cause, &operation).await?;
        tracing::info!(
            instance.id = %operation.instance,
            operation.id = %operation.id,
            kind = operation.kind.word(),
            status = operation.status.word(),
            "operation finished",
        );
    }
    Ok(())
}

/// Records a failed attempt and says when the next one is. An operation whose time is up, or that can't succeed, fails.
pub async fn note_failure(
    app: &App,
    settings: &ReconcilerSettings,
    lease: &Lease,
    error: &AttemptError,
) -> Result<Again, AttemptError> {
    let (class, code, message) = match error {
        AttemptError::Driver(DriverError { class, reason, message }) => (*class, *reason, message.clone()),
        AttemptError::Store(error) => (ErrorClass::Retryable, "STORE_UNAVAILABLE", error.to_string()),
        AttemptError::LeaseLost(lost) => return Err((*lost).into()),
    };
    metrics::attempt_failed(class);
    let attempts = lease.attempts.saturating_add(1);
    tracing::warn!(
        instance.id = %lease.instance,
        class = class.word(),
        reason = code,
        message,
        attempts,
        "attempt failed"
    );
    let failure = OperationError { code: code.to_owned(), message, retryable: class != ErrorClass::Final };
    let (held, addresses, budget) = (lease.clone(), app.addresses.clone(), settings.budget);
    let ended = app.db.transact(move |tx, now| {
        Box::pin(async move { fail_if_over(tx, &addresses, now, &held, class, (failure, budget)).await })
    });
    let ended = ended.await?;
    let after = class.back_off(u32::try_from(attempts).unwrap_or(1), rand::random());
    let priority = if ended { Priority::Resync } else { Priority::Retry };
    Ok(Again { after, priority, attempts })
}

async fn fail_if_over(
    tx: &mut PgConnection,
    addresses: &Addresses,
    now: Timestamp,
    lease: &Lease,
    class: ErrorClass,
    (failure, budget): (OperationError, std::time::Duration),
) -> Result<bool, AttemptError> {
    let mut instance = locked(tx, lease).await?;
    let unfinished = operations::unfinished(tx, instance.id).await?;
    let Some((oldest, _)) = unfinished.first() else { return Ok(true) };
    // What is to be gone is tried for ever: half of it left would be paid for by nobody.
    let may_end = !instance.desired.is_gone() || class == ErrorClass::Final;
    let attempts = u32::try_from(lease.attempts).unwrap_or(0).saturating_add(1);
    if !may_end || !class.ends_operation(attempts, now.since(oldest.created_at), budget) {
        return Ok(false);
    }
    let story = unfinished.last().map_or_else(|| Cause::system("reconciler"), |(_, cause)| cause.clone());
    let before = instance.status;
    // What could not be made and was looked at again was live as little as what is made for the first time.
    let was_live =
        before != Status::Failed && unfinished.iter().all(|(operation, _)| operation.kind != OperationKind::Provision);
    instance.status = if was_live { Status::Degraded } else { Status::Failed };
    instance.failure = Some(failure.code.clone());
    instances::save(tx, &instance).await?;
    facts::instance_moved(tx, &story, before, &instance, addresses).await?;
    for (mut operation, cause) in unfinished {
        if let Some(release) = operation.release {
            releases::fail(tx, release).await?;
        }
        operation.finish(OperationStatus::Failed, Some(failure.clone()), now);
        operations::save(tx, &operation).await?;
        facts::operation_finished(tx, &cause, &operation).await?;
        tracing::error!(instance.id = %instance.id, operation.id = %operation.id, code = failure.code, "operation failed");
    }
    Ok(true)
}
