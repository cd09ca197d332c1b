//! A mail that came back.

use hc_types::{Email, MailId};

/// What a mail server far away has reported (RFC 3464).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounce {
    /// Which mail, where the report names it.
    pub mail: Option<MailId>,
    /// The address that takes no mail.
    pub address: Email,
    /// What was said of it.
    pub answer: String,
}
