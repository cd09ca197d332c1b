//! Consumers that are told to wait, and how much they do at once.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use hc_events::QueueSettings;
use hc_proto::events::v1::InstanceActivated;
use hc_testkit::eventually;
use tokio::sync::Semaphore;

use crate::support::{Bus, QUEUE, Running, record};

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_consumer_ends_what_it_began_and_goes_on_in_order() {
    let bus = Bus::start().await;
    let (begun, may_end) = (Arc::new(AtomicU32::new(0)), Arc::new(Semaphore::new(0)));
    let (counted, gate) = (Arc::clone(&begun), Arc::clone(&may_end));
    let consumer = bus.consumer().concurrency(2).on::<InstanceActivated>(move |tx, event| {
        counted.fetch_add(1, Ordering::Relaxed);
        let gate = Arc::clone(&gate);
        Box::pin(async move {
            gate.acquire().await.unwrap().forget();
            Ok(record(tx, &event).await?)
        })
    });
    let handle = consumer.handle();
    let consumer = Running::start(|stopping| consumer.run(stopping));
    let relay = bus.relay();
    for _ in 0..10 {
        bus.tell("ins_1").await;
    }
    eventually("the first has begun", || async { begun.load(Ordering::Relaxed) == 1 }).await;
    handle.pause();
    assert!(handle.is_paused());
    may_end.add_permits(100);
    eventually("the rest is in the queue again", || async { bus.ready(QUEUE).await == (9, 0) }).await;
    assert_eq!((begun.load(Ordering::Relaxed), bus.effects().await["ins_1"].len()), (1, 1));
    handle.resume();
    eventually("all have their effect", || async { bus.effects().await["ins_1"].len() == 10 }).await;
    assert_eq!(bus.effects().await["ins_1"], (1..=10).collect::<Vec<_>>());
    consumer.stop().await;
    relay.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_consumer_stops_like_any_other() {
    let bus = Bus::start().await;
    let consumer = bus.consumer();
    consumer.handle().pause();
    Running::start(|stopping| consumer.run(stopping)).stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_settings_say_how_many_events_of_a_queue_are_handled_at_once() {
    let mut bus = Bus::start().await;
    bus.settings.queues.insert(QUEUE.to_owned(), QueueSettings { concurrency: Some(3) });
    let (now, most, may_end) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)), Arc::new(Semaphore::new(0)));
    let (working, peak, gate) = (Arc::clone(&now), Arc::clone(&most), Arc::clone(&may_end));
    let consumer = bus.consumer().concurrency(40).on::<InstanceActivated>(move |tx, event| {
        let (working, peak, gate) = (Arc::clone(&working), Arc::clone(&peak), Arc::clone(&gate));
        Box::pin(async move {
            peak.fetch_max(working.fetch_add(1, Ordering::Relaxed) + 1, Ordering::Relaxed);
            gate.acquire().await.unwrap().forget();
            working.fetch_sub(1, Ordering::Relaxed);
            Ok(record(tx, &event).await?)
        })
    });
    let consumer = Running::start(|stopping| consumer.run(stopping));
    let relay = bus.relay();
    for number in 0..60 {
        bus.tell(&format!("ins_{number}")).await;
    }
    // Those at hand may all be of two of the three lanes: some end, and others come.
    eventually("three are handled at once", || async {
        may_end.add_permits(1);
        most.load(Ordering::Relaxed) == 3
    })
    .await;
    may_end.add_permits(60);
    eventually("all have their effect", || async { bus.effects().await.len() == 60 }).await;
    assert_eq!(most.load(Ordering::Relaxed), 3);
    consumer.stop().await;
    relay.stop().await;
}
