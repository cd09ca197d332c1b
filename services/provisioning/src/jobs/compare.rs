//! Compares all that engines show with all that is wanted, in both directions; only differences are looked at closely.
use std::collections::HashMap;
use std::time::Duration;

use anyhow::Context;
use hc_chassis::Stopping;
use hc_storage::StoreError;
use hc_types::InstanceId;

use crate::app::App;
use crate::domain::instance::Desired;
use crate::driver::Observed;
use crate::metrics;
use crate::store::instances::{self, Brief};
use crate::store::queue::{self, Priority};

const PAGE: i64 = 1_000;

/// How what is there differs from what is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Drift {
    Missing,
    Changed,
    Extra,
}

/// Compares every so often until the stop.
pub async fn run(app: App, every: Duration, stopping: Stopping) -> anyhow::Result<()> {
    super::repeat("compare", every, stopping, || compare(&app)).await
}

async fn compare(app: &App) -> anyhow::Result<()> {
    let seen = app.driver.observe_all().await.context("look at everything")?;
    let mut seen: HashMap<InstanceId, Observed> = seen.into_iter().map(|seen| (seen.instance, seen.state)).collect();
    let mut counts = [(Drift::Missing, 0_usize), (Drift::Changed, 0), (Drift::Extra, 0)];
    let mut after = None;
    loop {
        let mut connection = app.db.pool().acquire().await.map_err(StoreError::from)?;
        let page = instances::walk(&mut connection, after, PAGE).await?;
        drop(connection);
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        for instance in page {
            let Some(drift) = differs(&instance, seen.remove(&instance.id).as_ref()) else { continue };
            for (_, count) in counts.iter_mut().filter(|(kind, _)| *kind == drift) {
                *count = count.saturating_add(1);
            }
            wake(app, instance).await?;
        }
    }
    // What is left has no row here: of another installation, or of a time that this database has forgotten.
    let orphans = seen.values().filter(|state| matches!(state, Observed::Present { .. })).count();
    if orphans > 0 {
        tracing::error!(orphans, "the engine carries instances that no record knows");
    }
    for (kind, count) in counts {
        let kind = match kind {
            Drift::Missing => "missing",
            Drift::Changed => "changed",
            Drift::Extra => "extra",
        };
        metrics::drift(kind, count);
    }
    metrics::drift("orphan", orphans);
    Ok(())
}

async fn wake(app: &App, instance: Brief) -> Result<(), StoreError> {
    let woken = app.db.transact::<_, StoreError, _>(move |tx, _| {
        Box::pin(async move { queue::wake(tx, instance.id, instance.organization, Priority::Resync).await })
    });
    woken.await
}

fn differs(instance: &Brief, seen: Option<&Observed>) -> Option<Drift> {
    match (instance.desired, seen.unwrap_or(&Observed::Absent)) {
        (Desired::Active | Desired::Suspended, Observed::Absent) => Some(Drift::Missing),
        (Desired::Active | Desired::Suspended, Observed::Present { generation, .. }) => {
            (i64::try_from(*generation) != Ok(instance.generation)).then_some(Drift::Changed)
        }
        (Desired::Pending | Desired::Abandoned | Desired::Terminated, Observed::Present { .. }) => Some(Drift::Extra),
        (Desired::Pending | Desired::Abandoned | Desired::Terminated, Observed::Absent) | (_, Observed::Foreign) => {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use hc_types::OrganizationId;

    use super::*;
    use crate::domain::instance::Status;

    #[test]
    fn differences_are_told_in_both_directions() {
        let wanted = |desired| Brief {
            id: InstanceId::new(),
            organization: OrganizationId::new(),
            desired,
            generation: 3,
            status: Status::Active,
        };
        let there = |generation| Observed::Present { generation, hash: [0; 32], answering: None };
        assert_eq!(differs(&wanted(Desired::Active), None), Some(Drift::Missing));
        assert_eq!(differs(&wanted(Desired::Active), Some(&there(2))), Some(Drift::Changed));
        assert_eq!(differs(&wanted(Desired::Active), Some(&there(3))), None);
        assert_eq!(differs(&wanted(Desired::Terminated), Some(&there(3))), Some(Drift::Extra));
        assert_eq!(differs(&wanted(Desired::Terminated), Some(&Observed::Absent)), None);
    }
}
