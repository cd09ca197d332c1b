//! The pool and what each of its sessions is told.

use std::{env, io, path::Path, str::FromStr, sync::Arc, time::Duration};

use secrecy::{ExposeSecret, SecretString};
use sqlx::{
    Connection,
    migrate::Migrator,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::{
    DatabaseSettings, Db, StoreError,
    metrics::describe,
    migrate::{missing, unknown},
    replica::Replica,
};

/// A connection that rested for longer than this is asked whether it still lives before it is handed out.
const PING_AFTER: Duration = Duration::from_secs(1);
/// The pause between two attempts of a service to reach its database, besides the time that an attempt takes.
const KNOCK_EVERY: Duration = Duration::from_millis(500);

/// Opens the pool and proves with one connection that the database answers.
pub async fn connect(settings: &DatabaseSettings) -> Result<Db, StoreError> {
    describe();
    let pool = pool_options(settings).connect_with(connect_options(settings)?).await?;
    let replica = Replica::of(settings, &pool)?;
    Ok(Db::new(pool, replica.map(Arc::new), settings.transaction_timeout))
}

/// [`connect`] for services: where the database cannot be reached, or its schema is older than `schema` (this crate's own
/// is added), waits until that has changed; none when the process is asked to stop before. `waits` is told why.
///
/// A service that came up before its database or its migrations is ready when these are, and takes nothing down meanwhile
/// that can do without. A newer schema is good: migrations are harmless to the version before.
pub async fn connect_when_up(
    settings: &DatabaseSettings,
    schema: &[&Migrator],
    asked_to_stop: &CancellationToken,
    waits: impl Fn(&str),
) -> Result<Option<Db>, StoreError> {
    let mut told = String::new();
    loop {
        let why = match connect_to(settings, schema).await {
            Ok(Ok(db)) => return Ok(Some(db)),
            Ok(Err(older)) => older,
            Err(error @ (StoreError::Busy(_) | StoreError::Unavailable(_))) => {
                format!("PostgreSQL cannot be reached: {}", chain(&error))
            }
            Err(error) => return Err(error),
        };
        if why != told {
            tracing::warn!(reason = why, "waiting for the database");
            waits(&why);
            told = why;
        }
        if asked_to_stop.run_until_cancelled(sleep(KNOCK_EVERY)).await.is_none() {
            return Ok(None);
        }
    }
}

/// The database, or in which way its schema is older than it has to be.
async fn connect_to(settings: &DatabaseSettings, schema: &[&Migrator]) -> Result<Result<Db, String>, StoreError> {
    let db = connect(settings).await?;
    let Some(missing) = missing(db.pool(), schema).await? else {
        if let Some(unknown) = unknown(db.pool(), schema).await? {
            let advice = "good while a version is rolled out or back; otherwise install the version that brought it";
            tracing::warn!(migration = unknown, advice, "the schema is newer than this program");
        }
        return Ok(Ok(db));
    };
    db.close().await;
    let program = program();
    Ok(Err(format!(
        "the schema is older than this version, {missing} is missing: run `{program} migrate` of this version"
    )))
}

fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// A server that has gone without a word leaves connections that say nothing any more, for as long as TCP goes on trying, a
/// quarter of an hour. sqlx sets no limit to that, neither when a connection is taken nor when it is given back, and gives no
/// access to its socket. So both are done here first, with a limit: what does not answer is closed, and its place is free.
pub(crate) fn pool_options(settings: &DatabaseSettings) -> PgPoolOptions {
    // The other half is for a new connection in its place.
    let to_be_taken = settings.acquire_timeout / 2;
    // What its caller gave up may go on for as long as a statement may, and closing it would not end it.
    let to_be_given_back = settings.statement_timeout + settings.acquire_timeout;
    PgPoolOptions::new()
        .max_connections(settings.max_connections)
        .acquire_timeout(settings.acquire_timeout)
        // The hook below asks only those that rested: under load, a ping before each use would double the round trips.
        .test_before_acquire(false)
        .before_acquire(move |connection, meta| {
            Box::pin(async move {
                if meta.idle_for > PING_AFTER {
                    timeout(to_be_taken, connection.ping()).await.map_err(|_| silent())??;
                }
                Ok(true)
            })
        })
        .after_release(move |connection, _| {
            Box::pin(async move {
                // Reads the answers that nobody has waited for. Where there are none, which is the rule, it costs nothing; then
                // the server has answered just now, and does so again when sqlx asks it.
                timeout(to_be_given_back, connection.flush()).await.map_err(|_| silent())??;
                Ok(true)
            })
        })
    // Nothing looks for a transaction that a cancelled `begin` left open (sqlx#4385), which would double the round trips
    // too: only `Db::transact` may begin one, in a task that nobody cancels; clippy's list of methods sees to it.
}

fn silent() -> sqlx::Error {
    io::Error::new(io::ErrorKind::TimedOut, "the server says nothing any more").into()
}

/// How a session of this process begins: named, and bounded by the server itself.
pub(crate) fn connect_options(settings: &DatabaseSettings) -> Result<PgConnectOptions, StoreError> {
    connect_options_to(&settings.url, settings)
}

pub(crate) fn connect_options_to(
    url: &SecretString,
    settings: &DatabaseSettings,
) -> Result<PgConnectOptions, StoreError> {
    let millis = |duration: Duration| duration.as_millis().to_string();
    let options = PgConnectOptions::from_str(url.expose_secret())?;
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
