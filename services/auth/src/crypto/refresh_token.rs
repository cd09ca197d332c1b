//! Refresh tokens: `hcr_` and what [`super::mac_keys`] makes of a session and a generation, so that any older generation is
//! recognised without a row for each token. The MAC opens nothing: the live token must also match its stored hash.

use std::fmt;

use aws_lc_rs::hkdf;
use hc_types::SessionId;
use hc_vault::seal::{KEY_BYTES, OpenError, SealingKey};
use zeroize::Zeroizing;

use super::mac_keys::{MacKeys, Said};
use crate::domain::refresh::{Presented, TokenHash};

const PREFIX: &str = "hcr_";

/// A token's text; the only place where it exists outside of the client. `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct RefreshToken(Zeroizing<String>);

/// What a token says, once its MAC was right.
#[derive(Debug, Clone, Copy)]
pub struct Opened {
    /// Whose line it belongs to.
    pub session: SessionId,
    /// What the line is asked about.
    pub presented: Presented,
}

impl MacKeys {
    /// A new token of a session's line.
    pub fn issue(&self, session: SessionId, generation: u32) -> RefreshToken {
        RefreshToken(self.make(PREFIX, session, generation))
    }

    /// Reads a presented token; `None` for everything that we did not make.
    pub fn open(&self, text: &str) -> Option<Opened> {
        let Said { session, generation } = self.read(PREFIX, text)?;
        Some(Opened { session, presented: Presented { generation, hash: super::sha256(text.as_bytes()) } })
    }
}

impl RefreshToken {
    /// What the client keeps.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// What is stored: the input has full entropy, so a fast hash is the right one.
    pub fn hash(&self) -> TokenHash {
        super::sha256(self.0.as_bytes())
    }

    /// This token under the one that was spent for it: who reads the database can't open it, who lost our answer can.
    pub fn seal_under(&self, spent: &str, session: SessionId) -> Vec<u8> {
        key_of(spent).seal(&context(session), self.0.as_bytes())
    }

    /// Opens what [`Self::seal_under`] gave.
    pub fn unseal(sealed: &[u8], spent: &str, session: SessionId) -> Result<Self, OpenError> {
        let text = key_of(spent).open(&context(session), sealed)?;
        Ok(Self(Zeroizing::new(std::str::from_utf8(&text).map_err(|_| OpenError)?.to_owned())))
    }
}

impl fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RefreshToken(..)")
    }
}

fn context(session: SessionId) -> String {
    format!("sessions|sealed_successor|{session}")
}

/// The key that only the holder of the spent token can make.
fn key_of(spent: &str) -> SealingKey {
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    let derived = hkdf::Salt::new(hkdf::HKDF_SHA256, &[]).extract(spent.as_bytes());
    let info: &[&[u8]] = &[b"refresh-retry"];
    let filled = derived.expand(info, hkdf::HKDF_SHA256).and_then(|okm| okm.fill(key.as_mut_slice()));
    filled.expect("32 bytes are what HKDF-SHA256 gives in one step");
    SealingKey::new(&key)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::crypto::mac_keys::TEXT_LENGTH;

    fn keys() -> MacKeys {
        MacKeys::new(2, [(1, Zeroizing::new(vec![1; 32])), (2, Zeroizing::new(vec![2; 32]))]).unwrap()
    }

    #[test]
    fn a_token_says_its_session_and_generation() {
        let session = SessionId::new();
        let token = keys().issue(session, 7);
        assert!(token.text().starts_with("hcr_") && token.text().len() == TEXT_LENGTH);
        let opened = keys().open(token.text()).unwrap();
        assert_eq!((opened.session, opened.presented.generation), (session, 7));
        assert_eq!(opened.presented.hash, token.hash());
        assert_eq!(format!("{token:?}"), "RefreshToken(..)");
    }

    #[test]
    fn tokens_of_an_older_key_open_and_of_an_unknown_one_do_not() {
        let older = MacKeys::new(1, [(1, Zeroizing::new(vec![1; 32]))]).unwrap();
        assert!(keys().open(older.issue(SessionId::new(), 1).text()).is_some());
        let foreign = MacKeys::new(2, [(2, Zeroizing::new(vec![9; 32]))]).unwrap();
        assert!(keys().open(foreign.issue(SessionId::new(), 1).text()).is_none());
        let unknown = MacKeys::new(3, [(3, Zeroizing::new(vec![3; 32]))]).unwrap();
        assert!(keys().open(unknown.issue(SessionId::new(), 1).text()).is_none());
        assert!(MacKeys::new(5, []).is_none());
    }

    #[test]
    fn a_sealed_successor_opens_under_the_spent_token_alone() {
        let (session, keys) = (SessionId::new(), keys());
        let (spent, next, other) = (keys.issue(session, 1), keys.issue(session, 2), keys.issue(session, 1));
        let sealed = next.seal_under(spent.text(), session);
        assert_eq!(RefreshToken::unseal(&sealed, spent.text(), session), Ok(next));
        assert_eq!(RefreshToken::unseal(&sealed, other.text(), session), Err(OpenError));
        assert_eq!(RefreshToken::unseal(&sealed, spent.text(), SessionId::new()), Err(OpenError));
    }

    proptest! {
        #[test]
        fn a_changed_or_foreign_text_opens_nothing(at in 0..TEXT_LENGTH, with in "[A-Za-z0-9_=. é-]") {
            let token = keys().issue(SessionId::new(), 1);
            let mut text = token.text().to_owned();
            text.replace_range(at..=at, &with);
            prop_assert_eq!(keys().open(&text).is_some(), text == token.text());
        }

        #[test]
        fn garbage_opens_nothing(text in "\\PC*|hcr_[A-Za-z0-9_-]{90,110}") {
            prop_assert!(keys().open(&text).is_none());
        }
    }
}
