//! Links that go out by mail and do one thing once.

use hc_types::{EmailVerificationId, PasswordResetId, Timestamp, UserId};
use uuid::Uuid;

/// What a link is for. A secret of one purpose opens nothing of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Shows that an address is its user's.
    VerifyEmail,
    /// Sets a new password.
    ResetPassword,
}

impl Purpose {
    /// Its name in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::VerifyEmail => "verify_email",
            Self::ResetPassword => "reset_password",
        }
    }
}

/// Which link; outside its purpose can be seen from the id (`emv_…`, `pwr_…`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailLinkId {
    /// For [`Purpose::VerifyEmail`].
    VerifyEmail(EmailVerificationId),
    /// For [`Purpose::ResetPassword`].
    ResetPassword(PasswordResetId),
}

impl MailLinkId {
    /// What it is for.
    pub const fn purpose(self) -> Purpose {
        match self {
            Self::VerifyEmail(_) => Purpose::VerifyEmail,
            Self::ResetPassword(_) => Purpose::ResetPassword,
        }
    }

    /// Its key in the database.
    pub fn uuid(self) -> Uuid {
        match self {
            Self::VerifyEmail(id) => id.uuid(),
            Self::ResetPassword(id) => id.uuid(),
        }
    }
}

/// A link as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailLink {
    /// Its key.
    pub id: Uuid,
    /// Whose it is.
    pub user: UserId,
    /// The user's address when it was asked for.
    pub email: String,
    /// When it stops to work.
    pub expires_at: Timestamp,
    /// What has become of it.
    pub end: Option<End>,
}

/// Why a link is over before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It has done what it was for.
    Used,
    /// Something newer took its place.
    Voided,
}

/// Why a link does nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MailLinkError {
    /// There is none like this, it was used, or a newer one took its place.
    #[error("this link is not valid any more: ask for a new one")]
    Invalid,
    /// Its time is over.
    #[error("this link has expired: ask for a new one")]
    Expired,
}

impl MailLink {
    /// Whether it would still work at this instant. Spending it decides again.
    pub fn check_open(&self, now: Timestamp) -> Result<(), MailLinkError> {
        match self.end {
            Some(_) => Err(MailLinkError::Invalid),
            None if now >= self.expires_at => Err(MailLinkError::Expired),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_works_until_it_is_used_replaced_or_late() {
        let at = |seconds: i64| Timestamp::from_micros(seconds * 1_000_000).unwrap();
        let link = |end| MailLink {
            id: Uuid::nil(),
            user: UserId::new(),
            email: "Ada@example.com".to_owned(),
            expires_at: at(10),
            end,
        };
        assert_eq!(link(None).check_open(at(9)), Ok(()));
        assert_eq!(link(None).check_open(at(10)), Err(MailLinkError::Expired));
        for end in [End::Used, End::Voided] {
            assert_eq!(link(Some(end)).check_open(at(9)), Err(MailLinkError::Invalid));
        }
    }
}
