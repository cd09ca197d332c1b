//! What a web client has in place of refresh tokens: `hcw_` and what [`super::mac_keys`] makes of the session. It does not
//! rotate: the client's server has to show its certificate beside it.

use std::fmt;

use hc_types::SessionId;
use zeroize::Zeroizing;

use super::mac_keys::MacKeys;
use crate::domain::refresh::TokenHash;

const PREFIX: &str = "hcw_";

/// A secret's text; the only place where it exists outside of the client. `Debug` shows nothing.
pub struct SessionSecret(Zeroizing<String>);

impl SessionSecret {
    /// What the client keeps.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// What is stored.
    pub fn hash(&self) -> TokenHash {
        super::sha256(self.0.as_bytes())
    }
}

impl fmt::Debug for SessionSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionSecret(..)")
    }
}

impl MacKeys {
    /// A new secret of a session.
    pub fn issue_secret(&self, session: SessionId) -> SessionSecret {
        SessionSecret(self.make(PREFIX, session, 0))
    }

    /// The session of a presented secret, and its hash; `None` for everything that we did not make.
    pub fn open_secret(&self, text: &str) -> Option<(SessionId, TokenHash)> {
        Some((self.read(PREFIX, text)?.session, super::sha256(text.as_bytes())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_says_its_session_and_is_no_refresh_token() {
        let keys = MacKeys::new(1, [(1, Zeroizing::new(vec![1; 32]))]).unwrap();
        let session = SessionId::new();
        let secret = keys.issue_secret(session);
        assert_eq!(keys.open_secret(secret.text()), Some((session, secret.hash())));
        assert!(keys.open(secret.text()).is_none());
        assert!(keys.open_secret(keys.issue(session, 1).text()).is_none());
        assert_eq!(format!("{secret:?}"), "SessionSecret(..)");
    }
}
