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

/// Every few hours until the stop; each by itself, so that one that fails holds up none of the others.
pub async fn run(db: Db, policy: Arc<Policy>, settings: RetentionSettings, stopping: Stopping) -> anyhow::Result<()> {
    let (directory, days): (Option<PathBuf>, u16) = (settings.export_directory, settings.origin_days);
    let every = settings.every.max(Duration::from_secs(1));
    let coming = super::repeat("coming months", every, stopping.clone(), async || {
        retention::make_months(&db, &policy).await.map_err(Into::into)
    });
    let left_over = super::repeat("records without month", every, stopping.clone(), async || {
        metrics::left_over(months::left_over(db.pool()).await?);
        Ok(())
    });
    let origins = super::repeat("old origins", every, stopping.clone(), async || {
        retention::erase_origins(&db, days).await.map_err(Into::into)
    });
    let old = super::repeat("old months", every, stopping, async || {
        retention::apply(&db, &policy, directory.as_deref()).await
    });
    tokio::try_join!(coming, left_over, origins, old).map(drop)
}
