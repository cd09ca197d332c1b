//! The topology in RabbitMQ's own form.

use serde_json::{Value, json};

use super::{
    EVENTS, EXTERNAL_PREFIX, PARKING, QUEUES, REQUEUE, TAP_PREFIX, TIERS, WORK_QUEUES, class_queue, dead_queue,
    tier_name,
};
use crate::class::Class;

/// How often the broker delivers a message before it is a dead letter, whatever the version's own default is.
const DELIVERY_LIMIT: u32 = 10;
/// Dead letters have nowhere to go on to: at a limit the broker would drop them, and RabbitMQ 4 has one of 20 where none is
/// set. Up to 3.13 there is no word for "none".
const NO_DELIVERY_LIMIT: u32 = 1_000_000_000;
/// Bytes that one queue of ours may hold; then it refuses, and the events wait in the outbox.
const FULL: u64 = 1_073_741_824;

/// The topology as the file that a broker loads when it starts, for the vhost `/`.
pub fn definitions_file() -> Value {
    let Definitions { exchanges, queues, bindings, policies, operator_policies } = definitions();
    let parameters = operator_policies.into_iter().map(|policy| {
        let name = policy.get("name").cloned().unwrap_or_default();
        json!({ "component": "operator_policy", "name": name, "value": without_name(policy) })
    });
    let parameters = parameters.collect();
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
        "bindings": of_vhost(bindings), "policies": of_vhost(policies), "parameters": of_vhost(parameters),
    })
}

fn without_name(mut entry: Value) -> Value {
    if let Some(entry) = entry.as_object_mut() {
        entry.remove("name");
    }
    entry
}

pub(super) fn definitions() -> Definitions {
    let mut parts = Definitions::default();
    parts.exchange(EVENTS, "topic");
    parts.exchange(REQUEUE, "direct");
    parts.exchange(PARKING, "fanout");
    parts.policy(REQUEUE, "exchanges", &exactly(REQUEUE), 10, json!({ "alternate-exchange": PARKING }));
    parts.queue(PARKING);
    parts.binding(PARKING, PARKING, "");
    parts.tiers();
    for queue in QUEUES {
        parts.consumed(queue.name, &dead_queue(queue.name));
        parts.queue(&dead_queue(queue.name));
        for pattern in queue.bindings {
            parts.binding(EVENTS, queue.name, pattern);
        }
    }
    for work_queue in WORK_QUEUES {
        for class in Class::ALL {
            parts.consumed(&class_queue(work_queue, class), &dead_queue(work_queue));
        }
        parts.queue(&dead_queue(work_queue));
    }
    let dead = json!({ "delivery-limit": NO_DELIVERY_LIMIT, "overflow": "reject-publish", "max-length-bytes": FULL });
    parts.policy("dead-letters", "queues", r"\.dead$", 5, dead);
    // Taps are told of a gap by their own reconnection; a slow one loses its oldest and never the broker's memory.
    let tap = json!({ "max-length": 50_000, "overflow": "drop-head" });
    parts.policy("taps", "queues", &format!("^{}", escaped(TAP_PREFIX)), 5, tap);
    parts.guard_rails();
    parts
}

/// RabbitMQ's own form of a topology, of one vhost that the entries do not name.
#[derive(Default)]
pub(super) struct Definitions {
    pub(super) exchanges: Vec<Value>,
    pub(super) queues: Vec<Value>,
    pub(super) bindings: Vec<Value>,
    pub(super) policies: Vec<Value>,
    /// Policies that no other policy and no argument of a queue gets around.
    pub(super) operator_policies: Vec<Value>,
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

    #[expect(clippy::needless_pass_by_value, reason = "written where it is used, once")]
    fn policy(&mut self, name: &str, apply_to: &str, pattern: &str, priority: u8, definition: Value) {
        self.policies.push(json!({
            "name": name, "pattern": pattern, "apply-to": apply_to, "priority": priority, "definition": definition,
        }));
    }

    /// The delays: one exchange and one queue each, whose messages go on by their routing key when their time is over.
    fn tiers(&mut self) {
        for tier in TIERS {
            let name = tier_name(tier);
            self.exchange(&name, "fanout");
            self.queue(&name);
            self.binding(&name, &name, "");
            let delayed = json!({
                "message-ttl": tier.delay.as_millis(),
                "dead-letter-exchange": REQUEUE,
                "dead-letter-strategy": "at-least-once",
                "overflow": "reject-publish",
                "max-length-bytes": FULL / 4,
            });
            self.policy(&name, "queues", &exactly(&name), 10, delayed);
        }
    }

    /// A queue that a consumer empties: with its way back from the tiers and to its dead letters. When it is full, it
    /// refuses, and the relay waits.
    fn consumed(&mut self, name: &str, dead: &str) {
        self.queue(name);
        self.binding(REQUEUE, name, name);
        let consumed = json!({
            "delivery-limit": DELIVERY_LIMIT,
            "dead-letter-exchange": "",
            "dead-letter-routing-key": dead,
            "dead-letter-strategy": "at-least-once",
            "overflow": "reject-publish",
            "max-length-bytes": FULL,
        });
        self.policy(name, "queues", &exactly(name), 10, consumed);
    }

    /// What nobody reads outside must not fill the broker's disk: that would block every publisher. The oldest goes first,
    /// and a queue that nobody has consumed from for two weeks goes as a whole.
    fn guard_rails(&mut self) {
        const DAY: u64 = 24 * 3_600_000;
        let prefix = escaped(EXTERNAL_PREFIX);
        let all = format!("^{prefix}");
        let external = json!({ "overflow": "drop-head", "delivery-limit": DELIVERY_LIMIT });
        self.policy("external", "queues", &all, 10, external);
        let dead = json!({ "overflow": "drop-head", "delivery-limit": NO_DELIVERY_LIMIT });
        self.policy("external-dead-letters", "queues", &format!(r"^{prefix}[^.]+\.[^.]+\.dead$"), 20, dead);
        let read = json!({
            "max-length": 100_000, "max-length-bytes": FULL / 4, "message-ttl": 7 * DAY, "expires": 14 * DAY,
        });
        // Delays never have a consumer and dead letters rarely: these stay.
        let kept = json!({ "max-length": 100_000, "max-length-bytes": FULL / 4, "message-ttl": 30 * DAY });
        let kept_ones = format!(r"^{prefix}[^.]+\.(retry\.[^.]+|[^.]+\.dead)$");
        for (name, pattern, priority, limits) in [("external", all, 10, read), ("external-kept", kept_ones, 20, kept)] {
            self.operator_policies.push(json!({
                "name": name, "pattern": pattern, "apply-to": "queues", "priority": priority, "definition": limits,
            }));
        }
    }
}

fn exactly(name: &str) -> String {
    format!("^{}$", escaped(name))
}

fn escaped(name: &str) -> String {
    name.replace('.', r"\.")
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
}
