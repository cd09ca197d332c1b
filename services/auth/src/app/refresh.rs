//! A refresh token is traded for its successor.

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
    revoke_session::end_session,
    sign_in::{Tokens, tokens},
};
use crate::{
    crypto::refresh_token::{Opened, RefreshToken},
    domain::{
        refresh::Verdict,
        session::{RevokedReason, Session},
    },
    metrics as names,
    store::{sessions, users},
};

/// The time of last use is written at most this often.
pub const USE_NOTED_EVERY: Duration = Duration::from_mins(1);

/// A token as it was presented.
pub struct Refresh {
    /// Its text.
    pub token: Zeroizing<String>,
    /// The request's id.
    pub request_id: String,
}

/// Why there is no successor.
#[derive(Debug, thiserror::Error)]
pub enum RefreshError {
    /// Not ours, spent, or of a session that is over: one answer for all.
    #[error("the refresh token is not valid; sign in again")]
    Invalid,
    /// The store failed. Says nothing about the token.
    #[error("the session store failed")]
    Store(#[from] StoreError),
}

impl Problem for RefreshError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::Invalid => (Code::InvalidArgument, "REFRESH_TOKEN_INVALID"),
            Self::Store(error) => error.problem(),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Invalid => None,
            Self::Store(error) => error.retry_after(),
        }
    }
}

/// How the transaction ended; it commits in every case, because a reuse that is rolled back is forgotten.
enum Ended {
    Rotated(Tokens),
    Retried(Tokens),
    Reused,
    Refused,
}

/// Trades the live token of a session for the next; see [`crate::domain::refresh`].
pub async fn refresh(app: &App, order: Refresh) -> Result<Tokens, RefreshError> {
    let ring = app.keys.ring();
    // Garbage costs no query.
    let Some(opened) = ring.mac.open(&order.token) else {
        counter!(names::REFRESHES, "outcome" => "refused").increment(1);
        return Err(RefreshError::Invalid);
    };
    let policy = app.policy.clone();
    let ended = app.db.transact(move |tx, _| Box::pin(async move { trade(tx, &ring, &policy, &opened, &order).await }));
    let (outcome, answer) = match ended.await? {
        Ended::Rotated(tokens) => ("rotated", Ok(tokens)),
        Ended::Retried(tokens) => ("retried", Ok(tokens)),
        Ended::Reused => ("reused", Err(RefreshError::Invalid)),
        Ended::Refused => ("refused", Err(RefreshError::Invalid)),
    };
    counter!(names::REFRESHES, "outcome" => outcome).increment(1);
    answer
}

async fn trade(
    tx: &mut PgConnection,
    ring: &Ring,
    policy: &Policy,
    opened: &Opened,
    order: &Refresh,
) -> Result<Ended, RefreshError> {
    let Some((mut session, now)) = sessions::find_for_update(tx, opened.session).await? else {
        return Ok(Ended::Refused);
    };
    // No lock on the user: who shuts one out ends their sessions too, behind this row's lock.
    if session.secret_hash.is_some() || !session.is_live(now) || users::is_shut_out(&mut *tx, session.user).await? {
        return Ok(Ended::Refused);
    }
    match session.line.judge(&opened.presented, now, &policy.refresh) {
        Verdict::Invalid => Ok(Ended::Refused),
        Verdict::Rotate => {
            let next = ring.mac.issue(session.id, session.line.generation.saturating_add(1));
            let sealed = next.seal_under(&order.token, session.id);
            let Some(line) = session.line.rotate(next.hash(), sealed, now, &policy.refresh) else {
                return Ok(Ended::Refused);
            };
            session.line = line;
            save(tx, &session, now).await?;
            Ok(Ended::Rotated(tokens(ring, policy, &session, next, now)))
        }
        Verdict::Retry => {
            let sealed = session.line.previous.as_ref().map(|previous| previous.sealed_successor.as_slice());
            let same = RefreshToken::unseal(sealed.unwrap_or_default(), &order.token, session.id)
                .map_err(|error| StoreError::corrupt("sealed successor", error))?;
            session.line = session.line.note_retry();
            save(tx, &session, now).await?;
            Ok(Ended::Retried(tokens(ring, policy, &session, same, now)))
        }
        Verdict::Reuse => {
            tracing::warn!(session.id = %session.id, "a spent refresh token came again, the session ends");
            let cause = Cause::by(session.user.to_string(), &order.request_id).in_session(session.id);
            end_session(tx, &session, RevokedReason::RefreshReused, &cause, now).await?;
            Ok(Ended::Reused)
        }
    }
}

/// Stores the session's line, and that it was used.
pub async fn save(tx: &mut PgConnection, session: &Session, now: Timestamp) -> Result<(), StoreError> {
    let is_due = now.since(session.last_used_at) >= USE_NOTED_EVERY;
    let last_used_at = if is_due { now } else { session.last_used_at };
    sessions::save_line(tx, session.id, &session.line, last_used_at).await
}
