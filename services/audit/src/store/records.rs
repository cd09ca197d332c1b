//! The records themselves: appended, read, never changed.

use std::{collections::HashSet, time::Duration};

use hc_storage::StoreError;
use hc_types::{EventId, OrganizationId, SessionId, Timestamp};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::chains::class;
use crate::domain::{
    chain::{ChainKey, Hash, Owner},
    changes::Place,
    class::Class,
    filter::{Exact, Filter, TypePrefix},
    record::Record,
    replay::{Cursor, Selection},
};

/// How far the clocks of those who tell events may be from ours: what was recorded is looked for from this much before the
/// time in an id or a filter on.
const SLACK: Duration = Duration::from_hours(24);

struct Row {
    organization_id: Uuid,
    class: String,
    sequence: i64,
    recorded_at: Timestamp,
    event_id: EventId,
    kind: String,
    source: String,
    actor: String,
    session_id: Option<SessionId>,
    subject: String,
    epoch: i64,
    version: i64,
    occurred_at: Timestamp,
    visible: bool,
    event: String,
    changes: String,
    previous_hash: Vec<u8>,
    hash: Vec<u8>,
}

impl TryFrom<Row> for Record {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let hash =
            |bytes| Hash::try_from(bytes).map_err(|_| StoreError::corrupt("audit event", "a hash has not 32 bytes"));
        Ok(Self {
            id: row.event_id,
            owner: row.organization_id.into(),
            class: class(row.class)?,
            sequence: row.sequence,
            recorded_at: row.recorded_at,
            kind: row.kind,
            source: row.source,
            actor: row.actor,
            session: row.session_id,
            subject: row.subject,
            place: Place { epoch: row.epoch, version: row.version },
            occurred_at: row.occurred_at,
            visible: row.visible,
            event: row.event,
            changes: row.changes,
            previous_hash: hash(row.previous_hash)?,
            hash: hash(row.hash)?,
        })
    }
}

/// `SELECT` of whole records: what follows the list of columns, then the arguments.
macro_rules! select {
    ($rest:expr, $($argument:expr),+ $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"SELECT e.organization_id, e.class, e.sequence, e.recorded_at, e.event_id, e.type AS kind, e.source, e.actor,
                      e.session_id, e.subject, e.epoch, e.version, e.occurred_at, e.visible, e.event::text AS "event!",
                      e.changes::text AS "changes!", e.previous_hash, e.hash "# + $rest,
            $($argument),+
        )
    };
}

fn records(rows: Vec<Row>) -> Result<Vec<Record>, StoreError> {
    rows.into_iter().map(Record::try_from).collect()
}

/// Appends records whose places were given under the locks of their chains.
pub async fn append(tx: &mut PgConnection, records: &[Record]) -> Result<(), StoreError> {
    macro_rules! column {
        (|$record:ident| $value:expr) => {
            &records.iter().map(|$record| $value).collect::<Vec<_>>()
        };
    }
    let appended = sqlx::query!(
        "INSERT INTO audit_events (organization_id, class, sequence, recorded_at, event_id, type, source, actor,
                                   session_id, subject, epoch, version, occurred_at, visible, event, changes,
                                   previous_hash, hash)
         SELECT organization_id, class, sequence, recorded_at, event_id, type, source, actor, session_id, subject, epoch,
                version, occurred_at, visible, event::json, changes::json, previous_hash, hash
         FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::timestamptz[], $5::uuid[], $6::text[], $7::text[],
                     $8::text[], $9::uuid[], $10::text[], $11::bigint[], $12::bigint[], $13::timestamptz[],
                     $14::boolean[], $15::text[], $16::text[], $17::bytea[], $18::bytea[])
              AS r (organization_id, class, sequence, recorded_at, event_id, type, source, actor, session_id, subject,
                    epoch, version, occurred_at, visible, event, changes, previous_hash, hash)",
        column!(|r| r.owner.uuid()),
        column!(|r| r.class.to_string()),
        column!(|r| r.sequence),
        column!(|r| r.recorded_at) as &[Timestamp],
        column!(|r| r.id.uuid()),
        column!(|r| r.kind.clone()),
        column!(|r| r.source.clone()),
        column!(|r| r.actor.clone()),
        column!(|r| r.session.map(SessionId::uuid)) as &[Option<Uuid>],
        column!(|r| r.subject.clone()),
        column!(|r| r.place.epoch),
        column!(|r| r.place.version),
        column!(|r| r.occurred_at) as &[Timestamp],
        column!(|r| r.visible),
        column!(|r| r.event.clone()),
        column!(|r| r.changes.clone()),
        column!(|r| r.previous_hash.as_bytes().to_vec()),
        column!(|r| r.hash.as_bytes().to_vec()),
    );
    appended.execute(tx).await?;
    Ok(())
}

