//! Envelope encryption. A key-encryption key from outside wraps data keys in the database; data keys encrypt values.
//! So the outer key can be changed without touching a value, and a stolen database opens nothing.

use std::{collections::BTreeMap, fmt};

use base64::{Engine, prelude::BASE64_STANDARD};
use hc_types::Timestamp;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::seal::{KEY_BYTES, OpenError, SealingKey};

/// The first byte of a sealed value: how the rest is laid out, `data key id(16) ‖ nonce ‖ ciphertext ‖ tag`.
const FORMAT: u8 = 1;

/// The name of a key-encryption key: 16 hex digits of a hash of the key. Tells which key a row needs, not the key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KekId(String);

impl KekId {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KekId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The key-encryption keys that this process was given: one wraps, older ones only unwrap.
pub struct Keks {
    current: (KekId, SealingKey),
    older: Vec<(KekId, SealingKey)>,
}

/// Why the given key-encryption keys are not usable; never quotes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KekError {
    /// No key in the text.
    #[error("no key-encryption key is given: make one with `openssl rand -base64 32`")]
    Missing,
    /// A word that is not 32 bytes of base64.
    #[error("key-encryption key {position} is not base64 of 32 bytes: make one with `openssl rand -base64 32`")]
    Malformed {
        /// Counted from 1.
        position: usize,
    },
}

impl Keks {
    /// Reads keys in base64, apart by white space; the first wraps, the others are older ones.
    pub fn parse(text: &str) -> Result<Self, KekError> {
        let mut keys = Vec::new();
        for (index, word) in text.split_whitespace().enumerate() {
            let malformed = KekError::Malformed { position: index + 1 };
            let bytes = Zeroizing::new(BASE64_STANDARD.decode(word).map_err(|_| malformed)?);
            let bytes: &[u8; KEY_BYTES] = bytes.as_slice().try_into().map_err(|_| malformed)?;
            keys.push((kek_id(bytes), SealingKey::new(bytes)));
        }
        let mut keys = keys.into_iter();
        Ok(Self { current: keys.next().ok_or(KekError::Missing)?, older: keys.collect() })
    }

    /// The name of the key that wraps.
    pub fn current(&self) -> &KekId {
        &self.current.0
    }

    fn find(&self, id: &str) -> Option<&SealingKey> {
        let all = std::iter::once(&self.current).chain(&self.older);
        all.into_iter().find(|(known, _)| known.as_str() == id).map(|(_, key)| key)
    }
}

fn kek_id(bytes: &[u8]) -> KekId {
    let hash = crate::sha256(&[b"hostingco key-encryption key id".as_slice(), bytes].concat());
    KekId(hex::encode(hash.split_at(8).0))
}

/// A data key as the database has it.
#[derive(Debug, Clone)]
pub struct WrappedKey {
    /// Its id, in every value that it sealed.
    pub id: Uuid,
    /// Which key-encryption key wrapped it.
    pub kek_id: String,
    /// The key under that key.
    pub wrapped: Vec<u8>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Why the stored keys can't be used. The process must not start: new keys in their place would hide the loss.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnwrapError {
    /// None of the given keys is the one that wrapped the data key.
    #[error("data key {data_key} is wrapped by key-encryption key {needed}, but the key given is {given}")]
    KekMissing {
        /// The row.
        data_key: Uuid,
        /// The name of the key that wrapped it.
        needed: String,
        /// The name of the first key that was given.
        given: KekId,
    },
    /// The row was changed, or comes from elsewhere.
    #[error("data key {data_key} does not open under key-encryption key {kek}: the row was changed")]
    Changed {
        /// The row.
        data_key: Uuid,
        /// The name of the key.
        kek: String,
    },
}

/// The unwrapped data keys: the newest seals, all open.
pub struct DataKeys {
    newest: Uuid,
    created_at: Timestamp,
    keys: BTreeMap<Uuid, SealingKey>,
}

/// Where a value stands. Sealed in, so that values can't be swapped between rows.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// The row's key.
    pub row: &'a str,
}

impl Place<'_> {
    fn context(&self) -> String {
        format!("{}|{}|{}", self.table, self.column, self.row)
    }
}

fn wrapping_context(id: Uuid) -> String {
    Place { table: "data_keys", column: "wrapped", row: &id.to_string() }.context()
}

/// Makes a data key; its secret exists only wrapped.
pub fn new_data_key(keks: &Keks, now: Timestamp) -> WrappedKey {
    let id = Uuid::now_v7();
    let secret = Zeroizing::new(crate::random::<KEY_BYTES>());
    let wrapped = keks.current.1.seal(&wrapping_context(id), secret.as_slice());
    WrappedKey { id, kek_id: keks.current.0.to_string(), wrapped, created_at: now }
}

/// Unwraps a data key's secret.
fn unwrap(keks: &Keks, key: &WrappedKey) -> Result<Zeroizing<Vec<u8>>, UnwrapError> {
    let outer = keks.find(&key.kek_id).ok_or_else(|| UnwrapError::KekMissing {
        data_key: key.id,
        needed: key.kek_id.clone(),
        given: keks.current.0.clone(),
    })?;
    let changed = || UnwrapError::Changed { data_key: key.id, kek: key.kek_id.clone() };
    let secret = outer.open(&wrapping_context(key.id), &key.wrapped).map_err(|_| changed())?;
    if secret.len() == KEY_BYTES { Ok(secret) } else { Err(changed()) }
}

