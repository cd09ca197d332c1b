//! Forgetting what nobody will ask for again.

use std::time::Duration;

use hc_storage::{Db, StoreError};
use sqlx::PgPool;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::broker::jittered;

const EVERY: Duration = Duration::from_hours(1);
/// Rows that one statement deletes, so that nothing waits behind it.
const BATCH: i64 = 1_000;
/// Heard events: longer than any event can come again (dead letters, replays).
const INBOX_DAYS: i32 = 120;
/// Dead letters that were retried or dropped.
const DEAD_LETTER_DAYS: i32 = 90;
/// Answers under idempotency keys: the contract says 24 hours at least.
const IDEMPOTENCY: Duration = Duration::from_hours(48);

/// Keeps the tables of [`crate::MIGRATOR`] and the idempotency records short, once an hour until the stop; all but the
/// outbox, which its [`crate::Relay`] looks after. Safe in any number of replicas.
pub async fn housekeeping(db: Db, stopping: CancellationToken) -> anyhow::Result<()> {
    loop {
        match clean(&db).await {
            Ok(0) => {}
            Ok(rows) => tracing::info!(rows, "forgot heard events, dead letters and idempotency keys"),
            Err(error) => tracing::warn!(error = &error as &dyn std::error::Error, "housekeeping failed, trying later"),
        }
        tokio::select! {
            () = stopping.cancelled() => return Ok(()),
            () = sleep(jittered(EVERY)) => {}
        }
    }
}

async fn clean(db: &Db) -> Result<u64, StoreError> {
    let mut rows = db.forget_idempotency_keys(IDEMPOTENCY).await?;
    rows += in_batches(|| inbox(db.pool())).await?;
    rows += in_batches(|| dead_letters(db.pool())).await?;
    Ok(rows)
}

async fn in_batches<F>(mut delete: impl FnMut() -> F) -> Result<u64, StoreError>
where
    F: Future<Output = Result<u64, sqlx::Error>>,
{
    let mut rows = 0;
    loop {
        let deleted = delete().await?;
        rows += deleted;
        if deleted < BATCH.unsigned_abs() {
            return Ok(rows);
        }
    }
}

async fn inbox(pool: &PgPool) -> Result<u64, sqlx::Error> {
    let deleted = sqlx::query!(
        "DELETE FROM inbox WHERE (consumer, event_id) IN (
             SELECT consumer, event_id FROM inbox WHERE received_at < now() - make_interval(days => $1) LIMIT $2)",
        INBOX_DAYS,
        BATCH,
    );
    Ok(deleted.execute(pool).await?.rows_affected())
}

async fn dead_letters(pool: &PgPool) -> Result<u64, sqlx::Error> {
    let deleted = sqlx::query!(
        "DELETE FROM dead_letters WHERE dead_letter_id IN (
             SELECT dead_letter_id FROM dead_letters
             WHERE state <> 'dead' AND settled_at < now() - make_interval(days => $1) LIMIT $2)",
        DEAD_LETTER_DAYS,
        BATCH,
    );
    Ok(deleted.execute(pool).await?.rows_affected())
}
