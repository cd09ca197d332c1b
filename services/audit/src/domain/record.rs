//! One record: an event, what it changed, and its place in its chain.

use hc_types::{EventId, SessionId, Timestamp};
use serde::Deserialize;

use super::{
    chain::{ChainKey, Hash, Link, Owner},
    changes::Place,
    class::Class,
};

/// An event as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The event's id.
    pub id: EventId,
    /// Whose event it is.
    pub owner: Owner,
    /// The retention class.
    pub class: Class,
    /// Its place in the chain, from 1.
    pub sequence: i64,
    /// When it was recorded; grows with the sequence.
    pub recorded_at: Timestamp,
    /// The event's type.
    pub kind: String,
    /// Who told it.
    pub source: String,
    /// Who did it.
    pub actor: String,
    /// In which session.
    pub session: Option<SessionId>,
    /// On what.
    pub subject: String,
    /// Where it stands among its object's events.
    pub place: Place,
    /// When it happened, by the teller's database.
    pub occurred_at: Timestamp,
    /// Whether members of the organization may see it.
    pub visible: bool,
    /// The CloudEvent in structured mode, canonical.
    pub event: String,
    /// What it changed, canonical.
    pub changes: String,
    /// The hash of the record before.
    pub previous_hash: Hash,
    /// The hash of this one.
    pub hash: Hash,
}

impl Record {
    /// This record with its place after `last` and its hash.
    #[must_use]
    pub fn after(self, last: Link) -> Self {
        let placed = Self { sequence: last.sequence + 1, previous_hash: last.hash, ..self };
        Self { hash: placed.computed_hash(), ..placed }
    }

    /// Its place, for the next to follow.
    pub fn link(&self) -> Link {
        Link { sequence: self.sequence, hash: self.hash }
    }

    /// SHA-256 of the canonical form of all that the hash covers.
    pub fn computed_hash(&self) -> Hash {
        Hash::of(&self.document(None))
    }

    /// The record as one line of JSON: what the hash is taken of, and the hash.
    ///
    /// Without its member `hash`, in the canonical form of RFC 8785, it is exactly what was hashed.
    pub fn line(&self) -> String {
        self.document(Some(self.hash))
    }

    /// The members are sorted, their values canonical: so is the whole.
    fn document(&self, hash: Option<Hash>) -> String {
        let Self { changes, class, event, previous_hash, recorded_at, sequence, .. } = self;
        let hash = hash.map(|hash| format!("\"hash\":\"{hash}\",")).unwrap_or_default();
        format!(
            "{{\"changes\":{changes},\"class\":\"{class}\",\"event\":{event},{hash}\"previousHash\":\"{previous_hash}\",\
             \"recordedAt\":\"{recorded_at}\",\"sequence\":{sequence}}}"
        )
    }

    /// Whether what the record is found by is what its event says.
    pub fn columns_agree(&self, key: &ChainKey) -> bool {
        let Ok(said) = serde_json::from_str::<Said>(&self.event) else { return false };
        let owner = match said.organization.map(|text| text.parse()).transpose() {
            Ok(organization) => Owner::from(organization),
            Err(_) => return false,
        };
        let session = said.session.map(|text| text.parse::<SessionId>()).transpose();
        said.id.parse() == Ok(self.id)
            && said.kind == self.kind
            && said.source == self.source
            && said.subject == self.subject
            && said.actor == self.actor
            && session == Ok(self.session)
            && said.time.parse() == Ok(self.occurred_at)
            && said.epoch.parse() == Ok(self.place.epoch)
            && said.objectversion.parse() == Ok(self.place.version)
            && owner == self.owner
            && owner == key.owner
            && self.class == key.class
    }
}

/// What an event says of itself, as far as it is found by that.
#[derive(Deserialize)]
struct Said {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    source: String,
    subject: String,
    actor: String,
    session: Option<String>,
    organization: Option<String>,
    time: String,
    epoch: String,
    objectversion: String,
}

#[cfg(test)]
pub mod testing {
    use hc_types::OrganizationId;
    use serde_json::json;

    use super::*;
    use crate::domain::canonical::canonical;

