//! Exchanges and queues on a broker.

use hc_events::{BrokerError, BrokerSettings, topology};
use hc_testkit::{TestBroker, eventually};
use serde_json::Value;

#[tokio::test]
async fn a_topology_can_be_applied_twice_and_is_found() {
    let broker = TestBroker::empty().await;
    for _ in 0..2 {
        topology::apply(broker.management_url(), broker.vhost()).await.unwrap();
        topology::check(&BrokerSettings::new(broker.url())).await.unwrap();
    }
    eventually("the queue is a quorum queue under its policy", || async {
        let queue = broker.get(&format!("queues/{}/provisioning.orders", broker.vhost())).await;
        let text = |key| queue.get(key).and_then(Value::as_str).map(str::to_owned);
        (text("type").as_deref(), text("policy").as_deref()) == (Some("quorum"), Some("provisioning.orders"))
    })
    .await;
}

#[tokio::test]
async fn a_broker_without_the_topology_is_told_by_name() {
    let broker = TestBroker::empty().await;
    let missing = topology::check(&BrokerSettings::new(broker.url())).await.unwrap_err();
    assert!(matches!(&missing, BrokerError::Missing { what } if what == "exchange hostingco.events"), "{missing}");
}
