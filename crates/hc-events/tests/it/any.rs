//! A consumer of everything.

use std::sync::Arc;

use hc_events::{Cause, Forwarder, RawEvent};
use hc_proto::events::v1::{InstanceActivated, InstanceSuspended};
use hc_testkit::eventually;
use hc_types::{EventId, ReplayId, SessionId};

use crate::support::{Bus, QUEUE, Running, record, tell_of};

fn unheard_of(kind: &str) -> RawEvent {
    let known = serde_json::json!({
        "id": EventId::new().to_string(), "source": "/hostingco/provisioning", "type": kind, "subject": "ins_9",
        "objectversion": "4", "epoch": "1", "time": "2026-11-21T07:30:00Z", "actor": "usr_1", "correlationid": "req-1",
        "replayid": ReplayId::new().to_string(), "data": { "later": true },
    });
    RawEvent::from_structured(&known).unwrap()
}

#[tokio::test]
async fn what_has_no_handler_of_its_own_comes_as_it_is_once() {
    let bus = Bus::start().await;
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel::<Arc<RawEvent>>();
    let consumer = bus
        .consumer()
        .on::<InstanceSuspended>(|tx, event| Box::pin(async move { Ok(record(tx, &event).await?) }))
        .on_any(move |_, event, now| {
            let tell = tell.clone();
            Box::pin(async move {
                assert!(now >= event.occurred_at);
                tell.send(event).unwrap();
                Ok(())
            })
        });
    let consumer = Running::start(|stopping| consumer.run(stopping));
    let relay = bus.relay();
    let session = SessionId::new();
    bus.tell_because("ins_1", Cause::by("usr_1", "req-1").in_session(session)).await;
    tell_of(&bus.db, "ins_2", InstanceSuspended::default()).await.unwrap();
    let event = told.recv().await.unwrap();
    assert_eq!((event.subject.as_str(), event.session), ("ins_1", Some(session)));
    assert_eq!(event.cause().session, Some(session));
    assert_eq!(event.data::<InstanceActivated>().unwrap().unwrap().instance_id, "ins_1");
    bus.effect_of("ins_2").await;

    // A replay sends events to one queue, under their own ids; types and versions of tomorrow are no poison.
    let forwarder = Forwarder::open(&bus.settings, "test").await.unwrap();
    for kind in ["provisioning.instance.activated.v2", "provisioning.comet.seen.v1"] {
        let sent = unheard_of(kind);
        for _ in 0..2 {
            forwarder.send(QUEUE, &sent).await.unwrap();
        }
        assert_eq!(*told.recv().await.unwrap(), sent);
    }
    assert!(forwarder.send("no.such.queue", &unheard_of("a.b.c.v1")).await.is_err());
    // Behind the repetitions, in the same object's order.
    let last = unheard_of("provisioning.comet.gone.v1");
    forwarder.send(QUEUE, &last).await.unwrap();
    forwarder.close().await;
    assert_eq!(*told.recv().await.unwrap(), last);
    consumer.stop().await;
    relay.stop().await;
}

#[tokio::test]
async fn a_handler_of_everything_that_panics_makes_a_dead_letter() {
    let bus = Bus::start().await;
    let consumer = bus.consumer().on_any(|_, _, _| panic!("a bug"));
    let consumer = Running::start(|stopping| consumer.run(stopping));
    let relay = bus.relay();
    bus.tell("ins_1").await;
    let letter = eventually("the letter is dead", || async {
        hc_events::dead::list(bus.database.pool(), Some(QUEUE), None, 10).await.unwrap().pop()
    })
    .await;
    assert_eq!(letter.cause, "permanent: the handler panicked: a bug");
    consumer.stop().await;
    relay.stop().await;
}
