//! Transactions, idempotency and what errors become.
#![expect(clippy::unwrap_used, reason = "a step that fails is the test's failure")]

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use hc_rpc::Problem;
use hc_storage::{DatabaseSettings, Db, Idempotency, StoreError};
use hc_testkit::TestDatabase;
use sqlx::{Executor, PgConnection};
use tonic::Code;

async fn database() -> (TestDatabase, Db) {
    let database = TestDatabase::create(&[&hc_storage::MIGRATOR]).await;
    database.pool().execute("CREATE TABLE counters (name text PRIMARY KEY, value bigint NOT NULL)").await.unwrap();
    let db = hc_storage::connect(&DatabaseSettings::new(database.url())).await.unwrap();
    (database, db)
}

async fn count(tx: &mut PgConnection) -> Result<String, StoreError> {
    let value = sqlx::query_scalar::<_, i64>(
        "INSERT INTO counters VALUES ('calls', 1)
         ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 RETURNING value",
    );
    Ok(format!("call {}", value.fetch_one(tx).await?))
}

async fn counted(database: &TestDatabase) -> i64 {
    let value = sqlx::query_scalar("SELECT coalesce(sum(value), 0)::bigint FROM counters");
    value.fetch_one(database.pool()).await.unwrap()
}

fn key(input: &str) -> Idempotency {
    Idempotency::new("usr_1", "test.count", "key-1", &input.to_owned()).unwrap()
}

#[tokio::test]
async fn a_repeated_key_gets_the_first_answer() {
    let (database, db) = database().await;
    for _ in 0..3 {
        let answer: Result<String, StoreError> =
            db.transact_once(Some(key("input")), |tx, _| Box::pin(count(tx))).await;
        assert_eq!(answer.unwrap(), "call 1");
    }
    assert_eq!(counted(&database).await, 1);
}

#[tokio::test]
async fn simultaneous_calls_with_one_key_have_one_effect() {
    let (database, db) = database().await;
    let calls = (0..8).map(|_| {
        db.transact_once::<String, StoreError, _>(Some(key("input")), |tx, _| {
            Box::pin(async move {
                let answer = count(&mut *tx).await?;
                sqlx::query("SELECT pg_sleep(0.05)").execute(tx).await?;
                Ok(answer)
            })
        })
    });
    for answer in futures::future::join_all(calls).await {
        assert_eq!(answer.unwrap(), "call 1");
    }
    assert_eq!(counted(&database).await, 1);
}

#[tokio::test]
async fn a_key_with_another_input_is_refused_and_changes_nothing() {
    let (database, db) = database().await;
    let first: Result<String, StoreError> = db.transact_once(Some(key("input")), |tx, _| Box::pin(count(tx))).await;
    first.unwrap();
    let refused: Result<String, StoreError> = db.transact_once(Some(key("other")), |tx, _| Box::pin(count(tx))).await;
    assert_eq!(refused.unwrap_err().problem(), (Code::Aborted, "IDEMPOTENCY_KEY_REUSED"));
    assert_eq!(counted(&database).await, 1);
}

#[tokio::test]
async fn a_failed_call_frees_its_key() {
    let (database, db) = database().await;
    let failed: Result<String, StoreError> = db
        .transact_once(Some(key("input")), |tx, _| {
            Box::pin(async move {
                count(tx).await?;
                Err(StoreError::corrupt("test", "on purpose"))
            })
        })
        .await;
    assert!(failed.is_err());
    assert_eq!(counted(&database).await, 0);
    let answer: Result<String, StoreError> = db.transact_once(Some(key("input")), |tx, _| Box::pin(count(tx))).await;
    assert_eq!(answer.unwrap(), "call 1");
}

#[tokio::test]
async fn a_panic_is_an_error_and_rolls_back() {
    let (database, db) = database().await;
    let outcome: Result<(), StoreError> = db
        .transact(|tx, _| {
            Box::pin(async move {
                count(tx).await?;
                panic!("on purpose")
            })
        })
        .await;
    assert!(matches!(outcome, Err(StoreError::Panicked)));
    assert_eq!(counted(&database).await, 0);
}

#[tokio::test]
async fn old_keys_are_forgotten_and_young_ones_kept() {
    let (database, db) = database().await;
    let answer: Result<String, StoreError> = db.transact_once(Some(key("input")), |tx, _| Box::pin(count(tx))).await;
    answer.unwrap();
    assert_eq!(db.forget_idempotency_keys(Duration::from_hours(24)).await.unwrap(), 0);
    database.pool().execute("UPDATE idempotency_records SET created_at = now() - interval '25 hours'").await.unwrap();
    assert_eq!(db.forget_idempotency_keys(Duration::from_hours(24)).await.unwrap(), 1);
}

#[tokio::test]
async fn each_commit_wakes_and_a_rollback_does_not() {
    let (_database, db) = database().await;
    let committed = db.committed();
    let failed: Result<(), StoreError> =
        db.transact(|_, _| Box::pin(async { Err(StoreError::corrupt("test", "on purpose")) })).await;
    assert!(failed.is_err());
    assert!(futures::FutureExt::now_or_never(committed.notified()).is_none());
    let done: Result<String, StoreError> = db.transact(|tx, _| Box::pin(count(tx))).await;
    done.unwrap();
    assert!(futures::FutureExt::now_or_never(committed.notified()).is_some());
}

#[tokio::test]
async fn a_deadlock_is_a_lost_race() {
    let (database, db) = database().await;
    database.pool().execute("INSERT INTO counters VALUES ('a', 0), ('b', 0)").await.unwrap();
    let both_hold_one = Arc::new(tokio::sync::Barrier::new(2));
    let losers = Arc::new(AtomicU32::new(0));
    let calls = [("a", "b"), ("b", "a")].map(|(first, second)| {
        let (db, barrier, losers) = (db.clone(), Arc::clone(&both_hold_one), Arc::clone(&losers));
        async move {
            let outcome: Result<(), StoreError> = db
                .transact(move |tx, _| {
                    Box::pin(async move {
                        let lock = "SELECT value FROM counters WHERE name = $1 FOR UPDATE";
                        sqlx::query(lock).bind(first).execute(&mut *tx).await?;
                        barrier.wait().await;
                        sqlx::query(lock).bind(second).execute(tx).await?;
                        Ok(())
                    })
                })
                .await;
            if let Err(error) = outcome {
                assert_eq!(error.problem(), (Code::Aborted, "CONCURRENT_CHANGE"));
                losers.fetch_add(1, Ordering::Relaxed);
            }
        }
    });
    futures::future::join_all(calls).await;
    assert_eq!(losers.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_full_pool_is_busy_and_says_when_to_come_back() {
    let database = TestDatabase::create(&[&hc_storage::MIGRATOR]).await;
    let settings = DatabaseSettings {
        max_connections: 1,
        acquire_timeout: Duration::from_millis(50),
        ..DatabaseSettings::new(database.url())
    };
    let db = hc_storage::connect(&settings).await.unwrap();
    let _held = db.pool().acquire().await.unwrap();
    let refused: Result<(), StoreError> = db.transact(|_, _| Box::pin(async { Ok(()) })).await;
    let error = refused.unwrap_err();
    assert_eq!(error.problem(), (Code::Unavailable, "DATABASE_BUSY"));
    assert!(error.retry_after().is_some());
}
