//! Sessions. Whoever changes one locks its row first, so that a refresh and a revocation have one order.

use hc_storage::StoreError;
use hc_types::{PageRequest, SessionId, Timestamp, UserId};
use sqlx::{PgConnection, PgExecutor};
use std::time::Duration;

use crate::domain::{
    refresh::{Line, Previous, TokenHash},
    session::{Origin, RevokedReason, Session},
};

struct SessionRow {
    session_id: SessionId,
    user_id: UserId,
    client_id: String,
    ip_address: Option<String>,
    user_agent: Option<String>,
    authenticated_at: Timestamp,
    created_at: Timestamp,
    last_used_at: Timestamp,
    generation: i64,
    current_hash: Vec<u8>,
    previous_hash: Option<Vec<u8>>,
    sealed_successor: Option<Vec<u8>>,
    rotated_at: Option<Timestamp>,
    retried: bool,
    retries_in_row: i16,
    idle_until: Timestamp,
    absolute_until: Timestamp,
    revoked_at: Option<Timestamp>,
    revoked_reason: Option<String>,
    secret_hash: Option<Vec<u8>>,
}

impl TryFrom<SessionRow> for Session {
    type Error = StoreError;

    fn try_from(row: SessionRow) -> Result<Self, StoreError> {
        let corrupt = |why: &str| StoreError::corrupt("session", why);
        let hash = |bytes: Vec<u8>| TokenHash::try_from(bytes).map_err(|_| corrupt("a hash has not 32 bytes"));
        let previous = match (row.previous_hash, row.sealed_successor, row.rotated_at) {
            (Some(previous), Some(sealed_successor), Some(rotated_at)) => {
                Some(Previous { hash: hash(previous)?, sealed_successor, rotated_at })
            }
            (None, None, None) => None,
            _ => return Err(corrupt("its previous token is incomplete")),
        };
        let reason = |name: String| RevokedReason::ALL.into_iter().find(|reason| reason.as_str() == name);
        let revoked = match (row.revoked_at, row.revoked_reason) {
            (None, None) => None,
            (Some(at), Some(name)) => Some((at, reason(name).ok_or_else(|| corrupt("its reason is unknown"))?)),
            _ => return Err(corrupt("its end is incomplete")),
        };
        Ok(Self {
            id: row.session_id,
            user: row.user_id,
            client_id: row.client_id,
            origin: Origin {
                ip_address: row
                    .ip_address
                    .map(|text| text.parse().map_err(|_| corrupt("its address is none")))
                    .transpose()?,
                user_agent: row.user_agent,
            },
            authenticated_at: row.authenticated_at,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
            revoked,
            secret_hash: row.secret_hash.map(hash).transpose()?,
            line: Line {
                generation: u32::try_from(row.generation).map_err(|_| corrupt("its generation is out of range"))?,
                current_hash: hash(row.current_hash)?,
                previous,
                retried: row.retried,
                retries_in_row: u16::try_from(row.retries_in_row).map_err(|_| corrupt("its retries are negative"))?,
                idle_until: row.idle_until,
                absolute_until: row.absolute_until,
            },
        })
    }
}

/// Adds a session.
pub async fn add(tx: &mut PgConnection, session: &Session) -> Result<(), StoreError> {
    let line = &session.line;
    let added = sqlx::query!(
        "INSERT INTO sessions (session_id, user_id, client_id, ip_address, user_agent, authenticated_at, created_at,
             last_used_at, generation, current_hash, retried, retries_in_row, idle_until, absolute_until)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        session.id as _,
        session.user as _,
        session.client_id,
        session.origin.ip_address.map(|address| address.to_string()),
        session.origin.user_agent,
        session.authenticated_at as _,
        session.created_at as _,
        session.last_used_at as _,
        i64::from(line.generation),
        &line.current_hash[..],
        line.retried,
        retries(line),
        line.idle_until as _,
        line.absolute_until as _,
    );
    added.execute(tx).await?;
    Ok(())
}

