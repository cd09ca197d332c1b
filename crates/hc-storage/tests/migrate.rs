//! Migrations beside each other and beside other versions.
#![expect(clippy::unwrap_used, reason = "a step that fails is the test's failure")]

use std::borrow::Cow;

use futures::FutureExt;
use hc_storage::{DatabaseSettings, migrate, migrate_until};
use hc_testkit::TestDatabase;
use sqlx::{
    SqlSafeStr,
    migrate::{Migration, MigrationType, Migrator},
};

fn migrator(count: usize) -> Migrator {
    let all = [
        ("notes", "CREATE TABLE notes (note text)", false),
        ("note length", "ALTER TABLE notes ADD COLUMN length int", false),
        ("note index", "CREATE INDEX CONCURRENTLY notes_note ON notes (note)", true),
    ];
    let migrations = all.into_iter().zip(1_i64..).take(count).map(|((name, sql, no_tx), version)| {
        Migration::new(version, Cow::Borrowed(name), MigrationType::Simple, sql.into_sql_str(), no_tx)
    });
    Migrator::with_migrations(migrations.collect())
}

/// Whether the index is there and good; `None` where there is none.
async fn index(database: &TestDatabase) -> Option<bool> {
    let valid = sqlx::query_scalar("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('notes_note')");
    valid.fetch_optional(database.pool()).await.unwrap()
}

async fn versions(database: &TestDatabase) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM _sqlx_migrations").fetch_one(database.pool()).await.unwrap()
}

#[tokio::test]
async fn runs_at_once_wait_for_each_other_even_for_an_index_built_concurrently() {
    let database = TestDatabase::empty().await;
    let settings = DatabaseSettings::new(database.url());
    let migrators = [&migrator(3)];
    let runs = (0..4).map(|_| migrate(&settings, &migrators));
    for run in futures::future::join_all(runs).await {
        run.unwrap();
    }
    assert_eq!(versions(&database).await, 3);
}

/// Relations, columns and what is noted of migrations, each with the transaction that wrote it last.
async fn written(database: &TestDatabase) -> Vec<(String, String)> {
    let all = "SELECT oid::regclass::text, xmin::text FROM pg_class WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT attrelid::regclass::text || '.' || attname::text, a.xmin::text
            FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT 'storage ' || version::text, xmin::text FROM _sqlx_migrations_storage
        UNION ALL SELECT version::text, xmin::text FROM _sqlx_migrations
        ORDER BY 1, 2";
    sqlx::query_as::<_, (String, String)>(all).fetch_all(database.pool()).await.unwrap()
}

#[tokio::test]
async fn runs_after_the_first_change_nothing_also_two_at_once() {
    let database = TestDatabase::empty().await;
    let settings = DatabaseSettings::new(database.url());
    let migrators = [&migrator(3)];
    migrate(&settings, &migrators).await.unwrap();
    let first = written(&database).await;
    migrate(&settings, &migrators).await.unwrap();
    for run in futures::future::join_all((0..2).map(|_| migrate(&settings, &migrators))).await {
        run.unwrap();
    }
    assert_eq!(written(&database).await, first);
}

#[tokio::test]
async fn an_older_binary_succeeds_quietly_on_a_newer_schema() {
    let database = TestDatabase::empty().await;
    let settings = DatabaseSettings::new(database.url());
    migrate(&settings, &[&migrator(3)]).await.unwrap();
    migrate(&settings, &[&migrator(1)]).await.unwrap();
    assert_eq!(versions(&database).await, 3);
}

#[tokio::test]
async fn a_migration_that_was_edited_after_it_was_applied_is_refused() {
    let database = TestDatabase::empty().await;
    let settings = DatabaseSettings::new(database.url());
    migrate(&settings, &[&migrator(1)]).await.unwrap();
    let edited = Migration::new(
        1,
        Cow::Borrowed("notes"),
        MigrationType::Simple,
        "CREATE TABLE other_notes ()".into_sql_str(),
        false,
    );
    assert!(migrate(&settings, &[&Migrator::with_migrations(vec![edited])]).await.is_err());
}

#[tokio::test]
async fn an_index_that_could_not_be_built_is_built_by_the_next_run() {
    let database = TestDatabase::empty().await;
    let settings = DatabaseSettings::new(database.url());
    migrate(&settings, &[&migrator(2)]).await.unwrap();
    sqlx::query("INSERT INTO notes (note) VALUES ('same'), ('same')").execute(database.pool()).await.unwrap();
    let mut migrations = migrator(2).migrations.into_owned();
    let unique = "CREATE UNIQUE INDEX CONCURRENTLY notes_note ON notes (note)".into_sql_str();
    migrations.push(Migration::new(3, Cow::Borrowed("note index"), MigrationType::Simple, unique, true));
    let unique = Migrator::with_migrations(migrations);
    let why = format!("{:#}", migrate(&settings, &[&unique]).await.unwrap_err());
    assert!(why.contains("0003 note index") && why.contains("could not create unique index"), "{why}");
    assert_eq!(index(&database).await, Some(false), "what is left over is no good");

    sqlx::query("TRUNCATE notes").execute(database.pool()).await.unwrap();
    migrate(&settings, &[&unique]).await.unwrap();
    assert_eq!(index(&database).await, Some(true));
    assert_eq!(versions(&database).await, 3);
}

#[tokio::test]
async fn an_index_that_was_built_but_not_recorded_is_built_again() {
    let database = TestDatabase::empty().await;
    let settings = DatabaseSettings::new(database.url());
    migrate(&settings, &[&migrator(3)]).await.unwrap();
    sqlx::query("DELETE FROM _sqlx_migrations WHERE version = 3").execute(database.pool()).await.unwrap();
    migrate(&settings, &[&migrator(3)]).await.unwrap();
    assert_eq!(index(&database).await, Some(true));
    assert_eq!(versions(&database).await, 3);
}

#[tokio::test]
async fn a_run_that_is_asked_to_stop_ends_its_work_on_the_server_and_the_next_one_does_it() {
    let database = TestDatabase::empty().await;
    let settings = DatabaseSettings::new(database.url());
    migrate(&settings, &[&migrator(2)]).await.unwrap();
    // The index waits for whoever wrote before it.
    let mut writing = database.pool().acquire().await.unwrap();
    sqlx::raw_sql("BEGIN; INSERT INTO notes (note) VALUES ('one')").execute(&mut *writing).await.unwrap();
    let building = "SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND state = 'active' AND query LIKE 'CREATE INDEX CONCURRENTLY%'";
    let is_building = || async { sqlx::query_scalar::<_, i64>(building).fetch_one(database.pool()).await.unwrap() > 0 };
    let asked_to_stop = async { while !is_building().await {} };
    let all = migrator(3);
    let stopped = migrate_until(&settings, &[&all], asked_to_stop.boxed()).await.unwrap_err();
    assert!(format!("{stopped:#}").contains("asked to stop"), "{stopped:#}");
    while is_building().await {}
    assert_eq!(index(&database).await, Some(false));

    sqlx::raw_sql("ROLLBACK").execute(&mut *writing).await.unwrap();
    migrate(&settings, &[&all]).await.unwrap();
    assert_eq!(index(&database).await, Some(true));
}
