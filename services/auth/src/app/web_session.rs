//! A session of a registered web client: opened by the refresh token that signing in gave, then traded for access tokens by
//! a secret that does not rotate.
//!
//! A web client has many requests of one session under way at once, in several processes, and answers that get lost. With
//! rotating tokens each of these looks like a theft; here each is the same question again. What a stolen cookie is worth is
//! bounded by what only the client has: its certificate.

use hc_events::Cause;
use hc_rpc::Problem;
use hc_storage::StoreError;
use hc_types::Timestamp;
use metrics::counter;
use sqlx::PgConnection;
use std::time::Duration;
use tonic::Code;
use zeroize::Zeroizing;

use super::{
    App, Policy,
    keys::Ring,
    refresh::{RefreshError, USE_NOTED_EVERY, save},
    revoke_session::end_session,
    sign_in::access_token,
};
use crate::{
    crypto::{refresh_token::Opened, session_secret::SessionSecret},
    domain::{
        refresh::{TokenHash, Verdict},
        session::{RevokedReason, Session},
    },
    metrics as names,
    store::{sessions, users},
};

/// A session that is to be a web client's.
pub struct OpenWebSession {
    /// The registered client.
    pub client: String,
    /// What signing in has given.
    pub refresh_token: Zeroizing<String>,
    /// The request's id.
    pub request_id: String,
}

/// A secret as it was presented.
pub struct ExchangeSession {
    /// The registered client.
    pub client: String,
    /// The secret's text.
    pub secret: Zeroizing<String>,
}

/// What a web client acts with.
#[derive(Debug)]
pub struct WebAccess {
    /// A JWT.
    pub token: String,
    /// When the token ends.
    pub expires_at: Timestamp,
    /// When the session ends if nobody uses it.
    pub session_expires_at: Timestamp,
}

/// Why there is no access token.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// Not ours, another client's, or of a session that is over: one answer for all.
    #[error("the session is over; sign in again")]
    Over,
    /// The store failed. Says nothing about the session.
    #[error("the session store failed")]
    Store(#[from] StoreError),
}

impl Problem for ExchangeError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::Over => (Code::Unauthenticated, "SESSION_OVER"),
            Self::Store(error) => error.problem(),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Over => None,
            Self::Store(error) => error.retry_after(),
        }
    }
}

/// How the opening ended; it commits in every case, because a reuse that is rolled back is forgotten.
enum Opening {
    Opened(SessionSecret, WebAccess),
    Reused,
    Refused,
}

/// Spends a refresh token for the secret of a web session.
pub async fn open_web_session(app: &App, order: OpenWebSession) -> Result<(SessionSecret, WebAccess), RefreshError> {
    let ring = app.keys.ring();
    // Garbage costs no query.
    let opened = ring.mac.open(&order.refresh_token).ok_or(RefreshError::Invalid)?;
    let policy = app.policy.clone();
    let opening =
        app.db.transact(move |tx, _| Box::pin(async move { open(tx, &ring, &policy, &opened, &order).await }));
    let (outcome, answer) = match opening.await? {
        Opening::Opened(secret, access) => ("opened", Ok((secret, access))),
        Opening::Reused => ("reused", Err(RefreshError::Invalid)),
        Opening::Refused => ("refused", Err(RefreshError::Invalid)),
    };
    counter!(names::WEB_SESSIONS, "outcome" => outcome).increment(1);
    answer
}

async fn open(
    tx: &mut PgConnection,
    ring: &Ring,
    policy: &Policy,
    opened: &Opened,
    order: &OpenWebSession,
) -> Result<Opening, StoreError> {
    let Some((mut session, now)) = live_session(tx, opened.session).await? else { return Ok(Opening::Refused) };
    if session.secret_hash.is_some() {
        return Ok(Opening::Refused);
    }
    match session.line.judge(&opened.presented, now, &policy.refresh) {
        Verdict::Rotate => {
            let secret = ring.mac.issue_secret(session.id);
            session.client_id.clone_from(&order.client);
            sessions::save_secret(tx, session.id, &order.client, &secret.hash()).await?;
            Ok(Opening::Opened(secret, web_access(ring, policy, &session, now)))
        }
        // Its successor is with somebody already.
        Verdict::Retry | Verdict::Invalid => Ok(Opening::Refused),
        Verdict::Reuse => {
            tracing::warn!(session.id = %session.id, "a spent refresh token came again, the session ends");
            let cause = Cause::by(session.user.to_string(), &order.request_id).in_session(session.id);
            end_session(tx, &session, RevokedReason::RefreshReused, &cause, now).await?;
            Ok(Opening::Reused)
        }
    }
}

/// A new access token for the secret of a web session.
pub async fn exchange_session(app: &App, order: ExchangeSession) -> Result<WebAccess, ExchangeError> {
    let ring = app.keys.ring();
    let opened = ring.mac.open_secret(&order.secret);
    let policy = app.policy.clone();
    let exchanged = match opened {
        Some((session, hash)) => {
            let exchange = app.db.transact(move |tx, _| {
                Box::pin(async move {
                    let Some((session, now)) = live_session(tx, session).await? else { return Ok(None) };
                    exchange(tx, &ring, &policy, session, &hash, &order.client, now).await
                })
            });
            exchange.await?
        }
        None => None,
    };
    let outcome = if exchanged.is_some() { "exchanged" } else { "refused" };
    counter!(names::WEB_SESSIONS, "outcome" => outcome).increment(1);
    exchanged.ok_or(ExchangeError::Over)
}

async fn exchange(
    tx: &mut PgConnection,
    ring: &Ring,
    policy: &Policy,
    mut session: Session,
    hash: &TokenHash,
    client: &str,
    now: Timestamp,
) -> Result<Option<WebAccess>, StoreError> {
    if session.secret_hash.as_ref() != Some(hash) || session.client_id != client {
        return Ok(None);
    }
    if now.since(session.last_used_at) >= USE_NOTED_EVERY {
        session.line = session.line.used(now, &policy.refresh);
        save(tx, &session, now).await?;
    }
    Ok(Some(web_access(ring, policy, &session, now)))
}

/// The session, locked, if it and its user count at this moment.
async fn live_session(
    tx: &mut PgConnection,
    id: hc_types::SessionId,
) -> Result<Option<(Session, Timestamp)>, StoreError> {
    let Some((session, now)) = sessions::find_for_update(tx, id).await? else { return Ok(None) };
    let counts = session.is_live(now) && !users::is_shut_out(&mut *tx, session.user).await?;
    Ok(counts.then_some((session, now)))
}

fn web_access(ring: &Ring, policy: &Policy, session: &Session, now: Timestamp) -> WebAccess {
    let (token, expires_at) = access_token(ring, policy, session, now);
    WebAccess { token, expires_at, session_expires_at: session.expires_at() }
}
