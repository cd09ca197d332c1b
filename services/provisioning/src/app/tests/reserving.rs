//! Reservations and places.

use super::*;

#[tokio::test]
async fn capacity_is_never_given_twice() {
    let world = Arc::new(World::start().await);
    let mut asking = JoinSet::new();
    for _ in 0..30 {
        let world = Arc::clone(&world);
        asking.spawn(async move {
            let mut answer = world.reserve(world.hold(OrderId::new(), &[InstanceId::new()], 1 << 20)).await;
            // Whoever has lost a race for the locks asks again.
            while matches!(answer, Err(ReserveError::Store(_))) {
                answer = world.reserve(world.hold(OrderId::new(), &[InstanceId::new()], 1 << 20)).await;
            }
            answer.is_ok()
        });
    }
    let held = asking.join_all().await.into_iter().filter(|held| *held).count();
    assert_eq!((held, world.count("reservations").await), (10, 10));

    // What lapses is free again.
    sqlx::query("UPDATE reservations SET expires_at = now() - interval '1 second'")
        .execute(world.database.pool())
        .await
        .unwrap();
    let (order, instance) = (OrderId::new(), InstanceId::new());
    assert_eq!(world.reserve(world.hold(order, &[instance], 60 << 20)).await.unwrap(), 1);
    assert_eq!(world.reserve(world.hold(order, &[instance], 60 << 20)).await.unwrap(), 1, "the same order again");
    let refused = world.reserve(world.hold(OrderId::new(), &[InstanceId::new(), InstanceId::new()], 30 << 20)).await;
    assert!(matches!(refused, Err(ReserveError::NoCapacity { item: 1 })), "all or nothing: {refused:?}");
    let mut elsewhere = world.hold(OrderId::new(), &[InstanceId::new()], 1);
    elsewhere.items[0].region = Some(RegionId::new());
    assert!(matches!(world.reserve(elsewhere).await, Err(ReserveError::RegionNotFound { items }) if items == [0]));
    let mut anywhere = world.hold(OrderId::new(), &[InstanceId::new()], 1);
    anywhere.items[0].region = None;
    assert_eq!(world.reserve(anywhere).await.unwrap(), 1);
    in_transaction(&world.app.db, move |tx| capacity::release(tx, order).boxed()).await;
    assert_eq!(world.reserve(world.hold(OrderId::new(), &[InstanceId::new()], 90 << 20)).await.unwrap(), 1);
    let shown = in_transaction(&world.app.db, |tx| regions::list(tx, None).boxed()).await;
    assert!(shown[0].available);
}

#[tokio::test]
async fn an_order_reserves_once_however_often_and_whenever_it_asks() {
    let world = Arc::new(World::start().await);
    let ordered = world.ordered(OrganizationId::new());
    // More than half of the region: there is no room for it twice.
    let request = Reserve {
        organization: ordered.organization,
        ..world.hold(ordered.order.unwrap(), &[ordered.instance], 60 << 20)
    };
    let mut asking = JoinSet::new();
    for _ in 0..8 {
        let (db, request) = (world.app.db.clone(), request.clone());
        asking.spawn(async move {
            db.transact::<_, ReserveError, _>(move |tx, now| reserve(tx, now, request).boxed()).await
        });
    }
    let answers = asking.join_all().await.into_iter().collect::<Result<Vec<_>, _>>().unwrap();
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");

    // A call that was on its way for longer than the order took to be placed.
    world.placed(&ordered).await;
    assert_eq!(world.reserve(request).await.unwrap(), 1);
    assert_eq!((world.count("reservations").await, world.count("placements").await), (0, 1));
}

#[tokio::test]
async fn a_call_that_comes_after_its_order_was_given_up_holds_nothing() {
    let world = World::start().await;
    let ordered = world.ordered(OrganizationId::new());
    world.voided(&ordered).await;
    let late = world.reserve(world.hold(ordered.order.unwrap(), &[ordered.instance], 1)).await;
    assert!(matches!(late, Err(ReserveError::OrderVoid)), "{late:?}");
    assert_eq!(world.count("reservations").await, 0);
}

#[tokio::test]
async fn a_region_without_room_is_not_available() {
    let world = World::start().await;
    world.reserve(world.hold(OrderId::new(), &[InstanceId::new()], 100 << 20)).await.unwrap();
    let shown = in_transaction(&world.app.db, |tx| regions::list(tx, None).boxed()).await;
    assert!(!shown[0].available);
}
