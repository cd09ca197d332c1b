//! The handle on a service's database, and the one way to write to it.

use std::{
    future::Future,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use futures::future::BoxFuture;
use hc_types::Timestamp;
use metrics::{gauge, histogram};
use sqlx::{Connection, PgConnection, PgPool, Postgres, pool::PoolConnection};
use tokio::{
    sync::Notify,
    time::{Instant, timeout},
};
use tokio_util::task::TaskTracker;
use tracing::Instrument;

use crate::{
    Idempotency, StoreError,
    idempotency::{self, Claim},
    metrics::{ACQUIRE, CONNECTIONS, TRANSACTION},
    replica::Replica,
    sabotage,
};

/// A service's database. Cheap to clone; all clones share the pool.
#[derive(Debug, Clone)]
pub struct Db {
    pool: PgPool,
    replica: Option<Arc<Replica>>,
    transactions: TaskTracker,
    after_commit: Arc<Mutex<Vec<Weak<Notify>>>>,
    /// How long a transaction may take.
    limit: Duration,
}

impl Db {
    pub(crate) fn new(pool: PgPool, replica: Option<Arc<Replica>>, limit: Duration) -> Self {
        Self { pool, replica, transactions: TaskTracker::new(), after_commit: Arc::default(), limit }
    }

    /// The same, whose transactions may take so long: for jobs that have much to do in one.
    #[must_use]
    pub fn with_limit(&self, limit: Duration) -> Self {
        Self { limit, ..self.clone() }
    }

    /// The pool, for reads. What changes something goes through [`Db::transact`].
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// A connection for reads that may be a little old: lists for people, searches, sums. To a replica while that is at
    /// most `replica_max_lag` behind, else to the primary. Never for a read that a write is decided by, nor for one that
    /// must see what its caller has just written.
    pub async fn stale_reader(&self) -> Result<PoolConnection<Postgres>, StoreError> {
        if let Some(replica) = &self.replica
            && let Some(reader) = replica.reader().await
        {
            return Ok(reader);
        }
        Ok(self.pool.acquire().await?)
    }

    /// A small pool of its own to the same database, for background work that callers must not starve. It connects
    /// when it is first used.
    pub fn side_pool(&self, connections: u32) -> PgPool {
        let options = self.pool.options().clone().min_connections(0).max_connections(connections);
        options.connect_lazy_with(self.pool.connect_options().as_ref().clone())
    }

    /// Runs `work` in one transaction: commits when it answers `Ok`, rolls back when it answers `Err`.
    ///
    /// `work` gets the transaction's connection and its time by the database's clock. It runs in a task of its own: once
    /// begun it ends, even when the caller is gone. After the commit, those who wait on [`Db::committed`] are woken.
    ///
    /// A transaction that takes longer than the settings' `transaction_timeout` is given up with its connection, as
    /// [`StoreError::Unavailable`].
    pub async fn transact<T, E, W>(&self, work: W) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        W: for<'t> FnOnce(&'t mut PgConnection, Timestamp) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
    {
        let db = self.clone();
        self.in_own_task(async move { db.run(work).await }).await
    }

    /// [`Db::transact`], at most once for a key: a repeated call with the same input gets the first answer, one with
    /// another input [`StoreError::KeyReused`]. A duplicate in flight waits for the first. Errors are not kept: the
    /// next call with the key tries again. Without a key it is [`Db::transact`].
    pub async fn transact_once<T, E, W>(&self, key: Option<Idempotency>, work: W) -> Result<T, E>
    where
        T: prost::Message + Default + 'static,
        E: From<StoreError> + Send + 'static,
        W: for<'t> FnOnce(&'t mut PgConnection, Timestamp) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
    {
        let Some(key) = key else { return self.transact(work).await };
        self.transact(move |tx, now| {
            Box::pin(async move {
                match idempotency::claim(tx, &key).await? {
                    Claim::Answered(answer) => Ok(answer),
                    Claim::First => {
                        let answer = work(&mut *tx, now).await?;
                        idempotency::answer(tx, &key, &answer).await?;
                        Ok(answer)
                    }
                }
            })
        })
        .await
    }

    /// Forgets idempotency keys that are older than `age` (24 hours at least, by contract) and says how many. In small
    /// transactions, so that no call waits behind it; for a job that runs every hour or so.
    pub async fn forget_idempotency_keys(&self, age: Duration) -> Result<u64, StoreError> {
        idempotency::forget(self, age).await
    }

    /// Notified after each commit of [`Db::transact`]; what was notified while nobody waited is not lost. Each call makes
    /// a waker of its own.
    pub fn committed(&self) -> Arc<Notify> {
        let waker = Arc::new(Notify::new());
        self.wakers().push(Arc::downgrade(&waker));
        waker
    }

    /// Whether the database answers; for readiness.
    pub async fn ready(&self) -> Result<(), String> {
        let mut connection = self.pool.acquire().await.map_err(|error| error.to_string())?;
        connection.ping().await.map_err(|error| error.to_string())
    }

    /// Waits for running transactions, then closes the pool. For the end of the process.
    pub async fn close(&self) {
        self.transactions.close();
        self.transactions.wait().await;
        if let Some(replica) = &self.replica {
            replica.close().await;
        }
        self.pool.close().await;
    }

    async fn run<T, E, W>(&self, work: W) -> Result<T, E>
    where
        E: From<StoreError>,
        W: for<'t> FnOnce(&'t mut PgConnection, Timestamp) -> BoxFuture<'t, Result<T, E>>,
    {
        let asked = Instant::now();
        let mut connection = self.pool.acquire().await.map_err(StoreError::from)?;
        let begun = Instant::now();
        histogram!(ACQUIRE).record((begun - asked).as_secs_f64());
        let idle = self.pool.num_idle();
        let used = usize::try_from(self.pool.size()).unwrap_or(usize::MAX).saturating_sub(idle);
        for (state, connections) in [("idle", idle), ("used", used)] {
            gauge!(CONNECTIONS, "state" => state).set(f64::from(u32::try_from(connections).unwrap_or(u32::MAX)));
        }
        let outcome = timeout(self.limit, self.run_on(&mut connection, work)).await;
        histogram!(TRANSACTION).record(begun.elapsed().as_secs_f64());
        outcome.unwrap_or_else(|_| {
            // Its pool would ask it whether it still lives, and wait for that as long.
            drop(connection.detach());
            Err(StoreError::silent(self.limit).into())
        })
    }

    async fn run_on<T, E, W>(&self, connection: &mut PgConnection, work: W) -> Result<T, E>
    where
        E: From<StoreError>,
        W: for<'t> FnOnce(&'t mut PgConnection, Timestamp) -> BoxFuture<'t, Result<T, E>>,
    {
        #[expect(clippy::disallowed_methods, reason = "the one place, in a task of its own")]
        let mut tx = Connection::begin(connection).await.map_err(StoreError::from)?;
        let now = sqlx::query_scalar!(r#"SELECT now() AS "now!""#).fetch_one(&mut *tx).await;
        let outcome = match now {
            Ok(now) => work(&mut tx, now).await,
            Err(error) => Err(StoreError::from(error).into()),
        };
        match outcome {
            Ok(answer) => {
                tx.commit().await.map_err(StoreError::from)?;
                self.wake();
                Ok(answer)
            }
            Err(error) => {
                // Now, and not when the connection is next used: until then the locks would stay.
                if let Err(failure) = tx.rollback().await {
                    tracing::warn!(
                        error = &failure as &dyn std::error::Error,
                        "rollback failed, the server will do it"
                    );
                }
                Err(error)
            }
        }
    }

    async fn in_own_task<T, E, F>(&self, future: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: Future<Output = Result<T, E>> + Send + 'static,
    {
        if sabotage::is_without("own-task") {
            return future.await;
        }
        match self.transactions.spawn(future.in_current_span()).await {
            Ok(outcome) => outcome,
            Err(_) => Err(StoreError::Panicked.into()),
        }
    }

    fn wake(&self) {
        self.wakers().retain(|waker| {
            waker.upgrade().is_some_and(|waker| {
                waker.notify_one();
                true
            })
        });
    }

    fn wakers(&self) -> std::sync::MutexGuard<'_, Vec<Weak<Notify>>> {
        self.after_commit.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
