//! CloudEvents 1.0 over AMQP 0-9-1, in binary mode: attributes are headers `cloudEvents_<attribute>`, always strings; the
//! body is the data. The standard properties say the same again for those who do not speak CloudEvents.
//!
//! Where an event is stored or forwarded, it is one JSON document instead, see [`RawEvent::to_structured`].

use bytes::Bytes;
use hc_proto::Event;
use hc_types::{EventId, OrganizationId, ReplayId, SessionId, Timestamp};
use lapin::{
    BasicProperties,
    types::{AMQPValue, FieldTable, ShortString},
};
use serde::de::{Error as _, IgnoredAny};
use serde_json::{Map, Value};

use crate::{Cause, MAX_BODY};

/// What stands before an attribute's name in the headers; the form that RabbitMQ maps to AMQP 1.0 properties.
pub(crate) const PREFIX: &str = "cloudEvents_";
const CONTENT_TYPE: &str = "application/json";
const PERSISTENT: u8 = 2;

/// An event as it travels: its attributes, and its data still in JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawEvent {
    /// Unique for ever; a redelivery has the same one.
    pub id: EventId,
    /// Who tells it, e.g. `/hostingco/billing`.
    pub source: String,
    /// What it is, e.g. `billing.invoice.paid.v1`; also its routing key.
    pub kind: String,
    /// The object that it is about, e.g. `inv_…`.
    pub subject: String,
    /// The customer that the object belongs to.
    pub organization: Option<OrganizationId>,
    /// Which change of the object this is: 1, 2, 3 … within an epoch, without gaps.
    pub version: i64,
    /// Raised when the source was restored to an earlier moment; compared before the version.
    pub epoch: i64,
    /// When it happened, by the source's database.
    pub occurred_at: Timestamp,
    /// Who began it: a user's id, `service:<name>` or `system:<job>`.
    pub actor: String,
    /// The session that the actor was signed in with.
    pub session: Option<SessionId>,
    /// The story that it belongs to.
    pub correlation: String,
    /// The event that it follows from.
    pub causation: Option<String>,
    /// The trace that it was caused in (W3C).
    pub traceparent: Option<String>,
    /// The replay that it comes from; none when it is new.
    pub replay: Option<ReplayId>,
    /// Canonical ProtoJSON of the payload: a JSON object.
    pub data: Bytes,
}

/// A message that is no event of this contract; it will not become one by being tried again.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// An attribute is missing, not a string or malformed.
    #[error("attribute {attribute} is missing or malformed")]
    Attribute {
        /// The attribute's name, in a header without its prefix.
        attribute: &'static str,
    },
    /// The body is larger than an event may be.
    #[error("the body has {size} bytes, more than {MAX_BODY}")]
    TooLarge {
        /// Its size.
        size: usize,
    },
    /// The body is not the type's payload.
    #[error("the body is not a {kind}")]
    Data {
        /// The event's type.
        kind: String,
        /// What is wrong with it.
        #[source]
        source: serde_json::Error,
    },
}

impl RawEvent {
    /// The payload, when this is an event of type `E`.
    pub fn data<E: Event>(&self) -> Option<Result<E, Unreadable>> {
        let unreadable = |source| Unreadable::Data { kind: self.kind.clone(), source };
        (self.kind == E::TYPE).then(|| serde_json::from_slice(&self.data).map_err(unreadable))
    }

    /// The cause of what follows from this event: same actor, session and story, caused by this event.
    pub fn cause(&self) -> Cause {
        Cause {
            actor: self.actor.clone(),
            session: self.session,
            correlation: self.correlation.clone(),
            causation: Some(self.id.to_string()),
        }
    }

    /// Every attribute with its value, in the order in which they are written.
    fn attributes(&self) -> Vec<(&'static str, String)> {
        let required = [
            ("specversion", "1.0".to_owned()),
            ("id", self.id.to_string()),
            ("source", self.source.clone()),
            ("type", self.kind.clone()),
            ("subject", self.subject.clone()),
            ("partitionkey", self.subject.clone()),
            ("time", self.occurred_at.to_string()),
            ("objectversion", self.version.to_string()),
            ("epoch", self.epoch.to_string()),
            ("actor", self.actor.clone()),
            ("correlationid", self.correlation.clone()),
        ];
        let optional = [
            ("organization", self.organization.map(|id| id.to_string())),
            ("session", self.session.map(|id| id.to_string())),
            ("causationid", self.causation.clone()),
            ("traceparent", self.traceparent.clone()),
            ("replayid", self.replay.map(|id| id.to_string())),
        ];
        let present = optional.into_iter().filter_map(|(name, value)| Some((name, value?)));
        required.into_iter().chain(present).collect()
    }