/// Which of these events are recorded already.
pub async fn known(db: impl PgExecutor<'_>, ids: &[EventId]) -> Result<HashSet<EventId>, StoreError> {
    let known = sqlx::query_scalar!(
        r#"SELECT event_id FROM audit_events
           WHERE event_id = ANY($1) AND ($2::timestamptz IS NULL OR recorded_at >= $2)"#,
        ids as &[EventId],
        not_before(ids) as Option<Timestamp>,
    );
    Ok(known.fetch_all(db).await?.into_iter().collect())
}

/// The records of these events, in any order.
pub async fn find(db: impl PgExecutor<'_>, ids: &[EventId]) -> Result<Vec<Record>, StoreError> {
    let rows = select!(
        "FROM audit_events AS e WHERE e.event_id = ANY($1) AND ($2::timestamptz IS NULL OR e.recorded_at >= $2)",
        ids as &[EventId],
        not_before(ids) as Option<Timestamp>,
    );
    records(rows.fetch_all(db).await?)
}

/// Where an event stands in the order of recording.
pub async fn locate(db: impl PgExecutor<'_>, id: EventId) -> Result<Option<Cursor>, StoreError> {
    let recorded_at = sqlx::query_scalar!(
        "SELECT recorded_at FROM audit_events WHERE event_id = $1 AND ($2::timestamptz IS NULL OR recorded_at >= $2)",
        id as EventId,
        not_before(&[id]) as Option<Timestamp>,
    );
    Ok(recorded_at.fetch_optional(db).await?.map(|recorded_at| Cursor { recorded_at, event: id }))
}

/// The months that can't have any of these events, by the time in their ids, need not be looked into.
fn not_before(ids: &[EventId]) -> Option<Timestamp> {
    let time_of = |id: &EventId| {
        let (seconds, nanos) = id.uuid().get_timestamp()?.to_unix();
        let micros = i64::try_from(seconds).ok()?.checked_mul(1_000_000)?.checked_add(i64::from(nanos / 1_000))?;
        Timestamp::from_micros(micros).ok()
    };
    let times: Option<Vec<Timestamp>> = ids.iter().map(time_of).collect();
    times?.into_iter().min().map(|earliest| earliest.before(SLACK))
}

/// Which way a list is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The newest first.
    Newest,
    /// The oldest first.
    Oldest,
}

/// Up to `limit` records of each of these owners, beyond `cursor` in the order of recording.
pub async fn of_owners(
    db: impl PgExecutor<'_>,
    owners: &[Owner],
    filter: &Filter,
    (order, cursor): (Order, Option<Cursor>),
    limit: i64,
) -> Result<Vec<Record>, StoreError> {
    let owners: Vec<Uuid> = owners.iter().map(|owner| owner.uuid()).collect();
    let subjects: Vec<String> = filter.subjects.iter().map(|subject| subject.as_str().to_owned()).collect();
    macro_rules! read {
        ($beyond:literal, $direction:literal) => {
            select!(
                "FROM unnest($1::uuid[]) WITH ORDINALITY AS o (owner, place)
                 CROSS JOIN LATERAL (
                     SELECT * FROM audit_events AS e
                     WHERE e.organization_id = o.owner
                       AND ($2::timestamptz IS NULL OR (e.recorded_at, e.event_id) "
                    + $beyond
                    + " ($2, $3))
                       AND ($4::text IS NULL OR e.type = $4 OR e.type LIKE $5)
                       AND ($6::text IS NULL OR e.actor = $6)
                       AND ($7::text IS NULL OR e.subject = $7)
                       AND (cardinality($13::text[]) = 0 OR e.subject = ANY($13))
                       AND ($8::timestamptz IS NULL OR (e.occurred_at >= $8 AND e.recorded_at >= $9))
                       AND ($10::timestamptz IS NULL OR e.occurred_at < $10)
                       AND (e.visible OR NOT $11)
                     ORDER BY e.recorded_at "
                    + $direction
                    + ", e.event_id "
                    + $direction
                    + " LIMIT $12
                 ) AS e ORDER BY o.place, e.recorded_at "
                    + $direction
                    + ", e.event_id "
                    + $direction,
                &owners,
                cursor.map(|cursor| cursor.recorded_at) as Option<Timestamp>,
                cursor.map(|cursor| cursor.event.uuid()),
                filter.kind.as_ref().map(TypePrefix::as_str),
                filter.kind.as_ref().map(TypePrefix::pattern),
                filter.actor.as_ref().map(Exact::as_str),
                filter.subject.as_ref().map(Exact::as_str),
                filter.period.from as Option<Timestamp>,
                filter.period.from.map(|from| from.before(SLACK)) as Option<Timestamp>,
                filter.period.to as Option<Timestamp>,
                filter.visible_only,
                limit,
                &subjects,
            )
            .fetch_all(db)
            .await?
        };
    }
    records(match order {
        Order::Newest => read!("<", "DESC"),
        Order::Oldest => read!(">", "ASC"),
    })
}

/// The next records of a chain after a place, by number; `recorded_at` is when the record there was recorded.
pub async fn of_chain(
    db: impl PgExecutor<'_>,
    key: &ChainKey,
    after: i64,
    recorded_at: Option<Timestamp>,
    limit: i64,
) -> Result<Vec<Record>, StoreError> {
    let rows = select!(
        "FROM audit_events AS e
         WHERE e.organization_id = $1 AND e.class = $2 AND e.sequence > $3
           AND ($4::timestamptz IS NULL OR e.recorded_at >= $4)
         ORDER BY e.sequence LIMIT $5",
        key.owner.uuid(),
        key.class.as_str(),
        after,
        recorded_at as Option<Timestamp>,
        limit,
    );
    records(rows.fetch_all(db).await?)
}

/// The events of an object that are recorded, in the object's own order: place and event. The newest so many.
pub async fn history(db: impl PgExecutor<'_>, subject: &str, limit: i64) -> Result<Vec<(Place, String)>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT epoch AS "epoch!", version AS "version!", event AS "event!" FROM (
               SELECT epoch, version, event::text AS event FROM audit_events
               WHERE subject = $1 ORDER BY epoch DESC, version DESC LIMIT $2
           ) AS newest ORDER BY epoch, version"#,
        subject,
        limit,
    );
    let rows = rows.fetch_all(db).await?.into_iter();
    Ok(rows.map(|row| (Place { epoch: row.epoch, version: row.version }, row.event)).collect())
}

