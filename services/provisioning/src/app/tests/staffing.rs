//! What staff see of all organizations, and what they have looked at again.

use super::*;
use crate::store::instances::Stray;

const STAFF: &str = "usr_staff";

impl World {
    async fn repair(&self, id: InstanceId) -> Result<(Instance, Operation), RepairError> {
        let cause = Cause::by(STAFF, "request");
        self.app.db.transact(move |tx, now| async move { repair(tx, (&cause, now), id).await }.boxed()).await
    }

    async fn stray(&self, kind: Stray) -> Vec<InstanceId> {
        let mut connection = self.app.db.pool().acquire().await.unwrap();
        let page = PageRequest::new(None, None, None, None).unwrap();
        let found = instances::stray(&mut connection, kind, &page).await.unwrap();
        found.items.into_iter().map(|instance| instance.id).collect()
    }

    /// As if this had been found a while ago.
    async fn found(&self, id: InstanceId, desired: Desired, status: Status) {
        let sql = "UPDATE instances SET desired = $2, status = $3, created_at = now() - interval '2 minutes',
                       observed_at = now() - interval '61 seconds' WHERE instance_id = $1";
        let found = sqlx::query(sql).bind(id.uuid()).bind(desired.word()).bind(status.word());
        assert_eq!(found.execute(self.database.pool()).await.unwrap().rows_affected(), 1);
    }

    async fn actor_of(&self, operation: &Operation) -> String {
        let sql = "SELECT actor FROM operations WHERE operation_id = $1";
        sqlx::query_scalar(sql).bind(operation.id.uuid()).fetch_one(self.database.pool()).await.unwrap()
    }
}

#[tokio::test]
async fn what_is_paid_and_not_live_is_seen_after_a_minute() {
    let world = World::start().await;
    let mut ids = Vec::new();
    for _ in 0..6 {
        let ordered = world.ordered(OrganizationId::new());
        world.placed(&ordered).await;
        ids.push(ordered.instance);
    }
    assert_eq!(world.stray(Stray::PaidNotLive).await, [], "nobody has paid");
    world.found(ids[0], Desired::Active, Status::Failed).await;
    world.found(ids[1], Desired::Active, Status::Degraded).await;
    world.found(ids[2], Desired::Active, Status::Active).await;
    world.found(ids[3], Desired::Suspended, Status::Degraded).await;
    world.found(ids[4], Desired::Terminated, Status::Terminating).await;
    world.found(ids[5], Desired::Terminated, Status::Terminated).await;
    assert_eq!(world.stray(Stray::PaidNotLive).await, [ids[1], ids[0]]);
    assert_eq!(world.stray(Stray::LiveNotPaid).await, [ids[4], ids[3]]);
    let young = "UPDATE instances SET observed_at = now() - interval '59 seconds'";
    sqlx::query(young).execute(world.database.pool()).await.unwrap();
    assert_eq!(world.stray(Stray::PaidNotLive).await, [], "it is on its way");

    let mut connection = world.app.db.pool().acquire().await.unwrap();
    sqlx::query(
        "UPDATE instances SET desired = 'active', status = 'failed', observed_at = created_at - interval '2 minutes'",
    )
    .execute(world.database.pool())
    .await
    .unwrap();
    sqlx::query("UPDATE instances SET created_at = now() - interval '2 minutes'")
        .execute(world.database.pool())
        .await
        .unwrap();
    let cursor = hc_types::page::encode(ids[2].uuid());
    let page = PageRequest::new(Some(1), Some(&cursor), None, None).unwrap();
    let found = instances::stray(&mut connection, Stray::PaidNotLive, &page).await.unwrap();
    assert_eq!((found.items[0].id, found.items.len(), found.has_next), (ids[1], 1, true));
    let page = PageRequest::new(None, None, Some(1), Some(&cursor)).unwrap();
    let found = instances::stray(&mut connection, Stray::PaidNotLive, &page).await.unwrap();
    assert_eq!((found.items[0].id, found.has_previous), (ids[3], true));
}

#[tokio::test]
async fn operations_of_all_organizations_are_listed_by_status() {
    let world = World::start().await;
    let mut work = Vec::new();
    for _ in 0..4 {
        let ordered = world.ordered(OrganizationId::new());
        world.activated(&ordered, 1).await;
        work.insert(0, world.operations(ordered.instance).await.remove(0).id);
    }
    let sql = "UPDATE operations SET status = $2 WHERE operation_id = $1";
    for (id, status) in [(work[1], OperationStatus::Failed), (work[3], OperationStatus::Succeeded)] {
        sqlx::query(sql).bind(id.uuid()).bind(status.word()).execute(world.database.pool()).await.unwrap();
    }
    let mut connection = world.app.db.pool().acquire().await.unwrap();
    let list = async |connection: &mut sqlx::PgConnection, statuses: &[OperationStatus], page: PageRequest| {
        let found = operations::list_all(connection, statuses, Duration::ZERO, &page).await.unwrap();
        (found.items.into_iter().map(|operation| operation.id).collect::<Vec<_>>(), found.has_next)
    };
    let first = |size| PageRequest::new(Some(size), None, None, None).unwrap();
    let (queued, failed) = (OperationStatus::Queued, OperationStatus::Failed);
    assert_eq!(list(&mut connection, &[failed], first(5)).await, (vec![work[1]], false));
    assert_eq!(list(&mut connection, &[queued, failed], first(2)).await, (work[..2].to_vec(), true));
    let cursor = hc_types::page::encode(work[1].uuid());
    let rest = PageRequest::new(Some(2), Some(&cursor), None, None).unwrap();
    assert_eq!(list(&mut connection, &[queued, failed], rest).await, (vec![work[2]], false));
    let back = PageRequest::new(None, None, Some(2), Some(&cursor)).unwrap();
    assert_eq!(list(&mut connection, &[queued, failed], back).await.0, [work[0]]);

    let waiting = "UPDATE operations SET created_at = now() - interval '301 seconds' WHERE operation_id = $1";
    sqlx::query(waiting).bind(work[2].uuid()).execute(world.database.pool()).await.unwrap();
    let stuck = operations::list_all(&mut connection, &[queued], PATIENCE, &first(5)).await.unwrap();
    assert_eq!(stuck.items.iter().map(|operation| operation.id).collect::<Vec<_>>(), [work[2]]);
}

