//! Somebody with a link from a mail sets a new password.

use std::time::Duration;

use hc_access::feed;
use hc_events::{Cause, Fact, outbox};
use hc_proto::events::v1::UserPasswordChanged;
use hc_rpc::{Problem, Violation};
use hc_storage::StoreError;
use hc_types::Email;
use metrics::counter;
use tonic::Code;

use super::{
    App,
    mail_links::{SpendError, Spent, confirm_address, spend},
    revoke_session::end_sessions,
};
use crate::{
    crypto::mail_token::MailToken,
    domain::{
        mail_link::{MailLinkError, Purpose},
        password::{Password, PasswordError},
        person_name::PersonName,
        session::RevokedReason,
    },
    hashing::HashError,
    metrics as names,
    store::{mail_links, users},
};

/// The link from the mail and what shall be the password.
#[derive(Debug)]
pub struct ResetPassword {
    /// The link's secret.
    pub token: MailToken,
    /// As chosen.
    pub password: Password,
    /// The request's id.
    pub request_id: String,
}

/// Why the password is the old one still.
#[derive(Debug, thiserror::Error)]
pub enum ResetPasswordError {
    /// The link does nothing (any more).
    #[error(transparent)]
    Link(#[from] SpendError),
    /// The password is one that this user can't have.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The password could not be hashed.
    #[error(transparent)]
    Hashing(#[from] HashError),
}

impl From<MailLinkError> for ResetPasswordError {
    fn from(error: MailLinkError) -> Self {
        Self::Link(error.into())
    }
}

impl From<StoreError> for ResetPasswordError {
    fn from(error: StoreError) -> Self {
        Self::Link(error.into())
    }
}

impl Problem for ResetPasswordError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::Link(error) => error.problem(),
            Self::Password(_) => (Code::InvalidArgument, "INVALID_FIELDS"),
            Self::Hashing(error) => error.problem(),
        }
    }

    fn violations(&self) -> Vec<Violation> {
        match self {
            Self::Password(error) => vec![Violation::new("new_password", error.reason(), self)],
            Self::Link(_) | Self::Hashing(_) => Vec::new(),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Link(error) => error.retry_after(),
            Self::Password(_) => None,
            Self::Hashing(error) => error.retry_after(),
        }
    }
}

/// Sets the password, ends every session and voids every other link of the user, all or nothing. The link proves the
/// address too. Nobody is signed in: whoever has the mail still has to know the password they have just set.
pub async fn reset_password(app: &App, order: ResetPassword) -> Result<(), ResetPasswordError> {
    let ResetPassword { token, password, request_id } = order;
    check(app, token.clone(), password.clone()).await?;
    let phc = app.hashing.hash(password).await?;
    let reset = app.db.transact(move |tx, now| {
        Box::pin(async move {
            let Spent::Now(user) = spend(tx, now, &token, Purpose::ResetPassword).await? else {
                return Err(MailLinkError::Invalid.into());
            };
            let cause = Cause::by(user.id.to_string(), request_id);
            users::change_password(tx, user.id, &phc, now).await?;
            mail_links::void_open(tx, user.id, None, now).await?;
            confirm_address(tx, now, user.id, &cause).await?;
            let payload = UserPasswordChanged { user_id: user.id.to_string(), changed_at: Some(now.into()) };
            let fact = Fact { subject: user.id.to_string(), organization: None, cause: &cause, payload };
            outbox::enqueue(tx, fact).await?;
            let ended = end_sessions(tx, user.id, None, RevokedReason::PasswordReset, &cause, now).await?;
            feed::append(tx, &ended).await?;
            Ok::<_, ResetPasswordError>(())
        })
    });
    reset.await?;
    counter!(names::PASSWORD_RESETS).increment(1);
    Ok(())
}

/// A look before the hash, which is dear: a link that does nothing costs a query, and a password that is the user's own
/// name is refused while the link still works. Spending the link decides again.
async fn check(app: &App, token: MailToken, password: Password) -> Result<(), ResetPasswordError> {
    let checked = app.db.transact(move |tx, now| {
        Box::pin(async move {
            let link = mail_links::find_by_token(&mut *tx, &token, Purpose::ResetPassword).await?;
            let link = link.ok_or(MailLinkError::Invalid)?;
            link.check_open(now)?;
            let user = users::find_all(tx, &[link.user]).await?.pop().ok_or(MailLinkError::Invalid)?;
            if let (Ok(name), Ok(email)) = (PersonName::parse(&user.name), Email::parse(&user.email)) {
                password.unlike(&name, &email)?;
            }
            Ok::<_, ResetPasswordError>(())
        })
    });
    checked.await
}
