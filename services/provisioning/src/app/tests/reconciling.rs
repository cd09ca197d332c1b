//! The reconciler, with an engine that fails.

use super::*;

#[tokio::test]
async fn lost_answers_do_nothing_twice() {
    let faulty = |inner| {
        Arc::new(Faulty { inner, failures: AtomicU32::new(3), class: ErrorClass::Unknown, panics: false })
            as Arc<dyn Driver>
    };
    let mut world = World::with(faulty).await;
    world.reconcile();
    let ordered = world.ordered(OrganizationId::new());
    world.activated(&ordered, 1).await;
    let site = world.until(ordered.instance, Status::Active).await;
    assert_eq!(world.visit(&site).await.0, 200);
    let work = world.operations(site.id).await;
    assert_eq!(work.iter().map(|operation| operation.status).collect::<Vec<_>>(), [OperationStatus::Succeeded]);
}

#[tokio::test]
async fn a_final_error_fails_the_operation_and_the_instance() {
    let faulty = |inner| {
        Arc::new(Faulty { inner, failures: AtomicU32::new(1_000), class: ErrorClass::Final, panics: false })
            as Arc<dyn Driver>
    };
    let mut world = World::with(faulty).await;
    world.reconcile();
    let ordered = world.ordered(OrganizationId::new());
    world.activated(&ordered, 1).await;
    let failed = world.until(ordered.instance, Status::Failed).await;
    assert_eq!(failed.failure.as_deref(), Some("TEST_FAULT"));
    let work = world.operations(failed.id).await.remove(0);
    assert_eq!((work.status, work.error.unwrap().retryable), (OperationStatus::Failed, false));
    assert_eq!(world.events(failed.id).await.last().unwrap(), "instance.failed");

    // Billing ends the subscription. What is left goes, its room is free, and the failure stays to be seen.
    world.changed(failed.id, 2, Desired::Terminated).await.unwrap();
    eventually("the rest is removed", async || world.count("placements").await == 0).await;
    let abandoned = world.instance(failed.id).await.unwrap();
    assert_eq!((abandoned.status, abandoned.failure.as_deref()), (Status::Failed, Some("TEST_FAULT")));
    assert_eq!(world.listed(failed.organization).await, [failed.id]);

    // Its owner has seen it.
    assert!(world.terminate(failed.id).await.is_some());
    world.until(failed.id, Status::Terminated).await;
    assert_eq!(world.listed(failed.organization).await, []);
}

#[tokio::test]
async fn an_attempt_that_panics_counts_as_a_failed_one() {
    let faulty = |inner| {
        let (failures, class) = (AtomicU32::new(1_000), ErrorClass::Final);
        Arc::new(Faulty { inner, failures, class, panics: true }) as Arc<dyn Driver>
    };
    let mut world = World::with(faulty).await;
    world.reconcile();
    let ordered = world.ordered(OrganizationId::new());
    world.activated(&ordered, 1).await;
    eventually("two attempts are counted", async || world.count("reconcile_queue WHERE attempts >= 2").await == 1)
        .await;
}

#[tokio::test]
async fn what_vanishes_from_the_engine_is_brought_back() {
    let mut world = World::start().await;
    world.reconcile();
    let ordered = world.ordered(OrganizationId::new());
    world.activated(&ordered, 1).await;
    let site = world.until(ordered.instance, Status::Active).await;
    let state = StateDir::open(world.root.path()).unwrap();
    state.lock().unwrap().delete(site.id).unwrap();
    let (id, organization) = (site.id, site.organization);
    in_transaction(&world.app.db, move |tx| queue::wake(tx, id, organization, Priority::Resync).boxed()).await;
    eventually("the repair is done", async || {
        let work = world.operations(id).await;
        work.last().is_some_and(|work| work.kind == OperationKind::Repair && work.status == OperationStatus::Succeeded)
    })
    .await;
    assert_eq!(world.until(id, Status::Active).await.generation, site.generation);
    assert_eq!(world.visit(&site).await.0, 200);
    let told = world.events(id).await;
    assert!(told.ends_with(&["instance.updated".into(), "instance.activated".into()]), "{told:?}");
}

#[tokio::test]
async fn a_killed_reconciler_is_followed_by_another() {
    let mut world = World::start().await;
    let organization = OrganizationId::new();
    let all: Vec<Ordered> = (0..8).map(|_| world.ordered(organization)).collect();
    for ordered in &all {
        world.activated(ordered, 1).await;
    }
    for _ in 0..3 {
        let mut doomed = JoinSet::new();
        doomed.spawn(reconciler::run(world.app.clone(), settings(), CancellationToken::new()));
        let woken = world.app.db.committed();
        for _ in 0..4 {
            woken.notified().await;
        }
        // In the middle of its work, without a chance to give anything back.
        doomed.shutdown().await;
    }
    world.reconcile();
    for ordered in &all {
        let site = world.until(ordered.instance, Status::Active).await;
        assert_eq!(world.visit(&site).await.0, 200);
        let activated = world.events(site.id).await.into_iter().filter(|kind| kind == "instance.activated").count();
        assert_eq!((activated, world.operations(site.id).await.len()), (1, 1));
    }
    assert_eq!(world.count("placements").await, 8);
}
