//! The hash chain: what makes a record that was changed, removed or moved show.

use std::fmt;

use hc_types::{EventId, OrganizationId};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{class::Class, record::Record};

/// SHA-256.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Hash([u8; 32]);

impl Hash {
    /// What stands before the first record.
    pub const GENESIS: Self = Self([0; 32]);

    /// Of a text.
    pub fn of(text: &str) -> Self {
        Self(Sha256::digest(text).into())
    }

    /// The bytes, as the database has them.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl TryFrom<Vec<u8>> for Hash {
    type Error = Vec<u8>;

    fn try_from(bytes: Vec<u8>) -> Result<Self, Vec<u8>> {
        bytes.try_into().map(Self)
    }
}

/// Hexadecimal.
impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Whose events: an organization's, or those of none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Owner(Option<OrganizationId>);

impl Owner {
    /// The events of no organization.
    pub const NOBODY: Self = Self(None);

    /// The organization, if it is one.
    pub fn organization(self) -> Option<OrganizationId> {
        self.0
    }

    /// As the database has it: nil for nobody.
    pub fn uuid(self) -> Uuid {
        self.0.map_or(Uuid::nil(), OrganizationId::uuid)
    }
}

impl From<Option<OrganizationId>> for Owner {
    fn from(organization: Option<OrganizationId>) -> Self {
        Self(organization)
    }
}

impl From<OrganizationId> for Owner {
    fn from(organization: OrganizationId) -> Self {
        Self(Some(organization))
    }
}

impl From<Uuid> for Owner {
    fn from(uuid: Uuid) -> Self {
        Self((!uuid.is_nil()).then(|| uuid.into()))
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(organization) => organization.fmt(f),
            None => f.write_str("no organization"),
        }
    }
}

/// Which chain: each owner has one for each retention class.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChainKey {
    /// Whose.
    pub owner: Owner,
    /// For how long.
    pub class: Class,
}

/// A place in a chain: how many records there are up to it, and the hash of the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// 0 before the first record.
    pub sequence: i64,
    /// [`Hash::GENESIS`] before the first record.
    pub hash: Hash,
}

impl Link {
    /// Before the first record.
    pub const START: Self = Self { sequence: 0, hash: Hash::GENESIS };

    /// The next place, if `record` is what belongs there.
    pub fn next(self, key: &ChainKey, record: &Record) -> Result<Self, Broken> {
        let broken = |why| Broken { event: Some(record.id), why };
        if record.sequence != self.sequence + 1 {
            return Err(broken(Why::Missing));
        }
        if record.previous_hash != self.hash {
            return Err(broken(Why::Moved));
        }
        if record.hash != record.computed_hash() {
            return Err(broken(Why::Changed));
        }
        if !record.columns_agree(key) {
            return Err(broken(Why::Mislabelled));
        }
        Ok(Self { sequence: record.sequence, hash: record.hash })
    }

    /// That the chain ends where its head says.
    pub fn is_head(self, head: Self, last: Option<EventId>) -> Result<(), Broken> {
        if self == head { Ok(()) } else { Err(Broken { event: last, why: Why::CutOff }) }
    }
}

/// A chain is not as it was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{why}{}", event.map(|id| format!(" ({id})")).unwrap_or_default())]
pub struct Broken {
    /// The first record that is wrong, or comes after one that lacks; the last one there is when the end was cut off.
    pub event: Option<EventId>,
    /// How.
    pub why: Why,
}

/// How a chain is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// Its number is not the next.
    #[error("records are missing before this one")]
    Missing,
    /// It does not follow what stands before it.
    #[error("the record before this one is another")]
    Moved,
    /// Its content has another hash.
    #[error("the record was changed")]
    Changed,
    /// What it is found by is not what it says.
    #[error("the record's columns do not agree with its event")]
    Mislabelled,
    /// There was more.
    #[error("records are missing at the end")]
    CutOff,
}
