//! Mails whose time has come again: deferred by the mail server, or begun by a process that died.

use std::{error::Error, time::Duration};

use hc_chassis::Stopping;
use hc_storage::{Db, StoreError};

use crate::app::queue;

const EVERY: Duration = Duration::from_secs(2);
const BATCH: i64 = 200;

/// Orders them, until the stop.
pub async fn run(db: Db, stopping: Stopping) -> anyhow::Result<()> {
    super::every(EVERY, stopping, || async {
        if let Err(error) = order(&db).await {
            tracing::warn!(error = &error as &dyn Error, "due mails can't be ordered, trying later");
        }
    })
    .await
}

/// Orders all that are due; says how many.
pub async fn order(db: &Db) -> Result<usize, StoreError> {
    let mut ordered = 0;
    loop {
        let batch = db.transact(|tx, now| Box::pin(queue::order_due(tx, now, BATCH))).await?;
        ordered += batch;
        if batch < usize::try_from(BATCH).unwrap_or(usize::MAX) {
            return Ok(ordered);
        }
    }
}
