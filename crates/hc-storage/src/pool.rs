//! The pool and what each of its sessions is told.

use std::{env, path::Path, str::FromStr, time::Duration};

use metrics::counter;
use secrecy::ExposeSecret;
use sqlx::{
    Connection, Executor, PgConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::{
    DatabaseSettings, Db, StoreError,
    metrics::{DIRTY, describe},
};

/// A connection that rested for longer than this is asked whether it still lives before it is handed out.
const PING_AFTER: Duration = Duration::from_secs(1);
/// The pause between two attempts of a service to reach its database, besides the time that an attempt takes.
const KNOCK_EVERY: Duration = Duration::from_millis(500);

/// Opens the pool and proves with one connection that the database answers.
pub async fn connect(settings: &DatabaseSettings) -> Result<Db, StoreError> {
    describe();
    let pool = pool_options(settings).connect_with(connect_options(settings)?).await?;
    Ok(Db::new(pool))
}

/// [`connect`] for services: where the database cannot be reached, waits until it can; none when the process is asked to
/// stop before. A service that came up before its database is ready when that is, and takes nothing down meanwhile that can
/// do without.
pub async fn connect_when_up(
    settings: &DatabaseSettings,
    asked_to_stop: &CancellationToken,
) -> Result<Option<Db>, StoreError> {
    let mut waiting = false;
    loop {
        let error = match connect(settings).await {
            Err(error @ (StoreError::Busy(_) | StoreError::Unavailable(_))) => error,
            outcome => return outcome.map(Some),
        };
        if !waiting {
            tracing::warn!(error = &error as &dyn std::error::Error, "PostgreSQL cannot be reached, waiting for it");
            waiting = true;
        }
        if asked_to_stop.run_until_cancelled(sleep(KNOCK_EVERY)).await.is_none() {
            return Ok(None);
        }
    }
}

fn pool_options(settings: &DatabaseSettings) -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(settings.max_connections)
        .acquire_timeout(settings.acquire_timeout)
        // The hook below asks only those that rested: under load, a ping before each use would double the round trips.
        .test_before_acquire(false)
        .before_acquire(|connection, meta| {
            Box::pin(async move {
                if meta.idle_for > PING_AFTER {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .after_release(|connection, _| Box::pin(clean(connection)))
}

/// Ends a transaction that a dropped future left open, before the next borrower writes into it.
///
/// A plain `ROLLBACK` after each release would fill the server's log with warnings where there is nothing to roll back,
/// and sqlx does not tell. Sent as one simple query outside of a transaction, the two clocks are the same instant; inside
/// one that began earlier they differ, and inside a failed one the statement fails.
async fn clean(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    if crate::sabotage::is_without("own-task") {
        return Ok(true);
    }
    let probe = sqlx::raw_sql("SELECT now() = statement_timestamp()").fetch_one(&mut *connection).await;
    let is_clean = match probe {
        Ok(row) => sqlx::Row::try_get::<bool, _>(&row, 0)?,
        Err(sqlx::Error::Database(_)) => false,
        Err(error) => return Err(error),
    };
    if !is_clean {
        counter!(DIRTY).increment(1);
        tracing::warn!("connection came back inside a transaction, rolled back");
        connection.execute("ROLLBACK").await?;
    }
    Ok(true)
}

/// How a session of this process begins: named, and bounded by the server itself.
pub(crate) fn connect_options(settings: &DatabaseSettings) -> Result<PgConnectOptions, StoreError> {
    let millis = |duration: Duration| duration.as_millis().to_string();
    let options = PgConnectOptions::from_str(settings.url.expose_secret())?;
    let options = match &settings.password {
        Some(password) => options.password(password.expose_secret()),
        None => options,
    };
    let options = if options.get_application_name().is_some() { options } else { options.application_name(&program()) };
    Ok(options.options([
        ("statement_timeout", millis(settings.statement_timeout)),
        ("lock_timeout", millis(settings.lock_timeout)),
        ("idle_in_transaction_session_timeout", millis(settings.idle_in_transaction_timeout)),
    ]))
}

/// The name of the running program, as `pg_stat_activity` will show it.
fn program() -> String {
    let path = env::args_os().next().unwrap_or_default();
    Path::new(&path).file_stem().map_or_else(|| "hostingco".to_owned(), |name| name.to_string_lossy().into_owned())
}
