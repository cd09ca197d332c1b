//! What one process does at a time.

use hc_storage::{DatabaseSettings, Turn};
use hc_testkit::{TestDatabase, eventually};

const LOCK: i64 = 7;

#[tokio::test]
async fn a_turn_is_one_process_at_a_time_and_ends_with_its_connection() {
    let database = TestDatabase::create(&[&hc_storage::MIGRATOR]).await;
    let settings = DatabaseSettings::new(database.url());
    let (one, two) = (hc_storage::connect(&settings).await.unwrap(), hc_storage::connect(&settings).await.unwrap());
    let first = Turn::take(&one, LOCK, &[]).await.unwrap().unwrap();
    assert!(Turn::take(&two, LOCK, &[]).await.unwrap().is_none());
    assert!(Turn::take(&two, LOCK + 1, &[]).await.unwrap().is_some(), "another one is nobody's");
    first.end().await;
    let second = eventually("it is the other's turn", async || Turn::take(&two, LOCK, &[]).await.unwrap()).await;
    assert!(Turn::take(&one, LOCK, &[]).await.unwrap().is_none());
    // As when its process is killed.
    drop(second);
    eventually("it is the first one's turn again", async || Turn::take(&one, LOCK, &[]).await.unwrap()).await;
}

#[tokio::test]
async fn a_turns_connection_has_time_for_what_takes_long() {
    let database = TestDatabase::create(&[&hc_storage::MIGRATOR]).await;
    let db = hc_storage::connect(&DatabaseSettings::new(database.url())).await.unwrap();
    let mut turn = Turn::take(&db, LOCK, &[("statement_timeout", "10min")]).await.unwrap().unwrap();
    let of_pool = sqlx::query_scalar::<_, String>("SHOW statement_timeout").fetch_one(db.pool());
    assert_eq!(of_pool.await.unwrap(), "15s");
    let of_turn = sqlx::query_scalar::<_, String>("SHOW statement_timeout").fetch_one(turn.connection());
    assert_eq!(of_turn.await.unwrap(), "10min");
    // What it is not told otherwise is as in the pool.
    let other = sqlx::query_scalar::<_, String>("SHOW lock_timeout").fetch_one(turn.connection());
    assert_eq!(other.await.unwrap(), "5s");
}
