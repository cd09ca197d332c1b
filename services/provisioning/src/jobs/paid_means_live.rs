//! "Paid means live": compares what billing says is paid for with what is wanted here, in both directions.
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context;
use hc_chassis::Stopping;
use hc_events::Cause;
use hc_proto::billing::v1::ListPaidInstancesRequest;
use hc_proto::billing::v1::billing_service_client::BillingServiceClient;
use hc_rpc::Channel;
use hc_storage::StoreError;
use hc_types::{InstanceId, Timestamp};

use crate::app::{App, orders};
use crate::domain::instance::{Desired, Status};
use crate::metrics;
use crate::store::{instances, releases};

const PAGE: i32 = 1_000;
/// What was paid less than this ago may still be on its way here.
const GRACE: Duration = Duration::from_mins(2);

/// Compares every so often until the stop.
pub async fn run(app: App, billing: Channel, every: Duration, stopping: Stopping) -> anyhow::Result<()> {
    let unpaid_before = Mutex::new(HashSet::new());
    super::repeat("paid means live", every, stopping, || compare(&app, billing.clone(), &unpaid_before)).await
}

/// `unpaid_before` is what the last comparison found live and not paid for: a cancellation that is on its way here looks the
/// same, so only what is found twice is a difference.
async fn compare(app: &App, billing: Channel, unpaid_before: &Mutex<HashSet<InstanceId>>) -> anyhow::Result<()> {
    let mut connection = app.db.pool().acquire().await.map_err(StoreError::from)?;
    let before = releases::now(&mut connection).await?.before(GRACE);
    let mut wanted = HashMap::new();
    let mut after = None;
    loop {
        let page = instances::walk(&mut connection, after, i64::from(PAGE)).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        wanted.extend(page.into_iter().map(|instance| (instance.id, instance)));
    }
    drop(connection);
    let paid = paid(billing).await?;
    let mut not_live = 0_usize;
    for (id, since) in &paid {
        if *since > before {
            continue;
        }
        let repairable = match wanted.get(id) {
            Some(instance) if instance.status == Status::Failed => false,
            Some(instance) => match instance.desired {
                Desired::Active | Desired::Suspended => continue,
                // Its activation was lost on the way.
                Desired::Pending => true,
                // Ended here: billing hears of that and ends the subscription.
                Desired::Abandoned | Desired::Terminated => false,
            },
            None => false,
        };
        not_live = not_live.saturating_add(1);
        tracing::error!(instance.id = %id, repairable, "instance is paid for and not meant to be live");
        if repairable {
            activate(app, *id).await?;
        }
    }
    let unpaid = wanted.values().filter(|found| found.desired == Desired::Active && !paid.contains_key(&found.id));
    let unpaid = unpaid.map(|found| found.id).collect();
    let unpaid = again(&mut unpaid_before.lock().unwrap_or_else(PoisonError::into_inner), unpaid);
    if unpaid > 0 {
        tracing::error!(instances = unpaid, "instances are meant to be live and not paid for");
    }
    metrics::paid_means_live(not_live, unpaid);
    Ok(())
}

/// How many of these were found before, too; remembers these for the next time.
fn again(before: &mut HashSet<InstanceId>, found: HashSet<InstanceId>) -> usize {
    let both = found.intersection(before).count();
    *before = found;
    both
}

async fn paid(billing: Channel) -> anyhow::Result<HashMap<InstanceId, Timestamp>> {
    let mut client = BillingServiceClient::new(billing);
    let mut paid = HashMap::new();
    let mut after_instance_id = None;
    loop {
        let request = ListPaidInstancesRequest { after_instance_id: after_instance_id.take(), limit: PAGE };
        let page = client.list_paid_instances(request).await.context("ask billing what is paid for")?.into_inner();
        let Some(last) = page.instances.last() else { return Ok(paid) };
        after_instance_id = Some(last.instance_id.clone());
        for instance in page.instances {
            let since = instance.since.unwrap_or_default();
            paid.insert(instance.instance_id.parse()?, since.try_into()?);
        }
    }
}

async fn activate(app: &App, id: InstanceId) -> Result<(), StoreError> {
    let addresses = app.addresses.clone();
    let activated = app.db.transact::<_, StoreError, _>(move |tx, now| {
        Box::pin(async move {
            let Some(instance) = instances::find_for_update(tx, id).await? else { return Ok(()) };
            if instance.desired == Desired::Pending {
                let cause = Cause::system("paid-means-live");
                orders::want(tx, &addresses, (&cause, now), instance, Desired::Active).await?;
            }
            Ok(())
        })
    });
    activated.await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cancellation_on_its_way_is_no_difference_and_what_stays_is_one() {
        let (passing, staying) = (InstanceId::new(), InstanceId::new());
        let mut before = HashSet::new();
        assert_eq!(again(&mut before, HashSet::from([passing, staying])), 0);
        assert_eq!(again(&mut before, HashSet::from([staying])), 1);
        assert_eq!(again(&mut before, HashSet::new()), 0);
    }
}
