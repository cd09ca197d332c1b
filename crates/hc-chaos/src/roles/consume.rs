use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

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
        let tried = Arc::new(Mutex::new(HashSet::new()));
        let consumer = Consumer::new(db, QUEUE, &BrokerSettings::new(self.broker));
        let consumer = consumer.on::<InstanceUpdated>(move |tx, event| {
            let first =
                event.data.status == FLAKY && tried.lock().unwrap_or_else(PoisonError::into_inner).insert(event.id);
            Box::pin(async move { effect(tx, event, first).await })
        });
        consumer.run(stopping).await
    }
}

async fn effect(tx: &mut PgConnection, event: Delivered<InstanceUpdated>, fail: bool) -> Result<(), Failure> {
    if event.data.status == POISON {
        return Err(Failure::Permanent(anyhow!("nobody can handle this")));
    }
    if fail {
        return Err(Failure::Transient(anyhow!("not at the first attempt")));
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
