//! What billing's events mean here. Each may come twice, late, or before the one that it follows.
use hc_events::Cause;
use hc_storage::StoreError;
use hc_types::{InstanceId, OrderId, Timestamp};
use sqlx::PgConnection;

use crate::domain::addresses::Addresses;
use crate::domain::instance::{Desired, Instance, Ordered};
use crate::domain::operation::OperationKind;
use crate::store::queue::{self, Priority};
use crate::store::{capacity, instances, orders};

use super::{begin, facts};

/// Why an event could not be taken in.
#[derive(Debug, thiserror::Error)]
pub enum OrderError {
    /// It is about an instance that nobody has told of yet.
    #[error("instance {0} is not known yet")]
    UnknownInstance(InstanceId),
    /// The store failed.
    #[error("the instance store failed")]
    Store(#[from] StoreError),
}

/// Where an event of a subscription stands among its others.
#[derive(Debug, Clone, Copy)]
pub struct Position {
    /// Of the subscription's owner.
    pub epoch: i64,
    /// Of the subscription.
    pub version: i64,
}

/// An order was placed: its instances are recorded, and what was reserved for them is theirs.
pub async fn placed(
    tx: &mut PgConnection,
    (cause, now): (&Cause, Timestamp),
    order: OrderId,
    ordered: Vec<Ordered>,
) -> Result<(), OrderError> {
    if orders::is_void(tx, order).await? {
        return Ok(());
    }
    for instance in ordered {
        record(tx, (cause, now), instance).await?;
    }
    Ok(())
}

/// An order was given up: what was not paid for goes.
pub async fn voided(
    tx: &mut PgConnection,
    addresses: &Addresses,
    (cause, now): (&Cause, Timestamp),
    order: OrderId,
    ids: &[InstanceId],
) -> Result<(), OrderError> {
    // A reservation that is being made waits, and then finds the order void.
    capacity::lock_order(tx, order).await?;
    orders::void(tx, order).await?;
    capacity::release(tx, order).await?;
    for id in ids {
        let Some(instance) = instances::find_for_update(tx, *id).await? else { continue };
        // Paid for meanwhile: then the void is the older news.
        if instance.desired == Desired::Pending {
            want(tx, addresses, (cause, now), instance, Desired::Terminated).await?;
        }
    }
    Ok(())
}

/// A subscription was paid for: its instance is to be live, whether or not the order was heard of before.
pub async fn activated(
    tx: &mut PgConnection,
    addresses: &Addresses,
    (cause, now): (&Cause, Timestamp),
    position: Position,
    ordered: Ordered,
) -> Result<(), OrderError> {
    let id = ordered.instance;
    if !record(tx, (cause, now), ordered).await? {
        return Ok(());
    }
    apply(tx, addresses, (cause, now), position, id, Desired::Active).await
}

/// A subscription ended, by being canceled or by lapsing; its instance may never have been heard of. One that failed, which
/// is why billing canceled it, stays to be seen by its owner and the staff.
pub async fn ended(
    tx: &mut PgConnection,
    addresses: &Addresses,
    (cause, now): (&Cause, Timestamp),
    position: Position,
    id: InstanceId,
) -> Result<(), OrderError> {
    orders::lock(tx, id).await?;
    let Some(instance) = instances::find_for_update(tx, id).await? else { return Ok(orders::end(tx, id).await?) };
    if instances::take_in(tx, id, position.epoch, position.version).await? {
        let end = instance.end();
        want(tx, addresses, (cause, now), instance, end).await?;
    }
    Ok(())
}

/// A subscription stands elsewhere: suspended or resumed.
pub async fn changed(
    tx: &mut PgConnection,
    addresses: &Addresses,
    (cause, now): (&Cause, Timestamp),
    position: Position,
    id: InstanceId,
    desired: Desired,
) -> Result<(), OrderError> {
    apply(tx, addresses, (cause, now), position, id, desired).await
}

async fn apply(
    tx: &mut PgConnection,
    addresses: &Addresses,
    (cause, now): (&Cause, Timestamp),
    position: Position,
    id: InstanceId,
    desired: Desired,
) -> Result<(), OrderError> {
    let instance = instances::find_for_update(tx, id).await?.ok_or(OrderError::UnknownInstance(id))?;
    if instances::take_in(tx, id, position.epoch, position.version).await? {
        want(tx, addresses, (cause, now), instance, desired).await?;
    }
    Ok(())
}

/// Wants another state of an instance that is locked; nothing happens where that is wanted already.
pub async fn want(
    tx: &mut PgConnection,
    addresses: &Addresses,
    (cause, now): (&Cause, Timestamp),
    mut instance: Instance,
    desired: Desired,
) -> Result<Option<crate::domain::operation::Operation>, StoreError> {
    let before = instance.status;
    let Some(kind) = instance.want(desired) else { return Ok(None) };
    let release = (kind == OperationKind::Provision).then_some(instance.desired_release).flatten();
    begin(tx, addresses, before, &instance, (kind, release), (cause, now)).await.map(Some)
}

/// Records an instance that was ordered, if it is new, and gives it what was reserved for it. False when it has ended
/// before it was heard of.
async fn record(
    tx: &mut PgConnection,
    (cause, now): (&Cause, Timestamp),
    ordered: Ordered,
) -> Result<bool, StoreError> {
    orders::lock(tx, ordered.instance).await?;
    if orders::has_ended(tx, ordered.instance).await? {
        return Ok(false);
    }
    let instance = Instance::ordered(ordered, now);
    if !instances::insert(tx, &instance).await? {
        return Ok(true);
    }
    // A reservation that has lapsed meanwhile leaves it without a place; the reconciler looks for one once it is paid.
    if let Some(node) = capacity::take_reservation(tx, instance.id).await? {
        capacity::place(tx, instance.id, instance.organization, node, instance.resources).await?;
    }
    facts::instance_created(tx, cause, &instance).await?;
    queue::wake(tx, instance.id, instance.organization, Priority::Resync).await?;
    Ok(true)
}
