//! Somebody shows that they read the mails to an address.

use hc_events::Cause;

use super::{
    App,
    mail_links::{SpendError, Spent, confirm_address, spend},
};
use crate::{
    crypto::mail_token::MailToken,
    domain::mail_link::{MailLinkError, Purpose},
};

/// The link from the mail. A text that is no secret at all is one that nobody has.
#[derive(Debug)]
pub struct VerifyEmail {
    /// Its secret.
    pub token: Option<MailToken>,
    /// The request's id.
    pub request_id: String,
}

/// Marks the address as its user's. The same link again changes nothing and is fine: people click twice.
pub async fn verify_email(app: &App, order: VerifyEmail) -> Result<(), SpendError> {
    let token = order.token.ok_or(MailLinkError::Invalid)?;
    let verified = app.db.transact(move |tx, now| {
        Box::pin(async move {
            match spend(tx, now, &token, Purpose::VerifyEmail).await? {
                Spent::Now(user) => {
                    let cause = Cause::by(user.id.to_string(), order.request_id);
                    Ok(confirm_address(tx, now, user.id, &cause).await?)
                }
                Spent::Before(user) if user.email_verified_at.is_some() => Ok(()),
                Spent::Before(_) => Err(MailLinkError::Invalid.into()),
            }
        })
    });
    verified.await
}