    /// Reads every attribute that this type has; `attribute` gives the text of one. Others are for later versions.
    fn from_attributes(attribute: impl Fn(&str) -> Option<String>, data: Bytes) -> Result<Self, Unreadable> {
        fn parsed<T: std::str::FromStr>(text: &str, attribute: &'static str) -> Result<T, Unreadable> {
            text.parse().map_err(|_| Unreadable::Attribute { attribute })
        }
        let required = |name: &'static str| attribute(name).ok_or(Unreadable::Attribute { attribute: name });
        let number = |name| {
            let number: i64 = parsed(&required(name)?, name)?;
            if number > 0 { Ok(number) } else { Err(Unreadable::Attribute { attribute: name }) }
        };
        let organization = attribute("organization").map(|text| parsed(&text, "organization"));
        let session = attribute("session").map(|text| parsed(&text, "session"));
        let replay = attribute("replayid").map(|text| parsed(&text, "replayid"));
        if attribute("specversion").is_some_and(|version| version != "1.0") {
            return Err(Unreadable::Attribute { attribute: "specversion" });
        }
        let event = Self {
            id: parsed(&required("id")?, "id")?,
            source: required("source")?,
            kind: required("type")?,
            subject: required("subject")?,
            organization: organization.transpose()?,
            version: number("objectversion")?,
            epoch: number("epoch")?,
            occurred_at: parsed(&required("time")?, "time")?,
            actor: required("actor")?,
            session: session.transpose()?,
            correlation: required("correlationid")?,
            causation: attribute("causationid"),
            traceparent: attribute("traceparent"),
            replay: replay.transpose()?,
            data,
        };
        is_object(&event.data).map_err(|source| Unreadable::Data { kind: event.kind.clone(), source })?;
        Ok(event)
    }

    /// The AMQP properties and headers. All short strings here were bounded when they were written or read.
    pub(crate) fn properties(&self) -> BasicProperties {
        let short = |text: &str| ShortString::try_new(text).unwrap_or_default();
        let mut headers = FieldTable::default();
        for (name, value) in self.attributes() {
            headers.insert(short(&format!("{PREFIX}{name}")), AMQPValue::LongString(value.into()));
        }
        BasicProperties::default()
            .with_content_type(short(CONTENT_TYPE))
            .with_delivery_mode(PERSISTENT)
            .with_message_id(short(&self.id.to_string()))
            .with_type(short(&self.kind))
            .with_timestamp(u64::try_from(self.occurred_at.as_seconds()).unwrap_or(0))
            .with_correlation_id(short(&self.correlation))
            .with_app_id(short(self.source.rsplit('/').next().unwrap_or_default()))
            .with_headers(headers)
    }

    /// Reads a message as it came.
    pub(crate) fn read(properties: &BasicProperties, body: &[u8]) -> Result<Self, Unreadable> {
        if body.len() > MAX_BODY {
            return Err(Unreadable::TooLarge { size: body.len() });
        }
        Self::from_attributes(|name| header(properties, &format!("{PREFIX}{name}")), Bytes::copy_from_slice(body))
    }

    /// The event as one JSON document (CloudEvents 1.0, JSON format), for where it is stored or forwarded. Every attribute
    /// is a string; `data` is the payload as an object.
    pub fn to_structured(&self) -> Value {
        let attributes = self.attributes().into_iter().map(|(name, value)| (name.to_owned(), Value::String(value)));
        let mut document: Map<String, Value> = attributes.collect();
        document.insert("datacontenttype".to_owned(), Value::from(CONTENT_TYPE));
        // Checked when it was read, and written by ourselves otherwise.
        document.insert("data".to_owned(), serde_json::from_slice(&self.data).unwrap_or_default());
        Value::Object(document)
    }

    /// The event of such a document. Attributes that this version does not know are left out.
    pub fn from_structured(document: &Value) -> Result<Self, Unreadable> {
        let data = document.get("data").map(Value::to_string).unwrap_or_default();
        if data.len() > MAX_BODY {
            return Err(Unreadable::TooLarge { size: data.len() });
        }
        let attribute = |name: &str| match document.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        Self::from_attributes(attribute, Bytes::from(data))
    }
}

