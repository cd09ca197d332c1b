//! One reader of the log for all streams of an owner's process.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use hc_proto::access::v1::AccessChange;
use hc_storage::StoreError;
use sqlx::{PgConnection, PgPool};
use tokio::{sync::Mutex, time::timeout};

use super::log;
use crate::apart::apart;

/// How long a read may take. Followers take an owner for dead after as long a silence; a database that has gone without a
/// word would be waited for by all of them for ever.
const LIMIT: Duration = Duration::from_secs(2);
/// How often expired rows are dropped, here and in the database.
const PRUNE_EVERY: Duration = Duration::from_mins(1);

/// The log as it was at some instant: every row that still matters, in order.
#[derive(Debug, Clone)]
pub(super) struct Log {
    /// Changes when the history may have become another one.
    pub(super) epoch: i64,
    /// The newest revision.
    pub(super) revision: i64,
    rows: Arc<Vec<AccessChange>>,
}

impl Log {
    /// A log of these rows.
    pub(super) fn of(epoch: i64, rows: Vec<AccessChange>) -> Self {
        Self { epoch, revision: last(&rows, 0), rows: Arc::new(rows) }
    }

    /// The rows after a revision.
    pub(super) fn after(&self, revision: i64) -> &[AccessChange] {
        let begin = self.rows.partition_point(|row| row.revision <= revision);
        self.rows.get(begin..).unwrap_or_default()
    }
}

/// Reads the log for whoever waits: one read serves all who asked before it began.
pub(super) struct Reader {
    pool: PgPool,
    asked: AtomicU64,
    state: Mutex<State>,
}

struct State {
    log: Log,
    timeline: String,
    /// Who asked up to here is served by `log`.
    served: u64,
    pruned: Instant,
}

impl Reader {
    pub(super) fn new(pool: PgPool) -> Self {
        // An epoch belongs to a process: a restore needs no trace of its own when every start begins a new one.
        let log = Log::of(new_epoch(0), Vec::new());
        let state = State { log, timeline: String::new(), served: 0, pruned: Instant::now() };
        Self { pool, asked: AtomicU64::new(0), state: Mutex::new(state) }
    }

    /// The log with everything that was committed before this call.
    pub(super) async fn read(self: &Arc<Self>) -> Result<Log, StoreError> {
        let ticket = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
        let this = Arc::clone(self);
        apart(async move { this.read_in_turn(ticket).await }).await
    }

    async fn read_in_turn(&self, ticket: u64) -> Result<Log, StoreError> {
        let mut state = self.state.lock().await;
        if state.served < ticket {
            let upto = self.asked.load(Ordering::SeqCst);
            let mut connection = self.pool.acquire().await?;
            // What was read so far stays right: each step is taken whole, after its last wait.
            let Ok(read) = timeout(LIMIT, refresh(&mut connection, &mut state)).await else {
                // The pool would ask it whether it still lives, and has no other.
                drop(connection.detach());
                return Err(StoreError::silent(LIMIT));
            };
            read?;
            state.served = upto;
        }
        Ok(state.log.clone())
    }
}

async fn refresh(connection: &mut PgConnection, state: &mut State) -> Result<(), StoreError> {
    let head = log::head(connection).await?;
    if head.timeline != state.timeline || head.drawn < state.log.revision {
        let rows = log::rows_after(connection, 0).await?;
        state.log = Log::of(new_epoch(state.log.epoch), rows);
        state.timeline = head.timeline;
    } else if head.drawn > state.log.revision {
        let rows = log::rows_after(connection, state.log.revision).await?;
        state.log.revision = last(&rows, state.log.revision);
        Arc::make_mut(&mut state.log.rows).extend(rows);
    }
    if state.pruned.elapsed() > PRUNE_EVERY {
        log::prune(connection).await?;
        let rows = log::rows_after(connection, 0).await?;
        state.log.revision = last(&rows, state.log.revision);
        state.log.rows = Arc::new(rows);
        state.pruned = Instant::now();
    }
    Ok(())
}

fn last(rows: &[AccessChange], before: i64) -> i64 {
    rows.last().map_or(before, |row| row.revision.max(before))
}

/// Any number but 0, which a follower has that knows nothing, and but the last one.
fn new_epoch(last: i64) -> i64 {
    let epoch = rand::random_range(1..i64::MAX);
    if epoch == last { epoch ^ 1 | 2 } else { epoch }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_after_a_revision_are_those_behind_it() {
        let row = |revision| AccessChange { revision, ..AccessChange::default() };
        let log = Log::of(1, vec![row(2), row(5), row(7)]);
        let after = |revision| log.after(revision).iter().map(|row| row.revision).collect::<Vec<_>>();
        assert_eq!(after(0), [2, 5, 7]);
        assert_eq!(after(2), [5, 7]);
        assert_eq!(after(6), [7]);
        assert!(after(7).is_empty());
    }
}
