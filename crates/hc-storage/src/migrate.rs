//! Migrations, run by one job before the services of a version start.

use std::{
    borrow::Cow,
    collections::HashSet,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use futures::FutureExt;
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, Executor, PgConnection, PgPool,
    migrate::{Migrate, MigrateError, Migration, Migrator},
    postgres::PgConnectOptions,
};
use tokio::signal::unix::{SignalKind, signal};

use crate::{DatabaseSettings, pool::connect_options};

/// The advisory lock that one run of migrations holds; the number is ours alone ("hcmigrat" in ASCII).
const LOCK: i64 = 0x6863_6d69_6772_6174;
/// How long a run waits for another one before it gives up.
const PATIENCE: Duration = Duration::from_mins(5);
/// How long one statement of a migration waits for a lock; while it waits, everything behind it waits too.
const LOCK_TIMEOUT: &str = "SET lock_timeout = '3s'";
/// How often a migration that lost against running transactions is tried.
const ATTEMPTS: u32 = 10;

/// Brings a database to this binary's schema: this crate's tables first, then each of `migrators` in order.
///
/// Safe to run from several places at once, on a live system, and from an older binary against a newer schema (which
/// changes nothing and succeeds: migrations are harmless to the version before). One line per step on standard output.
///
/// What is stopped half-way, by SIGTERM, SIGINT or a crash, is taken back, at the latest when it is run again.
pub async fn migrate(settings: &DatabaseSettings, migrators: &[&Migrator]) -> anyhow::Result<()> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let asked_to_stop = async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    };
    migrate_until(settings, migrators, asked_to_stop).await
}

/// [`migrate`] until it is `asked_to_stop`: then the server ends its session at once, and the error says so.
pub async fn migrate_until(
    settings: &DatabaseSettings,
    migrators: &[&Migrator],
    asked_to_stop: impl Future<Output = ()>,
) -> anyhow::Result<()> {
    let options = connect_options(settings)?;
    let mut connection = options.connect().await.context("connect to PostgreSQL")?;
    let session: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut connection).await?;
    let mut work = migrate_in(connection, migrators).boxed();
    tokio::select! {
        done = &mut work => return done,
        () = asked_to_stop => {}
    }
    // The session would go on without whoever began it: building an index does not look whether anybody is there.
    end(&options, session).await.context("end the session of the migrations")?;
    work.await
        .context("asked to stop before the schema was up to date; what was under way is done when this is run again")
}

async fn end(options: &PgConnectOptions, session: i32) -> Result<(), sqlx::Error> {
    let mut other = options.connect().await?;
    sqlx::query("SELECT pg_terminate_backend($1)").bind(session).execute(&mut other).await?;
    other.close().await
}

async fn migrate_in(mut connection: PgConnection, migrators: &[&Migrator]) -> anyhow::Result<()> {
    connection.execute("SET statement_timeout = 0").await?;
    connection.execute("SET idle_in_transaction_session_timeout = 0").await?;
    lock(&mut connection).await?;
    let mut applied = 0;
    for migrator in std::iter::once(&&crate::MIGRATOR).chain(migrators) {
        applied += run(&mut connection, migrator).await?;
    }
    println!("migrate: {applied} applied, the schema is up to date");
    // The end of the session frees the lock.
    connection.close().await.context("close the connection")
}

/// The first migration that a database lacks of those that `migrators` and this crate bring.
pub(crate) async fn missing(pool: &PgPool, migrators: &[&Migrator]) -> Result<Option<String>, sqlx::Error> {
    for migrator in std::iter::once(&&crate::MIGRATOR).chain(migrators) {
        let applied = applied(pool, &migrator.table_name).await?;
        let lacks = |m: &&Migration| !m.migration_type.is_down_migration() && !applied.contains(&m.version);
        if let Some(migration) = migrator.iter().find(lacks) {
            return Ok(Some(format!("{}{:04} {}", owner(migrator), migration.version, migration.description)));
        }
    }
    Ok(None)
}

/// The newest migration of a database that neither `migrators` nor this crate know: of a newer version.
pub(crate) async fn unknown(pool: &PgPool, migrators: &[&Migrator]) -> Result<Option<String>, sqlx::Error> {
    for migrator in std::iter::once(&&crate::MIGRATOR).chain(migrators) {
        let known = migrator.iter().map(|migration| migration.version).max().unwrap_or_default();
        let newest = applied(pool, &migrator.table_name).await?.into_iter().max().unwrap_or_default();
        if newest > known {
            return Ok(Some(format!("{}{newest:04}", owner(migrator))));
        }
    }
    Ok(None)
}

async fn applied(pool: &PgPool, table: &str) -> Result<HashSet<i64>, sqlx::Error> {
    // The name is ours, out of `sqlx.toml`.
    let versions = format!("SELECT version FROM {table} WHERE success");
    match sqlx::query_scalar(AssertSqlSafe(versions)).fetch_all(pool).await {
        Ok(versions) => Ok(versions.into_iter().collect()),
        Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("42P01") => Ok(HashSet::new()),
        Err(error) => Err(error),
    }
}

/// The shared crates number from 1, too; the name of their table tells them apart.
fn owner(migrator: &Migrator) -> String {
    let owner = migrator.table_name.trim_start_matches("_sqlx_migrations").replace('_', " ");
    if owner.is_empty() { owner } else { format!("{} ", owner.trim()) }
}

