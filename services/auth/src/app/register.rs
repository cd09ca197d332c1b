//! Somebody signs up.

use hc_events::{Cause, Fact, outbox};
use hc_proto::events::v1::UserRegistered;
use hc_rpc::{Problem, Violation};
use hc_storage::StoreError;
use hc_types::{Email, Timestamp, UserId};
use metrics::counter;
use sqlx::PgConnection;
use std::time::Duration;
use tonic::Code;

use super::{
    App,
    mail_links::issue,
    sign_in::{Arrival, SignedIn, Visit, begin_session},
};
use crate::{
    domain::{language::Language, mail_link::Purpose, password::Password, person_name::PersonName, user::User},
    hashing::HashError,
    metrics as names,
    store::users,
};

/// What a stranger may set, checked.
#[derive(Debug)]
pub struct Register {
    /// The address; nobody else's.
    pub email: Email,
    /// As chosen.
    pub password: Password,
    /// What to call them.
    pub name: PersonName,
    /// Which language they read.
    pub language: Language,
    /// Where they are.
    pub visit: Visit,
}

/// Why nobody was signed up.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// A user has this address. Said openly: docs/adr/0008.
    #[error("an account with this e-mail address exists already")]
    EmailTaken,
    /// The password could not be hashed.
    #[error(transparent)]
    Hashing(#[from] HashError),
    /// The store failed.
    #[error("the user store failed")]
    Store(#[from] StoreError),
}

impl Problem for RegisterError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::EmailTaken => (Code::AlreadyExists, "EMAIL_TAKEN"),
            Self::Hashing(error) => error.problem(),
            Self::Store(error) => error.problem(),
        }
    }

    fn violations(&self) -> Vec<Violation> {
        match self {
            Self::EmailTaken => vec![Violation::new("email", "EMAIL_TAKEN", self)],
            Self::Hashing(_) | Self::Store(_) => Vec::new(),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::EmailTaken => None,
            Self::Hashing(error) => error.retry_after(),
            Self::Store(error) => error.retry_after(),
        }
    }
}

/// Makes a user, signs them in, and has the mail sent that asks whether the address is theirs. The password is hashed before anybody looks whether the address is taken, so that
/// both answers cost the same.
pub async fn register(app: &App, order: Register) -> Result<SignedIn, RegisterError> {
    let phc = app.hashing.hash(order.password.clone()).await?;
    let (ring, policy) = (app.keys.ring(), app.policy.clone());
    let signed_in = app.db.transact(move |tx, now| {
        Box::pin(async move {
            let who = NewUser { email: order.email, name: order.name, language: order.language };
            let user = add_user(tx, now, &who, &phc, &order.visit.request_id).await?;
            let cause = Cause::by(user.id.to_string(), &order.visit.request_id);
            issue(tx, now, &policy.mail_links, user.id, Purpose::VerifyEmail, &cause).await?;
            let tokens = begin_session(tx, now, &ring, &policy, user.id, Arrival::Registration, order.visit).await?;
            Ok::<_, RegisterError>(SignedIn { user, tokens })
        })
    });
    let signed_in = signed_in.await?;
    counter!(names::REGISTRATIONS).increment(1);
    Ok(signed_in)
}

/// Who a user is going to be.
#[derive(Debug)]
pub struct NewUser {
    /// Their address.
    pub email: Email,
    /// What they are called.
    pub name: PersonName,
    /// Which language they read.
    pub language: Language,
}

/// The user, their password and the event; without a session.
pub async fn add_user(
    tx: &mut PgConnection,
    now: Timestamp,
    who: &NewUser,
    phc: &str,
    request_id: &str,
) -> Result<User, RegisterError> {
    let id = UserId::new();
    if !users::add(tx, id, &who.email, &who.name, who.language, now).await? {
        return Err(RegisterError::EmailTaken);
    }
    users::add_password(tx, id, phc, now).await?;
    let registered = UserRegistered { user_id: id.to_string(), registered_at: Some(now.into()) };
    let cause = Cause::by(id.to_string(), request_id);
    outbox::enqueue(tx, Fact { subject: id.to_string(), organization: None, cause: &cause, payload: registered })
        .await?;
    Ok(User {
        id,
        email: who.email.typed().to_owned(),
        email_verified_at: None,
        name: who.name.as_str().to_owned(),
        language: who.language,
        disabled: false,
        created_at: now,
    })
}
