//! The books prove themselves: what must hold between ledger, invoices and payments is checked all the time.

use std::{error::Error, time::Duration};

use hc_chassis::Stopping;
use hc_storage::{Db, StoreError};

use crate::{
    metrics,
    store::{ledger, orders},
};

const EVERY: Duration = Duration::from_mins(5);
/// How long an order's idempotency key is remembered: the contract says 24 hours at least.
const KEYS: Duration = Duration::from_hours(48);

/// Checks, and forgets old idempotency keys, until the stop.
pub async fn run(db: Db, stopping: Stopping) -> anyhow::Result<()> {
    super::every(EVERY, stopping, || async {
        if let Err(error) = check(&db).await {
            tracing::warn!(error = &error as &dyn Error, "the books can't be checked, trying later");
        }
        if let Err(error) = orders::forget_intents(db.pool(), KEYS.as_secs_f64()).await {
            tracing::warn!(error = &error as &dyn Error, "old keys of orders can't be forgotten, trying later");
        }
    })
    .await
}

async fn check(db: &Db) -> Result<(), StoreError> {
    let breaches = ledger::breaches(db.pool()).await?;
    metrics::ledger_breaches(breaches.len());
    for breach in breaches {
        tracing::error!(
            ledger.invariant = breach.invariant,
            ledger.subject = breach.subject,
            currency = breach.currency,
            expected_minor = breach.expected,
            found_minor = breach.found,
            "the books are wrong"
        );
    }
    Ok(())
}
