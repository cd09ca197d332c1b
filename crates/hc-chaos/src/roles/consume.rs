use std::time::Duration;

use anyhow::anyhow;
use clap::Args;
use hc_events::{
    BrokerSettings, Consumer, Delivered, Failure,
    gate::{self, Gate},
};
use hc_proto::events::v1::InstanceUpdated;
use hc_storage::StoreError;
use sqlx::PgConnection;

use super::{FLAKY, POISON, QUEUE};

/// How long a flaky event fails: less than the first delay.
const FLAKY_FOR: Duration = Duration::from_secs(4);

/// Gives each event its effect: a row.
#[derive(Debug, Args)]
pub struct Consume {
    /// The consumers' database.
    #[arg(long)]
    database: String,
    /// RabbitMQ.
    #[arg(long)]
    broker: String,
}

impl Consume {
    /// Until SIGTERM.
    pub async fn run(self) -> anyhow::Result<()> {
        let stopping = super::until_terminated()?;
        let db = super::connect(&self.database, 12).await?;
        let consumer = Consumer::new(db, QUEUE, &BrokerSettings::new(self.broker));
        let consumer = consumer.on::<InstanceUpdated>(|tx, event| Box::pin(effect(tx, event)));
        consumer.run(stopping).await
    }
}

async fn effect(tx: &mut PgConnection, event: Delivered<InstanceUpdated>) -> Result<(), Failure> {
    if event.data.status == POISON {
        return Err(Failure::Permanent(anyhow!("nobody can handle this")));
    }
    if event.data.status == FLAKY && event.now.since(event.occurred_at) < FLAKY_FOR {
        return Err(Failure::Transient(anyhow!("not yet")));
    }
    // What the gate calls stale has its effect all the same: that it does not come again is the inbox's business.
    if let Gate::Gap { known } = gate::pass(tx, QUEUE, &event).await? {
        return Err(Failure::Early(anyhow!("{} is missing what follows version {known}", event.subject)));
    }
    let effect = sqlx::query("INSERT INTO effects (event_id, subject, version) VALUES ($1, $2, $3)");
    let effect = effect.bind(event.id.uuid()).bind(event.subject).bind(event.version);
    effect.execute(tx).await.map_err(StoreError::from)?;
    Ok(())
}
