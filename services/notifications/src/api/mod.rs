//! gRPC handlers: authorise, convert, run, map errors.

mod rules;

use hc_access::{Access, Peers};
use hc_chassis::Stopping;
use hc_rpc::GrpcServer;

use self::rules::RULES;
use crate::settings::Settings;

/// The gRPC server, behind the access check.
pub fn server(settings: &Settings, stopping: Stopping) -> anyhow::Result<GrpcServer> {
    let peer = |peer| hc_rpc::connect(peer, &settings.tls);
    let peers = Peers::remote(peer(&settings.peers.auth)?, peer(&settings.peers.accounts)?);
    let access = Access::start(&settings.access, peers, RULES, stopping)?;
    Ok(GrpcServer::new(&settings.grpc, &settings.tls)?.layer(access.layer()))
}
