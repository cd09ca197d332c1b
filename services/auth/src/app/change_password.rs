//! Somebody who is signed in chooses another password.

use std::time::Duration;

use hc_access::feed;
use hc_events::{Cause, Fact, outbox};
use hc_proto::events::v1::UserPasswordChanged;
use hc_rpc::{Problem, Violation};
use hc_storage::StoreError;
use hc_types::{Email, SessionId, UserId};
use metrics::counter;
use tonic::Code;

use super::{App, revoke_session::end_sessions};
use crate::{
    domain::{
        password::{Password, PasswordError},
        person_name::PersonName,
        session::RevokedReason,
    },
    hashing::HashError,
    metrics as names,
    store::{mail_links, users},
};

/// Whose password, the one of before and the one to be.
#[derive(Debug)]
pub struct ChangePassword {
    /// Who.
    pub user: UserId,
    /// The session that goes on.
    pub session: Option<SessionId>,
    /// As typed.
    pub current: Password,
    /// As chosen.
    pub password: Password,
    /// Who acts, in which request.
    pub cause: Cause,
}

/// Why the password is the old one still.
#[derive(Debug, thiserror::Error)]
pub enum ChangePasswordError {
    /// The one of before is another, or the user has none, or is shut out.
    #[error("this is not your password")]
    Wrong,
    /// The password is one that this user can't have.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// A password could not be hashed.
    #[error(transparent)]
    Hashing(#[from] HashError),
    /// The store failed.
    #[error("the user store failed")]
    Store(#[from] StoreError),
}

impl Problem for ChangePasswordError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::Wrong | Self::Password(_) => (Code::InvalidArgument, "INVALID_FIELDS"),
            Self::Hashing(error) => error.problem(),
            Self::Store(error) => error.problem(),
        }
    }

    fn violations(&self) -> Vec<Violation> {
        match self {
            Self::Wrong => vec![Violation::new("current_password", "PASSWORD_WRONG", self)],
            Self::Password(error) => vec![Violation::new("new_password", error.reason(), self)],
            Self::Hashing(_) | Self::Store(_) => Vec::new(),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Wrong | Self::Password(_) => None,
            Self::Hashing(error) => error.retry_after(),
            Self::Store(error) => error.retry_after(),
        }
    }
}

/// Sets the password, ends every other session and voids every open link of the user, all or nothing. Answers how many
/// sessions have ended.
pub async fn change_password(app: &App, order: ChangePassword) -> Result<usize, ChangePasswordError> {
    let ChangePassword { user, session, current, password, cause } = order;
    let found = users::find_all(app.db.pool(), &[user]).await?.pop().ok_or(ChangePasswordError::Wrong)?;
    let email = Email::parse(&found.email).map_err(|error| StoreError::corrupt("user", error))?;
    if let Ok(name) = PersonName::parse(&found.name) {
        password.unlike(&name, &email)?;
    }
    let shown = users::credentials(app.db.pool(), email.key()).await?.ok_or(ChangePasswordError::Wrong)?;
    if !app.hashing.verify(current, Some(shown.phc.clone())).await?.matches {
        return Err(ChangePasswordError::Wrong);
    }
    let phc = app.hashing.hash(password).await?;
    let changed = app.db.transact(move |tx, now| {
        Box::pin(async move {
            // Hashing took a while: somebody else may have changed the password since, or be about to.
            users::find_for_update(tx, user).await?;
            users::find_for_log_in(tx, &shown).await?.ok_or(ChangePasswordError::Wrong)?;
            users::change_password(tx, user, &phc, now).await?;
            mail_links::void_open(tx, user, None, now).await?;
            let payload = UserPasswordChanged { user_id: user.to_string(), changed_at: Some(now.into()) };
            let fact = Fact { subject: user.to_string(), organization: None, cause: &cause, payload };
            outbox::enqueue(tx, fact).await?;
            let ended = end_sessions(tx, user, session, RevokedReason::PasswordChanged, &cause, now).await?;
            feed::append(tx, &ended).await?;
            Ok::<_, ChangePasswordError>(ended.len())
        })
    });
    let ended = changed.await?;
    counter!(names::PASSWORD_CHANGES).increment(1);
    Ok(ended)
}
