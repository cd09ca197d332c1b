//! A user has read entries of their feed, here or on another device.

use hc_events::{Cause, Fact, outbox};
use hc_proto::events::v1::NotificationRead;
use hc_storage::StoreError;
use hc_types::{NotificationId, Timestamp, UserId};
use sqlx::PgConnection;

use crate::store::notifications::{self, AllRead};

/// Marks entries of the user's feed as read. Those that are, and another's, are passed over.
pub async fn mark_read(
    tx: &mut PgConnection,
    now: Timestamp,
    cause: &Cause,
    user: UserId,
    ids: &[NotificationId],
) -> Result<(), StoreError> {
    let marked = notifications::mark_read(&mut *tx, now, user, ids).await?;
    let Some(newest) = marked.iter().copied().max_by_key(|id| id.uuid()) else { return Ok(()) };
    let count = i64::try_from(marked.len()).unwrap_or(i64::MAX);
    tell(tx, cause, user, newest, (count, marked)).await
}

/// Marks the user's whole feed as read, or it up to an entry, and says how many entries were unread.
pub async fn mark_all_read(
    tx: &mut PgConnection,
    now: Timestamp,
    cause: &Cause,
    user: UserId,
    up_to: Option<NotificationId>,
) -> Result<i64, StoreError> {
    let AllRead { marked, newest } = notifications::mark_all_read(&mut *tx, now, user, up_to).await?;
    if let Some(newest) = newest {
        tell(tx, cause, user, newest, (marked, Vec::new())).await?;
    }
    Ok(marked)
}

/// One event for all of them: who shows what is unread asks for it anew.
async fn tell(
    tx: &mut PgConnection,
    cause: &Cause,
    user: UserId,
    newest: NotificationId,
    (marked, named): (i64, Vec<NotificationId>),
) -> Result<(), StoreError> {
    let payload = NotificationRead {
        notification_id: newest.to_string(),
        user_id: user.to_string(),
        marked,
        notification_ids: named.iter().map(NotificationId::to_string).collect(),
    };
    // As with a new entry: it is its user's and no organization's.
    outbox::enqueue(tx, Fact { subject: newest.to_string(), organization: None, cause, payload }).await?;
    Ok(())
}
