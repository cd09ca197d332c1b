//! What is asked before the transaction.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use hc_events::{Consumer, Failure, dead};
use hc_proto::events::v1::InstanceActivated;
use hc_storage::{DatabaseSettings, StoreError};
use hc_testkit::eventually;
use tokio::sync::mpsc;

use crate::support::{Bus, QUEUE, Running, record};

#[tokio::test]
async fn a_question_holds_no_connection_and_is_not_asked_again_for_an_event_that_had_its_effect() {
    let bus = Bus::start().await;
    let one = DatabaseSettings { max_connections: 1, ..DatabaseSettings::new(bus.database.url()) };
    let db = hc_storage::connect(&one).await.unwrap();
    let (pool, (tell, mut told)) = (db.pool().clone(), mpsc::unbounded_channel());
    let consumer = Consumer::new(db, QUEUE, &bus.settings).on_prepared::<InstanceActivated, i64>(
        move |event| {
            let (pool, tell) = (pool.clone(), tell.clone());
            Box::pin(async move {
                tell.send(event.version).unwrap();
                // The consumer's only connection is free.
                let answer =
                    sqlx::query_scalar::<_, i64>("SELECT $1::bigint * 10").bind(event.version).fetch_one(&pool).await;
                answer.map_err(|error| Failure::Permanent(error.into()))
            })
        },
        |tx, event, answer| {
            Box::pin(async move {
                assert_eq!(*answer, event.version * 10);
                Ok(record(tx, &event).await?)
            })
        },
    );
    let (relay, consumer) = (bus.relay(), Running::start(|stopping| consumer.run(stopping)));
    bus.tell("ins_1").await;
    bus.effect_of("ins_1").await;
    sqlx::query("UPDATE outbox SET published_at = NULL").execute(bus.database.pool()).await.unwrap();
    bus.everything_is_published().await;
    // Behind the repetition, in the same object's order.
    bus.tell("ins_1").await;
    eventually("the last effect is there", || async {
        bus.effects().await == BTreeMap::from([("ins_1".to_owned(), vec![1, 2])])
    })
    .await;
    assert_eq!((told.recv().await, told.recv().await), (Some(1), Some(2)));
    assert!(told.try_recv().is_err());
    consumer.stop().await;
    relay.stop().await;
}

#[tokio::test]
async fn a_question_fails_as_a_handler_does() {
    let bus = Bus::start().await;
    let attempts = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&attempts);
    let consumer = bus.consumer().on_prepared::<InstanceActivated, ()>(
        move |event| {
            let counted = Arc::clone(&counted);
            Box::pin(async move {
                match event.subject.as_str() {
                    "ins_wrong" => Err(Failure::Permanent(anyhow::anyhow!("nobody knows it"))),
                    "ins_bug" => panic!("a bug"),
                    _ if counted.fetch_add(1, Ordering::Relaxed) < 2 => {
                        Err(Failure::DependencyDown(anyhow::anyhow!("the owner is away")))
                    }
                    _ => Ok(()),
                }
            })
        },
        |tx, event, ()| Box::pin(async move { Ok(record(tx, &event).await?) }),
    );
    let (relay, consumer) = (bus.relay(), Running::start(|stopping| consumer.run(stopping)));
    for subject in ["ins_wrong", "ins_bug", "ins_1"] {
        bus.tell(subject).await;
    }
    bus.effect_of("ins_1").await;
    let mut causes = eventually("both are dead", || async {
        let letters = dead::list(bus.database.pool(), Some(QUEUE), None, 10).await.unwrap();
        let causes: Vec<String> = letters.into_iter().map(|letter| letter.cause).collect();
        (causes.len() == 2).then_some(causes)
    })
    .await;
    causes.sort_unstable();
    assert_eq!(causes, ["permanent: nobody knows it", "permanent: the handler panicked: a bug"]);
    assert_eq!(attempts.load(Ordering::Relaxed), 3);
    assert_eq!(bus.effects().await, BTreeMap::from([("ins_1".to_owned(), vec![1])]));
    consumer.stop().await;
    relay.stop().await;
}

#[tokio::test]
async fn a_lost_race_is_run_again_with_the_same_answer() {
    let bus = Bus::start().await;
    let (asked, tried) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
    let (asking, trying) = (Arc::clone(&asked), Arc::clone(&tried));
    let consumer = bus.consumer().on_prepared::<InstanceActivated, u32>(
        move |_| {
            let answer = asking.fetch_add(1, Ordering::Relaxed);
            Box::pin(async move { Ok(answer) })
        },
        move |tx, event, answer| {
            let attempt = trying.fetch_add(1, Ordering::Relaxed);
            Box::pin(async move {
                assert_eq!(*answer, 0);
                if attempt < 2 {
                    return Err(StoreError::Conflict(sqlx::Error::RowNotFound).into());
                }
                Ok(record(tx, &event).await?)
            })
        },
    );
    let (relay, consumer) = (bus.relay(), Running::start(|stopping| consumer.run(stopping)));
    bus.tell("ins_1").await;
    bus.effect_of("ins_1").await;
    assert_eq!((asked.load(Ordering::Relaxed), tried.load(Ordering::Relaxed)), (1, 3));
    consumer.stop().await;
    relay.stop().await;
}
