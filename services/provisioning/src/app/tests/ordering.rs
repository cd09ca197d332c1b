//! From billing's events to the life of a site.

use super::*;

#[tokio::test]
async fn an_order_becomes_a_live_site_and_goes_through_its_life() {
    let mut world = World::start().await;
    world.reconcile();
    let ordered = world.ordered(OrganizationId::new());
    let id = ordered.instance;
    world.reserve(world.hold(ordered.order.unwrap(), &[id], 1 << 20)).await.unwrap();
    world.placed(&ordered).await;
    assert_eq!(world.instance(id).await.unwrap().status, Status::Pending);
    assert_eq!((world.count("reservations").await, world.count("placements").await), (0, 1));

    world.activated(&ordered, 2).await;
    let site = world.until(id, Status::Active).await;
    let (status, text) = world.visit(&site).await;
    assert!(status == 200 && text.contains("My Shop is live"), "{text}");
    assert_eq!(world.events(id).await, ["instance.created", "instance.updated", "instance.activated"]);
    let provision = world.operations(id).await.remove(0);
    assert_eq!((provision.kind, provision.status), (OperationKind::Provision, OperationStatus::Succeeded));
    let told = world.events(provision.id).await;
    assert_eq!(
        (told.first().unwrap().as_str(), told.last().unwrap().as_str()),
        ("operation.created", "operation.finished")
    );
    assert!(told.iter().filter(|kind| *kind == "operation.progressed").count() >= 2);

    let first = world.deploy(id, "<p>first", None).await.unwrap();
    world.until(id, Status::Active).await;
    assert_eq!(world.visit(&site).await, (200, "<p>first".into()));
    let second = world.deploy(id, "<p>second", None).await.unwrap();
    world.until(id, Status::Active).await;
    assert_eq!(world.visit(&site).await, (200, "<p>second".into()));
    assert_eq!(world.events(&first).await, ["release.created", "release.went_live", "release.superseded"]);

    let (addresses, release) = (world.app.addresses.clone(), first.parse().unwrap());
    let rolled = world.app.db.transact(move |tx, now| {
        async move { roll_back(tx, &addresses, (&Cause::system("test"), now), (id, release)).await }.boxed()
    });
    rolled.await.unwrap();
    let back = world.until(id, Status::Active).await;
    assert_eq!(back.observed_release, Some(release));
    assert_eq!(world.visit(&site).await, (200, "<p>first".into()));
    assert_eq!(world.events(&second).await.last().unwrap(), "release.superseded");

    world.changed(id, 3, Desired::Suspended).await.unwrap();
    world.until(id, Status::Suspended).await;
    assert_eq!(world.visit(&site).await.0, 503);
    assert!(matches!(world.deploy(id, "<p>no", None).await, Err(DeployError::Refused(_))));
    world.changed(id, 4, Desired::Active).await.unwrap();
    world.until(id, Status::Active).await;
    assert_eq!(world.visit(&site).await, (200, "<p>first".into()));

    assert!(world.files_under("blobs") > 0 && world.files_under("manifests") > 0);
    let work = world.terminate(id).await.unwrap();
    world.until(id, Status::Terminated).await;
    assert_eq!(world.visit(&site).await.0, 404);
    assert_eq!((world.files_under("blobs"), world.files_under("manifests"), world.files_under("spool")), (0, 0, 0));
    assert_eq!((world.count("placements").await, world.count("releases").await), (0, 0));
    assert!(world.terminate(id).await.is_none(), "twice is fine");
    assert_eq!(world.events(work.id).await.last().unwrap(), "operation.finished");
    assert_eq!(world.events(id).await.last().unwrap(), "instance.terminated");
}

#[tokio::test]
async fn events_may_come_first_twice_or_late() {
    let mut world = World::start().await;
    world.reconcile();
    // Activation before the order, then everything again.
    let ordered = world.ordered(OrganizationId::new());
    world.activated(&ordered, 2).await;
    world.placed(&ordered).await;
    world.activated(&ordered, 2).await;
    let site = world.until(ordered.instance, Status::Active).await;
    assert_eq!(site.generation, 2);
    assert_eq!(world.operations(site.id).await.len(), 1);
    // What comes late is older news.
    world.changed(site.id, 4, Desired::Suspended).await.unwrap();
    world.changed(site.id, 3, Desired::Active).await.unwrap();
    world.activated(&ordered, 2).await;
    world.voided(&ordered).await;
    assert_eq!(world.until(site.id, Status::Suspended).await.desired, Desired::Suspended);

    // Given up before it was heard of.
    let lapsed = world.ordered(OrganizationId::new());
    world.reserve(world.hold(lapsed.order.unwrap(), &[lapsed.instance], 1)).await.unwrap();
    world.voided(&lapsed).await;
    world.placed(&lapsed).await;
    assert!(world.instance(lapsed.instance).await.is_none());
    assert_eq!(world.count("reservations").await, 0);
    // Given up after it was heard of.
    let lapsed = world.ordered(OrganizationId::new());
    world.reserve(world.hold(lapsed.order.unwrap(), &[lapsed.instance], 1)).await.unwrap();
    world.placed(&lapsed).await;
    world.voided(&lapsed).await;
    world.until(lapsed.instance, Status::Terminated).await;
    assert_eq!(world.count("placements").await, 1);

    // Ended before it was heard of: a late activation brings nothing to life.
    let ended = world.ordered(OrganizationId::new());
    world.changed(ended.instance, 3, Desired::Terminated).await.unwrap();
    world.activated(&ended, 2).await;
    world.placed(&ended).await;
    assert!(world.instance(ended.instance).await.is_none());
    let unknown = world.changed(InstanceId::new(), 3, Desired::Suspended).await;
    assert!(matches!(unknown, Err(orders::OrderError::UnknownInstance(_))));
}
