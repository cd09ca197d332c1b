//! What others can ask: gRPC for our services, HTTP for whoever verifies tokens.

pub mod access;
pub mod auth;
pub mod http;
mod mails;
pub mod rules;
mod web_sessions;

use std::sync::Arc;

use anyhow::Context;
use hc_access::{Access, AccessSettings, Peers, feed};
use hc_chassis::Stopping;
use hc_proto::auth::v1::auth_service_server::AuthServiceServer;
use hc_rpc::{BoundServer, GrpcServer};

use crate::{app::App, settings::Settings};

/// The gRPC server with all its services, listening.
pub async fn bind(app: &App, settings: &Settings, stopping: &Stopping) -> anyhow::Result<BoundServer> {
    let own = AccessSettings {
        issuer: settings.issuer.url.clone(),
        audience: settings.tokens.audience.clone(),
        ..AccessSettings::default()
    };
    let peers = Peers::in_auth(Arc::new(access::OwnAnswers(app.clone())));
    let rules = [rules::RULES, hc_deadletters::RULES].concat();
    let access = Access::start(&own, peers, &rules, stopping.clone()).context("start the access checks")?;
    GrpcServer::new(&settings.grpc, &settings.tls)?
        .add(AuthServiceServer::new(auth::Auth::new(app.clone())))
        .add(feed::service(&app.db, stopping.clone()))
        .add(hc_deadletters::service("auth", &app.db, &settings.broker))
        .layer(access.layer())
        .bind()
        .await
}
