//! Which queues an outside consumer declares for itself, with which arguments; see hc-events' `topology::declare_external`,
//! which does the same in Rust. The conformance test declares them from here and in each example's own words: were one of
//! them different, the broker would refuse.

use hc_events::topology::{self, EVENTS};
use serde_json::{Value, json};

/// `x-hostingco-queue`: names as templates in `{client}` and `{purpose}`.
pub fn recipe() -> Value {
    let definitions = topology::definitions_file();
    let policies = definitions.get("policies").and_then(Value::as_array).into_iter().flatten();
    let tiers = policies.filter_map(|policy| {
        let delay = policy.get("name")?.as_str()?.strip_prefix("hostingco.retry.")?;
        Some((delay.to_owned(), policy.pointer("/definition/message-ttl")?.as_u64()?))
    });
    let mut tiers: Vec<_> = tiers.collect();
    tiers.sort_by_key(|(_, ttl)| *ttl);
    let retries = tiers.iter().map(|(delay, ttl)| {
        json!({
            "name": format!("ext.{{client}}.retry.{delay}"),
            "exchangeType": "fanout",
            "arguments": {
                "x-queue-type": "quorum", "x-message-ttl": ttl, "x-dead-letter-exchange": "ext.{client}.requeue",
                "x-dead-letter-strategy": "at-least-once", "x-overflow": "reject-publish",
            },
        })
    });
    let guard_rails = |list: &str| -> Vec<Value> {
        let entries = definitions.get(list).and_then(Value::as_array).into_iter().flatten();
        let ours = entries.filter(|entry| name(entry).starts_with("external"));
        let shown = ours.map(|entry| {
            let value = entry.get("value").unwrap_or(entry);
            json!({ "pattern": value.get("pattern"), "definition": value.get("definition") })
        });
        shown.collect()
    };
    json!({
        "description": "What an outside consumer declares for itself, all of it durable, none of it exclusive or deleted by itself. \
            `{client}` and `{purpose}` are of a-z, 0-9, - and _. Its user may configure, write and read `ext.{client}.…`, read \
            hostingco.events, and nothing else; it never publishes to the default exchange.",
        "queue": {
            "name": "ext.{client}.{purpose}",
            "arguments": {
                "x-queue-type": "quorum", "x-dead-letter-exchange": "ext.{client}.requeue",
                "x-dead-letter-routing-key": "ext.{client}.{purpose}.dead",
            },
            "bindings": [
                { "exchange": EVENTS, "routingKey": "a type of event, or a pattern such as billing.invoice.#" },
                { "exchange": "ext.{client}.requeue", "routingKey": "ext.{client}.{purpose}" },
            ],
        },
        "deadLetters": {
            "name": "ext.{client}.{purpose}.dead",
            "arguments": { "x-queue-type": "quorum" },
            "bindings": [{ "exchange": "ext.{client}.requeue", "routingKey": "ext.{client}.{purpose}.dead" }],
            "headers": {
                "hostingco_cause": "why the consumer gave up", "hostingco_attempt": "how many attempts it made",
            },
        },
        "requeue": { "name": "ext.{client}.requeue", "exchangeType": "direct" },
        "retries": retries.collect::<Vec<_>>(),
        "policies": guard_rails("policies"),
        "operatorPolicies": guard_rails("parameters"),
        "acknowledge": "after your own commit; reject(requeue) a failure, nack(requeue) work that you give back",
        "prefetch": "at most twice the number of events that you handle at once",
    })
}

fn name(entry: &Value) -> &str {
    entry.get("name").and_then(Value::as_str).unwrap_or_default()
}
