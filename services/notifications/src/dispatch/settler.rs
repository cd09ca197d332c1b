//! Writes what came of attempts, many in one transaction: while one is written, the next gather.

use std::{sync::Arc, time::Duration};

use hc_storage::{Db, StoreError};
use tokio::{sync::mpsc, time::sleep};

use crate::app::webhooks::settle::{Outcome, settle};

/// How many are written at once.
const BATCH: usize = 500;
/// How often writing is tried again, and after how long. What is never written is delivered again when its lease ends.
const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_millis(200);

/// Writes until the last sender is gone.
pub async fn run(db: Db, mut outcomes: mpsc::Receiver<Outcome>, patience: Duration) {
    let mut batch = Vec::with_capacity(BATCH);
    while outcomes.recv_many(&mut batch, BATCH).await > 0 {
        let gathered = Arc::new(std::mem::take(&mut batch));
        for attempt in 1..=TRIES {
            let gathered = Arc::clone(&gathered);
            let written =
                db.transact(move |tx, now| Box::pin(async move { settle(tx, now, &gathered, patience).await }));
            let outcome: Result<(), StoreError> = written.await;
            let Err(error) = outcome else { break };
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                attempt,
                "outcomes of webhook attempts not written"
            );
            sleep(PAUSE * 2_u32.pow(attempt)).await;
        }
    }
}
