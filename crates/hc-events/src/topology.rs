//! Which exchanges, queues, bindings and policies there are. One owner: this table. `docker/rabbitmq/definitions.json` is
//! made from it, `cargo xtask dev` and the migration job apply it, services only look whether it is there.
//!
//! Limits, dead-letter targets and times are policies and never arguments of a declaration: a policy can be changed under
//! running services, an argument only by deleting the queue. Nothing here was dropped by RabbitMQ 4.

use std::time::Duration;

use anyhow::{Context, bail};
use lapin::{
    options::{ExchangeDeclareOptions, QueueDeclareOptions},
    types::{FieldTable, ShortString},
};
use reqwest::{Client, Method, StatusCode, Url};
use serde_json::{Value, json};

use crate::{
    BrokerError, BrokerSettings,
    broker::{Link, answer},
};

/// The exchange that every event goes to, by its type.
pub const EVENTS: &str = "hostingco.events";
/// The queue that has every event, so that an event without subscribers still has a route.
const AUDIT: &str = "audit.everything";
const REQUEUE: &str = "hostingco.requeue";
const PARKING: &str = "hostingco.parking";
/// What stands before the random part of a [`crate::Tap`]'s queue.
pub(crate) const TAP_PREFIX: &str = "hostingco.tap.";

/// A queue of one consumer for one purpose, `<service>.<purpose>`; its dead letters go to `<service>.<purpose>.dead`.
#[derive(Debug, Clone, Copy)]
pub struct Queue {
    /// Its name.
    pub name: &'static str,
    /// The types of event that it gets, as topic patterns.
    pub bindings: &'static [&'static str],
}

/// The queues of our services. A new consumer is one line here.
pub const QUEUES: &[Queue] = &[
    Queue { name: "billing.instances", bindings: &["provisioning.instance.#"] },
    Queue { name: "provisioning.orders", bindings: &["billing.order.#", "billing.subscription.#"] },
];

/// A shared delay: who is published to it with a queue's name as routing key comes to that queue when the time is over.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tier {
    pub(crate) name: &'static str,
    delay: Duration,
}

/// The delays between the attempts at one event, in order; together 73 minutes.
pub(crate) const TIERS: [Tier; 5] = [
    Tier { name: "hostingco.retry.5s", delay: Duration::from_secs(5) },
    Tier { name: "hostingco.retry.30s", delay: Duration::from_secs(30) },
    Tier { name: "hostingco.retry.2m", delay: Duration::from_mins(2) },
    Tier { name: "hostingco.retry.10m", delay: Duration::from_mins(10) },
    Tier { name: "hostingco.retry.1h", delay: Duration::from_hours(1) },
];

/// Where a queue's dead letters go.
pub(crate) fn dead_queue(queue: &str) -> String {
    format!("{queue}.dead")
}

/// The topology as the file that a broker loads when it starts, for the vhost `/`.
pub fn definitions_file() -> Value {
    let Definitions { exchanges, queues, bindings, policies } = definitions();
    let of_vhost = |entries: Vec<Value>| -> Vec<Value> {
        let with_vhost = |mut entry: Value| {
            if let Some(entry) = entry.as_object_mut() {
                entry.insert("vhost".to_owned(), json!("/"));
            }
            entry
        };
        entries.into_iter().map(with_vhost).collect()
    };
    json!({
        "vhosts": [{ "name": "/" }], "exchanges": of_vhost(exchanges), "queues": of_vhost(queues),
        "bindings": of_vhost(bindings), "policies": of_vhost(policies),
    })
}

