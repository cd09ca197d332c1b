//! The events that this service has heard.

use std::collections::HashSet;

use hc_storage::{StoreError, sabotage};
use hc_types::{EventId, Timestamp};
use sqlx::{PgConnection, PgPool};

/// Notes the event in the transaction of its effect. False when it was noted before: then it has had its effect.
pub(crate) async fn is_new(tx: &mut PgConnection, consumer: &str, event: EventId) -> Result<bool, StoreError> {
    let noted = sqlx::query!(
        "INSERT INTO inbox (consumer, event_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        consumer,
        event as EventId,
    );
    let is_new = noted.execute(tx).await?.rows_affected() == 1;
    Ok(is_new || sabotage::is_without("inbox"))
}

/// Whether the event was not noted yet, and the time; changes nothing.
pub(crate) async fn look(db: &PgPool, consumer: &str, event: EventId) -> Result<(bool, Timestamp), StoreError> {
    let looked = sqlx::query!(
        r#"SELECT NOT EXISTS (SELECT FROM inbox WHERE consumer = $1 AND event_id = $2) AS "is_new!",
                  clock_timestamp() AS "now!: Timestamp""#,
        consumer,
        event as EventId,
    );
    let looked = looked.fetch_one(db).await?;
    Ok((looked.is_new || sabotage::is_without("inbox"), looked.now))
}

/// Notes all of them at once; those that were not noted before.
pub(crate) async fn new_ones(
    tx: &mut PgConnection,
    consumer: &str,
    events: &[EventId],
) -> Result<HashSet<EventId>, StoreError> {
    let noted = sqlx::query_scalar!(
        r#"INSERT INTO inbox (consumer, event_id) SELECT $1, unnest($2::uuid[]) ON CONFLICT DO NOTHING
           RETURNING event_id AS "event_id: EventId""#,
        consumer,
        events as &[EventId],
    );
    Ok(noted.fetch_all(tx).await?.into_iter().collect())
}
