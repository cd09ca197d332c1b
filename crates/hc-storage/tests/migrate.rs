//! Migrations beside each other and beside other versions.
#![expect(clippy::unwrap_used, reason = "a step that fails is the test's failure")]

use std::borrow::Cow;

use hc_storage::{DatabaseSettings, migrate};
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