/// The next records for a replay, beyond its cursor.
pub async fn for_replay(
    db: impl PgExecutor<'_>,
    selection: &Selection,
    before: Timestamp,
    cursor: Option<Cursor>,
    limit: i64,
) -> Result<Vec<Record>, StoreError> {
    let rows = select!(
        "FROM audit_events AS e
         WHERE e.recorded_at < $1 AND ($2::timestamptz IS NULL OR (e.recorded_at, e.event_id) > ($2, $3))
           AND ($4::text IS NULL OR e.type = $4 OR e.type LIKE $5)
           AND ($6::uuid IS NULL OR e.organization_id = $6)
           AND ($7::timestamptz IS NULL OR (e.occurred_at >= $7 AND e.recorded_at >= $8))
           AND ($9::timestamptz IS NULL OR e.occurred_at < $9)
         ORDER BY e.recorded_at, e.event_id LIMIT $10",
        before as Timestamp,
        cursor.map(|cursor| cursor.recorded_at) as Option<Timestamp>,
        cursor.map(|cursor| cursor.event.uuid()),
        selection.kind.as_ref().map(TypePrefix::as_str),
        selection.kind.as_ref().map(TypePrefix::pattern),
        selection.organization.map(OrganizationId::uuid),
        selection.period.from as Option<Timestamp>,
        selection.period.from.map(|from| from.before(SLACK)) as Option<Timestamp>,
        selection.period.to as Option<Timestamp>,
        limit,
    );
    records(rows.fetch_all(db).await?)
}

/// How many records a replay will send.
pub async fn count_for_replay(
    db: impl PgExecutor<'_>,
    selection: &Selection,
    before: Timestamp,
) -> Result<i64, StoreError> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM audit_events AS e
           WHERE e.recorded_at < $1
             AND ($2::text IS NULL OR e.type = $2 OR e.type LIKE $3)
             AND ($4::uuid IS NULL OR e.organization_id = $4)
             AND ($5::timestamptz IS NULL OR (e.occurred_at >= $5 AND e.recorded_at >= $6))
             AND ($7::timestamptz IS NULL OR e.occurred_at < $7)"#,
        before as Timestamp,
        selection.kind.as_ref().map(TypePrefix::as_str),
        selection.kind.as_ref().map(TypePrefix::pattern),
        selection.organization.map(OrganizationId::uuid),
        selection.period.from as Option<Timestamp>,
        selection.period.from.map(|from| from.before(SLACK)) as Option<Timestamp>,
        selection.period.to as Option<Timestamp>,
    );
    Ok(count.fetch_one(db).await?)
}

/// The records of one class between two instants, chain by chain; beyond a place, so many at a time.
pub async fn of_month(
    db: impl PgExecutor<'_>,
    class: &Class,
    (begins, ends): (Timestamp, Timestamp),
    after: Option<(Owner, i64)>,
    limit: i64,
) -> Result<Vec<Record>, StoreError> {
    let rows = select!(
        "FROM audit_events AS e
         WHERE e.class = $1 AND e.recorded_at >= $2 AND e.recorded_at < $3
           AND ($4::uuid IS NULL OR (e.organization_id, e.sequence) > ($4, $5))
         ORDER BY e.organization_id, e.sequence LIMIT $6",
        class.as_str(),
        begins as Timestamp,
        ends as Timestamp,
        after.map(|(owner, _)| owner.uuid()),
        after.map(|(_, sequence)| sequence),
        limit,
    );
    records(rows.fetch_all(db).await?)
}
