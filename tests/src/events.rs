//! An outside consumer: its own queue on `hostingco.events`, every event kept and checked against the contract.

use std::{
    collections::{BTreeMap, HashSet},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};
use futures::StreamExt;
use lapin::{
    BasicProperties, Connection, ConnectionProperties, Consumer,
    message::Delivery,
    options::{BasicAckOptions, BasicConsumeOptions, BasicPublishOptions, QueueBindOptions, QueueDeclareOptions},
    types::{AMQPValue, FieldTable},
};
use serde_json::Value;
use tokio::task::JoinHandle;

/// One event as it arrived.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// The routing key, which is the event type.
    pub event_type: String,
    /// The CloudEvents attributes, without the `cloudEvents_` of their header names.
    pub attributes: BTreeMap<String, String>,
    /// The body.
    pub data: Value,
}

impl Recorded {
    /// The object's id.
    pub fn subject(&self) -> &str {
        self.attributes.get("subject").map_or("", String::as_str)
    }

    /// The object's version.
    pub fn version(&self) -> i64 {
        self.attributes.get("objectversion").and_then(|text| text.parse().ok()).unwrap_or(0)
    }
}

/// Records every event from now on, also across restarts of the broker: its queue is durable.
pub struct Recorder {
    events: Arc<Mutex<Vec<Recorded>>>,
    sessions: Arc<AtomicUsize>,
    problems: Arc<Mutex<Vec<String>>>,
    listener: JoinHandle<()>,
}

impl Recorder {
    /// Declares a durable quorum queue of this name, binds it to everything and listens.
    pub async fn start(amqp_url: &str, queue: &'static str) -> Result<Self> {
        let events = Arc::new(Mutex::new(Vec::new()));
        let problems = Arc::new(Mutex::new(Vec::new()));
        let (kept, found) = (Arc::clone(&events), Arc::clone(&problems));
        let sessions = Arc::new(AtomicUsize::new(1));
        let (url, begun) = (amqp_url.to_owned(), Arc::clone(&sessions));
        let first = listen(&url, queue).await?;
        #[expect(clippy::disallowed_methods, reason = "a test's own listener; the recorder ends it")]
        let listener = tokio::spawn(async move {
            let mut session = Some(first);
            loop {
                if let Some((_connection, mut deliveries)) = session.take() {
                    while let Some(Ok(delivery)) = deliveries.next().await {
                        match read(&delivery) {
                            Ok(event) => kept.lock().expect("not poisoned").push(event),
                            Err(problem) => found.lock().expect("not poisoned").push(format!("{problem:#}")),
                        }
                        if delivery.ack(BasicAckOptions::default()).await.is_err() {
                            break;
                        }
                    }
                }
                tokio::time::sleep(Duration::from_millis(200)).await;
                session = listen(&url, queue).await.ok();
                begun.fetch_add(usize::from(session.is_some()), Ordering::Relaxed);
            }
        });
        Ok(Self { events, sessions, problems, listener })
    }

    /// All events so far, each id once, in the order of their first arrival.
    pub fn events(&self) -> Vec<Recorded> {
        let mut seen = HashSet::new();
        let events = self.events.lock().expect("not poisoned");
        events.iter().filter(|event| seen.insert(event.attributes.get("id").cloned())).cloned().collect()
    }

    /// The types of the events on an object, in order.
    pub fn types_of(&self, subject: &str) -> Vec<String> {
        self.events().into_iter().filter(|event| event.subject() == subject).map(|event| event.event_type).collect()
    }

    /// Fails when an event broke the contract, or an object's versions are not 1, 2, 3 … in the order of arrival.
    pub fn check(&self) -> Result<()> {
        let problems = self.problems.lock().expect("not poisoned").clone();
        ensure!(problems.is_empty(), "events that break the contract:\n{}", problems.join("\n"));
        let mut versions: BTreeMap<String, i64> = BTreeMap::new();
        for event in self.events() {
            let last = versions.entry(event.subject().to_owned()).or_default();
            *last += 1;
            ensure!(
                event.version() == *last,
                "{} of {} has version {}, not {last}; in {} sessions arrived: {:?}",
                event.event_type,
                event.subject(),
                event.version(),
                self.sessions.load(Ordering::Relaxed),
                self.types_of(event.subject())
            );
        }
        Ok(())
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.listener.abort();
    }
}

