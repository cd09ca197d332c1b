//! What comes in, and what becomes of it.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use hc_events::{Failure, consumer::Delivered, dead, gate};
use hc_proto::events::v1::{InstanceActivated, InstanceSuspended};
use hc_storage::StoreError;
use hc_testkit::eventually;
use tokio::sync::Semaphore;

use crate::support::{Bus, QUEUE, Running, record, tell_of, transient};

#[tokio::test]
async fn an_event_that_comes_twice_has_one_effect() {
    let bus = Bus::start().await;
    let (relay, consumer) = (bus.relay(), bus.recorder());
    for _ in 0..5 {
        bus.tell("ins_1").await;
    }
    eventually("the effects are there", || async { bus.effects().await.get("ins_1").map(Vec::len) == Some(5) }).await;
    sqlx::query("UPDATE outbox SET published_at = NULL").execute(bus.database.pool()).await.unwrap();
    bus.everything_is_published().await;
    // Behind the repetitions, in the same object's order.
    bus.tell("ins_1").await;
    eventually("the last effect is there", || async {
        bus.effects().await.get("ins_1").is_some_and(|all| all.contains(&6))
    })
    .await;
    assert_eq!(bus.effects().await, BTreeMap::from([("ins_1".to_owned(), vec![1, 2, 3, 4, 5, 6])]));
    relay.stop().await;
    consumer.stop().await;
}