/// That the data is a JSON object in UTF-8; read in passing, nothing is kept.
fn is_object(data: &[u8]) -> Result<(), serde_json::Error> {
    let text = std::str::from_utf8(data).map_err(serde_json::Error::custom)?;
    if !text.trim_ascii_start().starts_with('{') {
        return Err(serde_json::Error::custom("it is no object"));
    }
    serde_json::from_str::<IgnoredAny>(text).map(drop)
}

/// The text of a header; none when it is missing or no text.
pub(crate) fn header(properties: &BasicProperties, name: &str) -> Option<String> {
    match properties.headers().as_ref()?.inner().get(name)? {
        AMQPValue::LongString(text) => String::from_utf8(text.as_bytes().to_vec()).ok(),
        AMQPValue::ShortString(text) => Some(text.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> RawEvent {
        RawEvent {
            id: EventId::new(),
            source: "/hostingco/billing".to_owned(),
            kind: "billing.invoice.paid.v1".to_owned(),
            subject: "inv_01jd".to_owned(),
            organization: Some(OrganizationId::new()),
            version: 3,
            epoch: 1,
            occurred_at: "2026-11-21T07:30:00.123456Z".parse().unwrap(),
            actor: "usr_01jd".to_owned(),
            session: Some(SessionId::new()),
            correlation: "req-1".to_owned(),
            causation: None,
            traceparent: Some("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".to_owned()),
            replay: None,
            data: Bytes::from_static(br#"{"total":{"amount":"9007199254740993"}}"#),
        }
    }

    #[test]
    fn what_is_sent_is_what_is_read() {
        let replayed = RawEvent { replay: Some(ReplayId::new()), session: None, organization: None, ..event() };
        for sent in [event(), replayed] {
            assert_eq!(RawEvent::read(&sent.properties(), &sent.data).unwrap(), sent);
            assert_eq!(RawEvent::from_structured(&sent.to_structured()).unwrap(), sent);
        }
    }

    #[test]
    fn a_document_says_everything_by_itself() {
        let document = event().to_structured();
        let text_of = |name: &str| document.get(name).and_then(Value::as_str);
        assert_eq!(text_of("specversion"), Some("1.0"));
        assert_eq!(text_of("datacontenttype"), Some("application/json"));
        assert_eq!(text_of("objectversion"), Some("3"));
        assert!(text_of("session").is_some_and(|session| session.starts_with("ses_")));
        assert_eq!(document.pointer("/data/total/amount").and_then(Value::as_str), Some("9007199254740993"));
        let names = document.as_object().unwrap().keys();
        assert!(names.clone().all(|name| name.bytes().all(|b| b.is_ascii_lowercase())), "{names:?}");
    }

    #[test]
    fn a_document_may_have_numbers_and_later_attributes() {
        let mut document = event().to_structured();
        let fields = document.as_object_mut().unwrap();
        fields.insert("objectversion".to_owned(), Value::from(3));
        fields.insert("later".to_owned(), serde_json::json!({ "added": true }));
        assert_eq!(RawEvent::from_structured(&document).unwrap().version, 3);
        for broken in [serde_json::json!(null), serde_json::json!([]), serde_json::json!({ "id": 7 })] {
            assert!(RawEvent::from_structured(&broken).is_err(), "{broken}");
        }
    }

    #[test]
    fn every_header_is_a_string_under_a_name_that_amqp_1_0_keeps() {
        let properties = event().properties();
        for (name, value) in properties.headers().as_ref().unwrap() {
            assert!(matches!(value, AMQPValue::LongString(_)), "{name}");
            assert!(name.as_str().starts_with(PREFIX), "{name}");
        }
        assert_eq!(header(&properties, "cloudEvents_objectversion").as_deref(), Some("3"));
        assert_eq!(properties.app_id().as_ref().map(ShortString::as_str), Some("billing"));
    }

    #[test]
    fn a_message_without_attributes_is_unreadable_and_not_a_panic() {
        assert!(RawEvent::read(&BasicProperties::default(), b"hello").is_err());
        assert!(matches!(
            RawEvent::read(&event().properties(), &vec![b' '; MAX_BODY + 1]),
            Err(Unreadable::TooLarge { .. })
        ));
    }

    #[test]
    fn a_body_that_is_no_json_object_is_unreadable() {
        for body in [&b"\xff"[..], b"", b"hello", b"[]", b"null", b"{\"a\":", b"{} {}", b"{\"a\": \"\xff\"}"] {
            let read = RawEvent::read(&event().properties(), body);
            assert!(matches!(read, Err(Unreadable::Data { .. })), "{body:?}");
        }
        assert!(RawEvent::read(&event().properties(), b" {\"a\": 1}\n").is_ok());
    }
}
