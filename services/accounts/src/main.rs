//! `accounts`: organizations, who belongs to them, and what they may do there.

mod api;
mod app;
mod domain;
mod settings;
mod store;
#[cfg(test)]
mod tests;
mod users;

use std::path::PathBuf;

use anyhow::Context as _;
use hc_chassis::Chassis;
use hc_events::Relay;

use crate::{
    app::seed::{Seeds, seed},
    settings::Settings,
    users::Users,
};

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Runs the service.
    Serve,
    /// Brings the database to this version's schema.
    Migrate,
    /// Adds the organizations of a file, for development.
    Seed {
        /// The file, as `seeds/accounts.toml`.
        #[arg(long)]
        file: PathBuf,
    },
}

fn main() -> anyhow::Result<()> {
    let (command, settings) = hc_chassis::cli::<Settings, Command>("accounts")?;
    hc_chassis::block_on(async {
        match command {
            Command::Serve => serve(settings).await,
            Command::Migrate => migrate(&settings).await,
            Command::Seed { file } => {
                let db = hc_storage::connect(&settings.database).await.context("connect to PostgreSQL")?;
                let users = Users::new(hc_rpc::connect(&settings.peers.auth, &settings.tls)?);
                seed(&db, &users, Seeds::read(&file)?, settings.organizations.owned_at_most).await
            }
        }
    })
}

async fn migrate(settings: &Settings) -> anyhow::Result<()> {
    hc_storage::migrate(&settings.database, &store::SCHEMA).await
}

async fn serve(settings: Settings) -> anyhow::Result<()> {
    let chassis = Chassis::start("accounts", &settings.chassis).await?;
    let stopping = chassis.stopping();
    let stop = chassis.asked_to_stop();
    let db = hc_storage::connect_when_up(&settings.database, &store::SCHEMA, &stop, |why| chassis.waits(why)).await;
    let Some(db) = db.context("connect to PostgreSQL")? else { return chassis.ready_until_stopped().await };
    let server = api::server(&db, &settings, stopping.clone())?;

    let ready = db.clone();
    chassis.readiness("database", move || {
        let db = ready.clone();
        async move { db.ready().await }
    });
    chassis.run("grpc", server.serve(stopping.clone()));
    chassis.run("housekeeping", hc_events::housekeeping(db.clone(), stopping));
    let relay = Relay::new(db, "accounts", &settings.broker);
    chassis.run("relay", relay.run(chassis.drained()));
    chassis.ready_until_stopped().await
}
