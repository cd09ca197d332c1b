//! Months that come are made, old ones taken away, old origins erased.

use std::{path::PathBuf, sync::Arc, time::Duration};

use hc_chassis::Stopping;
use hc_storage::Db;

use crate::{
    app::{policy::Policy, retention},
    metrics,
    settings::RetentionSettings,
    store::months,
};

/// Every few hours until the stop.
pub async fn run(db: Db, policy: Arc<Policy>, settings: RetentionSettings, stopping: Stopping) -> anyhow::Result<()> {
    let (directory, days): (Option<PathBuf>, u16) = (settings.export_directory, settings.origin_days);
    super::repeat("retention", settings.every.max(Duration::from_secs(1)), stopping, async || {
        retention::make_months(&db, &policy).await?;
        metrics::left_over(months::left_over(db.pool()).await?);
        retention::erase_origins(&db, days).await?;
        retention::apply(&db, &policy, directory.as_deref()).await
    })
    .await
}
