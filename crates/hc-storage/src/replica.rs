//! Read replicas, used only while they are known to be fresh.
//!
//! How old a replica is cannot be asked of the replica alone: one that has lost its primary believes to be up to date. So
//! the primary is asked where its log ends, and the replica when it has come that far: then it holds everything up to the
//! moment of the first question. The age of that moment is an upper bound of how stale a read can be.
//!
//! Behind one address there may be several replicas, of which one is behind. So each read asks its own connection whether
//! that has come as far as the primary was a moment ago that is not longer past than is allowed: one more round trip,
//! from which nobody can end up at the wrong one.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use metrics::{counter, gauge};
use sqlx::{PgConnection, PgPool, Postgres, pool::PoolConnection};
use tokio::{
    task::JoinSet,
    time::{Instant, sleep, timeout},
};

use crate::{
    DatabaseSettings, StoreError,
    metrics::{REPLICA_FALLBACKS, REPLICA_STALENESS},
    pool::{connect_options_to, pool_options},
};

/// A replica that is followed until this is dropped.
#[derive(Debug)]
pub(crate) struct Replica {
    followed: Arc<Followed>,
    _task: JoinSet<()>,
}

/// The replicas' pool, and what is known of them.
#[derive(Debug)]
struct Followed {
    pool: PgPool,
    max_lag: Duration,
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    /// The moment of which a replica is known to hold everything.
    reached: Option<Instant>,
    /// Where the primary's log ended and when that was asked, oldest first; none is older than the lag that is allowed.
    ends: VecDeque<(Instant, String)>,
}

impl Replica {
    /// The replica of the settings, if there is one.
    pub(crate) fn of(settings: &DatabaseSettings, primary: &PgPool) -> Result<Option<Self>, StoreError> {
        let Some(url) = &settings.replica_url else { return Ok(None) };
        // It connects when it is first asked: a replica that is away keeps nobody from starting.
        let pool = pool_options(settings).min_connections(0).connect_lazy_with(connect_options_to(url, settings)?);
        let followed = Arc::new(Followed { pool, max_lag: settings.replica_max_lag, known: Mutex::default() });
        let mut task = JoinSet::new();
        task.spawn(follow(Arc::clone(&followed), primary.clone()));
        Ok(Some(Self { followed, _task: task }))
    }

    /// A connection to one in which nothing is staler than is allowed; `None` where there is none at the moment.
    pub(crate) async fn reader(&self) -> Option<PoolConnection<Postgres>> {
        let reader = self.followed.reader().await;
        if reader.is_none() {
            counter!(REPLICA_FALLBACKS).increment(1);
        }
        reader
    }

    pub(crate) async fn close(&self) {
        self.followed.pool.close().await;
    }
}

impl Followed {
    async fn reader(&self) -> Option<PoolConnection<Postgres>> {
        // Nobody waits for a replica that is known to be away.
        self.staleness().filter(|staleness| *staleness <= self.max_lag)?;
        let mut reader = self.pool.acquire().await.ok()?;
        let end = self.end()?;
        has_reached(&mut reader, &end).await.ok()?.then_some(reader)
    }

    /// How stale a read can be at most; none where it cannot be told.
    fn staleness(&self) -> Option<Duration> {
        self.known().reached.map(|reached| reached.elapsed())
    }

    /// Where the primary's log ended at the earliest moment that is not too long past.
    fn end(&self) -> Option<String> {
        let mut known = self.known();
        while known.ends.front().is_some_and(|(asked, _)| asked.elapsed() > self.max_lag) {
            known.ends.pop_front();
        }
        known.ends.front().map(|(_, end)| end.clone())
    }

    /// Asks the primary where its log ends, and waits until a replica has come that far.
    async fn catch_up(&self, primary: &PgPool, pause: Duration) -> Result<(), sqlx::Error> {
        let asked = Instant::now();
        let end = sqlx::query_scalar!(r#"SELECT pg_current_wal_lsn()::text AS "lsn!""#).fetch_one(primary).await?;
        self.known().ends.push_back((asked, end.clone()));
        while !has_reached(&mut *self.pool.acquire().await?, &end).await? {
            sleep(pause).await;
        }
        self.known().reached = Some(asked);
        Ok(())
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Compares the two, several times within the lag that is allowed.
async fn follow(replica: Arc<Followed>, primary: PgPool) {
    let pause = (replica.max_lag / 5).clamp(Duration::from_millis(20), Duration::from_secs(1));
    loop {
        match timeout(replica.max_lag, replica.catch_up(&primary, pause / 4)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::debug!(error = &error as &dyn std::error::Error, "the replica cannot be compared");
            }
            Err(_) => tracing::debug!("the replica is too far behind"),
        }
        gauge!(REPLICA_STALENESS).set(replica.staleness().map_or(f64::INFINITY, |staleness| staleness.as_secs_f64()));
        // Lets go of what is too long past, also while nobody reads.
        replica.end();
        sleep(pause).await;
    }
}

/// Whether the replica of this connection holds everything up to this end of the primary's log. One that was promoted has
/// a history of its own: what it holds is no copy of the primary.
async fn has_reached(replica: &mut PgConnection, end: &str) -> Result<bool, sqlx::Error> {
    let reached = sqlx::query_scalar!(
        r#"SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= $1::text::pg_lsn AS "reached!""#,
        end
    );
    reached.fetch_one(replica).await
}
