//! What this service hears.

mod instances;

use hc_chassis::Stopping;
use hc_events::{BrokerSettings, Consumer};
use hc_proto::events::v1::{InstanceFailed, InstanceTerminated};
use hc_storage::Db;

/// Queue `billing.instances`: the end of what subscriptions run.
pub async fn instances(db: Db, broker: BrokerSettings, stopping: Stopping) -> anyhow::Result<()> {
    Consumer::new(db, "billing.instances", &broker)
        .on::<InstanceTerminated>(|tx, event| Box::pin(instances::terminated(tx, event)))
        .on::<InstanceFailed>(|tx, event| Box::pin(instances::failed(tx, event)))
        .run(stopping)
        .await
}
