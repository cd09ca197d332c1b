//! The `provisioning` service: regions, instances, operations and releases, the engines that make them real, and the sites
//! themselves. Two roles in one binary: `control` decides, `sites` serves, and goes on serving without the other.

mod api;
mod app;
mod archive;
mod blobs;
mod consumers;
mod domain;
mod driver;
mod jobs;
mod metrics;
mod settings;
mod sites;
mod store;
mod wire;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use clap::{Subcommand, ValueEnum};
use hc_access::{Access, Peers};
use hc_chassis::Chassis;
use hc_events::Relay;
use hc_proto::provisioning::v1::provisioning_service_server::ProvisioningServiceServer;
use hc_rpc::GrpcServer;
use hc_storage::Db;
use hc_types::InstanceId;
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;

use crate::app::App;
use crate::app::seed::Seeds;
use crate::blobs::BlobStore;
use crate::domain::addresses::Addresses;
use crate::driver::embedded::Embedded;
use crate::settings::Settings;
use crate::sites::state::StateDir;

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs the service.
    Serve {
        /// What this process does.
        #[arg(long, value_enum, default_value_t = Role::All)]
        role: Role,
    },
    /// Brings the database to this version's schema.
    Migrate,
    /// Brings regions and nodes to what a file says.
    Seed {
        /// The file, as `seeds/provisioning.toml`.
        #[arg(long)]
        file: PathBuf,
    },
    /// Takes over what the engine has under an instance's name from another installation.
    Adopt {
        /// The instance, `ins_…`.
        #[arg(long)]
        instance: InstanceId,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Role {
    /// Both.
    All,
    /// Calls, events, the reconciler and its jobs.
    Control,
    /// The sites, from the folder on disk alone.
    Sites,
}

fn main() -> anyhow::Result<()> {
    let (command, settings) = hc_chassis::cli::<Settings, Command>("provisioning")?;
    hc_chassis::block_on(async move {
        match command {
            Command::Serve { role } => serve(settings, role).await,
            Command::Migrate => hc_storage::migrate(settings.database()?, &store::SCHEMA).await,
            Command::Seed { file } => app::seed::seed(&connect(&settings).await?, Seeds::read(&file)?).await,
            Command::Adopt { instance } => {
                let seen = app::adopt::adopt(&connect(&settings).await?, &embedded(&settings)?, instance).await?;
                println!("{instance} is ours: {:?}", seen.state);
                Ok(())
            }
        }
    })
}

async fn serve(settings: Settings, role: Role) -> anyhow::Result<()> {
    let chassis = Chassis::start("provisioning", &settings.chassis).await?;
    metrics::describe();
    if role != Role::Control {
        let address = settings.sites.listen;
        let listener = hc_chassis::listen(address)
            .await
            .with_context(|| format!("setting `sites.listen`: cannot bind {address}"))?;
        tracing::info!(sites.address = %listener.local_addr()?, "sites are served");
        let root = settings.blobs.directory.clone();
        chassis.run("sites", sites::run(root, settings.sites.clone(), listener, chassis.stopping()));
    }
    if role != Role::Sites {
        control(&chassis, settings).await?;
    }
    chassis.ready_until_stopped().await
}

async fn control(chassis: &Chassis, settings: Settings) -> anyhow::Result<()> {
    let (tls, peers, broker) = (settings.tls()?, settings.peers()?, settings.broker()?);
    let stopping = chassis.stopping();
    let stop = chassis.asked_to_stop();
    let db = hc_storage::connect_when_up(settings.database()?, &store::SCHEMA, &stop, |why| chassis.waits(why)).await;
    let Some(db) = db.context("connect to PostgreSQL")? else { return Ok(()) };
    let blobs = BlobStore::open(&settings.blobs.directory).context("setting `blobs.directory`")?;
    let leftovers = blobs.clone();
    tokio::task::spawn_blocking(move || leftovers.clear_spool()).await?.context("clear the spool")?;
    let app = App {
        db: db.clone(),
        blobs,
        driver: Arc::new(embedded(&settings)?),
        addresses: Addresses {
            scheme: settings.sites.scheme.clone(),
            domain: settings.sites.domain.clone(),
            port: settings.sites.port,
        },
        unpacking: Arc::new(Semaphore::new(settings.uploads.concurrency.max(1))),
        uploads: settings.uploads.clone(),
        reservations: settings.reservations.clone(),
        tasks: TaskTracker::new(),
    };

    let owners = Peers::remote(hc_rpc::connect(&peers.auth, tls)?, hc_rpc::connect(&peers.accounts, tls)?);
    let rules = [api::RULES, hc_deadletters::RULES].concat();
    let access = Access::start(&settings.access, owners, &rules, stopping.clone())?;
    let service = ProvisioningServiceServer::new(api::Service::new(app.clone(), access.clone()))
        .max_decoding_message_size(api::MAX_MESSAGE_BYTES)
        .max_encoding_message_size(settings.grpc.max_message_bytes);
    let server = GrpcServer::new(&settings.grpc, tls)?.add(service);
    let server = server.add(hc_deadletters::service("provisioning", &db, broker)).layer(access.layer());

    let ready = db.clone();
    chassis.readiness("database", move || {
        let db = ready.clone();
        async move { db.ready().await }
    });
    let (compare, reconciler) = (settings.reconciler.compare, settings.reconciler.clone());
    let billing = hc_rpc::connect(&peers.billing, tls)?;
    chassis.run("grpc", server.serve(stopping.clone()));
    chassis.run("orders", consumers::run(app.clone(), broker.clone(), stopping.clone()));
    chassis.run("reconciler", app::reconciler::run(app.clone(), reconciler, stopping.clone()));
    chassis.run("compare", jobs::compare::run(app.clone(), compare, stopping.clone()));
    chassis.run("paid means live", jobs::paid_means_live::run(app.clone(), billing, compare, stopping.clone()));
    chassis.run("watchdog", jobs::watchdog::run(app.clone(), stopping.clone()));
    chassis.run("sweep", jobs::sweep::run(app, stopping.clone()));
    chassis.run("housekeeping", hc_events::housekeeping(db.clone(), stopping));
    let relay = Relay::new(db, "provisioning", broker);
    chassis.run("relay", relay.run(chassis.drained()));
    Ok(())
}

async fn connect(settings: &Settings) -> anyhow::Result<Db> {
    hc_storage::connect(settings.database()?).await.context("connect to PostgreSQL")
}

fn embedded(settings: &Settings) -> anyhow::Result<Embedded> {
    let state = StateDir::open(&settings.blobs.directory).context("setting `blobs.directory`")?;
    Ok(Embedded::new(state, settings.sites.probe.clone(), settings.blobs.installation.clone()))
}