    /// A record of an organization's event, not yet in a chain.
    pub fn record(organization: OrganizationId) -> Record {
        let id = EventId::new();
        let event = json!({
            "specversion": "1.0", "id": id.to_string(), "type": "billing.invoice.paid.v1", "source": "/hostingco/billing",
            "subject": "inv_1", "actor": "usr_1", "organization": organization.to_string(), "epoch": "1",
            "objectversion": "1", "time": "2026-11-21T07:30:00.123456Z", "data": { "status": "PAID" },
        });
        Record {
            id,
            owner: organization.into(),
            class: Class::standard(),
            sequence: 0,
            recorded_at: "2026-11-21T07:30:01Z".parse().unwrap(),
            kind: "billing.invoice.paid.v1".to_owned(),
            source: "/hostingco/billing".to_owned(),
            actor: "usr_1".to_owned(),
            session: None,
            subject: "inv_1".to_owned(),
            place: Place { epoch: 1, version: 1 },
            occurred_at: "2026-11-21T07:30:00.123456Z".parse().unwrap(),
            visible: true,
            event: canonical(&event),
            changes: "{}".to_owned(),
            previous_hash: Hash::GENESIS,
            hash: Hash::GENESIS,
        }
    }

    /// Records one after the other in a chain.
    pub fn chain(organization: OrganizationId, length: usize) -> Vec<Record> {
        let mut last = Link::START;
        let mut records = Vec::with_capacity(length);
        for _ in 0..length {
            let record = record(organization).after(last);
            last = record.link();
            records.push(record);
        }
        records
    }
}

#[cfg(test)]
mod tests {
    use hc_types::OrganizationId;
    use proptest::prelude::*;
    use serde_json::Value;
    use sha2::{Digest as _, Sha256};

    use super::{testing::chain, *};
    use crate::domain::{
        canonical::canonical,
        chain::{Broken, Why},
    };

    fn key(organization: OrganizationId) -> ChainKey {
        ChainKey { owner: organization.into(), class: Class::standard() }
    }

    fn verify(organization: OrganizationId, records: &[Record]) -> Result<Link, Broken> {
        records.iter().try_fold(Link::START, |last, record| last.next(&key(organization), record))
    }

    #[test]
    fn a_line_can_be_verified_by_whoever_has_json_and_sha_256() {
        let record = chain(OrganizationId::new(), 1).remove(0);
        let mut line: Value = serde_json::from_str(&record.line()).unwrap();
        let hash = line.as_object_mut().unwrap().remove("hash").unwrap();
        assert_eq!(Value::from(hex::encode(Sha256::digest(canonical(&line)))), hash);
        assert_eq!(canonical(&serde_json::from_str(&record.line()).unwrap()), record.line());
    }

    #[test]
    fn every_way_to_tamper_is_caught_and_named() {
        let organization = OrganizationId::new();
        let whole = chain(organization, 5);
        assert!(verify(organization, &whole).is_ok());
        let broken = |change: &dyn Fn(&mut Vec<Record>)| {
            let mut records = whole.clone();
            change(&mut records);
            verify(organization, &records).unwrap_err()
        };
        let at = |place: usize, why| Broken { event: Some(whole[place].id), why };
        assert_eq!(broken(&|records| drop(records.remove(2))), at(3, Why::Missing));
        assert_eq!(broken(&|records| records.swap(1, 2)), at(2, Why::Missing));
        assert_eq!(broken(&|records| records[2].event = records[2].event.replace("PAID", "OPEN")), at(2, Why::Changed));
        assert_eq!(broken(&|records| records[2].changes = "{\"a\":1}".into()), at(2, Why::Changed));
        assert_eq!(broken(&|records| records[2].actor = "usr_2".into()), at(2, Why::Mislabelled));
        assert_eq!(broken(&|records| records[2].session = Some(SessionId::new())), at(2, Why::Mislabelled));
        // Whoever computes the hash anew has to do so for everything after it.
        let rewrite = |records: &mut Vec<Record>| {
            records[2].event = records[2].event.replace("PAID", "OPEN");
            records[2].hash = records[2].computed_hash();
        };
        assert_eq!(broken(&rewrite), at(3, Why::Moved));
        let cut = verify(organization, &whole[..3]).unwrap().is_head(whole[4].link(), Some(whole[2].id));
        assert_eq!(cut, Err(at(2, Why::CutOff)));
    }

    proptest! {
        #[test]
        fn a_change_of_any_byte_of_any_record_is_caught(place in 0_usize..4, byte in 0_usize..300, flip in 1_u8..128) {
            let organization = OrganizationId::new();
            let mut records = chain(organization, 4);
            let mut event = records[place].event.clone().into_bytes();
            let byte = byte % event.len();
            event[byte] ^= flip;
            let Ok(event) = String::from_utf8(event) else { return Ok(()) };
            records[place].event = event;
            prop_assert_eq!(verify(organization, &records).unwrap_err().event, Some(records[place].id));
        }
    }
}