#[tokio::test]
async fn nodes_show_what_is_placed_and_what_is_reserved() {
    let world = World::start().await;
    let (order, items) = (OrderId::new(), [InstanceId::new(), InstanceId::new()]);
    world.reserve(world.hold(order, &items, 5 << 20)).await.unwrap();
    let ordered = world.ordered(OrganizationId::new());
    world.reserve(world.hold(ordered.order.unwrap(), &[ordered.instance], 1 << 20)).await.unwrap();
    world.placed(&ordered).await;
    let mut connection = world.app.db.pool().acquire().await.unwrap();
    let disk = |disk_bytes| Resources { disk_bytes, ..Resources::default() };
    // It is recorded, and not paid for.
    let node = capacity::nodes(&mut connection).await.unwrap().remove(0);
    assert_eq!((node.placed, node.reserved), ((disk(0), 0), (disk(11 << 20), 3)));
    world.activated(&ordered, 1).await;
    let node = capacity::nodes(&mut connection).await.unwrap().remove(0);
    assert_eq!((node.name.as_str(), node.region, node.cordoned), ("fra-1", world.region, false));
    assert_eq!((node.total.0.disk_bytes, node.total.1), (100 << 20, 10));
    assert_eq!((node.placed, node.reserved), ((disk(1 << 20), 1), (disk(10 << 20), 2)));
    assert_eq!(regions::all(&mut connection).await.unwrap(), [world.region]);
}

#[tokio::test]
async fn what_could_not_be_made_is_looked_at_again_with_all_its_attempts() {
    let faulty = |inner| {
        Arc::new(Faulty { inner, failures: AtomicU32::new(2), class: ErrorClass::Final, panics: false })
            as Arc<dyn Driver>
    };
    let mut world = World::with(faulty).await;
    world.reconcile();
    let ordered = world.ordered(OrganizationId::new());
    world.activated(&ordered, 1).await;
    let failed = world.until(ordered.instance, Status::Failed).await;

    // It fails again: it was never live, and does not say that it was.
    let (seen, first) = world.repair(failed.id).await.unwrap();
    assert_eq!((seen.status, first.kind, first.generation), (Status::Failed, OperationKind::Repair, failed.generation));
    assert_eq!(world.actor_of(&first).await, STAFF);
    let ended = async |id| {
        eventually("the repair ends", async || {
            world.operations(failed.id).await.into_iter().find(|work| work.id == id && work.finished_at.is_some())
        })
        .await
    };
    assert_eq!(ended(first.id).await.status, OperationStatus::Failed);
    assert_eq!(world.instance(failed.id).await.unwrap().status, Status::Failed);

    let (_, second) = world.repair(failed.id).await.unwrap();
    assert_eq!(ended(second.id).await.status, OperationStatus::Succeeded);
    let live = world.until(failed.id, Status::Active).await;
    assert_eq!((live.generation, live.failure.clone()), (failed.generation, None));
    assert_eq!(world.visit(&live).await.0, 200);

    // What is as it should be says so, and stays.
    let (_, third) = world.repair(failed.id).await.unwrap();
    assert_eq!(ended(third.id).await.status, OperationStatus::Succeeded);
    assert_eq!(world.instance(failed.id).await.unwrap().status, Status::Active);
    assert_eq!(world.events(live.id).await.iter().filter(|kind| *kind == "instance.activated").count(), 1);

    world.terminate(live.id).await;
    world.until(live.id, Status::Terminated).await;
    assert!(matches!(world.repair(live.id).await, Err(RepairError::Terminated)));
    assert!(matches!(world.repair(InstanceId::new()).await, Err(RepairError::NotFound(_))));
}

#[tokio::test]
async fn asking_twice_for_a_repair_is_one_operation_and_begins_the_count_anew() {
    let world = World::start().await;
    let ordered = world.ordered(OrganizationId::new());
    world.activated(&ordered, 1).await;
    let tired = "UPDATE reconcile_queue SET attempts = 9, due_at = now() + interval '5 minutes', priority = 1";
    sqlx::query(tired).execute(world.database.pool()).await.unwrap();
    let (_, first) = world.repair(ordered.instance).await.unwrap();
    let (_, again) = world.repair(ordered.instance).await.unwrap();
    assert_eq!(first.id, again.id);
    let sql = "SELECT attempts, due_at <= now(), priority FROM reconcile_queue";
    let queued: (i32, bool, i16) = sqlx::query_as(sql).fetch_one(world.database.pool()).await.unwrap();
    assert_eq!(queued, (0, true, 0));
}
