//! `billing`: what is sold, what was bought, and the money for it.

mod api;
mod app;
mod capacity;
mod consumers;
mod domain;
mod jobs;
mod metrics;
mod provider;
mod settings;
mod store;
mod wire;

use std::{path::PathBuf, sync::Arc};

use anyhow::{Context, ensure};
use clap::Subcommand;
use hc_access::{Access, Peers};
use hc_chassis::Chassis;
use hc_events::Relay;
use hc_rpc::GrpcServer;

use crate::{
    app::{App, PreviewKey, seed::Catalogue},
    capacity::Provisioning,
    provider::{Providers, TestProvider},
    settings::Settings,
};

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs the service
    Serve,
    /// Brings the database up to date
    Migrate,
    /// Brings the catalogue in line with a file
    Seed {
        /// The file (TOML); `seeds/billing.toml` explains itself
        #[arg(long)]
        file: PathBuf,
    },
}

fn main() -> anyhow::Result<()> {
    let (command, settings) = hc_chassis::cli::<Settings, Command>("billing")?;
    hc_chassis::block_on(async move {
        match command {
            Command::Serve => serve(settings).await,
            Command::Migrate => hc_storage::migrate(&settings.database, &store::SCHEMA).await,
            Command::Seed { file } => seed(settings, file).await,
        }
    })
}

async fn serve(settings: Settings) -> anyhow::Result<()> {
    let chassis = Chassis::start("billing", &settings.chassis).await?;
    metrics::describe();
    let stop = chassis.asked_to_stop();
    let db = hc_storage::connect_when_up(&settings.database, &store::SCHEMA, &stop, |why| chassis.waits(why)).await;
    let Some(db) = db.context("connect to PostgreSQL")? else { return chassis.ready_until_stopped().await };
    let peer = |peer| hc_rpc::connect(peer, &settings.tls);
    let peers = Peers::remote(peer(&settings.peers.auth)?, peer(&settings.peers.accounts)?);
    let rules = [api::RULES, hc_deadletters::RULES].concat();
    let access = Access::start(&settings.access, peers, &rules, chassis.stopping())?;
    let timeout = settings.payments.charge_timeout;
    ensure!((1..=60).contains(&timeout.as_secs()), "payments.charge_timeout is 1 s to 60 s, not {timeout:?}");
    let mut providers = Providers::default();
    if settings.payments.test_provider {
        providers = providers.with("test", Arc::new(TestProvider::new(db.side_pool(4))));
    }
    let app = App {
        db: db.clone(),
        capacity: Arc::new(Provisioning::new(peer(&settings.peers.provisioning)?)),
        providers,
        previews: PreviewKey::new(&settings.orders.preview_key).context("setting `orders.preview_key`")?,
        charge_timeout: timeout,
        open_orders_at_most: settings.orders.open_at_most,
    };
    let database = db.clone();
    chassis.readiness("database", move || {
        let database = database.clone();
        async move { database.ready().await }
    });

    // Stopped from the top down: no new calls, then no new work, then what is on its way goes out.
    let service = api::service(app.clone(), access.clone());
    let server = GrpcServer::new(&settings.grpc, &settings.tls)?.add(service);
    let server = server.add(hc_deadletters::service("billing", &db, &settings.broker)).layer(access.layer());
    chassis.run("grpc", server.serve(chassis.stopping()));
    chassis.run("instances", consumers::instances(db.clone(), settings.broker.clone(), chassis.stopping()));
    chassis.run("lapse", jobs::lapse::run(app.clone(), chassis.stopping()));
    chassis.run("payments", jobs::payments::run(app, chassis.stopping()));
    chassis.run("books", jobs::books::run(db.clone(), chassis.stopping()));
    chassis.run("housekeeping", hc_events::housekeeping(db.clone(), chassis.stopping()));
    chassis.run("relay", Relay::new(db.clone(), "billing", &settings.broker).run(chassis.drained()));
    let stopped = chassis.ready_until_stopped().await;
    db.close().await;
    stopped
}

async fn seed(settings: Settings, file: PathBuf) -> anyhow::Result<()> {
    let text = tokio::fs::read_to_string(&file).await.with_context(|| format!("read {}", file.display()))?;
    let catalogue = Catalogue::parse(&text).with_context(|| file.display().to_string())?;
    let db = hc_storage::connect(&settings.database).await.context("connect to PostgreSQL")?;
    let changes = db.transact(|tx, _| Box::pin(app::seed::seed(tx, catalogue))).await?;
    println!("seed: {} put on sale, {} taken off", changes.added, changes.retired);
    db.close().await;
    Ok(())
}
