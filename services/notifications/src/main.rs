//! `notifications`: what people and their systems are told: mails, webhooks, the feed.

mod api;
mod settings;
mod store;

use anyhow::Context as _;
use hc_chassis::Chassis;
use hc_events::Relay;

use crate::settings::Settings;

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Runs the service.
    Serve,
    /// Brings the database to this version's schema.
    Migrate,
}

fn main() -> anyhow::Result<()> {
    let (command, settings) = hc_chassis::cli::<Settings, Command>("notifications")?;
    hc_chassis::block_on(async {
        match command {
            Command::Serve => serve(settings).await,
            Command::Migrate => {
                hc_storage::migrate(&settings.database, &[&hc_events::MIGRATOR, &store::MIGRATOR]).await
            }
        }
    })
}

async fn serve(settings: Settings) -> anyhow::Result<()> {
    let chassis = Chassis::start("notifications", &settings.chassis).await?;
    let stopping = chassis.stopping();
    let db = hc_storage::connect_when_up(&settings.database, &chassis.asked_to_stop()).await;
    let Some(db) = db.context("connect to PostgreSQL")? else { return chassis.ready_until_stopped().await };
    let server = api::server(&settings, stopping.clone())?;

    let ready = db.clone();
    chassis.readiness("database", move || {
        let db = ready.clone();
        async move { db.ready().await }
    });
    // Stopped from the top down: no new calls, then no new work, then what is on its way goes out.
    chassis.run("grpc", server.serve(stopping.clone()));
    chassis.run("housekeeping", hc_events::housekeeping(db.clone(), stopping));
    chassis.run("relay", Relay::new(db.clone(), "notifications", &settings.broker).run(chassis.drained()));
    let stopped = chassis.ready_until_stopped().await;
    db.close().await;
    stopped
}
