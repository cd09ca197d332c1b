//! A read replica, used only while it is known to be fresh.
//!
//! How old a replica is cannot be asked of the replica alone: one that has lost its primary believes to be up to date. So
//! the primary is asked where its log ends, and the replica when it has come that far: then it holds everything up to the
//! moment of the first question. The age of that moment is an upper bound of how stale a read can be.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use metrics::{counter, gauge};
use sqlx::PgPool;
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

/// A replica's pool, and the moment of which it is known to hold everything.
#[derive(Debug)]
struct Followed {
    pool: PgPool,
    max_lag: Duration,
    known: Mutex<Option<Instant>>,
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

    /// Its pool, while nothing in it is staler than is allowed.
    pub(crate) fn fresh(&self) -> Option<&PgPool> {
        if self.followed.staleness().is_some_and(|staleness| staleness <= self.followed.max_lag) {
            return Some(&self.followed.pool);
        }
        counter!(REPLICA_FALLBACKS).increment(1);
        None
    }

    pub(crate) async fn close(&self) {
        self.followed.pool.close().await;
    }
}

impl Followed {
    /// How stale a read can be at most; none where it cannot be told.
    fn staleness(&self) -> Option<Duration> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).map(|known| known.elapsed())
    }

    fn knows(&self, moment: Instant) {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(moment);
    }
}

/// Compares the two, several times within the lag that is allowed.
async fn follow(replica: Arc<Followed>, primary: PgPool) {
    let pause = (replica.max_lag / 5).clamp(Duration::from_millis(20), Duration::from_secs(1));
    loop {
        let asked = Instant::now();
        match timeout(replica.max_lag, catches_up(&primary, &replica.pool, pause / 4)).await {
            Ok(Ok(())) => replica.knows(asked),
            Ok(Err(error)) => {
                tracing::debug!(error = &error as &dyn std::error::Error, "the replica cannot be compared");
            }
            Err(_) => tracing::debug!("the replica is too far behind"),
        }
        gauge!(REPLICA_STALENESS).set(replica.staleness().map_or(f64::INFINITY, |staleness| staleness.as_secs_f64()));
        sleep(pause).await;
    }
}

/// Ends when the replica holds what the primary held when this was called.
async fn catches_up(primary: &PgPool, replica: &PgPool, pause: Duration) -> Result<(), sqlx::Error> {
    let end = sqlx::query_scalar!(r#"SELECT pg_current_wal_lsn()::text AS "lsn!""#).fetch_one(primary).await?;
    loop {
        // A replica that was promoted has a history of its own: what it holds is no copy of the primary.
        let reached = sqlx::query_scalar!(
            r#"SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= $1::text::pg_lsn AS "reached!""#,
            end
        );
        if reached.fetch_one(replica).await? {
            return Ok(());
        }
        sleep(pause).await;
    }
}
