//! A session ends before its time.

use hc_access::feed::{self, Change};
use hc_events::{Cause, Fact, outbox};
use hc_proto::events::v1::SessionRevoked;
use hc_rpc::Problem;
use hc_storage::StoreError;
use hc_types::{SessionId, Timestamp, UserId};
use sqlx::PgConnection;
use std::time::Duration;
use tonic::Code;

use super::App;
use crate::{
    domain::session::{RevokedReason, Session},
    store::sessions,
};

/// Which session, whose, and why.
#[derive(Debug)]
pub struct RevokeSession {
    /// The session.
    pub session: SessionId,
    /// Whose it must be.
    pub user: UserId,
    /// The session that it was asked from.
    pub asked_from: Option<SessionId>,
    /// Why.
    pub reason: RevokedReason,
    /// The request's id.
    pub request_id: String,
}

/// Why no session ended.
#[derive(Debug, thiserror::Error)]
pub enum RevokeSessionError {
    /// There is none, or it is somebody else's: the two look alike.
    #[error("session {0} does not exist")]
    NotFound(SessionId),
    /// The store failed.
    #[error("the session store failed")]
    Store(#[from] StoreError),
}

impl Problem for RevokeSessionError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::NotFound(_) => (Code::NotFound, "SESSION_NOT_FOUND"),
            Self::Store(error) => error.problem(),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::NotFound(_) => None,
            Self::Store(error) => error.retry_after(),
        }
    }
}

/// Ends a session of the user; one that is over already stays as it is. Answers the session as it was.
pub async fn revoke_session(app: &App, order: RevokeSession) -> Result<Session, RevokeSessionError> {
    let revoked = app.db.transact(move |tx, _| {
        Box::pin(async move {
            let found = sessions::find_for_update(tx, order.session).await?;
            let (session, now) = found
                .filter(|(session, _)| session.user == order.user)
                .ok_or(RevokeSessionError::NotFound(order.session))?;
            if session.is_live(now) {
                let cause = Cause::by(order.user.to_string(), order.request_id).in_session(order.asked_from);
                end_session(tx, &session, order.reason, &cause, now).await?;
            }
            Ok::<_, RevokeSessionError>(session)
        })
    });
    revoked.await
}

/// Ends a live session whose row is locked. The last thing in its transaction: it writes to the access feed.
pub async fn end_session(
    tx: &mut PgConnection,
    session: &Session,
    reason: RevokedReason,
    cause: &Cause,
    now: Timestamp,
) -> Result<(), StoreError> {
    sessions::revoke(tx, session.id, reason, now).await?;
    tell_revoked(tx, session.id, session.user, reason, cause).await?;
    feed::append(tx, &[Change::SessionRevoked(session.id)]).await
}

/// The event of a session's end.
async fn tell_revoked(
    tx: &mut PgConnection,
    session: SessionId,
    user: UserId,
    reason: RevokedReason,
    cause: &Cause,
) -> Result<(), StoreError> {
    let payload = SessionRevoked {
        session_id: session.to_string(),
        user_id: user.to_string(),
        reason: reason.as_str().to_owned(),
    };
    outbox::enqueue(tx, Fact { subject: session.to_string(), organization: None, cause, payload }).await?;
    Ok(())
}

/// Ends all live sessions of a user but the one to keep; answers what the access feed has to be told, one change for each,
/// at the end of the transaction.
pub async fn end_sessions(
    tx: &mut PgConnection,
    user: UserId,
    keep: Option<SessionId>,
    reason: RevokedReason,
    cause: &Cause,
    now: Timestamp,
) -> Result<Vec<Change>, StoreError> {
    let ended = sessions::revoke_all(tx, user, keep, reason, now).await?;
    for session in &ended {
        tell_revoked(tx, *session, user, reason, cause).await?;
    }
    Ok(ended.into_iter().map(Change::SessionRevoked).collect())
}
