//! Every chain is verified every day, and as a whole every week.

use std::time::Duration;

use hc_chassis::Stopping;
use hc_storage::{Db, StoreError};
use hc_types::Timestamp;

use crate::{app::verify::verify, metrics, settings::VerificationSettings, store::chains};

/// Chains that are asked for at once.
const PAGE: i64 = 100;

/// Again and again until the stop.
pub async fn run(db: Db, settings: VerificationSettings, stopping: Stopping) -> anyhow::Result<()> {
    let every = settings.every.max(Duration::from_secs(1));
    super::repeat("verification", every, stopping.clone(), async || {
        verify_all(&db, settings.whole_every, &stopping).await.map_err(Into::into)
    })
    .await
}

/// Verifies every chain from where it was verified before, or as a whole when that was longest ago.
async fn verify_all(db: &Db, whole_every: Duration, stopping: &Stopping) -> Result<(), StoreError> {
    let now: Timestamp = sqlx::query_scalar!(r#"SELECT now() AS "now!""#).fetch_one(db.pool()).await?;
    let mut after = None;
    loop {
        let page = chains::walk(db.pool(), after.as_ref(), PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.key.clone());
        for chain in page {
            if stopping.is_cancelled() {
                return Ok(());
            }
            let is_fresh = chain.fully_verified_at.is_some_and(|at| now.since(at) < whole_every);
            let from = if is_fresh && chain.broken_at.is_none() { chain.verified } else { chain.anchor };
            verify(db, chain, from).await?;
        }
    }
    let (all, broken) = chains::count(db.pool()).await?;
    metrics::all_verified(all, broken, now.as_seconds());
    Ok(())
}
