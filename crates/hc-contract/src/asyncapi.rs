//! `docs/asyncapi.yaml`: AsyncAPI 3.0 with the AMQP 0-9-1 bindings.

use std::collections::BTreeMap;

use anyhow::Context;
use hc_events::topology::EVENTS;
use serde_json::{Map, Value, json};

use crate::{
    catalogue::{self, EVERY_SERVICE, EventType},
    queue,
    rules::{HEADERS, INTRODUCTION, PUBLISHERS},
    samples::{self, Sample},
    schema::Schemas,
};

const BINDING_VERSION: &str = "0.3.0";

/// The document.
pub fn document() -> anyhow::Result<Value> {
    let events = catalogue::load()?;
    let samples = samples::all();
    let mut schemas = Schemas::default();
    let mut channels = Map::new();
    let mut operations = Map::new();
    let mut messages = Map::new();
    for event in &events {
        let payload = schemas.message(&event.payload)?;
        let examples: Vec<_> = samples.iter().filter(|sample| sample.event.kind == event.name).map(example).collect();
        messages.insert(event.name.clone(), message(event, &payload, &examples));
        if event.webhook_only {
            continue;
        }
        channels.insert(event.name.clone(), channel(event));
        if !event.planned {
            operations.insert(format!("publish.{}", event.name), operation(event));
        }
    }
    let mut publishes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for event in events.iter().filter(|event| !event.webhook_only && !event.planned) {
        publishes.entry(&event.publisher).or_default().push(&event.name);
    }
    let mut tags = Vec::new();
    for publisher in publishes.keys() {
        let (_, about) = PUBLISHERS.iter().find(|(name, _)| name == publisher).with_context(|| {
            format!("{publisher} publishes events; say in hc-contract's rules.rs what they are about")
        })?;
        tags.push(json!({ "name": publisher, "description": about }));
    }
    let mut schemas = schemas.into_inner();
    schemas.insert("Envelope".to_owned(), envelope()?);
    Ok(json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "HostingCo's events",
            "version": env!("CARGO_PKG_VERSION"),
            "description": INTRODUCTION,
            "license": { "name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0" },
            "tags": tags,
        },
        "defaultContentType": "application/json",
        "servers": { "rabbitmq": {
            "host": "{host}:{port}",
            "pathname": "/{vhost}",
            "protocol": "amqp",
            "protocolVersion": "0-9-1",
            "description": "RabbitMQ 3.10 or newer, with a user of your own.",
            "variables": {
                "host": { "default": "localhost", "description": "Where RabbitMQ is." },
                "port": { "default": "5672", "description": "5671 with TLS (amqps)." },
                "vhost": { "default": "%2f", "description": "The virtual host; `%2f` is `/`." },
            },
            "security": [{ "$ref": "#/components/securitySchemes/user" }],
        } },
        "channels": channels,
        "operations": operations,
        "components": {
            "messages": messages,
            "schemas": schemas,
            "channelBindings": { "event": { "amqp": {
                "is": "routingKey",
                "exchange": { "name": EVENTS, "type": "topic", "durable": true, "autoDelete": false, "vhost": "/" },
                "bindingVersion": BINDING_VERSION,
            } } },
            "operationBindings": { "publish": { "amqp": {
                "deliveryMode": 2, "mandatory": true, "timestamp": true, "ack": true, "bindingVersion": BINDING_VERSION,
            } } },
            "securitySchemes": { "user": {
                "type": "userPassword",
                "description": "A user per client, `ext.<client>`, who may read `hostingco.events` and owns `ext.<client>.…`.",
            } },
        },
        "x-hostingco-publishes": publishes,
        "x-hostingco-queue": queue::recipe(),
    }))
}

fn channel(event: &EventType) -> Value {
    json!({
        "address": event.name,
        "title": event.payload.name(),
        "description": event.description,
        "messages": { event.payload.name(): { "$ref": format!("#/components/messages/{}", event.name) } },
        "tags": [{ "name": event.publisher }],
        "bindings": { "$ref": "#/components/channelBindings/event" },
    })
}

fn operation(event: &EventType) -> Value {
    let channel = format!("#/channels/{}", event.name);
    json!({
        "action": "send",
        "channel": { "$ref": channel },
        "summary": if event.publisher == EVERY_SERVICE {
            "Each service publishes it of its own.".to_owned()
        } else {
            format!("{} publishes it.", event.publisher)
        },
        "messages": [{ "$ref": format!("{channel}/messages/{}", event.payload.name()) }],
        "tags": [{ "name": event.publisher }],
        "bindings": { "$ref": "#/components/operationBindings/publish" },
    })
}

fn message(event: &EventType, payload: &Value, examples: &[Value]) -> Value {
    let is = |text: &str| json!({ "type": "string", "const": text });
    let mut fixed = Map::from_iter([("cloudEvents_type".to_owned(), is(&event.name))]);
    if event.publisher != EVERY_SERVICE {
        fixed.insert("cloudEvents_source".to_owned(), is(&format!("/hostingco/{}", event.publisher)));
    }
    json!({
        "name": event.name,
        "title": event.payload.name(),
        "summary": if event.planned { format!("Not published yet. {}", event.description) } else { event.description.clone() },
        "contentType": "application/json",
        "headers": { "type": "object", "allOf": [
            { "$ref": "#/components/schemas/Envelope" },
            { "type": "object", "properties": fixed },
        ] },
        "payload": payload,
        "correlationId": { "location": "$message.header#/cloudEvents_correlationid" },
        "tags": [{ "name": event.publisher }],
        "bindings": { "amqp": { "messageType": event.name, "bindingVersion": BINDING_VERSION } },
        "examples": examples,
    })
}

fn example(sample: &Sample) -> Value {
    json!({ "name": sample.name, "headers": headers(&sample.document()), "payload": sample.document().get("data") })
}

/// The headers that a document in structured mode has in binary mode.
pub fn headers(document: &Value) -> Map<String, Value> {
    let attributes = document.as_object().into_iter().flatten();
    let ours = attributes.filter(|(name, _)| !["data", "datacontenttype"].contains(&name.as_str()));
    ours.map(|(name, value)| (format!("cloudEvents_{name}"), value.clone())).collect()
}

fn envelope() -> anyhow::Result<Value> {
    let mut properties = Map::new();
    for header in HEADERS {
        let mut schema: Map<String, Value> = serde_json::from_str(header.of).context(header.name)?;
        schema.insert("type".to_owned(), json!("string"));
        schema.insert("description".to_owned(), json!(header.about));
        properties.insert(format!("cloudEvents_{}", header.name), schema.into());
    }
    let always = HEADERS.iter().filter(|header| header.always);
    let required: Vec<_> = always.map(|header| format!("cloudEvents_{}", header.name)).collect();
    Ok(json!({
        "title": "Envelope",
        "type": "object",
        "description": "The headers of every event. All are strings; later versions may add some.",
        "required": required,
        "properties": properties,
    }))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_samples_have_every_header_that_is_described_and_no_other() {
        let written: BTreeSet<String> = samples::all()
            .iter()
            .flat_map(|sample| headers(&sample.document()).keys().cloned().collect::<Vec<_>>())
            .collect();
        let described: BTreeSet<String> = HEADERS.iter().map(|header| format!("cloudEvents_{}", header.name)).collect();
        assert_eq!(written, described);
    }
}
