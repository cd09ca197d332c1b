//! The broker's side: a vhost with HostingCo's topology, a user for the client, and who publishes in HostingCo's place.

use std::{collections::BTreeMap, sync::Mutex};

use anyhow::{Context, Result};
use hc_testkit::TestBroker;
use lapin::{
    BasicProperties, Channel, Confirmation, Connection, ConnectionProperties,
    options::{
        BasicAckOptions, BasicGetOptions, BasicPublishOptions, ConfirmSelectOptions, ExchangeDeclareOptions,
        QueueBindOptions, QueueDeclareOptions,
    },
    types::{AMQPValue, FieldTable},
};
use reqwest::Client;
use serde_json::{Value, json};

use super::{DeadLetter, Message};

const PASSWORD: &str = "a-stranger";
/// What stands for the delays between attempts, which are 5 s to 1 h, in milliseconds. Longer than a block of messages
/// takes, so that what was missing is there when an event comes back.
const DELAY: u64 = 700;

/// HostingCo, as a client of its events sees it.
pub struct Feeder {
    broker: TestBroker,
    client: String,
    channel: Channel,
    /// Taken out of the queue so far, each message once.
    dead: Mutex<BTreeMap<String, DeadLetter>>,
    _connection: Connection,
}

impl Feeder {
    /// A vhost of its own, with a user `ext.conformance-<name>`.
    pub async fn start(name: &str) -> Self {
        let broker = TestBroker::start().await;
        let client = format!("conformance-{name}");
        let added = hc_events::topology::add_client(broker.management_url(), broker.vhost(), &client, PASSWORD).await;
        added.expect("a user for the client");
        // The lower of the queue's own time and the policy's counts.
        let policy = json!({
            "pattern": format!("^ext\\.{client}\\.retry\\."), "apply-to": "queues", "priority": 100,
            "definition": { "message-ttl": DELAY },
        });
        let url = format!("{}/api/policies/{}/short-delays", broker.management_url(), broker.vhost());
        let made = Client::new().put(url).json(&policy).send().await.and_then(reqwest::Response::error_for_status);
        made.expect("a policy for the delays");
        let connection = Connection::connect(broker.url(), ConnectionProperties::default()).await.expect("connect");
        let channel = connection.create_channel().await.expect("a channel");
        channel.confirm_select(ConfirmSelectOptions::default()).await.expect("confirms");
        Self { broker, client, channel, dead: Mutex::default(), _connection: connection }
    }

    /// The broker's URL with the client's own user.
    pub fn client_url(&self) -> String {
        let (scheme, rest) = self.broker.url().split_once("://").expect("a URL");
        let place = rest.split_once('@').map_or(rest, |(_, place)| place);
        format!("{scheme}://ext.{}:{PASSWORD}@{place}", self.client)
    }

    /// The client's queue.
    pub fn queue(&self) -> String {
        format!("ext.{}.invoices", self.client)
    }

    /// Publishes in order, and waits until the broker has all of it.
    pub async fn publish(&self, messages: &[Message]) {
        let mut confirms = Vec::new();
        for message in messages {
            let mut headers = FieldTable::default();
            for (name, value) in &message.headers {
                let value = match value {
                    Value::String(text) => AMQPValue::LongString(text.as_str().into()),
                    other => AMQPValue::LongLongInt(other.as_i64().unwrap_or_default()),
                };
                headers.insert(name.as_str().into(), value);
            }
            let properties = BasicProperties::default()
                .with_content_type("application/json".into())
                .with_delivery_mode(2)
                .with_message_id(message.id.as_str().into())
                .with_type(message.key.as_str().into())
                .with_headers(headers);
            let options = BasicPublishOptions { mandatory: true, ..BasicPublishOptions::default() };
            let exchange = "hostingco.events".into();
            let sent =
                self.channel.basic_publish(exchange, message.key.as_str().into(), options, &message.body, properties);
            confirms.push(sent.await.expect("published"));
        }
        for confirm in confirms {
            assert_eq!(confirm.await.expect("a confirm"), Confirmation::Ack(None));
        }
    }

    /// Whether the client has bound its queue to events.
    pub async fn is_bound(&self) -> bool {
        let bindings = self.broker.get(&format!("queues/{}/{}/bindings", self.broker.vhost(), self.queue())).await;
        let sources = bindings.as_array().map(Vec::as_slice).unwrap_or_default();
        sources.iter().any(|binding| binding["source"] == "hostingco.events")
    }

