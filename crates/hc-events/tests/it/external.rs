//! Consumers outside this repository: their own user, their own corner.

use hc_events::{BrokerError, BrokerSettings, Consumer, Failure, dead, topology};
use hc_proto::events::v1::InstanceActivated;
use hc_testkit::eventually;
use lapin::{
    BasicProperties, Connection, ConnectionProperties,
    options::{BasicConsumeOptions, BasicPublishOptions, ConfirmSelectOptions, QueueDeclareOptions},
    types::FieldTable,
};
use serde_json::json;

use crate::support::{Bus, Running, record};

const QUEUE: &str = "ext.acme.instances";

/// A user for `client` of this test's own name, so that tests on one broker do not meet.
async fn user(bus: &Bus, client: &str) -> BrokerSettings {
    topology::add_client(bus.broker.management_url(), bus.broker.vhost(), client, "secret").await.unwrap();
    let authority = bus.broker.url().split("://").nth(1).unwrap().split('/').next().unwrap();
    let host = authority.rsplit('@').next().unwrap();
    BrokerSettings::new(format!("amqp://ext.{client}:secret@{host}/{}", bus.broker.vhost()))
}

async fn remove(bus: &Bus, client: &str) {
    let url = format!("{}/api/users/ext.{client}", bus.broker.management_url());
    reqwest::Client::new().delete(url).send().await.unwrap().error_for_status().unwrap();
}

#[tokio::test]
async fn a_client_consumes_through_its_own_queue_delays_and_dead_letters() {
    let bus = Bus::start().await;
    let settings = user(&bus, "acme").await;
    for _ in 0..2 {
        topology::declare_external(&settings, QUEUE, &["provisioning.instance.#"]).await.unwrap();
    }
    let consumer = Consumer::new(bus.db.clone(), QUEUE, &settings).on::<InstanceActivated>(|tx, event| {
        Box::pin(async move {
            match event.subject.as_str() {
                "ins_bad" => Err(Failure::Permanent(anyhow::anyhow!("not for us"))),
                _ => Ok(record(tx, &event).await?),
            }
        })
    });
    let consumer = Running::start(|stopping| consumer.run(stopping));
    let relay = bus.relay();
    bus.tell("ins_bad").await;
    bus.tell("ins_1").await;
    bus.effect_of("ins_1").await;
    let letter = eventually("the letter is dead", || async {
        dead::list(bus.database.pool(), Some(QUEUE), None, 10).await.unwrap().pop()
    })
    .await;
    assert_eq!(letter.cause, "permanent: not for us");
    consumer.stop().await;
    relay.stop().await;
    remove(&bus, "acme").await;
}

#[tokio::test]
async fn a_message_comes_back_from_a_clients_delay() {
    let bus = Bus::start().await;
    let settings = user(&bus, "acme-delay").await;
    let queue = "ext.acme-delay.instances";
    topology::declare_external(&settings, queue, &[]).await.unwrap();
    // The same as the client's own, only shorter.
    let policy = json!({
        "pattern": r"^ext\.acme-delay\.retry\.", "apply-to": "queues", "priority": 30,
        "definition": { "message-ttl": 100 },
    });
    let url = format!("{}/api/operator-policies/{}/short", bus.broker.management_url(), bus.broker.vhost());
    reqwest::Client::new().put(url).json(&policy).send().await.unwrap().error_for_status().unwrap();
    let channel = bus.stranger().await;
    let options = BasicPublishOptions::default();
    let (tier, key) = ("ext.acme-delay.retry.5s".into(), queue.into());
    channel.basic_publish(tier, key, options, b"again", BasicProperties::default()).await.unwrap();
    assert_eq!(crate::support::next(&mut bus.messages(queue).await).await.1, b"again");
    remove(&bus, "acme-delay").await;
}

#[tokio::test]
async fn a_client_reaches_nothing_but_its_own() {
    let bus = Bus::start().await;
    let settings = user(&bus, "acme-rights").await;
    for name in ["billing.instances", "ext.acme-rights", "ext.acme-rights.retry"] {
        let refused = topology::declare_external(&settings, name, &[]).await;
        assert!(matches!(refused, Err(BrokerError::NotExternal { .. })), "{name}");
    }
    let others = topology::declare_external(&settings, "ext.other.orders", &[]).await;
    assert!(matches!(others, Err(BrokerError::Amqp(_))), "{others:?}");

    let url = secrecy::ExposeSecret::expose_secret(&settings.url).to_owned();
    let connection = Connection::connect(&url, ConnectionProperties::default()).await.unwrap();
    let read = connection.create_channel().await.unwrap();
    let options = BasicConsumeOptions::default();
    assert!(read.basic_consume("audit.everything".into(), "".into(), options, FieldTable::default()).await.is_err());
    let declare = connection.create_channel().await.unwrap();
    let options = QueueDeclareOptions::default();
    assert!(declare.queue_declare("provisioning.more".into(), options, FieldTable::default()).await.is_err());
    for exchange in ["", "hostingco.events", "hostingco.retry.5s"] {
        let publish = connection.create_channel().await.unwrap();
        publish.confirm_select(ConfirmSelectOptions::default()).await.unwrap();
        let (options, key) = (BasicPublishOptions::default(), "billing.instances".into());
        let sent = publish.basic_publish(exchange.into(), key, options, b"forged", BasicProperties::default()).await;
        assert!(sent.unwrap().await.is_err(), "published to {exchange:?}");
    }
    remove(&bus, "acme-rights").await;
}

#[tokio::test]
async fn a_client_that_stands_still_loses_its_oldest_and_blocks_nobody() {
    let bus = Bus::start().await;
    topology::declare_external(&bus.settings, QUEUE, &["#"]).await.unwrap();
    let effective = |name: &'static str| {
        let bus = &bus;
        async move {
            let path = format!("queues/{}/{name}", bus.broker.vhost());
            eventually(format!("{name} has its policies"), || async {
                let queue = bus.broker.get(&path).await;
                let both = !queue["policy"].is_null() && !queue["operator_policy"].is_null();
                both.then(|| {
                    (
                        queue["policy"].clone(),
                        queue["operator_policy"].clone(),
                        queue["effective_policy_definition"].clone(),
                    )
                })
            })
            .await
        }
    };
    let (policy, operator, limits) = effective(QUEUE).await;
    assert_eq!((policy, operator), (json!("external"), json!("external")));
    assert_eq!(limits["overflow"], "drop-head");
    assert_eq!((limits["max-length"].as_u64(), limits["expires"].as_u64()), (Some(100_000), Some(14 * 86_400_000)));
    for kept in ["ext.acme.instances.dead", "ext.acme.retry.1h"] {
        let (_, operator, limits) = effective(kept).await;
        assert_eq!((operator, &limits["expires"]), (json!("external-kept"), &json!(null)), "{kept}");
    }

    // Full after three, and the relay goes on.
    let policy = json!({
        "pattern": r"^ext\.", "apply-to": "queues", "priority": 30, "definition": { "max-length": 3 },
    });
    let url = format!("{}/api/operator-policies/{}/tiny", bus.broker.management_url(), bus.broker.vhost());
    reqwest::Client::new().put(url).json(&policy).send().await.unwrap().error_for_status().unwrap();
    let relay = bus.relay();
    for number in 0..20 {
        bus.tell(&format!("ins_{number:02}")).await;
    }
    bus.everything_is_published().await;
    relay.stop().await;
    assert_eq!(bus.ready(QUEUE).await, (3, 0));
}
