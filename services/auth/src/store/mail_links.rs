//! Links that go out by mail, and the hashes of their secrets.

use std::time::Duration;

use hc_storage::StoreError;
use hc_types::{Timestamp, UserId};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use crate::{
    crypto::mail_token::MailToken,
    domain::mail_link::{End, MailLink, MailLinkId, Purpose},
};

/// Secrets of one link that work at once: those of the newest mails.
const MOST_TOKENS: i64 = 5;

struct Row {
    mail_link_id: Uuid,
    user_id: UserId,
    email: String,
    expires_at: Timestamp,
    used_at: Option<Timestamp>,
    voided_at: Option<Timestamp>,
}

impl From<Row> for MailLink {
    fn from(row: Row) -> Self {
        Self {
            id: row.mail_link_id,
            user: row.user_id,
            email: row.email,
            expires_at: row.expires_at,
            end: row.used_at.map(|_| End::Used).or_else(|| row.voided_at.map(|_| End::Voided)),
        }
    }
}

/// Adds an open link; the user must be locked and have no open one for the purpose.
pub async fn add(
    tx: &mut PgConnection,
    id: MailLinkId,
    user: UserId,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    let added = sqlx::query!(
        "INSERT INTO mail_links (mail_link_id, purpose, user_id, email, requested_at, expires_at)
         SELECT $1, $2, user_id, email, $4, $5 FROM users WHERE user_id = $3",
        id.uuid(),
        id.purpose().as_str(),
        user as _,
        now as _,
        expires_at as _,
    );
    added.execute(tx).await?;
    Ok(())
}

/// Voids the user's open links for this purpose, or for all.
pub async fn void_open(
    tx: &mut PgConnection,
    user: UserId,
    purpose: Option<Purpose>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let voided = sqlx::query!(
        "UPDATE mail_links SET voided_at = $3
         WHERE user_id = $1 AND used_at IS NULL AND voided_at IS NULL AND ($2::text IS NULL OR purpose = $2)",
        user as _,
        purpose.map(Purpose::as_str),
        now as _,
    );
    voided.execute(tx).await?;
    Ok(())
}

/// A link by its id.
pub async fn find(db: impl PgExecutor<'_>, id: MailLinkId) -> Result<Option<MailLink>, StoreError> {
    let found = sqlx::query_as!(
        Row,
        "SELECT mail_link_id, user_id, email, expires_at, used_at, voided_at
         FROM mail_links WHERE mail_link_id = $1 AND purpose = $2",
        id.uuid(),
        id.purpose().as_str(),
    );
    Ok(found.fetch_optional(db).await?.map(MailLink::from))
}

/// The link that a secret belongs to.
pub async fn find_by_token(
    db: impl PgExecutor<'_>,
    token: &MailToken,
    purpose: Purpose,
) -> Result<Option<MailLink>, StoreError> {
    let found = sqlx::query_as!(
        Row,
        "SELECT l.mail_link_id, l.user_id, l.email, l.expires_at, l.used_at, l.voided_at
         FROM mail_link_tokens t JOIN mail_links l USING (mail_link_id) WHERE t.token_hash = $1 AND l.purpose = $2",
        &token.hash()[..],
        purpose.as_str(),
    );
    Ok(found.fetch_optional(db).await?.map(MailLink::from))
}

/// Spends a link; `false` when somebody else was faster, something newer took its place, or its time is over. This one
/// statement decides.
pub async fn spend(tx: &mut PgConnection, id: Uuid, now: Timestamp) -> Result<bool, StoreError> {
    let spent = sqlx::query!(
        "UPDATE mail_links SET used_at = $2
         WHERE mail_link_id = $1 AND used_at IS NULL AND voided_at IS NULL AND expires_at > clock_timestamp()",
        id,
        now as _,
    );
    Ok(spent.execute(tx).await?.rows_affected() == 1)
}

/// Gives a link one more secret; the newest five work.
pub async fn add_token(tx: &mut PgConnection, id: MailLinkId, token: &MailToken) -> Result<(), StoreError> {
    let added = sqlx::query!(
        "INSERT INTO mail_link_tokens (token_hash, mail_link_id) VALUES ($1, $2)",
        &token.hash()[..],
        id.uuid(),
    );
    added.execute(&mut *tx).await?;
    let dropped = sqlx::query!(
        "DELETE FROM mail_link_tokens WHERE token_hash IN (
             SELECT token_hash FROM mail_link_tokens WHERE mail_link_id = $1 ORDER BY position DESC OFFSET $2)",
        id.uuid(),
        MOST_TOKENS,
    );
    dropped.execute(tx).await?;
    Ok(())
}

/// Deletes some links that ended longer ago than `age`, with their secrets; answers how many.
pub async fn forget(tx: &mut PgConnection, age: Duration, now: Timestamp, most: i64) -> Result<u64, StoreError> {
    let deleted = sqlx::query!(
        "DELETE FROM mail_links WHERE ctid = ANY(ARRAY(
             SELECT ctid FROM mail_links WHERE expires_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED))",
        now.before(age) as _,
        most,
    );
    Ok(deleted.execute(tx).await?.rows_affected())
}