/// Polls for the lock. A session that waits inside PostgreSQL holds a snapshot, and `CREATE INDEX CONCURRENTLY` in the
/// run that has the lock waits for old snapshots: sqlx's own, blocking lock is a deadlock there.
async fn lock(connection: &mut PgConnection) -> anyhow::Result<()> {
    let begun = Instant::now();
    let mut told = false;
    loop {
        let locked = sqlx::query_scalar!(r#"SELECT pg_try_advisory_lock($1) AS "locked!""#, LOCK);
        if locked.fetch_one(&mut *connection).await? {
            return Ok(());
        }
        if !told {
            println!("migrate: another run is at work, waiting for it");
            told = true;
        }
        if begun.elapsed() > PATIENCE {
            bail!("another run of migrations still holds the lock after {PATIENCE:?}; look for it in pg_stat_activity");
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

async fn run(connection: &mut PgConnection, migrator: &Migrator) -> anyhow::Result<usize> {
    let migrator = Migrator {
        migrations: migrator.migrations.clone(),
        ignore_missing: true,
        locking: false,
        no_tx: migrator.no_tx,
        table_name: migrator.table_name.clone(),
        create_schemas: Cow::clone(&migrator.create_schemas),
    };
    connection.ensure_migrations_table(&migrator.table_name).await?;
    let applied = connection.list_applied_migrations(&migrator.table_name).await?;
    let applied: HashSet<i64> = applied.iter().map(|migration| migration.version).collect();
    let is_pending = |m: &&Migration| !applied.contains(&m.version) && !m.migration_type.is_down_migration();
    let pending: Vec<&Migration> = migrator.iter().filter(is_pending).collect();
    let owner = owner(&migrator);
    for migration in &pending {
        let begun = Instant::now();
        apply(connection, &migrator, migration).await?;
        let (version, what) = (migration.version, &migration.description);
        println!("migrate: {owner}{version:04} {what} ({} ms)", begun.elapsed().as_millis());
    }
    // Also when nothing is pending: finds migrations that were edited after they had been applied.
    migrator.run_direct(None, connection, false).await.context("compare with what was applied before")?;
    Ok(pending.len())
}

async fn apply(connection: &mut PgConnection, migrator: &Migrator, migration: &Migration) -> anyhow::Result<()> {
    // Building an index concurrently blocks nobody while it waits, and giving up would leave an invalid index behind.
    connection.execute(if migration.no_tx { "SET lock_timeout = 0" } else { LOCK_TIMEOUT }).await?;
    if migration.no_tx {
        drop_left_over(connection, migration.sql.as_str()).await?;
    }
    let mut attempt = 1;
    loop {
        match migrator.run_direct(Some(migration.version), connection, false).await {
            Err(error) if attempt < ATTEMPTS && is_lock_timeout(&error) => {
                println!("migrate: {:04} waits for running transactions (try {attempt})", migration.version);
                tokio::time::sleep(Duration::from_millis(rand::random_range(500..1_500))).await;
                attempt += 1;
            }
            outcome => {
                return outcome.with_context(|| format!("apply {:04} {}", migration.version, migration.description));
            }
        }
    }
}

/// Drops the index that a migration builds concurrently, where a run before was stopped at it: it left an invalid one, or
/// a good one that nobody recorded.
async fn drop_left_over(connection: &mut PgConnection, sql: &str) -> anyhow::Result<()> {
    let Some(index) = index_of(sql) else { return Ok(()) };
    let exists: bool =
        sqlx::query_scalar("SELECT to_regclass($1) IS NOT NULL").bind(index).fetch_one(&mut *connection).await?;
    if exists {
        println!("migrate: {index} is left over from a run that was stopped, it is built again");
        // The name is ours, out of the migration.
        connection.execute(AssertSqlSafe(format!("DROP INDEX CONCURRENTLY IF EXISTS {index}"))).await?;
    }
    Ok(())
}

/// The index that `CREATE [UNIQUE] INDEX CONCURRENTLY [IF NOT EXISTS] name ON …` builds.
fn index_of(sql: &str) -> Option<&str> {
    let code = sql.lines().filter(|line| !line.trim_start().starts_with("--"));
    let mut words = code.flat_map(str::split_whitespace);
    let is = |word: &str, expected: &str| word.eq_ignore_ascii_case(expected);
    words.find(|word| is(word, "CREATE"))?;
    words.find(|word| !is(word, "UNIQUE")).filter(|word| is(word, "INDEX"))?;
    words.next().filter(|word| is(word, "CONCURRENTLY"))?;
    words.find(|word| !["IF", "NOT", "EXISTS"].iter().any(|known| is(word, known)))
}

fn is_lock_timeout(error: &MigrateError) -> bool {
    let (MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)) = error else { return false };
    error.as_database_error().and_then(sqlx::error::DatabaseError::code).as_deref() == Some("55P03")
}

#[cfg(test)]
mod tests {
    use super::index_of;

    #[test]
    fn the_index_of_a_migration_is_found_in_every_form() {
        for sql in [
            "CREATE INDEX CONCURRENTLY notes_note ON notes (note);",
            "-- no-transaction\n-- CREATE the index\nCREATE UNIQUE INDEX\n  CONCURRENTLY notes_note ON notes (note)",
            "create index concurrently if not exists notes_note on notes (note)",
        ] {
            assert_eq!(index_of(sql), Some("notes_note"), "{sql}");
        }
        for sql in ["DROP INDEX CONCURRENTLY notes_note", "CREATE INDEX notes_note ON notes (note)", "VACUUM notes", ""]
        {
            assert_eq!(index_of(sql), None, "{sql}");
        }
    }
}