/// A session, locked until the transaction ends, and the time after the lock was had.
pub async fn find_for_update(tx: &mut PgConnection, id: SessionId) -> Result<Option<(Session, Timestamp)>, StoreError> {
    let found = sqlx::query_as!(SessionRow, "SELECT * FROM sessions WHERE session_id = $1 FOR UPDATE", id as _);
    let Some(row) = found.fetch_optional(&mut *tx).await? else { return Ok(None) };
    // A statement of its own: `now()` is older than the wait for the lock.
    let now = sqlx::query_scalar!(r#"SELECT clock_timestamp() AS "now!""#).fetch_one(tx).await?;
    Ok(Some((row.try_into()?, now)))
}

/// Stores what a refresh changed.
pub async fn save_line(
    tx: &mut PgConnection,
    id: SessionId,
    line: &Line,
    last_used_at: Timestamp,
) -> Result<(), StoreError> {
    let previous = line.previous.as_ref();
    let saved = sqlx::query!(
        "UPDATE sessions SET generation = $2, current_hash = $3, previous_hash = $4, sealed_successor = $5,
             rotated_at = $6, retried = $7, retries_in_row = $8, idle_until = $9, last_used_at = $10
         WHERE session_id = $1",
        id as _,
        i64::from(line.generation),
        &line.current_hash[..],
        previous.map(|previous| &previous.hash[..]),
        previous.map(|previous| previous.sealed_successor.as_slice()),
        previous.map(|previous| previous.rotated_at) as _,
        line.retried,
        retries(line),
        line.idle_until as _,
        last_used_at as _,
    );
    saved.execute(tx).await?;
    Ok(())
}

/// Gives a session to a web client that holds a secret from now on.
pub async fn save_secret(
    tx: &mut PgConnection,
    id: SessionId,
    client_id: &str,
    secret_hash: &TokenHash,
) -> Result<(), StoreError> {
    let saved = sqlx::query!(
        "UPDATE sessions SET client_id = $2, secret_hash = $3 WHERE session_id = $1",
        id as _,
        client_id,
        &secret_hash[..],
    );
    saved.execute(tx).await?;
    Ok(())
}

/// Ends a session; its row must be locked and alive.
pub async fn revoke(
    tx: &mut PgConnection,
    id: SessionId,
    reason: RevokedReason,
    now: Timestamp,
) -> Result<(), StoreError> {
    let revoked = sqlx::query!(
        "UPDATE sessions SET revoked_at = $2, revoked_reason = $3 WHERE session_id = $1 AND revoked_at IS NULL",
        id as _,
        now as _,
        reason.as_str(),
    );
    revoked.execute(tx).await?;
    Ok(())
}

/// Ends all live sessions of a user but the one to keep, and answers which.
pub async fn revoke_all(
    tx: &mut PgConnection,
    user: UserId,
    keep: Option<SessionId>,
    reason: RevokedReason,
    now: Timestamp,
) -> Result<Vec<SessionId>, StoreError> {
    // Locked in one order: two such calls at once must not wait for each other.
    let revoked = sqlx::query_scalar!(
        r#"WITH live AS (
               SELECT session_id FROM sessions
               WHERE user_id = $1 AND session_id IS DISTINCT FROM $4 AND revoked_at IS NULL AND idle_until > $2
               ORDER BY session_id FOR UPDATE)
           UPDATE sessions SET revoked_at = $2, revoked_reason = $3 FROM live
           WHERE sessions.session_id = live.session_id
           RETURNING sessions.session_id AS "session_id: SessionId""#,
        user as _,
        now as _,
        reason.as_str(),
        keep as _,
    );
    Ok(revoked.fetch_all(tx).await?)
}

/// A user's live sessions: the rows of a page, newest first, by [`hc_types::Page::from_rows`].
pub async fn list(db: impl PgExecutor<'_>, user: UserId, page: &PageRequest) -> Result<Vec<Session>, StoreError> {
    let rows = sqlx::query_as!(
        SessionRow,
        "SELECT * FROM sessions
         WHERE user_id = $1 AND revoked_at IS NULL AND idle_until > clock_timestamp()
           AND ($2::uuid IS NULL OR ($3 AND session_id > $2) OR (NOT $3 AND session_id < $2))
         ORDER BY CASE WHEN $3 THEN session_id END, CASE WHEN NOT $3 THEN session_id END DESC
         LIMIT $4",
        user as _,
        page.cursor(),
        page.is_backward(),
        page.limit(),
    );
    rows.fetch_all(db).await?.into_iter().map(Session::try_from).collect()
}

/// Those of the sessions that exist and are the user's, if one is named, in any order.
pub async fn find_all(
    db: impl PgExecutor<'_>,
    user: Option<UserId>,
    ids: &[SessionId],
) -> Result<Vec<Session>, StoreError> {
    let rows = sqlx::query_as!(
        SessionRow,
        "SELECT * FROM sessions WHERE session_id = ANY($1) AND ($2::uuid IS NULL OR user_id = $2)",
        ids as _,
        user as _,
    );
    rows.fetch_all(db).await?.into_iter().map(Session::try_from).collect()
}

/// A session that opens something at this moment.
#[derive(Debug, PartialEq, Eq)]
pub struct Live {
    pub user: UserId,
    /// As in the table of platform roles.
    pub platform_roles: Vec<String>,
}

/// Whose session it is and what they may do on the platform, if it opens anything at this moment. One statement: it is
/// asked before every call.
pub async fn live(db: impl PgExecutor<'_>, id: SessionId) -> Result<Option<Live>, StoreError> {
    let found = sqlx::query_as!(
        Live,
        r#"SELECT s.user_id AS "user: UserId",
                  ARRAY(SELECT role FROM platform_roles r WHERE r.user_id = s.user_id ORDER BY role) AS "platform_roles!"
           FROM sessions s JOIN users u USING (user_id)
           WHERE s.session_id = $1 AND s.revoked_at IS NULL AND s.idle_until > clock_timestamp()
             AND u.disabled_at IS NULL"#,
        id as _,
    );
    Ok(found.fetch_optional(db).await?)
}

/// Deletes some sessions that ended longer ago than `age`; answers how many.
pub async fn forget(tx: &mut PgConnection, age: Duration, now: Timestamp, most: i64) -> Result<u64, StoreError> {
    let deleted = sqlx::query!(
        "DELETE FROM sessions WHERE ctid = ANY(ARRAY(
             SELECT ctid FROM sessions WHERE absolute_until < $1 LIMIT $2 FOR UPDATE SKIP LOCKED))",
        now.before(age) as _,
        most,
    );
    Ok(deleted.execute(tx).await?.rows_affected())
}

/// The column's type holds every count that the policy lets happen.
fn retries(line: &Line) -> i16 {
    i16::try_from(line.retries_in_row).unwrap_or(i16::MAX)
}