#[tokio::test]
async fn a_type_without_a_handler_is_acknowledged_and_passed_over() {
    let bus = Bus::start().await;
    let consumer =
        bus.consumer().on::<InstanceSuspended>(|tx, event| Box::pin(async move { Ok(record(tx, &event).await?) }));
    let consumer = Running::start(|stopping| consumer.run(stopping));
    let relay = bus.relay();
    bus.tell("ins_1").await;
    tell_of(&bus.db, "ins_1", InstanceSuspended::default()).await.unwrap();
    bus.effect_of("ins_1").await;
    assert_eq!(bus.effects().await, BTreeMap::from([("ins_1".to_owned(), vec![2])]));
    consumer.stop().await;
    relay.stop().await;
    assert!(dead::list(bus.database.pool(), None, None, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_transient_failure_comes_back_through_the_tiers() {
    let bus = Bus::start().await;
    bus.shorten_tiers(Duration::from_millis(100)).await;
    let attempts = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&attempts);
    let consumer = bus.consumer().on::<InstanceActivated>(move |tx, event| {
        let attempt = counted.fetch_add(1, Ordering::Relaxed);
        Box::pin(async move { if attempt < 3 { Err(transient()) } else { Ok(record(tx, &event).await?) } })
    });
    let consumer = Running::start(|stopping| consumer.run(stopping));
    let relay = bus.relay();
    bus.tell("ins_1").await;
    bus.effect_of("ins_1").await;
    assert_eq!(attempts.load(Ordering::Relaxed), 4);
    assert_eq!(bus.effects().await, BTreeMap::from([("ins_1".to_owned(), vec![1])]));
    consumer.stop().await;
    relay.stop().await;
}

#[tokio::test]
async fn what_fails_in_every_tier_is_a_dead_letter_with_its_cause() {
    let bus = Bus::start().await;
    bus.shorten_tiers(Duration::from_millis(50)).await;
    let consumer = bus.consumer().on::<InstanceActivated>(|_, _| Box::pin(async { Err(transient()) }));
    let consumer = Running::start(|stopping| consumer.run(stopping));
    let relay = bus.relay();
    bus.tell("ins_1").await;
    let letter = eventually("the letter is dead", || async {
        dead::list(bus.database.pool(), Some(QUEUE), None, 10).await.unwrap().pop()
    })
    .await;
    assert_eq!((letter.attempts, letter.cause.as_str()), (6, "exhausted: not today"));
    consumer.stop().await;
    relay.stop().await;
}

#[tokio::test]
async fn a_lost_race_is_run_again_at_once() {
    let bus = Bus::start().await;
    let attempts = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&attempts);
    let consumer = bus.consumer().on::<InstanceActivated>(move |tx, event| {
        let attempt = counted.fetch_add(1, Ordering::Relaxed);
        Box::pin(async move {
            if attempt < 2 {
                return Err(StoreError::Conflict(sqlx::Error::RowNotFound).into());
            }
            Ok(record(tx, &event).await?)
        })
    });
    let consumer = Running::start(|stopping| consumer.run(stopping));
    let relay = bus.relay();
    bus.tell("ins_1").await;
    bus.effect_of("ins_1").await;
    let kept = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM inbox").fetch_one(bus.database.pool());
    assert_eq!((attempts.load(Ordering::Relaxed), kept.await.unwrap()), (3, 1));
    consumer.stop().await;
    relay.stop().await;
}

#[tokio::test]
async fn a_queue_waits_for_a_dependency_without_counting_attempts() {
    let bus = Bus::start().await;
    let attempts = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&attempts);
    let consumer = bus.consumer().on::<InstanceActivated>(move |tx, event| {
        let attempt = counted.fetch_add(1, Ordering::Relaxed);
        Box::pin(async move {
            if attempt < 2 {
                return Err(Failure::DependencyDown(anyhow::anyhow!("the driver is away")));
            }
            Ok(record(tx, &event).await?)
        })
    });
    let consumer = Running::start(|stopping| consumer.run(stopping));
    let relay = bus.relay();
    for number in 0..5 {
        bus.tell(&format!("ins_{number}")).await;
    }
    eventually("all have their effect", || async { bus.effects().await.len() == 5 }).await;
    assert!(dead::list(bus.database.pool(), None, None, 10).await.unwrap().is_empty());
    consumer.stop().await;
    relay.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consumer_that_stops_ends_what_it_began_and_gives_the_rest_back() {
    let bus = Bus::start().await;
    let relay = bus.relay();
    for number in 0..40 {
        bus.tell(&format!("ins_{number}")).await;
    }
    let (begun, may_end) = (Arc::new(AtomicU32::new(0)), Arc::new(Semaphore::new(0)));
    let (counted, gate) = (Arc::clone(&begun), Arc::clone(&may_end));
    let consumer = bus.consumer().on::<InstanceActivated>(move |tx, event| {
        counted.fetch_add(1, Ordering::Relaxed);
        let gate = Arc::clone(&gate);
        Box::pin(async move {
            gate.acquire().await.unwrap().forget();
            Ok(record(tx, &event).await?)
        })
    });
    let first = Running::start(|stopping| consumer.run(stopping));
    eventually("some have begun", || async { begun.load(Ordering::Relaxed) >= 2 }).await;
    first.begin_stop();
    may_end.add_permits(40);
    first.stop().await;
    let ended = bus.effects().await.len();
    assert!((2..40).contains(&ended), "{ended} had their effect when the first consumer stopped");
    let second = bus.recorder();
    eventually("all have their effect", || async { bus.effects().await.len() == 40 }).await;
    assert!(bus.effects().await.values().all(|versions| versions == &[1]));
    second.stop().await;
    relay.stop().await;
}

#[tokio::test]
async fn a_projection_waits_for_what_is_missing_and_ignores_what_is_old() {
    async fn project(tx: &mut sqlx::PgConnection, event: &Delivered<InstanceActivated>) -> Result<(), Failure> {
        if gate::pass(tx, QUEUE, event).await?.in_order()? { Ok(record(tx, event).await?) } else { Ok(()) }
    }
    let bus = Bus::start().await;
    bus.shorten_tiers(Duration::from_millis(100)).await;
    for _ in 0..4 {
        bus.tell("ins_1").await;
    }
    // The first two are held back, so that the third arrives before them.
    sqlx::query("UPDATE outbox SET published_at = now() WHERE version < 3").execute(bus.database.pool()).await.unwrap();
    let relay = bus.relay();
    bus.everything_is_published().await;
    let consumer =
        bus.consumer().on::<InstanceActivated>(|tx, event| Box::pin(async move { project(tx, &event).await }));
    let consumer = Running::start(|stopping| consumer.run(stopping));
    sqlx::query("UPDATE outbox SET published_at = NULL WHERE version < 3").execute(bus.database.pool()).await.unwrap();
    eventually("all changes are there", || async { bus.effects().await.get("ins_1").map(Vec::len) == Some(4) }).await;
    assert_eq!(bus.effects().await, BTreeMap::from([("ins_1".to_owned(), vec![1, 2, 3, 4])]));
    consumer.stop().await;
    relay.stop().await;
}
