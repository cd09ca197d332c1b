//! Replays.

use hc_storage::StoreError;
use hc_types::{EventId, OrganizationId, Page, PageRequest, ReplayId, Timestamp};
use sqlx::{PgConnection, PgExecutor};

use crate::domain::{
    filter::{Period, TypePrefix},
    replay::{Cursor, Rate, Replay, Selection, State, TargetQueue},
};

struct Row {
    replay_id: ReplayId,
    queue: String,
    kind: Option<String>,
    organization_id: Option<OrganizationId>,
    from_at: Option<Timestamp>,
    to_at: Option<Timestamp>,
    rate: i32,
    state: String,
    recorded_before: Timestamp,
    cursor_recorded_at: Option<Timestamp>,
    cursor_event_id: Option<EventId>,
    sent: i64,
    total: i64,
    waiting_for: String,
    started_by: String,
    created_at: Timestamp,
    ended_at: Option<Timestamp>,
}

impl TryFrom<Row> for Replay {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let corrupt = |why: String| StoreError::corrupt("replay", why);
        let kind = row.kind.map(|text| TypePrefix::parse(&text)).transpose();
        let period = Period::new(row.from_at, row.to_at);
        let state = State::ALL.into_iter().find(|state| state.name() == row.state);
        let cursor = row.cursor_recorded_at.zip(row.cursor_event_id);
        Ok(Self {
            id: row.replay_id,
            queue: TargetQueue::parse(&row.queue).map_err(|error| corrupt(error.to_string()))?,
            selection: Selection {
                kind: kind.map_err(|error| corrupt(error.to_string()))?,
                organization: row.organization_id,
                period: period.map_err(|error| corrupt(error.to_string()))?,
            },
            rate: Rate::new(Some(row.rate)).map_err(|error| corrupt(error.to_string()))?,
            state: state.ok_or_else(|| corrupt(format!("state {:?}", row.state)))?,
            recorded_before: row.recorded_before,
            cursor: cursor.map(|(recorded_at, event)| Cursor { recorded_at, event }),
            sent: row.sent,
            total: row.total,
            waiting_for: row.waiting_for,
            started_by: row.started_by,
            created_at: row.created_at,
            ended_at: row.ended_at,
        })
    }
}

macro_rules! select {
    ($rest:expr $(, $argument:expr)* $(,)?) => {
        sqlx::query_as!(
            Row,
            "SELECT replay_id, queue, type AS kind, organization_id, from_at, to_at, rate, state, recorded_before,
                    cursor_recorded_at, cursor_event_id, sent, total, waiting_for, started_by, created_at, ended_at
             FROM replays " + $rest
            $(, $argument)*
        )
    };
}

