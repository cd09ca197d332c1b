//! What a consumer is fed: the lives of invoices, made of the golden samples, in the order in which a bad day delivers them.

use std::{collections::BTreeMap, fs, path::Path};

use rand::{Rng, SeedableRng, rngs::StdRng, seq::SliceRandom};
use serde_json::{Value, json};

/// Invoices whose messages are mixed with each other.
const BLOCK: u64 = 4;

/// One message, as it goes over the wire.
#[derive(Debug, Clone)]
pub struct Message {
    /// The routing key.
    pub key: String,
    /// AMQP's `message_id`.
    pub id: String,
    /// The headers; texts, and what should be one.
    pub headers: BTreeMap<String, Value>,
    /// The body.
    pub body: Vec<u8>,
}

/// What must have come of one invoice.
#[derive(Debug, Clone)]
pub struct Expected {
    /// Version and event id of each effect, in order.
    pub effects: Vec<(i64, String)>,
    /// The copy at the end.
    pub copy: Value,
}

/// Messages, and what must come of them.
#[derive(Debug)]
pub struct Story {
    messages: Vec<Message>,
    expected: BTreeMap<String, Expected>,
    poison: Vec<(String, bool)>,
}

impl Story {
    /// The lives of so many invoices with some poison among them; the same for the same seed.
    pub fn of_invoices(invoices: u64, seed: u64) -> Self {
        let samples = Samples::read();
        let mut random = StdRng::seed_from_u64(seed);
        let mut story = Self { messages: Vec::new(), expected: BTreeMap::new(), poison: Vec::new() };
        for first in (0..invoices).step_by(usize::try_from(BLOCK).unwrap_or(1)) {
            let mut block = Vec::new();
            for number in first..invoices.min(first + BLOCK) {
                let (invoice, life, expected) = samples.life_of(seed * 1_000 + number);
                story.expected.insert(invoice, expected);
                for message in life {
                    // At least once means once, twice or three times.
                    let times = random.random_range(1..=3);
                    block.extend(std::iter::repeat_n(message, times));
                }
            }
            block.shuffle(&mut random);
            story.messages.append(&mut block);
        }
        let total = story.messages.len();
        for (message, is_gap) in samples.poison(seed * 1_000 + invoices) {
            story.poison.push((message.id.clone(), is_gap));
            story.messages.insert(random.random_range(0..total), message);
        }
        story
    }

    /// In the order of publishing.
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// What must have come of each invoice.
    pub fn expected(&self) -> &BTreeMap<String, Expected> {
        &self.expected
    }

    /// The ids of what can never be handled; true for what waits in vain for a change before it.
    pub fn poison(&self) -> &[(String, bool)] {
        &self.poison
    }

    /// How many effects there must be in all.
    pub fn effects(&self) -> usize {
        self.expected.values().map(|invoice| invoice.effects.len()).sum()
    }
}

/// The golden samples of invoices, by what happened.
struct Samples(BTreeMap<&'static str, Value>);

impl Samples {
    fn read() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/events/samples");
        let read = |what: &'static str| {
            let file = folder.join(format!("billing.invoice.{what}.v1.json"));
            let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            (what, serde_json::from_str(&text).expect("a golden sample is JSON"))
        };
        Self(["created", "issued", "paid", "voided"].into_iter().map(read).collect())
    }

    /// The events of one invoice, each once and in order.
    fn life_of(&self, number: u64) -> (String, Vec<Message>, Expected) {
        let invoice = typed("inv", number, 0);
        let mut course = vec!["created"];
        // A type that the consumer does not know is a change all the same.
        course.extend((number.is_multiple_of(5)).then_some("archived"));
        course.extend(if number.is_multiple_of(4) { &["voided"][..] } else { &["issued", "paid"][..] });
        let mut life = Vec::new();
        let mut effects = Vec::new();
        for (what, version) in course.iter().zip(1_i64..) {
            let mut event = self.event(what, number, version);
            if number.is_multiple_of(3) {
                // Newer than the consumer: more attributes, more fields.
                event["later"] = json!("added");
                event["data"]["later"] = json!({ "added": [1, { "deep": true }] });
            }
            if *what != "archived" {
                effects.push((version, event["id"].as_str().unwrap_or_default().to_owned()));
            }
            life.push(message(&event));
        }
        let is_void = number.is_multiple_of(4);
        let copy = json!({
            "status": if is_void { "void" } else { "paid" },
            "number": if is_void { Value::Null } else { self.0["issued"]["data"]["number"].clone() },
            "totalMinor": self.0["created"]["data"]["total"]["minorUnits"],
            "currency": self.0["created"]["data"]["total"]["currencyCode"],
        });
        (invoice, life, Expected { effects, copy })
    }

    fn event(&self, what: &str, number: u64, version: i64) -> Value {
        let mut event = self.0.get(what).unwrap_or(&self.0["voided"]).clone();
        let invoice = typed("inv", number, 0);
        event["type"] = json!(format!("billing.invoice.{what}.v1"));
        event["id"] = json!(typed("evt", number, version));
        event["subject"] = json!(invoice);
        event["partitionkey"] = json!(invoice);
        event["objectversion"] = json!(version.to_string());
        event["data"]["invoiceId"] = json!(invoice);
        event
    }

    /// What no consumer can handle, each about an invoice of its own; true for what waits for a change that never comes.
    fn poison(&self, first: u64) -> Vec<(Message, bool)> {
        let created = |index: u64| message(&self.event("created", first + index, 1));
        let mut poison = Vec::new();
        let mut add = |message: Message| poison.push((message, false));

        let mut truncated = created(0);
        truncated.body.truncate(truncated.body.len() / 2);
        add(truncated);
        let mut anonymous = created(1);
        anonymous.headers.remove("cloudEvents_id");
        add(anonymous);
        add(Message { body: b"hello".to_vec(), ..created(2) });
        add(Message { body: vec![b' '; 70 * 1024], ..created(3) });
        let mut without = self.event("created", first + 4, 1);
        without["data"].as_object_mut().expect("an object").remove("total");
        add(message(&without));
        let mut no_number = self.event("created", first + 5, 1);
        no_number["data"]["total"]["minorUnits"] = json!("a lot");
        add(message(&no_number));
        let mut no_version = created(6);
        no_version.headers.insert("cloudEvents_objectversion".to_owned(), json!("zero"));
        add(no_version);
        let mut no_text = created(7);
        no_text.headers.insert("cloudEvents_subject".to_owned(), json!(7));
        add(no_text);
        add(Message { body: b"[\"no object\"]".to_vec(), ..created(8) });
        add(Message { body: b"{\"invoiceId\": \"\xff\xfe\"}".to_vec(), ..created(9) });
        poison.push((message(&self.event("issued", first + 10, 2)), true));
        poison
    }
}

/// A TypeID that is the same for the same numbers.
fn typed(prefix: &str, number: u64, version: i64) -> String {
    format!("{prefix}_01m7xpe63ve{number:011}{version:04}")
}

/// From structured to binary mode.
fn message(event: &Value) -> Message {
    let attributes = event.as_object().into_iter().flatten();
    let headers = attributes.filter(|(name, _)| !["data", "datacontenttype"].contains(&name.as_str()));
    let text = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
    Message {
        key: text("type"),
        id: text("id"),
        headers: headers.map(|(name, value)| (format!("cloudEvents_{name}"), value.clone())).collect(),
        body: event["data"].to_string().into_bytes(),
    }
}
