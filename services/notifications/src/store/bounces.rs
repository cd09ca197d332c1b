//! The SQL of addresses that take no mail.

use hc_storage::StoreError;
use hc_types::{Email, MailId, Timestamp, UserId};
use sqlx::{PgConnection, PgExecutor};

/// Marks an address.
pub async fn mark(
    tx: &mut PgConnection,
    now: Timestamp,
    address: &Email,
    user: Option<UserId>,
    mail: Option<MailId>,
    code: u16,
    answer: &str,
) -> Result<(), StoreError> {
    let marked = sqlx::query!(
        "INSERT INTO bounces (address_key, user_id, mail_id, code, answer, bounced_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (address_key) DO UPDATE
         SET user_id = COALESCE(EXCLUDED.user_id, bounces.user_id), mail_id = EXCLUDED.mail_id, code = EXCLUDED.code,
             answer = EXCLUDED.answer, bounced_at = EXCLUDED.bounced_at",
        address.key(),
        user as Option<UserId>,
        mail as Option<MailId>,
        i32::from(code),
        answer,
        now,
    );
    marked.execute(tx).await?;
    Ok(())
}

/// Whether an address is marked.
pub async fn is_marked(db: impl PgExecutor<'_>, address: &Email) -> Result<bool, StoreError> {
    let found = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM bounces WHERE address_key = $1) AS "found!""#,
        address.key(),
    );
    Ok(found.fetch_one(db).await?)
}

/// Takes the marks of a user's addresses away.
pub async fn clear(tx: &mut PgConnection, user: UserId) -> Result<(), StoreError> {
    sqlx::query!("DELETE FROM bounces WHERE user_id = $1", user as UserId).execute(tx).await?;
    Ok(())
}