/// Waits until nobody is in the middle of recording, keeps everybody from it until the transaction ends (so that must be
/// soon), and says when that is: everything that was recorded before is there, and nothing will be added to it.
pub async fn stand_still(tx: &mut PgConnection) -> Result<Timestamp, StoreError> {
    sqlx::query!("LOCK TABLE audit_chains IN SHARE MODE").execute(&mut *tx).await?;
    Ok(sqlx::query_scalar!(r#"SELECT clock_timestamp() AS "now!""#).fetch_one(tx).await?)
}

/// Keeps a new one.
pub async fn insert(tx: &mut PgConnection, replay: &Replay) -> Result<(), StoreError> {
    let inserted = sqlx::query!(
        "INSERT INTO replays (replay_id, queue, type, organization_id, from_at, to_at, rate, state, recorded_before, total,
                              started_by, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        replay.id as ReplayId,
        replay.queue.as_str(),
        replay.selection.kind.as_ref().map(TypePrefix::as_str),
        replay.selection.organization as Option<OrganizationId>,
        replay.selection.period.from as Option<Timestamp>,
        replay.selection.period.to as Option<Timestamp>,
        replay.rate.per_second(),
        replay.state.name(),
        replay.recorded_before as Timestamp,
        replay.total,
        replay.started_by,
        replay.created_at as Timestamp,
    );
    inserted.execute(tx).await?;
    Ok(())
}

/// How many have not ended.
pub async fn count_open(tx: &mut PgConnection) -> Result<i64, StoreError> {
    let open = sqlx::query_scalar!(r#"SELECT count(*) AS "count!" FROM replays WHERE state IN ('running', 'paused')"#);
    Ok(open.fetch_one(tx).await?)
}

/// One.
pub async fn find(db: impl PgExecutor<'_>, id: ReplayId) -> Result<Option<Replay>, StoreError> {
    select!("WHERE replay_id = $1", id as ReplayId).fetch_optional(db).await?.map(Replay::try_from).transpose()
}

/// One, locked until the transaction ends.
pub async fn find_for_update(tx: &mut PgConnection, id: ReplayId) -> Result<Option<Replay>, StoreError> {
    let row = select!("WHERE replay_id = $1 FOR UPDATE", id as ReplayId);
    row.fetch_optional(tx).await?.map(Replay::try_from).transpose()
}

/// A page of all, newest first.
pub async fn page(db: impl PgExecutor<'_>, page: &PageRequest) -> Result<Page<Replay>, StoreError> {
    macro_rules! read {
        ($beyond:literal, $order:literal) => {
            select!(
                "WHERE $1::uuid IS NULL OR replay_id " + $beyond + " $1 ORDER BY replay_id " + $order + " LIMIT $2",
                page.cursor(),
                page.limit(),
            )
            .fetch_all(db)
            .await?
        };
    }
    let rows = if page.is_backward() { read!(">", "ASC") } else { read!("<", "DESC") };
    let replays = rows.into_iter().map(Replay::try_from).collect::<Result<_, _>>()?;
    Ok(Page::from_rows(page, replays))
}

/// Sets where it stands. A turn makes its sender's fence old, so that it stops with the next cursor at the latest.
pub async fn turn(tx: &mut PgConnection, id: ReplayId, state: State) -> Result<(), StoreError> {
    let turned = sqlx::query!(
        "UPDATE replays SET state = $2, waiting_for = '', fence = fence + 1, lease_until = '-infinity',
                ended_at = CASE WHEN $3 THEN now() END
         WHERE replay_id = $1",
        id as ReplayId,
        state.name(),
        state.is_end(),
    );
    turned.execute(tx).await?;
    Ok(())
}

/// The right to send a replay, for a while; a number that later senders have higher.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    /// Of which.
    pub replay: ReplayId,
    /// Counts the senders.
    pub fence: i64,
}

/// Takes a running replay that nobody sends.
pub async fn claim(tx: &mut PgConnection, seconds: f64) -> Result<Option<(Lease, Replay)>, StoreError> {
    let claimed = sqlx::query!(
        r#"UPDATE replays SET fence = fence + 1, lease_until = now() + make_interval(secs => $1)
           WHERE replay_id = (
               SELECT replay_id FROM replays WHERE state = 'running' AND lease_until < now()
               ORDER BY lease_until, replay_id LIMIT 1 FOR UPDATE SKIP LOCKED)
           RETURNING replay_id, fence"#,
        seconds,
    );
    let Some(row) = claimed.fetch_optional(&mut *tx).await? else { return Ok(None) };
    let replay = find(tx, row.replay_id).await?;
    Ok(replay.map(|replay| (Lease { replay: row.replay_id, fence: row.fence }, replay)))
}

/// How far a sender has come.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'a> {
    /// The last event that the queue has confirmed; `None` leaves it as it is.
    pub cursor: Option<Cursor>,
    /// How many more the queue has taken.
    pub sent: i64,
    /// What it waits for; empty while it goes on.
    pub waiting_for: &'a str,
}

/// Notes how far it has come and keeps the lease. False when somebody else has taken over or a person has turned it.
pub async fn advance(
    tx: &mut PgConnection,
    lease: Lease,
    progress: Progress<'_>,
    seconds: f64,
) -> Result<bool, StoreError> {
    let advanced = sqlx::query!(
        "UPDATE replays SET cursor_recorded_at = coalesce($3, cursor_recorded_at),
                cursor_event_id = coalesce($4, cursor_event_id), sent = sent + $5, waiting_for = left($6, 255),
                lease_until = now() + make_interval(secs => $7)
         WHERE replay_id = $1 AND fence = $2 AND state = 'running'",
        lease.replay as ReplayId,
        lease.fence,
        progress.cursor.map(|cursor| cursor.recorded_at) as Option<Timestamp>,
        progress.cursor.map(|cursor| cursor.event) as Option<EventId>,
        progress.sent,
        progress.waiting_for,
        seconds,
    );
    Ok(advanced.execute(tx).await?.rows_affected() == 1)
}

/// Lets another one send it at once; for a sender that stops.
pub async fn release(tx: &mut PgConnection, lease: Lease) -> Result<(), StoreError> {
    let released = sqlx::query!(
        "UPDATE replays SET lease_until = '-infinity' WHERE replay_id = $1 AND fence = $2",
        lease.replay as ReplayId,
        lease.fence,
    );
    released.execute(tx).await?;
    Ok(())
}

/// The running replay's figures for the metrics: how many there are, and how many events they still have to send.
pub async fn backlog(db: impl PgExecutor<'_>) -> Result<(i64, i64), StoreError> {
    let row = sqlx::query!(
        r#"SELECT count(*) AS "replays!", coalesce(sum(greatest(total - sent, 0)), 0)::bigint AS "events!"
           FROM replays WHERE state = 'running'"#
    );
    let row = row.fetch_one(db).await?;
    Ok((row.replays, row.events))
}
