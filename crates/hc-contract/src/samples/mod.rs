//! Golden samples: every type of event, as it is really written, from typed values. They are the examples of the
//! documentation, the food of consumers' tests, and, once released, what every later version must still read.
//!
//! A new type gets its sample in the file of its service. A second one of a type, for a case that looks different, has a
//! name that says which.

mod accounts;
mod audit;
mod auth;
mod billing;
mod events;
mod notifications;
mod provisioning;

use std::fmt::Display;

use hc_events::RawEvent;
use hc_proto::Event;
use hc_types::{EventId, OrganizationId, SessionId, Timestamp, UserId};
use serde_json::Value;
use uuid::Uuid;

/// The trace in which all samples happened: the one of W3C's own example.
const TRACEPARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
/// 21 November 2026, in Unix seconds.
const DAY: i64 = 1_795_219_200;
/// The first bits of a UUIDv7 of that day.
const UUIDS: u128 = 0x01a1_fb67_187b_7000_8000_0000_0000_0000;

/// One event.
#[derive(Debug, Clone)]
pub struct Sample {
    /// The name of its file without `.json`: the type, for a second one with a word behind it.
    pub name: String,
    /// The event.
    pub event: RawEvent,
}

/// Every sample, sorted by name.
pub fn all() -> Vec<Sample> {
    let mut samples: Vec<_> = [
        accounts::samples(),
        audit::samples(),
        auth::samples(),
        billing::samples(),
        events::samples(),
        notifications::samples(),
        provisioning::samples(),
    ]
    .into_iter()
    .flatten()
    .collect();
    samples.sort_by(|one, other| one.name.cmp(&other.name));
    samples
}

impl Sample {
    /// The event as one document, in CloudEvents' structured mode.
    pub fn document(&self) -> Value {
        self.event.to_structured()
    }

    fn of<E: Event>(subject: impl Display, payload: &E) -> Self {
        let publisher = E::TYPE.split('.').next().unwrap_or_default();
        let event = RawEvent {
            id: event_id(E::TYPE),
            source: format!("/hostingco/{publisher}"),
            kind: E::TYPE.to_owned(),
            subject: subject.to_string(),
            organization: Some(id::<OrganizationId>(1)),
            version: 1,
            epoch: 1,
            occurred_at: Timestamp::from_micros(DAY * 1_000_000 + 123_456).expect("a day of this century"),
            actor: id::<UserId>(2).to_string(),
            session: Some(id::<SessionId>(3)),
            correlation: "018f8f3c-req".to_owned(),
            causation: None,
            traceparent: Some(TRACEPARENT.to_owned()),
            replay: None,
            data: serde_json::to_vec(payload).unwrap_or_default().into(),
        };
        Self { name: E::TYPE.to_owned(), event }
    }

    /// A second sample of a type.
    fn case(mut self, case: &str) -> Self {
        self.name = format!("{}.{case}", self.name);
        self.event.id = event_id(&self.name);
        self
    }

    fn version(mut self, version: i64) -> Self {
        self.event.version = version;
        self
    }

    fn of_no_organization(mut self) -> Self {
        self.event.organization = None;
        self
    }

    /// Begun by one of our own jobs, with no person behind it.
    fn by_system(mut self, job: &str) -> Self {
        self.event.actor = format!("system:{job}");
        self.event.session = None;
        self.event.traceparent = None;
        self
    }

    /// Told by another service than the type says.
    fn from(mut self, service: &str) -> Self {
        self.event.source = format!("/hostingco/{service}");
        self
    }

    /// What follows from another event.
    fn because_of<E: Event>(mut self) -> Self {
        self.event.causation = Some(event_id(E::TYPE).to_string());
        self
    }
}

/// The same id for the same number, whatever samples come and go.
fn id<T: From<Uuid>>(number: u64) -> T {
    T::from(Uuid::from_u128(UUIDS + u128::from(number)))
}

fn text_id<T: From<Uuid> + Display>(number: u64) -> String {
    id::<T>(number).to_string()
}

fn event_id(name: &str) -> EventId {
    // FNV-1a; the upper bits are those of a variant-1 UUID.
    let hash = name
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    EventId::from(Uuid::from_u128(UUIDS | u128::from(hash >> 2)))
}

/// An instant of the samples' day.
fn at(seconds: i64) -> pbjson_types::Timestamp {
    pbjson_types::Timestamp { seconds: DAY + seconds, nanos: 123_456_000 }
}

fn text(words: &str) -> String {
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_type_has_a_sample_and_every_sample_its_own_name_and_id() {
        let samples = all();
        let types: BTreeSet<_> = samples.iter().map(|sample| sample.event.kind.as_str()).collect();
        for kind in hc_proto::EVENT_TYPES {
            let file = kind.split('.').next().unwrap();
            assert!(types.contains(kind), "add a sample of {kind} to crates/hc-contract/src/samples/{file}.rs");
        }
        let unique: BTreeSet<_> = samples.iter().map(|sample| (&sample.name, sample.event.id.to_string())).collect();
        assert_eq!(unique.len(), samples.len());
    }

    #[test]
    fn no_body_is_empty_or_too_large() {
        for sample in all() {
            assert!(
                (3..20_000).contains(&sample.event.data.len()),
                "{}: {} bytes",
                sample.name,
                sample.event.data.len()
            );
            assert_eq!(RawEvent::from_structured(&sample.document()).unwrap().id, sample.event.id);
        }
    }
}
