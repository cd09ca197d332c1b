//! What it hears: everything.

use std::sync::Arc;

use hc_events::{BrokerSettings, Consumer};
use hc_storage::Db;

use crate::app::{policy::Policy, record::record};

/// Has every event.
const QUEUE: &str = "audit.everything";

/// Records every event, many in one transaction.
pub fn everything(db: Db, broker: &BrokerSettings, policy: Arc<Policy>, batch: u16) -> Consumer {
    Consumer::new(db, QUEUE, broker).on_batch(batch.clamp(1, 1_000), move |tx, events, _now| {
        let policy = Arc::clone(&policy);
        Box::pin(async move { Ok(record(tx, &events, &policy).await?) })
    })
}
