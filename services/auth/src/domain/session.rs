//! One signed-in device of a user.

use std::net::IpAddr;

use hc_types::{SessionId, Timestamp, UserId};

use super::refresh::{Line, TokenHash};

/// The longest user agent that is kept, in bytes; the rest is cut.
const LONGEST_USER_AGENT: usize = 512;

/// A session and the state of its refresh tokens.
#[derive(Debug, Clone)]
pub struct Session {
    /// Its id, the `sid` of its access tokens.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// The application that asked for it.
    pub client_id: String,
    /// Where it was begun.
    pub origin: Origin,
    /// When somebody last proved who they are.
    pub authenticated_at: Timestamp,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_used_at: Timestamp,
    /// When and why it ended; `None` while it lives, until time ends it.
    pub revoked: Option<(Timestamp, RevokedReason)>,
    /// Its refresh tokens; of no use once there is a secret.
    pub line: Line,
    /// Of the secret that its web client holds; `None` for a session with refresh tokens.
    pub secret_hash: Option<TokenHash>,
}

impl Session {
    /// Whether the session opens anything.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.revoked.is_none() && !self.line.is_over(now)
    }

    /// When the session ends if nobody uses it.
    pub fn expires_at(&self) -> Timestamp {
        self.line.idle_until.min(self.line.absolute_until)
    }
}

/// Where a session was begun, as far as the gateway could tell; shown to its user, never decided upon.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The client's address.
    pub ip_address: Option<IpAddr>,
    /// The client's `User-Agent`, without control characters, 512 bytes at most.
    pub user_agent: Option<String>,
}

impl Origin {
    /// Takes what came as text; an address that is none is left out.
    pub fn new(ip_address: Option<&str>, user_agent: Option<&str>) -> Self {
        let user_agent = user_agent.map(|text| {
            let clean: String = text.chars().filter(|c| !c.is_control()).collect();
            clean[..clean.floor_char_boundary(LONGEST_USER_AGENT)].trim().to_owned()
        });
        Self {
            ip_address: ip_address.and_then(|text| text.trim().parse().ok()),
            user_agent: user_agent.filter(|text| !text.is_empty()),
        }
    }
}

/// Why a session ended before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevokedReason {
    /// Its user logged out.
    LoggedOut,
    /// Its user ended it from another session.
    Revoked,
    /// A spent refresh token came again: somebody has a copy.
    RefreshReused,
    /// Staff shut the user out.
    UserDisabled,
    /// The password was set anew by mail.
    PasswordReset,
    /// The user has changed the password in another session.
    PasswordChanged,
}

impl RevokedReason {
    /// All reasons.
    pub const ALL: [Self; 6] = [
        Self::LoggedOut,
        Self::Revoked,
        Self::RefreshReused,
        Self::UserDisabled,
        Self::PasswordReset,
        Self::PasswordChanged,
    ];

    /// The reason's name in the database and in events.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LoggedOut => "logged_out",
            Self::Revoked => "revoked",
            Self::RefreshReused => "refresh_reused",
            Self::UserDisabled => "user_disabled",
            Self::PasswordReset => "password_reset",
            Self::PasswordChanged => "password_changed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_keeps_what_is_harmless_and_short() {
        let origin = Origin::new(Some("2001:db8::1"), Some("Mozilla/5.0\r\n (X11)"));
        assert_eq!(origin.ip_address, Some("2001:db8::1".parse().unwrap()));
        assert_eq!(origin.user_agent.as_deref(), Some("Mozilla/5.0 (X11)"));
        assert_eq!(Origin::new(Some("not an address"), Some(" \n")), Origin::default());
        assert_eq!(Origin::new(None, Some(&"ä".repeat(1_000))).user_agent.map(|text| text.len()), Some(512));
    }
}
