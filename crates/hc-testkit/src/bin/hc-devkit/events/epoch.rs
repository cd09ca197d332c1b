//! `events epoch raise`.

use anyhow::Context;
use clap::Subcommand;
use sqlx::PgPool;

use super::{staff, variable};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Versions that the service gives from now on come after all that it gave before, also after those that it has
    /// forgotten with the restore. Stop the service before, start it after
    Raise {
        /// The service whose database was restored
        #[arg(long)]
        service: String,
    },
}

pub async fn run(command: Command) -> anyhow::Result<()> {
    let Command::Raise { service } = command;
    staff::known(&service)?;
    let url = variable(&format!("{}_DATABASE_URL", service.to_uppercase()))?;
    let pool = PgPool::connect(&url).await.with_context(|| format!("connect to the database of {service} [XT073]"))?;
    let epoch = hc_events::outbox::raise_epoch(&pool).await.context("raise the epoch [XT073]")?;
    println!("{service} is in epoch {epoch} now");
    Ok(())
}
