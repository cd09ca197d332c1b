//! What was told long ago is forgotten: it names people and their addresses.

use std::{error::Error, time::Duration};

use hc_chassis::Stopping;
use hc_storage::{Db, StoreError};

use crate::{
    settings::RetentionSettings,
    store::{causes, mails, notifications},
};

const EVERY: Duration = Duration::from_hours(1);
/// In small transactions, so that no call waits behind them.
const BATCH: i64 = 1_000;
/// What was heard just now may be about to get its mails or its entries by the other consumer.
const SETTLED: Duration = Duration::from_hours(24);

/// Forgets, until the stop.
pub async fn run(db: Db, retention: RetentionSettings, stopping: Stopping) -> anyhow::Result<()> {
    super::every(EVERY, stopping, || async {
        if let Err(error) = forget(&db, &retention).await {
            tracing::warn!(error = &error as &dyn Error, "old mails and entries can't be dropped, trying later");
        }
    })
    .await
}

/// Drops what is older than it is kept.
pub async fn forget(db: &Db, retention: &RetentionSettings) -> Result<(), StoreError> {
    let batch = u64::try_from(BATCH).unwrap_or(u64::MAX);
    let (entries, log) = (retention.notifications, retention.mails);
    let drop_entries = || db.transact(move |tx, now| Box::pin(notifications::forget(tx, now.before(entries), BATCH)));
    while drop_entries().await? == batch {}
    let drop_mails = || db.transact(move |tx, now| Box::pin(mails::forget(tx, now.before(log), BATCH)));
    while drop_mails().await? == batch {}
    let drop_causes = || db.transact(move |tx, now| Box::pin(causes::forget(tx, now.before(SETTLED), BATCH)));
    while drop_causes().await? == batch {}
    Ok(())
}
