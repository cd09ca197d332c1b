//! Exchanges and queues on a broker.

use std::time::Duration;

use hc_events::{BrokerError, BrokerSettings, topology};
use hc_testkit::TestBroker;
use lapin::{BasicProperties, options::BasicPublishOptions};
use serde_json::Value;

use crate::support::{Bus, next};

#[tokio::test]
async fn a_topology_can_be_applied_twice_and_is_found() {
    let broker = TestBroker::empty().await;
    for _ in 0..2 {
        topology::apply(broker.management_url(), broker.vhost()).await.unwrap();
        topology::check(&BrokerSettings::new(broker.url())).await.unwrap();
    }
    let text_of = |found: Value, key| found.get(key).and_then(Value::as_str).map(str::to_owned);
    let queue = broker.get(&format!("queues/{}/provisioning.orders", broker.vhost())).await;
    assert_eq!(text_of(queue, "type").as_deref(), Some("quorum"));
    let policy = broker.get(&format!("policies/{}/provisioning.orders", broker.vhost())).await;
    assert_eq!(text_of(policy, "pattern").as_deref(), Some(r"^provisioning\.orders$"));
}

#[tokio::test]
async fn a_broker_without_the_topology_is_told_by_name() {
    let broker = TestBroker::empty().await;
    let missing = topology::check(&BrokerSettings::new(broker.url())).await.unwrap_err();
    assert!(matches!(&missing, BrokerError::Missing { what } if what == "exchange hostingco.events"), "{missing}");
}

#[tokio::test]
async fn a_retry_for_a_queue_that_is_gone_is_parked_and_not_lost() {
    let bus = Bus::start().await;
    bus.shorten_tiers(Duration::from_millis(100)).await;
    let options = BasicPublishOptions::default();
    let (tier, queue) = ("hostingco.retry.5s".into(), "provisioning.gone".into());
    let published = bus.stranger().await;
    published.basic_publish(tier, queue, options, b"kept", BasicProperties::default()).await.unwrap();
    let (_, body) = next(&mut bus.messages("hostingco.parking").await).await;
    assert_eq!(body, b"kept");
}
