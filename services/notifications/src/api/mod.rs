//! gRPC handlers: authorise, convert, run, map errors.

mod feed;
mod mails;
pub mod request;
mod rules;
pub mod unsubscribe;
mod webhooks;

use std::sync::Arc;

use hc_access::{Access, Peers};
use hc_chassis::Stopping;
use hc_rpc::GrpcServer;
use hc_storage::Db;

use self::{feed::Feed, mails::Mails, rules::RULES, webhooks::Webhooks};
use crate::{
    app::webhooks::vault::Vault, dispatch::guard::Guard, mails::links::Links, owners::Owners, settings::Settings,
};

/// What the handlers share with the rest of the process.
pub struct Shared {
    pub db: Db,
    pub owners: Owners,
    pub links: Arc<Links>,
    pub vault: Vault,
    pub guard: Guard,
}

/// The gRPC server, behind the access check.
pub fn server(shared: Shared, settings: &Settings, stopping: Stopping) -> anyhow::Result<GrpcServer> {
    let Shared { db, owners, links, vault, guard } = shared;
    let peer = |peer| hc_rpc::connect(peer, &settings.tls);
    let peers = Peers::remote(peer(&settings.peers.auth)?, peer(&settings.peers.accounts)?);
    let access = Access::start(&settings.access, peers, &[RULES, hc_deadletters::RULES].concat(), stopping)?;
    let layer = access.layer();
    let endpoints_at_most = settings.webhooks.endpoints_at_most;
    let dead_letters = hc_deadletters::service("notifications", &db, &settings.broker);
    let mails = Mails { db: db.clone(), access: access.clone(), links };
    let feed = Feed { db: db.clone(), owners };
    let webhooks = Webhooks { db, access, vault, guard, endpoints_at_most };
    let server = GrpcServer::new(&settings.grpc, &settings.tls)?;
    let server = server.add(mails.into_service()).add(feed.into_service()).add(webhooks.into_service());
    Ok(server.add(dead_letters).layer(layer))
}
