//! CloudEvents 1.0 over AMQP 0-9-1, in binary mode: attributes are headers `cloudEvents_<attribute>`, always strings; the
//! body is the data. The standard properties say the same again for those who do not speak CloudEvents.

use bytes::Bytes;
use hc_proto::Event;
use hc_types::{EventId, OrganizationId, Timestamp};
use lapin::{
    BasicProperties,
    types::{AMQPValue, FieldTable, ShortString},
};

use crate::MAX_BODY;

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
    /// The story that it belongs to.
    pub correlation: String,
    /// The event that it follows from.
    pub causation: Option<String>,
    /// The trace that it was caused in (W3C).
    pub traceparent: Option<String>,
    /// Canonical ProtoJSON of the payload.
    pub data: Bytes,
}

/// A message that is no event of this contract; it will not become one by being tried again.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// An attribute is missing, not a string or malformed.
    #[error("header {PREFIX}{attribute} is missing or malformed")]
    Attribute {
        /// The name without its prefix.
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

    /// The AMQP properties and headers. All short strings here were bounded when they were written or read.
    pub(crate) fn properties(&self) -> BasicProperties {
        let short = |text: &str| ShortString::try_new(text).unwrap_or_default();
        let mut headers = FieldTable::default();
        let mut set = |name: &str, value: &str| {
            headers.insert(short(&format!("{PREFIX}{name}")), AMQPValue::LongString(value.into()));
        };
        set("specversion", "1.0");
        set("id", &self.id.to_string());
        set("source", &self.source);
        set("type", &self.kind);
        set("subject", &self.subject);
        set("partitionkey", &self.subject);
        set("time", &self.occurred_at.to_string());
        set("objectversion", &self.version.to_string());
        set("epoch", &self.epoch.to_string());
        set("actor", &self.actor);
        set("correlationid", &self.correlation);
        let organization = self.organization.map(|id| id.to_string());
        let optional =
            [("organization", &organization), ("causationid", &self.causation), ("traceparent", &self.traceparent)];
        for (name, value) in optional {
            if let Some(value) = value {
                set(name, value);
            }
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

    /// Reads a message as it came; every attribute that this type has is checked.
    pub(crate) fn read(properties: &BasicProperties, body: &[u8]) -> Result<Self, Unreadable> {
        if body.len() > MAX_BODY {
            return Err(Unreadable::TooLarge { size: body.len() });
        }
        let optional = |attribute: &'static str| header(properties, &format!("{PREFIX}{attribute}"));
        let required = |attribute| optional(attribute).ok_or(Unreadable::Attribute { attribute });
        let version = |attribute| {
            let number = required(attribute)?.parse().ok().filter(|number: &i64| *number > 0);
            number.ok_or(Unreadable::Attribute { attribute })
        };
        let organization = optional("organization").map(|text| text.parse()).transpose();
        Ok(Self {
            id: required("id")?.parse().map_err(|_| Unreadable::Attribute { attribute: "id" })?,
            source: required("source")?,
            kind: required("type")?,
            subject: required("subject")?,
            organization: organization.map_err(|_| Unreadable::Attribute { attribute: "organization" })?,
            version: version("objectversion")?,
            epoch: version("epoch")?,
            occurred_at: required("time")?.parse().map_err(|_| Unreadable::Attribute { attribute: "time" })?,
            actor: required("actor")?,
            correlation: required("correlationid")?,
            causation: optional("causationid"),
            traceparent: optional("traceparent"),
            data: Bytes::copy_from_slice(body),
        })
    }
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
            correlation: "req-1".to_owned(),
            causation: None,
            traceparent: Some("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".to_owned()),
            data: Bytes::from_static(b"{}"),
        }
    }

    #[test]
    fn what_is_sent_is_what_is_read() {
        let sent = event();
        assert_eq!(RawEvent::read(&sent.properties(), &sent.data).unwrap(), sent);
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
}
