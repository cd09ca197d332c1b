//! The gRPC server of a service.

mod body;
mod call;
mod connection;

use std::{convert::Infallible, net::SocketAddr, sync::Arc, time::Duration};

use anyhow::Context;
use hc_chassis::{Listener, Stopping};
use rustls::ServerConfig;
use tokio::{task::JoinSet, time::MissedTickBehavior};
use tonic::{body::Body, server::NamedService, service::Routes};
use tonic_health::{
    ServingStatus,
    pb::health_server::{Health, HealthServer},
    server::HealthReporter,
};
use tower::{Layer, Service, util::BoxCloneSyncService};

pub(crate) use self::call::code_name;
use crate::{
    settings::{GrpcSettings, TlsSettings},
    tls::{self, Reloading},
};

/// What a layer is given to wrap: all services that were added before it.
pub type GrpcService = BoxCloneSyncService<http::Request<Body>, http::Response<Body>, Infallible>;

/// A gRPC server: mutual TLS only, with health (`grpc.health.v1`, open to every peer) and, by setting, reflection.
///
/// For each call it gives the handler a [`Peer`](crate::Peer) extension and a [`CallContext`](crate::CallContext), keeps
/// the caller's deadline, answers `INTERNAL` for a panic, and records `rpc.server.call.duration`.
pub struct GrpcServer {
    settings: GrpcSettings,
    tls: Arc<Reloading<ServerConfig>>,
    routes: Routes,
    layers: Vec<Wrap>,
    names: Vec<&'static str>,
}

type Wrap = Box<dyn FnOnce(GrpcService) -> GrpcService + Send + Sync>;

impl GrpcServer {
    /// A server without services. An error when the certificate or key can't be used.
    pub fn new(settings: &GrpcSettings, tls: &TlsSettings) -> anyhow::Result<Self> {
        Ok(Self {
            settings: settings.clone(),
            tls: Arc::new(Reloading::server(tls)?),
            routes: Routes::default(),
            layers: Vec::new(),
            names: Vec::new(),
        })
    }

    /// Adds a generated service.
    #[must_use]
    #[expect(clippy::should_implement_trait, reason = "nobody reads it as arithmetic")]
    pub fn add<S>(mut self, service: S) -> Self
    where
        S: Service<http::Request<Body>, Error = Infallible> + NamedService + Clone + Send + Sync + 'static,
        S::Response: axum::response::IntoResponse,
        S::Future: Send + 'static,
    {
        self.names.push(S::NAME);
        self.routes = self.routes.add_service(service);
        self
    }

    /// Puts a layer around all services, wherever they are added; later layers are outside of earlier ones. Health and
    /// reflection stay outside of every layer.
    #[must_use]
    pub fn layer<L>(mut self, layer: L) -> Self
    where
        L: Layer<GrpcService> + Send + Sync + 'static,
        L::Service: Service<http::Request<Body>, Response = http::Response<Body>, Error = Infallible>
            + Clone
            + Send
            + Sync
            + 'static,
        <L::Service as Service<http::Request<Body>>>::Future: Send + 'static,
    {
        self.layers.push(Box::new(move |inner| BoxCloneSyncService::new(layer.layer(inner))));
        self
    }

    /// Listens at the address of the settings.
    pub async fn bind(self) -> anyhow::Result<BoundServer> {
        let address = self.settings.listen;
        let listener = hc_chassis::listen(address)
            .await
            .with_context(|| format!("setting `grpc.listen`: cannot bind {address}"))?;
        Ok(BoundServer { server: self, listener })
    }

    /// Listens and serves until `stopping`, then drains: see [`BoundServer::serve`].
    pub async fn serve(self, stopping: Stopping) -> anyhow::Result<()> {
        self.bind().await?.serve(stopping).await
    }

    async fn assemble(self, stopping: &Stopping) -> anyhow::Result<(connection::Shared, HealthReporter)> {
        let health = HealthReporter::new();
        for name in &self.names {
            health.set_service_status(name, ServingStatus::Serving).await;
        }
        let mut open = Routes::new(health_server(&health));
        if self.settings.reflection {
            let reflection = tonic_reflection::server::Builder::configure()
                .register_encoded_file_descriptor_set(hc_proto::FILE_DESCRIPTOR_SET)
                .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
                .build_v1()
                .context("prepare reflection")?;
            open = open.add_service(reflection);
        }
        let services = BoxCloneSyncService::new(self.routes.prepare());
        let services = self.layers.into_iter().fold(services, |inner, wrap| wrap(inner));
        let calls = call::Calls::new(services, open.prepare(), &self.settings, stopping.clone());
        Ok((connection::Shared { settings: self.settings, tls: self.tls, calls, stopping: stopping.clone() }, health))
    }
}

/// A server that listens but does not take connections yet.
pub struct BoundServer {
    server: GrpcServer,
    listener: Listener,
}

impl BoundServer {
    /// Where it listens; tells the port when a free one was asked for.
    pub fn local_addr(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves until `stopping`. Then health says `NOT_SERVING`, no connection is taken any more, streams from the server
    /// end with `UNAVAILABLE`, and calls may end within the drain timeout; what is left is cut.
    pub async fn serve(self, stopping: Stopping) -> anyhow::Result<()> {
        let Self { server, mut listener } = self;
        tracing::info!(grpc.address = %listener.local_addr()?, "grpc server listens");
        let names = server.names.clone();
        let (shared, health) = server.assemble(&stopping).await?;
        let shared = Arc::new(shared);
        let mut connections = JoinSet::new();
        let mut reload = tokio::time::interval(tls::RELOAD);
        reload.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let has_room = connections.len() < shared.settings.max_connections;
            tokio::select! {
                () = stopping.cancelled() => break,
                (stream, remote) = listener.accept(), if has_room => {
                    connections.spawn(connection::serve(stream, remote, shared.clone()));
                }
                Some(_) = connections.join_next() => {}
                _ = reload.tick() => shared.tls.clone().reload().await,
            }
        }
        drop(listener);
        for name in names.iter().copied().chain([""]) {
            health.set_service_status(name, ServingStatus::NotServing).await;
        }
        drain(&mut connections, shared.settings.drain_timeout).await;
        Ok(())
    }
}

async fn drain(connections: &mut JoinSet<()>, limit: Duration) {
    let ended = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(limit, ended).await.is_err() {
        tracing::warn!(connections = connections.len(), "connections cut at the end of the drain");
        connections.shutdown().await;
    }
}

fn health_server(reporter: &HealthReporter) -> HealthServer<impl Health> {
    HealthServer::new(tonic_health::server::HealthService::from_health_reporter(reporter.clone()))
}
