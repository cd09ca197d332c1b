//! Addresses for which somebody wants a new password, until it was looked at whose they are.

use hc_storage::StoreError;
use hc_types::{Email, Timestamp};
use sqlx::PgConnection;

/// One of them.
#[derive(Debug)]
pub struct ResetRequest {
    /// The normalised address.
    pub email_key: String,
    /// The request's id.
    pub request_id: String,
    /// When it came.
    pub requested_at: Timestamp,
}

/// Adds one.
pub async fn add(tx: &mut PgConnection, email: &Email, request_id: &str, now: Timestamp) -> Result<(), StoreError> {
    let added = sqlx::query!(
        "INSERT INTO password_reset_requests (email_key, request_id, requested_at) VALUES ($1, $2, $3)",
        email.key(),
        request_id,
        now as _,
    );
    added.execute(tx).await?;
    Ok(())
}

/// Takes the oldest that no other instance is at.
pub async fn take(tx: &mut PgConnection) -> Result<Option<ResetRequest>, StoreError> {
    let taken = sqlx::query_as!(
        ResetRequest,
        "DELETE FROM password_reset_requests WHERE position = (
             SELECT position FROM password_reset_requests ORDER BY position LIMIT 1 FOR UPDATE SKIP LOCKED)
         RETURNING email_key, request_id, requested_at",
    );
    Ok(taken.fetch_optional(tx).await?)
}
