//! Poison.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use hc_events::{Failure, dead};
use hc_proto::events::v1::InstanceActivated;
use hc_testkit::eventually;
use lapin::BasicProperties;

use crate::support::{Bus, QUEUE, Running, record};

#[tokio::test]
async fn poison_becomes_dead_letters_that_can_be_retried_and_dropped_while_the_rest_goes_on() {
    let bus = Bus::start().await;
    let mended = Arc::new(AtomicBool::new(false));
    let is_mended = Arc::clone(&mended);
    let consumer = bus.consumer().on::<InstanceActivated>(move |tx, event| {
        let is_mended = is_mended.load(Ordering::Relaxed);
        Box::pin(async move {
            match event.subject.as_str() {
                "ins_panic" if !is_mended => panic!("a bug"),
                "ins_bad" => Err(Failure::Permanent(anyhow::anyhow!("no such subscription"))),
                _ => Ok(record(tx, &event).await?),
            }
        })
    });
    let consumer = Running::start(|stopping| consumer.run(stopping));
    let relay = bus.relay();
    bus.publish_raw(QUEUE, BasicProperties::default(), b"\xff not an event").await;
    for subject in ["ins_panic", "ins_bad", "ins_good"] {
        bus.tell(subject).await;
    }
    bus.effect_of("ins_good").await;
    let pool = bus.database.pool();
    let letters = eventually("three letters are dead", || async {
        let letters = dead::list(pool, Some(QUEUE), None, 10).await.unwrap();
        (letters.len() == 3).then_some(letters)
    })
    .await;
    let cause_of = |subject: Option<&str>| {
        let letter = letters.iter().find(|letter| letter.subject.as_deref() == subject).unwrap();
        (letter.id, letter.cause.clone())
    };
    let (panicked, cause) = cause_of(Some("ins_panic"));
    assert_eq!(cause, "permanent: the handler panicked: a bug");
    let (bad, cause) = cause_of(Some("ins_bad"));
    assert_eq!(cause, "permanent: no such subscription");
    let (unreadable, cause) = cause_of(None);
    assert!(cause.contains("missing or malformed"), "{cause}");

    // The bug is mended: the letter has its effect, once, under its own id.
    mended.store(true, Ordering::Relaxed);
    dead::retry(pool, &bus.settings, panicked).await.unwrap();
    bus.effect_of("ins_panic").await;
    assert!(dead::retry(pool, &bus.settings, panicked).await.is_err());

    // What is not mended dies again, as the same letter.
    dead::retry(pool, &bus.settings, bad).await.unwrap();
    eventually("it has died twice", || async { dead::show(pool, bad).await.unwrap().unwrap().deaths == 2 }).await;

    assert!(dead::drop(pool, unreadable).await.unwrap() && !dead::drop(pool, unreadable).await.unwrap());
    let left = dead::list(pool, None, None, 10).await.unwrap();
    assert_eq!(left.iter().map(|letter| letter.id).collect::<Vec<_>>(), [bad]);
    consumer.stop().await;
    relay.stop().await;
}