    /// Whether nothing is ready in the client's queue and its delays.
    pub async fn is_drained(&self) -> bool {
        let delays = ["5s", "30s", "2m", "10m", "1h"].map(|delay| format!("ext.{}.retry.{delay}", self.client));
        for queue in delays.into_iter().chain([self.queue()]) {
            let options = QueueDeclareOptions { passive: true, ..QueueDeclareOptions::default() };
            let found = self.channel.queue_declare(queue.as_str().into(), options, FieldTable::default()).await;
            if found.expect("the queue is there").message_count() > 0 {
                return false;
            }
        }
        true
    }

    /// What is, or was, in the client's queue of dead letters.
    pub async fn take_dead_letters(&self) -> Vec<DeadLetter> {
        let queue = format!("{}.dead", self.queue());
        while let Some(message) =
            self.channel.basic_get(queue.as_str().into(), BasicGetOptions::default()).await.expect("the queue is there")
        {
            let properties = &message.delivery.properties;
            let cause = match properties.headers().as_ref().and_then(|headers| headers.inner().get("hostingco_cause")) {
                Some(AMQPValue::LongString(text)) => text.to_string(),
                other => format!("no cause: {other:?}"),
            };
            let id = properties.message_id().as_ref().map(ToString::to_string).unwrap_or_default();
            // Its consumer may have been killed before it acknowledged; then it died again.
            self.dead.lock().expect("not poisoned").insert(id.clone(), DeadLetter { id, cause });
            message.delivery.ack(BasicAckOptions::default()).await.expect("acknowledged");
        }
        self.dead.lock().expect("not poisoned").values().cloned().collect()
    }

    /// Makes what `x-hostingco-queue` of the AsyncAPI document describes, word by word, as the client's user.
    pub async fn declare_from_the_contract(&self) -> Result<()> {
        let contract = hc_contract::asyncapi::document()?;
        let recipe = contract.get("x-hostingco-queue").context("the contract has no x-hostingco-queue")?;
        let filled = recipe.to_string().replace("{client}", &self.client).replace("{purpose}", "invoices");
        let recipe: Value = serde_json::from_str(&filled)?;
        let connection = Connection::connect(&self.client_url(), ConnectionProperties::default()).await?;
        let channel = connection.create_channel().await?;
        let empty = Vec::new();
        let retries = recipe["retries"].as_array().unwrap_or(&empty);
        for exchange in retries.iter().chain([&recipe["requeue"]]) {
            let kind = if exchange["exchangeType"] == "direct" {
                lapin::ExchangeKind::Direct
            } else {
                lapin::ExchangeKind::Fanout
            };
            let options = ExchangeDeclareOptions { durable: true, ..ExchangeDeclareOptions::default() };
            channel.exchange_declare(text(&exchange["name"]), kind, options, FieldTable::default()).await?;
        }
        for queue in retries.iter().chain([&recipe["queue"], &recipe["deadLetters"]]) {
            let arguments: BTreeMap<_, _> =
                queue["arguments"].as_object().into_iter().flatten().map(argument).collect();
            let options = QueueDeclareOptions { durable: true, ..QueueDeclareOptions::default() };
            channel.queue_declare(text(&queue["name"]), options, arguments.into()).await?;
            for binding in queue["bindings"].as_array().into_iter().flatten() {
                if binding["exchange"] != "hostingco.events" {
                    let options = QueueBindOptions::default();
                    let (exchange, key) = (text(&binding["exchange"]), text(&binding["routingKey"]));
                    channel.queue_bind(text(&queue["name"]), exchange, key, options, FieldTable::default()).await?;
                }
            }
        }
        connection.close(200, "OK".into()).await?;
        Ok(())
    }
}

fn text(value: &Value) -> lapin::types::ShortString {
    value.as_str().unwrap_or_default().into()
}

fn argument((name, value): (&String, &Value)) -> (lapin::types::ShortString, AMQPValue) {
    let value = match value {
        Value::String(text) => AMQPValue::LongString(text.as_str().into()),
        other => AMQPValue::LongLongInt(other.as_i64().unwrap_or_default()),
    };
    (name.as_str().into(), value)
}
