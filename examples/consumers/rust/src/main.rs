//! Keeps a copy of HostingCo's invoices: a complete consumer of events, with a database of its own.
//! `docs/consume-events.md` explains it.
//!
//! `invoices migrate` makes the tables, `invoices` consumes, `invoices dump` prints what has become of the events.

mod dump;
mod invoices;
mod settings;

use anyhow::Context as _;
use hc_chassis::Chassis;
use hc_events::{Consumer, topology};
use hc_proto::events::v1::{InvoiceCreated, InvoiceIssued, InvoicePaid, InvoiceVoided};
use hc_storage::Db;

use crate::settings::Settings;

/// The tables of this service; those of the inbox and the dead letters are hc-events'.
static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!();
static SCHEMA: [&sqlx::migrate::Migrator; 2] = [&hc_events::MIGRATOR, &MIGRATOR];

/// What it wants to hear. A pattern and not single types: a type that is added later is a change of the invoice, too, and
/// the version gate has to count it.
const BINDINGS: &[&str] = &["billing.invoice.#"];

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Consumes events.
    Serve,
    /// Brings the database to this version's schema.
    Migrate,
    /// Prints invoices and bookings as JSON.
    Dump,
}

fn main() -> anyhow::Result<()> {
    let (command, settings) = hc_chassis::cli::<Settings, Command>("invoices")?;
    hc_chassis::block_on(async {
        match command {
            Command::Serve => serve(settings).await,
            Command::Migrate => hc_storage::migrate(&settings.database, &SCHEMA).await,
            Command::Dump => dump::run(&settings).await,
        }
    })
}

async fn serve(settings: Settings) -> anyhow::Result<()> {
    let chassis = Chassis::start("invoices", &settings.chassis).await?;
    let stopping = chassis.stopping();
    let stop = chassis.asked_to_stop();
    let db = hc_storage::connect_when_up(&settings.database, &SCHEMA, &stop, |why| chassis.waits(why)).await;
    let Some(db) = db.context("connect to PostgreSQL")? else { return chassis.ready_until_stopped().await };
    let declared = topology::declare_external(&settings.broker, &settings.events.queue, BINDINGS).await;
    declared.with_context(|| format!("declare {}", settings.events.queue))?;

    let ready = db.clone();
    chassis.readiness("database", move || {
        let db = ready.clone();
        async move { db.ready().await }
    });
    let consumer = consumer(db.clone(), &settings);
    // Stopped first: it ends what it has begun and gives the rest back.
    chassis.run("consumer", consumer.run(stopping.clone()));
    chassis.run("housekeeping", hc_events::housekeeping(db, stopping));
    chassis.ready_until_stopped().await
}

/// One transaction per event: its id into the inbox, the version gate, the effect. The library acknowledges after the
/// commit, tries again later, or makes it a dead letter with its cause.
fn consumer(db: Db, settings: &Settings) -> Consumer {
    Consumer::new(db, settings.events.queue.as_str(), &settings.broker)
        .on::<InvoiceCreated>(|tx, event| Box::pin(invoices::created(tx, event)))
        .on::<InvoiceIssued>(|tx, event| Box::pin(invoices::issued(tx, event)))
        .on::<InvoicePaid>(|tx, event| Box::pin(invoices::paid(tx, event)))
        .on::<InvoiceVoided>(|tx, event| Box::pin(invoices::voided(tx, event)))
        .on_any(|tx, event, _| Box::pin(invoices::unknown(tx, event)))
}
