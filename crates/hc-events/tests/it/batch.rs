//! Many events in one transaction.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU32, Ordering},
};

use hc_events::{Consumer, Failure, Forwarder, RawEvent, dead};
use hc_testkit::eventually;
use hc_types::EventId;

use crate::support::{Bus, QUEUE, Running};

/// How many events came in each transaction that was committed or tried.
type Sizes = Arc<Mutex<Vec<usize>>>;

fn event(number: usize) -> RawEvent {
    let event = serde_json::json!({
        "id": EventId::new().to_string(), "source": "/hostingco/provisioning", "type": "provisioning.instance.activated.v1",
        "subject": format!("ins_{number}"), "objectversion": "1", "epoch": "1", "time": "2026-11-21T07:30:00Z",
        "actor": "usr_1", "correlationid": "req-1", "data": {},
    });
    RawEvent::from_structured(&event).unwrap()
}

/// Writes a row for each event; `poison` is the subject that it cannot do.
fn recorder(bus: &Bus, poison: &'static str, panics: bool) -> (Consumer, Sizes) {
    let sizes = Sizes::default();
    let seen = Arc::clone(&sizes);
    let consumer = bus.consumer().on_batch(50, move |tx, events, _| {
        seen.lock().unwrap().push(events.len());
        Box::pin(async move {
            for event in events.iter() {
                let row = sqlx::query("INSERT INTO effects (event_id, subject, version) VALUES ($1, $2, $3)");
                let row = row.bind(event.id).bind(&event.subject).bind(event.version);
                row.execute(&mut *tx).await.map_err(hc_storage::StoreError::from)?;
                if event.subject == poison {
                    assert!(!panics, "a bug");
                    return Err(Failure::Permanent(anyhow::anyhow!("this one never")));
                }
            }
            Ok(())
        })
    });
    (consumer, sizes)
}

/// Puts them into the queue before anybody consumes.
async fn waiting(bus: &Bus, events: &[RawEvent]) {
    let forwarder = Forwarder::open(&bus.settings, "test").await.unwrap();
    for event in events {
        forwarder.send(QUEUE, event).await.unwrap();
    }
    forwarder.close().await;
}

async fn have_effect(bus: &Bus, subjects: usize) {
    eventually("each has its effect", || async { bus.effects().await.len() == subjects }).await;
    assert!(bus.effects().await.values().all(|versions| versions == &[1]), "each once: {:?}", bus.effects().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_is_handled_together_and_what_is_repeated_left_out() {
    let bus = Bus::start().await;
    let events: Vec<_> = (0..200).map(event).collect();
    // The last one comes behind all repetitions: when it has its effect, they have been handled.
    let twice: Vec<_> = events.iter().chain(&events).cloned().chain([event(200)]).collect();
    waiting(&bus, &twice).await;
    let (consumer, sizes) = recorder(&bus, "", false);
    let consumer = Running::start(|stopping| consumer.run(stopping));
    have_effect(&bus, 201).await;
    consumer.stop().await;
    let sizes = sizes.lock().unwrap().clone();
    assert_eq!(sizes.iter().sum::<usize>(), 201, "{sizes:?}");
    assert!(sizes.len() < 100 && sizes.iter().all(|size| *size <= 50), "{sizes:?}");
    assert_eq!(bus.ready(QUEUE).await, (0, 0), "everything was acknowledged");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_cannot_be_handled_takes_no_other_along() {
    for panics in [false, true] {
        let bus = Bus::start().await;
        let events: Vec<_> = (0..60).map(event).collect();
        waiting(&bus, &events).await;
        let (consumer, sizes) = recorder(&bus, "ins_20", panics);
        let consumer = Running::start(|stopping| consumer.run(stopping));
        have_effect(&bus, 59).await;
        let letter = eventually("the one is dead", || async {
            dead::list(bus.database.pool(), Some(QUEUE), None, 10).await.unwrap().pop()
        })
        .await;
        assert_eq!((letter.subject.as_deref(), letter.attempts), (Some("ins_20"), 1), "{letter:?}");
        assert!(letter.cause.starts_with("permanent: "), "{}", letter.cause);
        assert!(sizes.lock().unwrap().contains(&1), "one by one after the failure");
        assert!(!bus.effects().await.contains_key("ins_20"), "what it had done is taken back");
        consumer.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_waits_for_a_dependency_as_one() {
    let bus = Bus::start().await;
    let events: Vec<_> = (0..60).map(event).collect();
    waiting(&bus, &events).await;
    let (sizes, failures) = (Sizes::default(), AtomicU32::new(0));
    let seen = Arc::clone(&sizes);
    let consumer = bus.consumer().on_batch(50, move |_, events, _| {
        seen.lock().unwrap().push(events.len());
        let fails = events.len() > 1 && failures.fetch_add(1, Ordering::Relaxed) < 2;
        Box::pin(async move {
            if fails { Err(Failure::DependencyDown(anyhow::anyhow!("the driver is away"))) } else { Ok(()) }
        })
    });
    let consumer = Running::start(|stopping| consumer.run(stopping));
    let handled = || sizes.lock().unwrap().iter().skip_while(|size| **size == 1).skip(2).sum::<usize>();
    eventually("it was tried three times", || async { handled() > 0 }).await;
    consumer.stop().await;
    let sizes: Vec<_> = sizes.lock().unwrap().iter().copied().skip_while(|size| *size == 1).collect();
    assert_eq!((sizes[0], sizes[0]), (sizes[1], sizes[2]), "{sizes:?}");
}
