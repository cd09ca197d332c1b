//! Poison.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use hc_events::{Failure, dead, topology};
use hc_proto::events::v1::InstanceActivated;
use hc_testkit::eventually;
use lapin::{
    BasicProperties,
    options::{BasicGetOptions, BasicRejectOptions},
};
use sqlx::Executor;

use crate::support::{Bus, Proxy, QUEUE, Running, record};

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
    let numbers = |letters: &[dead::DeadLetter]| letters.iter().map(|letter| letter.id).collect::<Vec<_>>();
    let oldest = dead::oldest(pool, Some(QUEUE), None, 2).await.unwrap();
    assert_eq!(numbers(&oldest), [letters[2].id, letters[1].id]);
    let rest = dead::oldest(pool, None, Some(oldest[1].id), 2).await.unwrap();
    assert_eq!(numbers(&rest), [letters[0].id]);
    assert!(dead::oldest(pool, Some("another.queue"), None, 2).await.unwrap().is_empty());
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

/// Puts a letter into the `.dead` queue.
async fn die(bus: &Bus, message_id: &str) {
    let properties = BasicProperties::default().with_message_id(message_id.into());
    bus.publish_raw(&format!("{QUEUE}.dead"), properties, b"{}").await;
}

async fn is_kept(bus: &Bus, message_id: &str) {
    eventually(format!("{message_id} is kept"), || async {
        let letters = dead::list(bus.database.pool(), Some(QUEUE), None, 10).await.unwrap();
        letters.iter().any(|letter| letter.message_id == message_id)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_waits_for_the_database_and_takes_nobody_along() {
    let bus = Bus::start().await;
    // A sequence counts what is rolled back, too.
    let no_room = "CREATE SEQUENCE tries;
        CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN PERFORM nextval('tries'); RAISE EXCEPTION 'no room' USING ERRCODE = 'disk_full'; END $$;
        CREATE TRIGGER no_room BEFORE INSERT ON dead_letters FOR EACH ROW EXECUTE FUNCTION no_room();";
    sqlx::raw_sql(no_room).execute(bus.database.pool()).await.unwrap();
    die(&bus, "evt_1").await;
    let (proxy, settings) = Proxy::before(&bus).await;
    let consumer = bus.recorder_over(&settings);
    let relay = bus.relay();
    eventually("it was tried to keep it, again and again", || async {
        let tries = sqlx::query_scalar::<_, i64>("SELECT last_value FROM tries");
        tries.fetch_one(bus.database.pool()).await.unwrap() >= 3
    })
    .await;
    bus.tell("ins_1").await;
    bus.effect_of("ins_1").await;
    assert_eq!(proxy.accepted(), 2, "one session with its two connections");
    bus.database.pool().execute("DROP TRIGGER no_room ON dead_letters").await.unwrap();
    is_kept(&bus, "evt_1").await;
    assert_eq!((proxy.accepted(), bus.ready(&format!("{QUEUE}.dead")).await), (2, (0, 1)));
    consumer.stop().await;
    relay.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_the_table_refuses_lets_the_others_by() {
    let bus = Bus::start().await;
    let refuse = "ALTER TABLE dead_letters ADD CONSTRAINT refused CHECK (message_id <> 'evt_refused')";
    bus.database.pool().execute(refuse).await.unwrap();
    die(&bus, "evt_refused").await;
    die(&bus, "evt_2").await;
    let consumer = bus.recorder();
    is_kept(&bus, "evt_2").await;
    bus.database.pool().execute("ALTER TABLE dead_letters DROP CONSTRAINT refused").await.unwrap();
    is_kept(&bus, "evt_refused").await;
    consumer.stop().await;
}

#[tokio::test]
async fn the_broker_drops_no_letter_however_often_it_was_delivered() {
    let bus = Bus::start().await;
    topology::declare_external(&bus.settings, "ext.acme.instances", &[]).await.unwrap();
    let channel = bus.stranger().await;
    let channel = &channel;
    for queue in [format!("{QUEUE}.dead"), "ext.acme.instances.dead".to_owned()] {
        bus.publish_raw(&queue, BasicProperties::default(), b"kept").await;
        // More often than the limits of the other queues, and than RabbitMQ's own.
        for time in 1..=25 {
            let queue = queue.as_str();
            let letter = eventually(format!("{queue} has it for the time {time}"), || async move {
                channel.basic_get(queue.into(), BasicGetOptions::default()).await.unwrap()
            })
            .await;
            letter.delivery.reject(BasicRejectOptions { requeue: true }).await.unwrap();
        }
        eventually(format!("{queue} has it still"), || async { bus.ready(&queue).await == (1, 0) }).await;
    }
}