fn definitions() -> Definitions {
    let mut parts = Definitions::default();
    parts.exchange(EVENTS, "topic");
    parts.exchange(REQUEUE, "direct");
    parts.exchange(PARKING, "fanout");
    parts.policy(REQUEUE, "exchanges", &exactly(REQUEUE), 10, &json!({ "alternate-exchange": PARKING }));
    parts.queue(PARKING);
    parts.binding(PARKING, PARKING, "");
    parts.queue(AUDIT);
    parts.binding(EVENTS, AUDIT, "#");
    // Bounded, so that a broker without an audit service does not fill its disk.
    let audit = json!({ "delivery-limit": 10, "max-length-bytes": 268_435_456, "overflow": "drop-head" });
    parts.policy(AUDIT, "queues", &exactly(AUDIT), 10, &audit);
    for tier in TIERS {
        parts.exchange(tier.name, "fanout");
        parts.queue(tier.name);
        parts.binding(tier.name, tier.name, "");
        let delayed = json!({
            "message-ttl": tier.delay.as_millis(),
            "dead-letter-exchange": REQUEUE,
            "dead-letter-strategy": "at-least-once",
            "overflow": "reject-publish",
            "max-length-bytes": 268_435_456,
        });
        parts.policy(tier.name, "queues", &exactly(tier.name), 10, &delayed);
    }
    for queue in QUEUES {
        let dead = dead_queue(queue.name);
        parts.queue(queue.name);
        parts.queue(&dead);
        parts.binding(REQUEUE, queue.name, queue.name);
        for pattern in queue.bindings {
            parts.binding(EVENTS, queue.name, pattern);
        }
        let work = json!({
            "delivery-limit": 10,
            "dead-letter-exchange": "",
            "dead-letter-routing-key": dead,
            "dead-letter-strategy": "at-least-once",
            "overflow": "reject-publish",
            "max-length-bytes": 1_073_741_824,
        });
        parts.policy(queue.name, "queues", &exactly(queue.name), 10, &work);
    }
    let dead = json!({ "overflow": "reject-publish", "max-length-bytes": 1_073_741_824 });
    parts.policy("dead-letters", "queues", r"\.dead$", 5, &dead);
    // Taps are told of a gap by their own reconnection; a slow one loses its oldest and never the broker's memory.
    let tap = json!({ "max-length": 50_000, "overflow": "drop-head" });
    parts.policy("taps", "queues", &format!("^{}", escaped(TAP_PREFIX)), 5, &tap);
    parts
}

/// RabbitMQ's own form of a topology, of one vhost that the entries do not name.
#[derive(Default)]
struct Definitions {
    exchanges: Vec<Value>,
    queues: Vec<Value>,
    bindings: Vec<Value>,
    policies: Vec<Value>,
}

impl Definitions {
    fn exchange(&mut self, name: &str, kind: &str) {
        self.exchanges.push(json!({
            "name": name, "type": kind, "durable": true, "auto_delete": false, "internal": false, "arguments": {},
        }));
    }

    fn queue(&mut self, name: &str) {
        self.queues.push(json!({
            "name": name, "durable": true, "auto_delete": false, "arguments": { "x-queue-type": "quorum" },
        }));
    }

    fn binding(&mut self, exchange: &str, queue: &str, routing_key: &str) {
        self.bindings.push(json!({
            "source": exchange, "destination": queue, "destination_type": "queue",
            "routing_key": routing_key, "arguments": {},
        }));
    }

    fn policy(&mut self, name: &str, apply_to: &str, pattern: &str, priority: u8, definition: &Value) {
        self.policies.push(json!({
            "name": name, "pattern": pattern, "apply-to": apply_to, "priority": priority, "definition": definition,
        }));
    }
}

fn exactly(name: &str) -> String {
    format!("^{}$", escaped(name))
}

fn escaped(name: &str) -> String {
    name.replace('.', r"\.")
}

/// Makes the topology on a broker through its management API (`http://user:password@host:15672`): the vhost if it is
/// missing, all rights in it for the URL's user, exchanges, queues, bindings and policies. Repeating it changes nothing.
pub async fn apply(management_url: &str, vhost: &str) -> anyhow::Result<()> {
    let management = Management::new(management_url)?;
    management.put(&["vhosts", vhost], &json!({})).await?;
    let all = json!({ "configure": ".*", "write": ".*", "read": ".*" });
    management.put(&["permissions", vhost, &management.user], &all).await?;
    // Policies first: a queue never lives a moment without its limits.
    let Definitions { exchanges, queues, bindings, policies } = definitions();
    for policy in &policies {
        let name = policy.get("name").and_then(Value::as_str).unwrap_or_default();
        management.put(&["policies", vhost, name], policy).await?;
    }
    let rest = json!({ "exchanges": exchanges, "queues": queues, "bindings": bindings });
    management.call(Method::POST, &["definitions", vhost], &rest).await
}

struct Management {
    client: Client,
    base: Url,
    user: String,
}

