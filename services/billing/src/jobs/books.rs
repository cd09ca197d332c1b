//! The books prove themselves: what must hold between ledger, invoices and payments is checked all the time.

use std::{error::Error, time::Duration};

use hc_chassis::Stopping;
use hc_storage::{Db, StoreError, Turn};
use tokio::time::timeout;

use crate::{
    metrics,
    store::{self, ledger, orders},
};

const EVERY: Duration = Duration::from_mins(5);
/// What the database may take for a check, and a minute more.
const LONGEST_CHECK: Duration = Duration::from_mins(11);
/// How long an order's idempotency key is remembered: the contract says 24 hours at least.
const KEYS: Duration = Duration::from_hours(48);
/// The advisory lock of the check; the number is ours alone ("hc_books" in ASCII).
const LOCK: i64 = 0x6863_5f62_6f6f_6b73;
/// The check reads every entry of the ledger. When its process is gone, it ends too.
const SESSION: [(&str, &str); 2] = [("statement_timeout", "10min"), ("client_connection_check_interval", "10s")];

/// Checks, and forgets old idempotency keys, until the stop. A check may take long, and the keys do not wait for it.
pub async fn run(db: Db, stopping: Stopping) -> anyhow::Result<()> {
    let checking = super::every(EVERY, stopping.clone(), || async {
        let checked = timeout(LONGEST_CHECK, check(&db));
        let Some(checked) = stopping.run_until_cancelled(checked).await else { return };
        if let Err(error) = checked.unwrap_or_else(|_| Err(StoreError::silent(LONGEST_CHECK))) {
            tracing::warn!(error = &error as &dyn Error, "the books can't be checked, trying later");
        }
    });
    let forgetting = super::every(EVERY, stopping.clone(), || async {
        if let Err(error) = orders::forget_intents(db.pool(), KEYS.as_secs_f64()).await {
            tracing::warn!(error = &error as &dyn Error, "old keys of orders can't be forgotten, trying later");
        }
    });
    tokio::try_join!(checking, forgetting).map(drop)
}

/// The right to check; none while another process has it.
pub async fn turn(db: &Db) -> Result<Option<Turn>, StoreError> {
    Turn::take(db, LOCK, &SESSION).await
}

/// Checks, and says how many rules are broken; none while another process is at it.
pub async fn check(db: &Db) -> Result<Option<usize>, StoreError> {
    let Some(mut turn) = turn(db).await? else { return Ok(None) };
    let breaches = ledger::breaches(turn.connection()).await?;
    let now = store::now(turn.connection()).await?;
    turn.end().await;
    metrics::ledger_checked(breaches.len(), now.as_seconds());
    for breach in &breaches {
        tracing::error!(
            ledger.invariant = breach.invariant,
            ledger.subject = breach.subject,
            currency = breach.currency,
            expected_minor = breach.expected,
            found_minor = breach.found,
            "the books are wrong"
        );
    }
    Ok(Some(breaches.len()))
}
