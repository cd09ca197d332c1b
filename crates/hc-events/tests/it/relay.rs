//! What goes out, and in which order.

use std::collections::BTreeMap;

use futures::future::join_all;
use hc_events::{Cause, topology};
use hc_testkit::eventually;
use hc_types::SessionId;
use lapin::{
    BasicProperties,
    options::QueueDeleteOptions,
    types::{AMQPValue, ShortString},
};

use crate::support::{Bus, next};

fn header(properties: &BasicProperties, name: &str) -> String {
    match properties.headers().as_ref().unwrap().inner().get(name) {
        Some(AMQPValue::LongString(text)) => text.to_string(),
        other => panic!("{name} is {other:?}"),
    }
}

#[tokio::test]
async fn an_event_is_a_cloudevent_with_a_json_body() {
    let bus = Bus::start().await;
    let session = SessionId::new();
    bus.tell_because("ins_1", Cause::system("test").in_session(session)).await;
    let relay = bus.relay();
    let (properties, body) = next(&mut bus.messages("audit.everything").await).await;
    assert_eq!(header(&properties, "cloudEvents_specversion"), "1.0");
    assert_eq!(header(&properties, "cloudEvents_type"), "provisioning.instance.activated.v1");
    assert_eq!(header(&properties, "cloudEvents_source"), "/hostingco/provisioning");
    assert_eq!(header(&properties, "cloudEvents_subject"), "ins_1");
    assert_eq!(header(&properties, "cloudEvents_objectversion"), "1");
    assert_eq!(header(&properties, "cloudEvents_epoch"), "1");
    assert_eq!(header(&properties, "cloudEvents_actor"), "system:test");
    assert_eq!(header(&properties, "cloudEvents_session"), session.to_string());
    let id = header(&properties, "cloudEvents_id");
    assert!(id.starts_with("evt_"));
    assert_eq!(properties.message_id().as_ref().map(ShortString::as_str), Some(id.as_str()));
    assert_eq!(properties.content_type().as_ref().map(ShortString::as_str), Some("application/json"));
    let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(body.get("instanceId").and_then(|id| id.as_str()), Some("ins_1"));
    relay.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_objects_events_go_out_in_order_from_several_relays_of_which_one_is_killed() {
    const OBJECTS: i64 = 24;
    const CHANGES: i64 = 20;
    let bus = Bus::start().await;
    let killed = bus.relay();
    let (second, third) = (bus.relay(), bus.relay());
    eventually("the relays share the shards", || async {
        let owners = sqlx::query_scalar::<_, i64>("SELECT count(DISTINCT owner) FROM outbox_shards");
        owners.fetch_one(bus.database.pool()).await.unwrap() == 3
    })
    .await;
    let half = |from: i64| {
        let bus = &bus;
        join_all((0..OBJECTS).map(move |object| async move {
            for _ in from..from + CHANGES / 2 {
                bus.tell(&format!("ins_{object}")).await;
            }
        }))
    };
    half(0).await;
    killed.kill();
    half(CHANGES / 2).await;
    bus.everything_is_published().await;

    let mut messages = bus.messages("audit.everything").await;
    let mut last: BTreeMap<String, i64> = BTreeMap::new();
    while last.values().sum::<i64>() < OBJECTS * CHANGES {
        let (properties, _) = next(&mut messages).await;
        let version: i64 = header(&properties, "cloudEvents_objectversion").parse().unwrap();
        let last = last.entry(header(&properties, "cloudEvents_subject")).or_default();
        assert!(version <= *last + 1, "version {version} came after {last}");
        *last = version.max(*last);
    }
    second.stop().await;
    third.stop().await;
}

#[tokio::test]
async fn a_relay_that_stops_sends_what_is_left_and_gives_its_shards_back() {
    let bus = Bus::start().await;
    let relay = bus.relay();
    for number in 0..50 {
        bus.tell(&format!("ins_{number}")).await;
    }
    relay.stop().await;
    bus.everything_is_published().await;
    let held = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM outbox_shards WHERE lease_until > now()");
    assert_eq!(held.fetch_one(bus.database.pool()).await.unwrap(), 0);
}

#[tokio::test]
async fn an_event_that_nobody_subscribes_to_still_has_a_route() {
    let bus = Bus::start().await;
    let channel = bus.stranger().await;
    for queue in topology::QUEUES.iter().filter(|queue| queue.name != "audit.everything") {
        channel.queue_delete(queue.name.into(), QueueDeleteOptions::default()).await.unwrap();
    }
    bus.tell("ins_1").await;
    let relay = bus.relay();
    bus.everything_is_published().await;
    next(&mut bus.messages("audit.everything").await).await;
    relay.stop().await;
}

#[tokio::test]
async fn an_event_without_a_route_waits_and_holds_up_only_its_object() {
    let bus = Bus::start().await;
    let channel = bus.stranger().await;
    for queue in topology::QUEUES {
        channel.queue_delete(queue.name.into(), QueueDeleteOptions::default()).await.unwrap();
    }
    bus.tell("ins_1").await;
    let relay = bus.relay();
    eventually("the shards are taken", || async {
        let held = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM outbox_shards WHERE lease_until > now()");
        held.fetch_one(bus.database.pool()).await.unwrap() == 16
    })
    .await;
    let waiting = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM outbox WHERE published_at IS NULL");
    assert_eq!(waiting.fetch_one(bus.database.pool()).await.unwrap(), 1);
    topology::apply(bus.broker.management_url(), bus.broker.vhost()).await.unwrap();
    bus.everything_is_published().await;
    next(&mut bus.messages("audit.everything").await).await;
    relay.stop().await;
}
