//! From where sessions were used; erasable.

use std::collections::HashMap;

use hc_storage::StoreError;
use hc_types::{SessionId, UserId};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

/// From where a session was used when it began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The session.
    pub session: SessionId,
    /// The address.
    pub ip_address: Option<String>,
    /// What the client said that it is.
    pub user_agent: Option<String>,
}

/// Notes sessions that events have named, to be asked about.
pub async fn note(tx: &mut PgConnection, sessions: &[SessionId]) -> Result<(), StoreError> {
    let sessions: Vec<Uuid> = sessions.iter().map(|session| session.uuid()).collect();
    let noted = sqlx::query!(
        "INSERT INTO session_origins (session_id) SELECT unnest($1::uuid[]) ON CONFLICT DO NOTHING",
        &sessions,
    );
    noted.execute(tx).await?;
    Ok(())
}

/// Sessions that nobody has asked auth about, the longest waiting first.
pub async fn unresolved(db: impl PgExecutor<'_>, limit: i64) -> Result<Vec<SessionId>, StoreError> {
    let sessions = sqlx::query_scalar!(
        "SELECT session_id FROM session_origins WHERE resolved_at IS NULL ORDER BY noted_at LIMIT $1",
        limit,
    );
    Ok(sessions.fetch_all(db).await?)
}

/// What auth says of a session; nothing when it does not know it any more.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The session.
    pub origin: Origin,
    /// Whose it is.
    pub user: Option<UserId>,
}

/// Keeps what auth has answered. What was erased meanwhile stays erased.
pub async fn resolve(tx: &mut PgConnection, answers: &[Answer]) -> Result<(), StoreError> {
    let sessions: Vec<Uuid> = answers.iter().map(|answer| answer.origin.session.uuid()).collect();
    let users: Vec<Option<Uuid>> = answers.iter().map(|answer| answer.user.map(UserId::uuid)).collect();
    let addresses: Vec<Option<String>> = answers.iter().map(|answer| answer.origin.ip_address.clone()).collect();
    let agents: Vec<Option<String>> = answers.iter().map(|answer| answer.origin.user_agent.clone()).collect();
    let resolved = sqlx::query!(
        "UPDATE session_origins AS known
         SET resolved_at = now(), user_id = answer.user_id, ip_address = left(answer.ip_address, 64),
             user_agent = left(answer.user_agent, 512)
         FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) AS answer (session_id, user_id, ip_address, user_agent)
         WHERE known.session_id = answer.session_id AND known.resolved_at IS NULL AND known.erased_at IS NULL",
        &sessions,
        &users as &[Option<Uuid>],
        &addresses as &[Option<String>],
        &agents as &[Option<String>],
    );
    resolved.execute(tx).await?;
    Ok(())
}

/// What is known and not erased of these sessions.
pub async fn find(db: impl PgExecutor<'_>, sessions: &[SessionId]) -> Result<HashMap<SessionId, Origin>, StoreError> {
    let rows = sqlx::query!(
        "SELECT session_id, ip_address, user_agent FROM session_origins
         WHERE session_id = ANY($1) AND resolved_at IS NOT NULL AND erased_at IS NULL",
        sessions as &[SessionId],
    );
    let origins = rows.fetch_all(db).await?.into_iter().map(|row| {
        let origin = Origin { session: row.session_id, ip_address: row.ip_address, user_agent: row.user_agent };
        (row.session_id, origin)
    });
    Ok(origins.collect())
}

/// Erases everything of one person; how many sessions that were.
pub async fn erase_user(tx: &mut PgConnection, user: UserId) -> Result<u64, StoreError> {
    let erased = sqlx::query!(
        "UPDATE session_origins SET ip_address = NULL, user_agent = NULL, user_id = NULL, erased_at = now()
         WHERE user_id = $1 AND erased_at IS NULL",
        user as UserId,
    );
    Ok(erased.execute(tx).await?.rows_affected())
}

/// Erases what is older than so many days, so many at a time; how many sessions that were.
pub async fn erase_old(tx: &mut PgConnection, days: i32, limit: i64) -> Result<u64, StoreError> {
    let erased = sqlx::query!(
        "UPDATE session_origins
         SET ip_address = NULL, user_agent = NULL, user_id = NULL, erased_at = now(), resolved_at = coalesce(resolved_at, now())
         WHERE session_id IN (
             SELECT session_id FROM session_origins
             WHERE erased_at IS NULL AND noted_at < now() - make_interval(days => $1) LIMIT $2)",
        days,
        limit,
    );
    Ok(erased.execute(tx).await?.rows_affected())
}
