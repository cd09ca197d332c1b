//! The events that this service has to tell, in its own database.

use std::time::Duration;

use bytes::Bytes;
use hc_chassis::propagation;
use hc_proto::Event;
use hc_storage::StoreError;
use hc_types::{EventId, OrganizationId, SessionId, Timestamp};
use sqlx::{PgConnection, PgPool};

use crate::{Fact, MAX_BODY, RawEvent};

/// Into how many parts the objects are dealt out among relays.
pub(crate) const SHARDS: u64 = 16;

/// The longest text of an actor, a correlation or a causation: AMQP's short string.
const MAX_TEXT: usize = 255;

/// Writes an event in the transaction of its change; the relay publishes it after the commit.
///
/// The object's version is given here: one more than its last, and the row lock that this takes makes the object's events
/// commit in this order. Notes the current trace. A payload over 64 KiB is an error of the code that built it.
pub async fn enqueue<E: Event>(tx: &mut PgConnection, fact: Fact<'_, E>) -> Result<EventId, StoreError> {
    let data = serde_json::to_string(&fact.payload).map_err(|error| StoreError::corrupt(E::TYPE, error))?;
    if data.len() > MAX_BODY {
        return Err(StoreError::corrupt(E::TYPE, format!("{} bytes are more than an event may have", data.len())));
    }
    let id = EventId::new();
    let query = sqlx::query!(
        "WITH given AS (
             INSERT INTO object_versions AS known (subject, version) VALUES ($3, 1)
             ON CONFLICT (subject) DO UPDATE SET version = known.version + 1
             RETURNING known.version
         )
         INSERT INTO outbox (event_id, shard, subject, version, epoch, type, organization_id, actor, session_id,
                             correlation_id, causation_id, traceparent, data)
         SELECT $1, $2, $3, given.version, event_epoch.epoch, $4, $5, $6, $7, $8, $9, $10, $11::text::json
         FROM given, event_epoch",
        id as EventId,
        shard(&fact.subject),
        fact.subject,
        E::TYPE,
        fact.organization as Option<OrganizationId>,
        cut(&fact.cause.actor),
        fact.cause.session as Option<SessionId>,
        cut(&fact.cause.correlation),
        fact.cause.causation.as_deref().map(cut),
        propagation::traceparent(),
        data,
    );
    query.execute(tx).await?;
    Ok(id)
}

/// Which part of the objects `subject` belongs to. Kept in the row and equal in every version of the code: were an object
/// to change its shard, its waiting events could be overtaken.
pub(crate) fn shard(subject: &str) -> i16 {
    // FNV-1a, 64 bits.
    let hash = subject
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    i16::try_from(hash % SHARDS).expect("below 16")
}

pub(crate) fn cut(text: &str) -> &str {
    let end = text.char_indices().map(|(start, c)| start + c.len_utf8()).take_while(|end| *end <= MAX_TEXT).last();
    text.get(..end.unwrap_or(0)).unwrap_or_default()
}

/// An event that waits, with the shard whose lease entitles to publish it.
#[derive(Debug)]
pub(crate) struct Waiting {
    pub(crate) shard: i16,
    /// The queue that it is work for; none for an event.
    pub(crate) work_queue: Option<String>,
    pub(crate) event: RawEvent,
}

/// What is not to be fetched.
#[derive(Debug, Default)]
pub(crate) struct Excluded {
    /// Was fetched before and is not marked yet.
    pub(crate) events: Vec<EventId>,
    /// Objects and work queues that have to wait.
    pub(crate) subjects: Vec<String>,
    pub(crate) work_queues: Vec<String>,
}

/// Whether anything is not yet published, in whatever shard. Costs a fraction of [`waiting`]: without a parameter it is
/// planned once, not at each call.
pub(crate) async fn is_waiting(pool: &PgPool) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(r#"SELECT EXISTS (SELECT FROM outbox WHERE published_at IS NULL) AS "is_waiting!""#)
        .fetch_one(pool)
        .await
}

/// The oldest events of these shards that are not yet published, in order for each subject. Asked by state and never by
/// "after the last one": positions are given before the commit, and become visible in another order. `NOT IN` a subquery and
/// not `<> ALL` an array, because the planner would weigh each entry of an array by itself.
pub(crate) async fn waiting(
    pool: &PgPool,
    service: &str,
    shards: &[i16],
    excluded: &Excluded,
    limit: i64,
) -> Result<Vec<Waiting>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"SELECT event_id, shard, subject, version, epoch, type AS kind, organization_id, actor, session_id,
                  correlation_id, causation_id, traceparent, work_queue, data::text AS "data!", occurred_at
           FROM outbox WHERE published_at IS NULL AND shard = ANY($1) AND event_id NOT IN (SELECT unnest($3::uuid[]))
             AND CASE WHEN work_queue IS NULL THEN subject NOT IN (SELECT unnest($4::text[]))
                 ELSE work_queue NOT IN (SELECT unnest($5::text[])) END
           ORDER BY position LIMIT $2"#,
        shards,
        limit,
        &excluded.events as &[EventId],
        &excluded.subjects,
        &excluded.work_queues,
    );
    let rows = rows.fetch_all(pool).await?;
    let waiting = rows.into_iter().map(|row| Waiting {
        shard: row.shard,
        work_queue: row.work_queue,
        event: RawEvent {
            id: row.event_id,
            source: format!("/hostingco/{service}"),
            kind: row.kind,
            subject: row.subject,
            organization: row.organization_id,
            version: row.version,
            epoch: row.epoch,
            occurred_at: row.occurred_at,
            actor: row.actor,
            session: row.session_id,
            correlation: row.correlation_id,
            causation: row.causation_id,
            traceparent: row.traceparent,
            replay: None,
            data: Bytes::from(row.data),
        },
    });
    Ok(waiting.collect())
}

/// Begins a new epoch, after the database was restored to an earlier moment; answers its number.
///
/// What is told from now on counts its versions from where the restored database stands, which repeats numbers that
/// consumers have seen with other content; the higher epoch tells them to ask the owner. Before the service starts again.
pub async fn raise_epoch(pool: &PgPool) -> Result<i64, StoreError> {
    let raised = sqlx::query_scalar!("UPDATE event_epoch SET epoch = epoch + 1, raised_at = now() RETURNING epoch");
    Ok(raised.fetch_one(pool).await?)
}

/// What waits, for the metrics: the age of the oldest event, and how many there are (counted up to 100,000).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Backlog {
    pub(crate) oldest: Duration,
    pub(crate) events: i64,
}

pub(crate) async fn backlog(pool: &PgPool) -> Result<Backlog, sqlx::Error> {
    let row = sqlx::query!(
        r#"SELECT count(*) AS "events!", min(occurred_at) AS oldest, clock_timestamp() AS "now!" FROM (
               SELECT occurred_at FROM outbox WHERE published_at IS NULL ORDER BY position LIMIT 100000
           ) AS pending"#
    );
    let row = row.fetch_one(pool).await?;
    let oldest = row.oldest.map_or(Duration::ZERO, |oldest: Timestamp| row.now.since(oldest));
    Ok(Backlog { oldest, events: row.events })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_objects_shard_never_changes() {
        assert_eq!(shard("inv_01jd8x"), 12);
        assert_eq!(shard("ins_01jd8x"), 13);
        assert_eq!(shard(""), 5);
    }

    #[test]
    fn texts_are_cut_between_characters() {
        assert_eq!(cut("usr_1"), "usr_1");
        assert_eq!(cut(&"ä".repeat(200)).len(), 254);
        assert_eq!(cut(""), "");
    }
}
