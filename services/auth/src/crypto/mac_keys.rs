//! Secrets of sessions: a prefix of four characters and, in base64url, `key(4) ‖ session(16) ‖ generation(4) ‖ random(32) ‖
//! mac(16)`.
//!
//! The MAC makes garbage free of charge: no query, no way to harm a session by guessing. It opens nothing, and does not cover
//! the prefix: what counts is the stored hash of the whole text.

use std::collections::BTreeMap;

use aws_lc_rs::{constant_time::verify_slices_are_equal, hmac};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hc_types::SessionId;
use uuid::Uuid;
use zeroize::Zeroizing;

const PREFIX_LENGTH: usize = 4;
const MAC_BYTES: usize = 16;
const BODY_BYTES: usize = 4 + 16 + 4 + 32;
/// The length of every such text.
pub const TEXT_LENGTH: usize = PREFIX_LENGTH + (BODY_BYTES + MAC_BYTES) / 3 * 4;

/// The MAC keys: one makes secrets, all known ones check them.
pub struct MacKeys {
    newest: u32,
    keys: BTreeMap<u32, hmac::Key>,
}

/// What a text says, once its MAC was right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// Whose it is.
    pub session: SessionId,
    /// Its place in a line.
    pub generation: u32,
}

impl MacKeys {
    /// Keys by number; `active` makes the secrets. `None` when it is not among the keys.
    pub fn new(active: u32, secrets: impl IntoIterator<Item = (u32, Zeroizing<Vec<u8>>)>) -> Option<Self> {
        let keys: BTreeMap<u32, hmac::Key> =
            secrets.into_iter().map(|(number, secret)| (number, hmac::Key::new(hmac::HMAC_SHA256, &secret))).collect();
        keys.contains_key(&active).then_some(Self { newest: active, keys })
    }

    /// A new text; never the same twice.
    pub(super) fn make(&self, prefix: &str, session: SessionId, generation: u32) -> Zeroizing<String> {
        let key = self.keys.get(&self.newest).expect("the constructor checked it");
        let mut bytes = Zeroizing::new(Vec::with_capacity(BODY_BYTES + MAC_BYTES));
        bytes.extend_from_slice(&self.newest.to_be_bytes());
        bytes.extend_from_slice(session.uuid().as_bytes());
        bytes.extend_from_slice(&generation.to_be_bytes());
        bytes.extend_from_slice(&hc_vault::random::<32>());
        let mac = hmac::sign(key, &bytes);
        bytes.extend(mac.as_ref().iter().take(MAC_BYTES));
        Zeroizing::new(format!("{prefix}{}", BASE64_URL_SAFE_NO_PAD.encode(&*bytes)))
    }

    /// Reads a text with this prefix; `None` for everything that we did not make.
    pub(super) fn read(&self, prefix: &str, text: &str) -> Option<Said> {
        if text.len() != TEXT_LENGTH {
            return None;
        }
        let bytes = Zeroizing::new(BASE64_URL_SAFE_NO_PAD.decode(text.strip_prefix(prefix)?).ok()?);
        let (body, mac) = bytes.split_at_checked(BODY_BYTES)?;
        let (number, rest) = body.split_first_chunk::<4>()?;
        let (session, rest) = rest.split_first_chunk::<16>()?;
        let (generation, _) = rest.split_first_chunk::<4>()?;
        let expected = hmac::sign(self.keys.get(&u32::from_be_bytes(*number))?, body);
        verify_slices_are_equal(expected.as_ref().get(..MAC_BYTES)?, mac).ok()?;
        let session = SessionId::from(Uuid::from_bytes(*session));
        Some(Said { session, generation: u32::from_be_bytes(*generation) })
    }
}
