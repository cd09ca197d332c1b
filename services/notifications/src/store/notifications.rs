//! The SQL of feeds.

use hc_storage::StoreError;
use hc_types::{EventId, NotificationId, OrganizationId, Page, PageRequest, Timestamp, UserId};
use sqlx::{PgConnection, PgExecutor, PgPool};

use super::causes;
use crate::domain::story::Story;

/// An entry of a feed with its story.
#[derive(Debug, Clone)]
pub struct Entry {
    pub id: NotificationId,
    pub user: UserId,
    pub organization: Option<(OrganizationId, String)>,
    pub event_type: String,
    pub subject: String,
    pub story: Story,
    pub read_at: Option<Timestamp>,
    pub occurred_at: Timestamp,
}

struct Row {
    notification_id: NotificationId,
    user_id: UserId,
    organization_id: Option<OrganizationId>,
    organization_name: String,
    event_type: String,
    subject: String,
    story: String,
    read_at: Option<Timestamp>,
    occurred_at: Timestamp,
}

impl TryFrom<Row> for Entry {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.notification_id,
            user: row.user_id,
            organization: row.organization_id.map(|id| (id, row.organization_name)),
            event_type: row.event_type,
            subject: row.subject,
            story: causes::story(&row.story)?,
            read_at: row.read_at,
            occurred_at: row.occurred_at,
        })
    }
}

/// Puts an entry into a user's feed; false when it is there already.
pub async fn insert(
    tx: &mut PgConnection,
    now: Timestamp,
    id: NotificationId,
    user: UserId,
    event: EventId,
    once: &str,
) -> Result<bool, StoreError> {
    let inserted = sqlx::query!(
        "INSERT INTO notifications (notification_id, user_id, event_id, once, created_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT ON CONSTRAINT notifications_once DO NOTHING",
        id as NotificationId,
        user as UserId,
        event as EventId,
        once,
        now,
    );
    Ok(inserted.execute(tx).await?.rows_affected() == 1)
}

/// A page of a user's feed, newest first; all of it, or only what is unread, or only what is read.
pub async fn page(
    db: &PgPool,
    user: UserId,
    unread: Option<bool>,
    page: &PageRequest,
) -> Result<Page<Entry>, StoreError> {
    macro_rules! read {
        ($beyond:literal, $order:literal) => {
            sqlx::query_as!(
                Row,
                r#"SELECT n.notification_id, n.user_id, c.organization_id AS "organization_id: OrganizationId",
                          c.organization_name, c.event_type, c.subject, c.story::text AS "story!", n.read_at, c.occurred_at
                   FROM notifications AS n JOIN causes AS c USING (event_id)
                   WHERE n.user_id = $1 AND ($2::boolean IS NULL OR (n.read_at IS NULL) = $2)
                     AND ($3::uuid IS NULL OR n.notification_id "#
                    + $beyond
                    + " $3) ORDER BY n.notification_id "
                    + $order
                    + " LIMIT $4",
                user as UserId,
                unread,
                page.cursor(),
                page.limit(),
            )
            .fetch_all(db)
            .await?
        };
    }
    let rows = if page.is_backward() { read!(">", "ASC") } else { read!("<", "DESC") };
    let rows = rows.into_iter().map(Entry::try_from).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::from_rows(page, rows))
}

/// Those of the entries that are in the user's feed, in any order.
pub async fn find(db: impl PgExecutor<'_>, user: UserId, ids: &[NotificationId]) -> Result<Vec<Entry>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT n.notification_id, n.user_id, c.organization_id AS "organization_id: OrganizationId",
                  c.organization_name, c.event_type, c.subject, c.story::text AS "story!", n.read_at, c.occurred_at
           FROM notifications AS n JOIN causes AS c USING (event_id)
           WHERE n.user_id = $1 AND n.notification_id = ANY($2)"#,
        user as UserId,
        ids as &[NotificationId],
    );
    rows.fetch_all(db).await?.into_iter().map(Entry::try_from).collect()
}

/// Marks entries of the user's feed as read, and says which were unread, in any order; the others keep their time.
pub async fn mark_read(
    tx: &mut PgConnection,
    now: Timestamp,
    user: UserId,
    ids: &[NotificationId],
) -> Result<Vec<NotificationId>, StoreError> {
    let marked = sqlx::query_scalar!(
        r#"UPDATE notifications SET read_at = $3
           WHERE user_id = $1 AND notification_id = ANY($2) AND read_at IS NULL
           RETURNING notification_id AS "notification_id: NotificationId""#,
        user as UserId,
        ids as &[NotificationId],
        now,
    );
    Ok(marked.fetch_all(tx).await?)
}

/// What was unread until a feed was marked as read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AllRead {
    /// How many entries.
    pub marked: i64,
    /// The newest of them; none where all were read before.
    pub newest: Option<NotificationId>,
}

/// Marks the user's whole feed as read, or it up to an entry. Ids grow with time, so the bound need not exist.
pub async fn mark_all_read(
    tx: &mut PgConnection,
    now: Timestamp,
    user: UserId,
    up_to: Option<NotificationId>,
) -> Result<AllRead, StoreError> {
    let marked = sqlx::query_as!(
        AllRead,
        r#"WITH marked AS (
               UPDATE notifications SET read_at = $3
               WHERE user_id = $1 AND read_at IS NULL AND ($2::uuid IS NULL OR notification_id <= $2)
               RETURNING notification_id
           )
           SELECT count(*) AS "marked!",
                  (SELECT notification_id FROM marked ORDER BY notification_id DESC LIMIT 1)
                      AS "newest: NotificationId"
           FROM marked"#,
        user as UserId,
        up_to as Option<NotificationId>,
        now,
    );
    Ok(marked.fetch_one(tx).await?)
}

/// How many entries of the user's feed are unread, counted up to a limit.
pub async fn count_unread(db: impl PgExecutor<'_>, user: UserId, at_most: i64) -> Result<i64, StoreError> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM (
               SELECT FROM notifications WHERE user_id = $1 AND read_at IS NULL LIMIT $2
           ) AS unread"#,
        user as UserId,
        at_most,
    );
    Ok(count.fetch_one(db).await?)
}

/// Drops entries from before; says how many.
pub async fn forget(tx: &mut PgConnection, before: Timestamp, at_most: i64) -> Result<u64, StoreError> {
    let forgotten = sqlx::query!(
        "DELETE FROM notifications WHERE notification_id IN (
             SELECT notification_id FROM notifications WHERE created_at < $1 LIMIT $2)",
        before,
        at_most,
    );
    Ok(forgotten.execute(tx).await?.rows_affected())
}