/// One session with the broker; the connection lives as long as its consumer is wanted.
async fn listen(url: &str, queue: &str) -> Result<(Connection, Consumer)> {
    let connection = Connection::connect(url, ConnectionProperties::default()).await?;
    let channel = connection.create_channel().await?;
    let mut arguments = FieldTable::default();
    arguments.insert("x-queue-type".into(), AMQPValue::LongString("quorum".into()));
    let durable = QueueDeclareOptions { durable: true, ..QueueDeclareOptions::default() };
    channel.queue_declare(queue.into(), durable, arguments).await?;
    let options = QueueBindOptions::default();
    channel.queue_bind(queue.into(), "hostingco.events".into(), "#".into(), options, FieldTable::default()).await?;
    let options = BasicConsumeOptions::default();
    let consumer = channel.basic_consume(queue.into(), "e2e".into(), options, FieldTable::default()).await?;
    Ok((connection, consumer))
}

/// Reads one delivery by the published contract; what is missing or wrong is an error that says so.
fn read(delivery: &Delivery) -> Result<Recorded> {
    let event_type = delivery.routing_key.as_str().to_owned();
    let properties = &delivery.properties;
    let mut attributes = BTreeMap::new();
    for (name, value) in properties.headers().as_ref().context("no headers")?.inner() {
        let Some(attribute) = name.as_str().strip_prefix("cloudEvents_") else { continue };
        let AMQPValue::LongString(text) = value else { bail!("{event_type}: header {name} is not a string") };
        attributes.insert(attribute.to_owned(), text.to_string());
    }
    for required in ["specversion", "id", "source", "type", "subject", "time", "objectversion", "epoch", "actor"] {
        ensure!(attributes.contains_key(required), "{event_type}: no cloudEvents_{required}");
    }
    ensure!(attributes["specversion"] == "1.0", "{event_type}: specversion {}", attributes["specversion"]);
    ensure!(attributes["type"] == event_type, "{event_type}: type {}", attributes["type"]);
    ensure!(hc_proto::EVENT_TYPES.contains(&event_type.as_str()), "{event_type} is in no proto");
    let property = |value: &Option<lapin::types::ShortString>| value.as_ref().map(ToString::to_string);
    ensure!(property(properties.message_id()).as_deref() == Some(&attributes["id"]), "{event_type}: message_id");
    ensure!(property(properties.kind()).as_deref() == Some(event_type.as_str()), "{event_type}: AMQP type");
    ensure!(property(properties.content_type()).as_deref() == Some("application/json"), "{event_type}: content type");
    ensure!(properties.delivery_mode() == &Some(2), "{event_type} is not persistent");
    let data: Value =
        serde_json::from_slice(&delivery.data).with_context(|| format!("{event_type}: body is not JSON"))?;
    agree(&event_type, &attributes, &data)?;
    Ok(Recorded { event_type, attributes, data })
}

/// The body must be of the object and the organization that the headers name.
fn agree(event_type: &str, attributes: &BTreeMap<String, String>, data: &Value) -> Result<()> {
    let object = event_type.split('.').nth(1).unwrap_or_default();
    let field = match object {
        // A grant of credit is no object of the API: its subject is the ledger's. A class of retention has no id.
        "credit" | "retention" => None,
        "webhook_endpoint" => Some("endpointId".to_owned()),
        _ => Some(format!("{}Id", camel_case(object))),
    };
    if let Some(field) = field {
        let (id, subject) = (&data[&field], &attributes["subject"]);
        ensure!(id == subject, "{event_type}: {field} is {id}, the subject {subject}");
    }
    if let Some(organization) = data.get("organizationId") {
        let header = attributes.get("organization").map(String::as_str);
        ensure!(
            organization.as_str() == header,
            "{event_type}: organizationId is {organization}, the header {header:?}"
        );
    }
    Ok(())
}

fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |text, word| {
        let (head, tail) = word.split_at(word.len().min(1));
        text + &head.to_uppercase() + tail
    })
}

/// Publishes a structured event as the services do.
pub async fn publish(amqp_url: &str, event: &Value) -> Result<()> {
    let connection = Connection::connect(amqp_url, ConnectionProperties::default()).await?;
    let channel = connection.create_channel().await?;
    let attribute = |name: &str| event[name].as_str().with_context(|| format!("{name} is missing or no string"));
    let mut headers = FieldTable::default();
    let names = event.as_object().context("no event")?.keys();
    for name in names.filter(|name| !["data", "datacontenttype"].contains(&name.as_str())) {
        headers.insert(format!("cloudEvents_{name}").into(), AMQPValue::LongString(attribute(name)?.into()));
    }
    let kind = attribute("type")?;
    let properties = BasicProperties::default()
        .with_content_type("application/json".into())
        .with_delivery_mode(2)
        .with_message_id(attribute("id")?.into())
        .with_type(kind.into())
        .with_headers(headers);
    let (body, options) = (event["data"].to_string(), BasicPublishOptions::default());
    channel.basic_publish("hostingco.events".into(), kind.into(), options, body.as_bytes(), properties).await?;
    connection.close(200, "done".into()).await?;
    Ok(())
}
