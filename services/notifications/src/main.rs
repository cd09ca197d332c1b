//! `notifications`: what people and their systems are told: mails, webhooks, the feed.

mod api;
mod app;
mod consumers;
mod dispatch;
mod domain;
mod feed;
mod jobs;
mod mails;
mod metrics;
mod owners;
mod settings;
mod smtp;
mod store;
#[cfg(test)]
mod tests;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context as _;
use hc_chassis::Chassis;
use hc_events::Relay;

use crate::{
    api::Shared,
    app::{bounce::bounce, send_mail::Mailer, webhooks::vault::Vault},
    dispatch::{Dispatcher, client::Client, guard::Guard, resolver::SystemResolver},
    mails::{links::Links, message::address, preview, report},
    owners::Owners,
    settings::Settings,
    smtp::Smtp,
};

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Runs the service.
    Serve,
    /// Brings the database to this version's schema.
    Migrate,
    /// Writes every mail in every language with made-up values, to look at.
    Preview {
        /// The folder; made if it is missing.
        #[arg(long)]
        to: PathBuf,
    },
    /// Notes what a report of another mail server says: a mail came back (RFC 3464).
    Bounce {
        /// The report, as a mail (`.eml`).
        #[arg(long)]
        file: PathBuf,
    },
}

fn main() -> anyhow::Result<()> {
    let (command, settings) = hc_chassis::cli::<Settings, Command>("notifications")?;
    hc_chassis::block_on(async {
        match command {
            Command::Serve => serve(settings).await,
            Command::Preview { to } => {
                let written = preview::save(&settings.brand.brand()?, &to)?;
                println!("{written} mails are in {}", to.display());
                Ok(())
            }
            Command::Bounce { file } => note_bounces(&settings, &file).await,
            Command::Migrate => hc_storage::migrate(&settings.database, &store::SCHEMA).await,
        }
    })
}

async fn note_bounces(settings: &Settings, file: &Path) -> anyhow::Result<()> {
    let report = std::fs::read(file).with_context(|| format!("read {}", file.display()))?;
    let bounces = report::read(&report)?;
    let db = hc_storage::connect(&settings.database).await.context("connect to PostgreSQL")?;
    for found in bounces {
        let address = found.address.typed().to_owned();
        db.transact(move |tx, now| Box::pin(async move { bounce(tx, now, &found).await })).await?;
        println!("{address} gets no more mails until it is verified again");
    }
    Ok(())
}

async fn serve(settings: Settings) -> anyhow::Result<()> {
    let chassis = Chassis::start("notifications", &settings.chassis).await?;
    let stopping = chassis.stopping();
    let stop = chassis.asked_to_stop();
    let db = hc_storage::connect_when_up(&settings.database, &store::SCHEMA, &stop, |why| chassis.waits(why)).await;
    let Some(db) = db.context("connect to PostgreSQL")? else { return chassis.ready_until_stopped().await };
    let vault = Vault::open(&db, settings.keys.keks()?).await.context("open the keys of webhook secrets")?;
    let guard = Guard::new(Arc::new(SystemResolver::new()?), &settings.webhooks);
    let client = Client::new(guard.clone(), &settings.webhooks)?;
    let peer = |peer| hc_rpc::connect(peer, &settings.tls);
    let (auth, accounts) = (peer(&settings.peers.auth)?, peer(&settings.peers.accounts)?);
    let owners = Owners::new(auth, accounts, peer(&settings.peers.billing)?, peer(&settings.peers.provisioning)?);
    let unsubscriptions = settings.unsubscribe.unsubscriptions()?;
    let links = Arc::new(Links::new(&settings.console.url, &settings.http.public_url, unsubscriptions));
    let mailer = Mailer {
        db: db.clone(),
        owners: owners.clone(),
        smtp: Smtp::new(&settings.smtp)?,
        links: Arc::clone(&links),
        platform: settings.brand.brand()?,
        from: address(&settings.smtp.from).context("[smtp] from")?,
    };
    let shared =
        Shared { db: db.clone(), owners: owners.clone(), links: Arc::clone(&links), vault: vault.clone(), guard };
    let server = api::server(shared, &settings, stopping.clone())?;
    let http = hc_chassis::listen(settings.http.listen).await.context("listen for HTTP")?;
    metrics::describe();

    let ready = db.clone();
    chassis.readiness("database", move || {
        let db = ready.clone();
        async move { db.ready().await }
    });
    // Stopped from the top down: no new calls, then no new work, then what is on its way goes out.
    chassis.run("grpc", server.serve(stopping.clone()));
    let pages = api::unsubscribe::router(db.clone(), links);
    chassis.run("http", hc_chassis::serve_http(pages, http, stopping.clone()));
    let broker = || settings.broker.clone();
    chassis.run("mailings", consumers::mailings(db.clone(), owners.clone(), broker(), stopping.clone()));
    chassis.run("feed", consumers::feed(db.clone(), owners, broker(), stopping.clone()));
    chassis.run("mails", consumers::mails(Arc::new(mailer), broker(), stopping.clone()));
    chassis.run("due mails", jobs::due_mails::run(db.clone(), stopping.clone()));
    chassis.run("retention", jobs::forget::run(db.clone(), settings.retention.clone(), stopping.clone()));
    let webhooks = consumers::webhooks::consumer(db.clone(), &settings.broker);
    chassis.run("webhook events", webhooks.run(stopping.clone()));
    let dispatcher = Dispatcher::new(db.clone(), client, vault.clone(), settings.webhooks.clone());
    chassis.run("webhook deliveries", dispatcher.run(stopping.clone()));
    let retention = settings.webhooks.retention;
    chassis.run("webhook upkeep", jobs::webhooks::run(db.clone(), vault, retention, stopping.clone()));
    chassis.run("housekeeping", hc_events::housekeeping(db.clone(), stopping));
    chassis.run("relay", Relay::new(db.clone(), "notifications", &settings.broker).run(chassis.drained()));
    let stopped = chassis.ready_until_stopped().await;
    db.close().await;
    stopped
}
