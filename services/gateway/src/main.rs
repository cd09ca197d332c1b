//! The gateway: one GraphQL endpoint in front of all services. It owns no data and makes no decisions.

mod admission;
mod batch;
mod clock;
mod documents;
mod errors;
mod execute;
mod http;
mod limits;
mod live;
mod metrics;
mod rpc;
mod schema;
mod settings;
mod ws;

use anyhow::Context;
use clap::Subcommand;
use hc_access::{Access, Peers};
use hc_chassis::Chassis;
use hc_events::Tap;

use crate::admission::Lists;
use crate::batch::Shelf;
use crate::documents::Documents;
use crate::execute::{Engine, Parts};
use crate::http::Streams;
use crate::live::Hub;
use crate::rpc::{Channels, Clients};
use crate::schema::Slugs;
use crate::settings::Settings;
use crate::ws::Sockets;

/// What the gateway listens to: the events of organizations, and new entries of people's feeds.
const BINDINGS: [&str; 4] = ["accounts.#", "billing.#", "provisioning.#", "notifications.#"];

#[derive(Subcommand)]
enum Command {
    /// Serves GraphQL (the default)
    Serve,
    /// Prints the schema, as it is committed in schema.graphql
    Schema,
}

fn main() -> anyhow::Result<()> {
    // The schema needs no settings: it is printed where nothing is set up.
    if std::env::args().nth(1).as_deref() == Some("schema") {
        print!("{}", schema::sdl(&schema::build(false)));
        return Ok(());
    }
    let (command, settings) = hc_chassis::cli::<Settings, Command>("gateway")?;
    match command {
        Command::Serve => hc_chassis::block_on(serve(settings)),
        Command::Schema => {
            print!("{}", schema::sdl(&schema::build(false)));
            Ok(())
        }
    }
}

async fn serve(settings: Settings) -> anyhow::Result<()> {
    let chassis = Chassis::start("gateway", &settings.chassis).await?;
    metrics::describe();
    let stopping = chassis.stopping();
    let channels = Channels::connect(&settings.peers, &settings.tls)?;
    let owners = Peers::remote(channels.auth.clone(), channels.accounts.clone());
    let access = Access::start(&settings.access, owners, &[], stopping.clone())?;
    let hub = Hub::default();
    let schema = schema::build(settings.http.graphiql);
    let sdl = schema::sdl(&schema);
    let engine = Engine::new(Parts {
        lists: Lists::of(&sdl),
        schema,
        documents: Documents::load(&settings.trusted_documents, &settings.document)?,
        document: settings.document.clone(),
        introspection: settings.http.introspection,
        clients: Clients::new(channels),
        shelf: Shelf::default(),
        slugs: Slugs::default(),
        access,
        limiter: limits::Limiter::new(&settings.rate, &settings.redis)?,
        hub: hub.clone(),
    });
    let places = limits::Places::new(settings.ws.max_sockets, settings.ws.max_sockets_per_address);
    let sockets = Sockets::new(engine.clone(), settings.ws.clone(), places.clone(), stopping.clone());
    let streams = Streams::new(engine.clone(), settings.ws.clone(), places, stopping.clone());
    let listener = hc_chassis::listen(settings.http.listen).await;
    let listener = listener.with_context(|| format!("listen at http.listen = {}", settings.http.listen))?;
    tracing::info!(server.address = %listener.local_addr()?, "GraphQL is served at /graphql");
    chassis.run("live", hub.run(Tap::start(&settings.broker, &BINDINGS), stopping.clone()));
    let http = settings.http.clone();
    let router = http::router(http::State::new(engine, settings, sockets.clone(), streams.clone(), sdl));
    chassis.run("http", async move {
        http::serve(listener, router, http, stopping).await?;
        sockets.drained().await;
        streams.drained().await;
        Ok(())
    });
    chassis.ready_until_stopped().await
}
