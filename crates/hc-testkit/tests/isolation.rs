//! What a test leaves behind, and what another sees of it, against real servers.

use std::borrow::Cow;

use hc_testkit::{TestBroker, TestDatabase, eventually};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{Connection, Executor, PgConnection, SqlSafeStr};

fn migrator(sql: &'static str) -> Migrator {
    let step = Migration::new(1, Cow::Borrowed("things"), MigrationType::Simple, sql.into_sql_str(), false);
    Migrator::with_migrations(vec![step])
}

#[tokio::test]
async fn two_tests_with_the_same_migrations_do_not_see_each_other() {
    // Two sets that both number from 1, as the crates and the services do.
    let (things, more) = (migrator("CREATE TABLE things (n int)"), migrator("CREATE TABLE more (n int)"));
    let sets = [&things, &more];
    let (one, other) = tokio::join!(TestDatabase::create(&sets), TestDatabase::create(&sets));
    one.pool().execute("INSERT INTO things VALUES (1); INSERT INTO more VALUES (1)").await.expect("both tables");
    let count = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM things").fetch_one(other.pool()).await;
    assert_eq!(count.expect("the table is there"), 0);
}

#[tokio::test]
async fn a_dropped_database_is_gone_even_while_somebody_is_connected() {
    let database = TestDatabase::empty().await;
    let mut connected = PgConnection::connect(database.url()).await.expect("the database is there");
    let url = database.url().to_owned();
    drop(database);
    assert!(connected.ping().await.is_err());
    assert!(PgConnection::connect(&url).await.is_err());
}

#[tokio::test]
async fn a_vhost_lives_as_long_as_its_test() {
    let (broker, witness) = (TestBroker::start().await, TestBroker::empty().await);
    let path = format!("vhosts/{}", broker.vhost());
    assert_eq!(witness.get(&path).await["name"], broker.vhost());
    drop(broker);
    eventually("the vhost is gone", || async { witness.get(&path).await.is_null() }).await;
}