impl Management {
    fn new(url: &str) -> anyhow::Result<Self> {
        let base = Url::parse(url).context("the management URL is malformed")?;
        if base.cannot_be_a_base() {
            bail!("the management URL is malformed");
        }
        let user = if base.username().is_empty() { "guest" } else { base.username() }.to_owned();
        let client = Client::builder().timeout(Duration::from_secs(30)).build().context("build the HTTP client")?;
        Ok(Self { client, base, user })
    }

    async fn put(&self, path: &[&str], body: &Value) -> anyhow::Result<()> {
        self.call(Method::PUT, path, body).await
    }

    async fn call(&self, method: Method, path: &[&str], body: &Value) -> anyhow::Result<()> {
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().push("api").extend(path);
        }
        let what = format!("{method} {}", url.path());
        let response =
            self.client.request(method, url).json(body).send().await.context("ask RabbitMQ's management API")?;
        match response.status() {
            StatusCode::UNAUTHORIZED => bail!("RabbitMQ's management refused user {}", self.user),
            status if status.is_success() => Ok(()),
            status => {
                let text: String = response.text().await.unwrap_or_default().chars().take(500).collect();
                bail!("{what} answered {status}: {text}")
            }
        }
    }
}

/// Looks whether the exchanges and queues that events pass through are there; changes nothing.
pub async fn check(settings: &BrokerSettings) -> Result<(), BrokerError> {
    let link = Link::open(settings, "topology check").await?;
    for exchange in [EVENTS, REQUEUE, PARKING].into_iter().chain(TIERS.map(|tier| tier.name)) {
        exchange_exists(&link, exchange).await?;
    }
    for queue in QUEUES {
        queue_exists(&link, queue.name).await?;
        queue_exists(&link, &dead_queue(queue.name)).await?;
    }
    link.close().await;
    Ok(())
}

/// A failed look closes its channel, so each has one to lose.
pub(crate) async fn exchange_exists(link: &Link, name: &str) -> Result<(), BrokerError> {
    let channel = link.channel().await?;
    let options = ExchangeDeclareOptions { passive: true, ..ExchangeDeclareOptions::default() };
    let short = ShortString::try_new(name).unwrap_or_default();
    let look = channel.exchange_declare(short, lapin::ExchangeKind::Topic, options, FieldTable::default());
    answer("look for an exchange", look).await.map_err(|error| missing(error, format!("exchange {name}")))
}

pub(crate) async fn queue_exists(link: &Link, name: &str) -> Result<(), BrokerError> {
    let channel = link.channel().await?;
    let options = QueueDeclareOptions { passive: true, ..QueueDeclareOptions::default() };
    let short = ShortString::try_new(name).unwrap_or_default();
    let look = channel.queue_declare(short, options, FieldTable::default());
    answer("look for a queue", look).await.map(drop).map_err(|error| missing(error, format!("queue {name}")))
}

fn missing(error: BrokerError, what: String) -> BrokerError {
    const NOT_FOUND: u16 = 404;
    match &error {
        BrokerError::Amqp(amqp) => match amqp.kind() {
            lapin::ErrorKind::ProtocolError(answer) if answer.get_id() == NOT_FOUND => BrokerError::Missing { what },
            _ => error,
        },
        _ => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `UPDATE=1` writes the file instead.
    #[test]
    fn the_brokers_file_is_made_from_this_table() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docker/rabbitmq/definitions.json");
        let wanted = format!("{:#}\n", definitions_file());
        if std::env::var_os("UPDATE").is_some() {
            std::fs::create_dir_all(std::path::Path::new(path).parent().unwrap()).unwrap();
            std::fs::write(path, &wanted).unwrap();
        }
        assert_eq!(std::fs::read_to_string(path).unwrap(), wanted, "run the test again with UPDATE=1");
    }

    #[test]
    fn a_queues_name_and_every_bound_pattern_fit_the_contract() {
        for queue in QUEUES {
            assert_eq!(queue.name.split('.').count(), 2, "{}", queue.name);
            for pattern in queue.bindings {
                let prefix = pattern.trim_end_matches('#');
                assert!(hc_proto::EVENT_TYPES.iter().any(|kind| kind.starts_with(prefix)), "nothing sends {pattern}");
            }
        }
    }
}
