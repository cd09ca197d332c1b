use clap::Args;
use hc_events::BrokerSettings;

/// Publishes the writers' outbox.
#[derive(Debug, Args)]
pub struct Relay {
    /// The writers' database.
    #[arg(long)]
    database: String,
    /// RabbitMQ.
    #[arg(long)]
    broker: String,
}

impl Relay {
    /// Until SIGTERM.
    pub async fn run(self) -> anyhow::Result<()> {
        let stopping = super::until_terminated()?;
        let db = super::connect(&self.database, 4).await?;
        let broker = BrokerSettings::new(self.broker);
        hc_events::Relay::new(db, super::SERVICE, &broker).run(stopping).await
    }
}
