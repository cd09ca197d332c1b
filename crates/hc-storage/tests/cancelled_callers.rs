//! Callers that hang up, under load, on a pool that is too small for them.
#![expect(clippy::unwrap_used, reason = "a step that fails is the test's failure")]

use std::{
    future::poll_fn,
    pin::pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    task::Poll,
    time::Duration,
};

use hc_storage::{DatabaseSettings, Db, StoreError};
use hc_testkit::{TestDatabase, eventually};
use sqlx::{Executor, PgConnection};
use tokio::{task::JoinSet, time::timeout};
use uuid::Uuid;

const CALLERS: u64 = 24;
const CALLS: u64 = 60;

async fn database() -> (TestDatabase, Db) {
    let database = TestDatabase::create(&[&hc_storage::MIGRATOR]).await;
    database.pool().execute("CREATE TABLE notes (note_id uuid PRIMARY KEY)").await.unwrap();
    let settings = DatabaseSettings {
        max_connections: 3,
        acquire_timeout: Duration::from_secs(20),
        ..DatabaseSettings::new(database.url())
    };
    let db = hc_storage::connect(&settings).await.unwrap();
    (database, db)
}

async fn insert(tx: &mut PgConnection, note: Uuid) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO notes (note_id) VALUES ($1)").bind(note).execute(&mut *tx).await?;
    // Long enough that callers hang up in the middle of it, too.
    sqlx::query("SELECT pg_sleep(0.002)").execute(tx).await?;
    Ok(())
}

/// The future's answer, or none when it is not there after this many looks: whatever it waits for then is cut off.
async fn at_most_polls<T>(polls: u64, future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    let mut left = polls;
    poll_fn(move |context| match future.as_mut().poll(context) {
        Poll::Ready(answer) => Poll::Ready(Some(answer)),
        Poll::Pending => {
            left -= 1;
            if left == 0 { Poll::Ready(None) } else { Poll::Pending }
        }
    })
    .await
}

/// A pause below 80 ms that differs from call to call.
fn patience(caller: u64, call: u64) -> Duration {
    Duration::from_micros((caller * 7_919 + call * 104_729) % 80_000)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_acknowledged_write_is_lost_when_callers_hang_up() {
    let (database, db) = database().await;
    let acknowledged = Arc::new(Mutex::new(Vec::new()));
    let hung_up = Arc::new(AtomicUsize::new(0));
    let mut callers = JoinSet::new();
    for caller in 0..CALLERS {
        let (db, acknowledged, hung_up) = (db.clone(), Arc::clone(&acknowledged), Arc::clone(&hung_up));
        callers.spawn(async move {
            for call in 0..CALLS {
                let note = Uuid::now_v7();
                let write = db.transact(move |tx, _| Box::pin(insert(tx, note)));
                // Every other caller hangs up at an await point, the rest after a time.
                let outcome = if call % 2 == 0 {
                    timeout(patience(caller, call), write).await.ok()
                } else {
                    at_most_polls(1 + (caller + call / 2) % 12, write).await
                };
                if let Some(outcome) = outcome {
                    outcome.unwrap();
                    acknowledged.lock().unwrap().push(note);
                } else {
                    hung_up.fetch_add(1, Ordering::Relaxed);
                }
                // What an unrelated caller writes without a transaction must be there as well.
                let plain = Uuid::now_v7();
                sqlx::query("INSERT INTO notes (note_id) VALUES ($1)").bind(plain).execute(db.pool()).await.unwrap();
                acknowledged.lock().unwrap().push(plain);
            }
        });
    }
    callers.join_all().await;

    let acknowledged = std::mem::take(&mut *acknowledged.lock().unwrap());
    println!("{} writes were told, {} callers hung up", acknowledged.len(), hung_up.load(Ordering::Relaxed));
    let lost = sqlx::query_scalar::<_, i64>(
        "SELECT count(*) FROM unnest($1::uuid[]) AS told(note_id) WHERE NOT EXISTS (
             SELECT FROM notes WHERE notes.note_id = told.note_id)",
    );
    assert_eq!(lost.bind(&acknowledged).fetch_one(database.pool()).await.unwrap(), 0);
    assert!(hung_up.load(Ordering::Relaxed) > 100, "too few hung up to prove anything");
    assert!(acknowledged.len() as u64 > CALLERS * CALLS + 100, "too few were told to prove anything");
    nobody_idles_in_a_transaction(&database).await;
}

async fn nobody_idles_in_a_transaction(database: &TestDatabase) {
    eventually("no session is idle in a transaction", || async {
        let idle = sqlx::query_scalar::<_, i64>(
            "SELECT count(*) FROM pg_stat_activity
             WHERE datname = current_database() AND state LIKE 'idle in transaction%'",
        );
        idle.fetch_one(database.pool()).await.unwrap() == 0
    })
    .await;
}