/// The same data key under the current key-encryption key; `None` when it is already.
pub fn rewrap(keks: &Keks, key: &WrappedKey) -> Result<Option<WrappedKey>, UnwrapError> {
    if key.kek_id == keks.current.0.as_str() {
        return Ok(None);
    }
    let secret = unwrap(keks, key)?;
    let wrapped = keks.current.1.seal(&wrapping_context(key.id), &secret);
    Ok(Some(WrappedKey { kek_id: keks.current.0.to_string(), wrapped, ..key.clone() }))
}

impl DataKeys {
    /// Unwraps all; `None` when there are none.
    pub fn unwrap(keks: &Keks, rows: &[WrappedKey]) -> Result<Option<Self>, UnwrapError> {
        let Some(newest) = rows.iter().max_by_key(|row| (row.created_at, row.id)) else {
            return Ok(None);
        };
        let mut opened = BTreeMap::new();
        for row in rows {
            let secret = unwrap(keks, row)?;
            let secret: &[u8; KEY_BYTES] = secret.as_slice().try_into().expect("unwrap checked the length");
            opened.insert(row.id, SealingKey::new(secret));
        }
        Ok(Some(Self { newest: newest.id, created_at: newest.created_at, keys: opened }))
    }

    /// When the newest key was made.
    pub fn created_at(&self) -> Timestamp {
        self.created_at
    }

    /// Encrypts a value for its place under the newest key.
    pub fn seal(&self, place: Place<'_>, plain: &[u8]) -> Vec<u8> {
        let key = self.keys.get(&self.newest).expect("the newest key is one of the keys");
        [&[FORMAT], self.newest.as_bytes().as_slice(), &key.seal(&place.context(), plain)].concat()
    }

    /// Decrypts a value from its place.
    pub fn open(&self, place: Place<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let (head, body) = sealed.split_at_checked(1 + 16).ok_or(OpenError)?;
        let (&[format], id) =
            head.split_at_checked(1).and_then(|(f, id)| Some((<&[u8; 1]>::try_from(f).ok()?, id))).ok_or(OpenError)?;
        let id = Uuid::from_slice(id).map_err(|_| OpenError)?;
        let key = self.keys.get(&id).filter(|_| format == FORMAT).ok_or(OpenError)?;
        key.open(&place.context(), body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
    const SECOND: &str = "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=";

    fn now() -> Timestamp {
        "2026-11-21T07:30:00Z".parse().unwrap()
    }

    fn place(row: &str) -> Place<'_> {
        Place { table: "signing_keys", column: "secret", row }
    }

    #[test]
    fn a_value_opens_in_its_own_row_alone() {
        let keks = Keks::parse(FIRST).unwrap();
        let data = DataKeys::unwrap(&keks, &[new_data_key(&keks, now())]).unwrap().unwrap();
        let sealed = data.seal(place("a"), b"secret");
        assert_eq!(sealed[0], 1);
        assert_eq!(data.open(place("a"), &sealed).unwrap().as_slice(), b"secret");
        assert!(data.open(place("b"), &sealed).is_err());
        assert!(data.open(Place { column: "public", ..place("a") }, &sealed).is_err());
        for cut in 0..sealed.len() {
            assert!(data.open(place("a"), &sealed[..cut]).is_err());
        }
    }

    #[test]
    fn another_outer_key_is_refused_by_name() {
        let (first, second) = (Keks::parse(FIRST).unwrap(), Keks::parse(SECOND).unwrap());
        let row = new_data_key(&first, now());
        let refused = DataKeys::unwrap(&second, std::slice::from_ref(&row)).err().unwrap();
        let expected = UnwrapError::KekMissing {
            data_key: row.id,
            needed: first.current().to_string(),
            given: second.current().clone(),
        };
        assert_eq!(refused, expected);
        assert!(refused.to_string().contains(first.current().as_str()));
    }

    #[test]
    fn a_changed_row_is_refused() {
        let keks = Keks::parse(FIRST).unwrap();
        let row = new_data_key(&keks, now());
        let moved = WrappedKey { id: Uuid::now_v7(), ..row };
        assert!(matches!(DataKeys::unwrap(&keks, &[moved]), Err(UnwrapError::Changed { .. })));
    }

    #[test]
    fn a_new_outer_key_takes_over_and_values_stay() {
        let first = Keks::parse(FIRST).unwrap();
        let row = new_data_key(&first, now());
        let sealed = DataKeys::unwrap(&first, std::slice::from_ref(&row)).unwrap().unwrap().seal(place("a"), b"secret");
        let both = Keks::parse(&format!("{SECOND}\n{FIRST}\n")).unwrap();
        let rewrapped = rewrap(&both, &row).unwrap().unwrap();
        assert!(rewrap(&both, &rewrapped).unwrap().is_none());
        let second = DataKeys::unwrap(&Keks::parse(SECOND).unwrap(), &[rewrapped]).unwrap().unwrap();
        assert_eq!(second.open(place("a"), &sealed).unwrap().as_slice(), b"secret");
    }

    #[test]
    fn keys_that_are_none_are_refused_without_being_shown() {
        assert_eq!(Keks::parse(" \n").err(), Some(KekError::Missing));
        assert_eq!(Keks::parse(&format!("{FIRST} c2hvcnQ=")).err(), Some(KekError::Malformed { position: 2 }));
        assert_eq!(Keks::parse("not base64!").err(), Some(KekError::Malformed { position: 1 }));
    }
}
