//! A mail came back.

use hc_storage::StoreError;
use hc_types::{Email, MailId, Timestamp};
use sqlx::PgConnection;

use crate::store::{bounces, mails};

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

/// Notes it: the mail has failed, and its address gets nothing but security until it is verified again.
pub async fn bounce(tx: &mut PgConnection, now: Timestamp, bounce: &Bounce) -> Result<(), StoreError> {
    let mut user = None;
    if let Some(mail) = bounce.mail
        && let Some(found) = mails::find(&mut *tx, mail).await?
    {
        mails::came_back(tx, mail, &bounce.answer).await?;
        user = found.recipient.parse().ok();
    }
    bounces::mark(tx, now, &bounce.address, user, bounce.mail, 0, &bounce.answer).await
}
