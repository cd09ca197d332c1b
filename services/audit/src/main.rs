//! `audit`: the record of everything that happened, and its replay.

mod api;
mod app;
mod commands;
mod consumers;
mod domain;
mod jobs;
mod metrics;
mod settings;
mod store;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use anyhow::Context as _;
use hc_chassis::Chassis;
use hc_events::Relay;

use crate::{
    app::{policy::Policy, retention::make_months},
    settings::Settings,
};

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Runs the service.
    Serve,
    /// Brings the database to this version's schema.
    Migrate,
    /// Recomputes the chains from the beginning and says where they are broken; fails if one is.
    Verify(commands::Verify),
    /// Writes an organization's record to standard output, as NDJSON.
    Export(commands::Export),
    /// Erases from where a person has used the product; the record itself stays whole.
    EraseOrigins(commands::EraseOrigins),
    /// Reads from standard input which colour an edge has promoted or rolled back, and tells it as an event.
    RecordDeployment,
}

fn main() -> anyhow::Result<()> {
    let (command, settings) = hc_chassis::cli::<Settings, Command>("audit")?;
    hc_chassis::block_on(async {
        match command {
            Command::Serve => serve(settings).await,
            Command::Migrate => hc_storage::migrate(&settings.database, &store::SCHEMA).await,
            Command::Verify(verify) => verify.run(&settings).await,
            Command::Export(export) => export.run(&settings).await,
            Command::EraseOrigins(erase) => erase.run(&settings).await,
            Command::RecordDeployment => commands::record_deployment(&settings, std::io::stdin()).await,
        }
    })
}

async fn serve(settings: Settings) -> anyhow::Result<()> {
    let chassis = Chassis::start("audit", &settings.chassis).await?;
    let stopping = chassis.stopping();
    metrics::describe();
    let policy = Arc::new(Policy::new(&settings.retention)?);
    let stop = chassis.asked_to_stop();
    let db = hc_storage::connect_when_up(&settings.database, &store::SCHEMA, &stop, |why| chassis.waits(why)).await;
    let Some(db) = db.context("connect to PostgreSQL")? else { return chassis.ready_until_stopped().await };
    // Nothing can be recorded in a class or a month that is not there.
    make_months(&db, &policy).await.context("make the tables of this month and the next")?;
    let server = api::server(&db, &settings, stopping.clone())?;
    let auth = hc_rpc::connect(&settings.peers.auth, &settings.tls)?;
    let everything = consumers::everything(db.clone(), &settings.broker, Arc::clone(&policy), settings.recording.batch);

    let ready = db.clone();
    chassis.readiness("database", move || {
        let db = ready.clone();
        async move { db.ready().await }
    });
    // Stopped from the top down: no new calls, then no new work, then what is on its way goes out.
    chassis.run("grpc", server.serve(stopping.clone()));
    chassis.run("everything", everything.run(stopping.clone()));
    let replays = jobs::replays::run(db.clone(), settings.broker.clone(), settings.replays, stopping.clone());
    chassis.run("replays", replays);
    chassis.run("session origins", jobs::origins::run(db.clone(), auth, stopping.clone()));
    chassis.run("verification", jobs::verification::run(db.clone(), settings.verification, stopping.clone()));
    chassis.run("retention", jobs::retention::run(db.clone(), policy, settings.retention, stopping.clone()));
    chassis.run("housekeeping", hc_events::housekeeping(db.clone(), stopping));
    chassis.run("relay", Relay::new(db.clone(), "audit", &settings.broker).run(chassis.drained()));
    let stopped = chassis.ready_until_stopped().await;
    db.close().await;
    stopped
}
