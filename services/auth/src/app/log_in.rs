//! Somebody shows a password.

use std::time::Duration;

use hc_rpc::Problem;
use hc_storage::StoreError;
use hc_types::Email;
use metrics::counter;
use tonic::Code;

use super::{
    App,
    sign_in::{Arrival, SignedIn, Visit, begin_session},
};
use crate::{domain::password::Password, hashing::HashError, metrics as names, store::users};

/// What was shown. A text that is no address at all is an unknown one.
#[derive(Debug)]
pub struct LogIn {
    /// The address, if it is one.
    pub email: Option<Email>,
    /// As typed.
    pub password: Password,
    /// Where they are.
    pub visit: Visit,
}

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum LogInError {
    /// Unknown, shut out, without a password, or the wrong one: one answer for all.
    #[error("the e-mail address or the password is wrong")]
    InvalidCredentials,
    /// The password could not be hashed.
    #[error(transparent)]
    Hashing(#[from] HashError),
    /// The store failed.
    #[error("the user store failed")]
    Store(#[from] StoreError),
}

impl Problem for LogInError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::InvalidCredentials => (Code::InvalidArgument, "INVALID_CREDENTIALS"),
            Self::Hashing(error) => error.problem(),
            Self::Store(error) => error.problem(),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::InvalidCredentials => None,
            Self::Hashing(error) => error.retry_after(),
            Self::Store(error) => error.retry_after(),
        }
    }
}

/// Signs a user in. One query and one hash for every address, known or not; only a right password costs more.
pub async fn log_in(app: &App, order: LogIn) -> Result<SignedIn, LogInError> {
    let outcome = try_log_in(app, order).await;
    match &outcome {
        Ok(_) => counter!(names::LOG_INS, "outcome" => "succeeded").increment(1),
        Err(LogInError::InvalidCredentials) => counter!(names::LOG_INS, "outcome" => "refused").increment(1),
        Err(LogInError::Hashing(_) | LogInError::Store(_)) => {}
    }
    outcome
}

async fn try_log_in(app: &App, order: LogIn) -> Result<SignedIn, LogInError> {
    let key = order.email.as_ref().map_or("", Email::key);
    let known = users::credentials(app.db.pool(), key).await?;
    let stored = known.as_ref().map(|known| known.phc.clone());
    let outcome = app.hashing.verify(order.password.clone(), stored).await?;
    let (true, Some(known)) = (outcome.matches, known) else {
        return Err(LogInError::InvalidCredentials);
    };
    // A pool that is full now will take the new hash another day.
    let dearer = if outcome.outdated { app.hashing.hash(order.password).await.ok() } else { None };
    let (ring, policy) = (app.keys.ring(), app.policy.clone());
    let signed_in = app.db.transact(move |tx, now| {
        Box::pin(async move {
            // Hashing took a while: the user may have been shut out or have changed the password since.
            let user = users::find_for_log_in(tx, &known).await?.ok_or(LogInError::InvalidCredentials)?;
            if let Some(dearer) = dearer {
                users::replace_hash(tx, user.id, &known.phc, &dearer).await?;
            }
            let tokens = begin_session(tx, now, &ring, &policy, user.id, Arrival::LogIn, order.visit).await?;
            Ok::<_, LogInError>(SignedIn { user, tokens })
        })
    });
    signed_in.await
}
