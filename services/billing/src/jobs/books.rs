//! The books prove themselves: what must hold between ledger, invoices and payments is checked all the time.

use std::{error::Error, time::Duration};

use hc_chassis::Stopping;
use hc_storage::{Db, StoreError};
use sqlx::Connection as _;
use tokio::time::timeout;

use crate::{
    metrics,
    store::{self, ledger, orders, turn},
};

const EVERY: Duration = Duration::from_mins(5);
/// What the database may take for a check, and a minute more.
const LONGEST_CHECK: Duration = Duration::from_mins(11);
/// How long an order's idempotency key is remembered: the contract says 24 hours at least.
const KEYS: Duration = Duration::from_hours(48);

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

/// Checks, and says how many rules are broken; none while another process is at it.
pub async fn check(db: &Db) -> Result<Option<usize>, StoreError> {
    let Some(mut turn) = turn::take(db).await? else { return Ok(None) };
    let breaches = ledger::breaches(&mut turn).await?;
    let now = store::now(&mut turn).await?;
    // Whatever becomes of that: the lock goes with the connection.
    drop(turn.close().await);
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
