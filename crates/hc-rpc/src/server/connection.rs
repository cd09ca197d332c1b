//! One connection: handshake, identity, calls, end.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use hc_chassis::Stopping;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use metrics::counter;
use rand::Rng;
use rustls::ServerConfig;
use tokio::net::TcpStream;
use tokio_rustls::{TlsAcceptor, server::TlsStream};
use tonic::body::Body;

use super::call::Calls;
use crate::{
    gather::Gather,
    identity::{self, Peer},
    settings::GrpcSettings,
    tls::{self, Reloading},
};

const KEEPALIVE_TIMEOUT: Duration = Duration::from_secs(5);
/// Headers of a call, its token included.
const MAX_HEADER_BYTES: u32 = 32 * 1024;
/// The default window of 64 KiB makes a stream wait for each round trip; a megabyte fills a fast link.
const STREAM_WINDOW: u32 = 1024 * 1024;
/// Room for many calls whose bodies wait, such as uploads: they must not take the connection from the others.
const CONNECTION_WINDOW: u32 = 128 * STREAM_WINDOW;

/// What all connections of a server have in common.
pub(super) struct Shared {
    pub(super) settings: GrpcSettings,
    pub(super) tls: Arc<Reloading<ServerConfig>>,
    pub(super) calls: Calls,
    pub(super) stopping: Stopping,
}

/// Serves one connection to its end. It never fails: what a peer does wrong ends its connection only.
pub(super) async fn serve(stream: TcpStream, remote: SocketAddr, shared: Arc<Shared>) {
    let handshake = tokio::time::timeout(tls::HANDSHAKE, identify(stream, &shared));
    let identified = tokio::select! {
        identified = handshake => identified,
        () = shared.stopping.cancelled() => return,
    };
    match identified {
        Ok(Ok((stream, peer))) => serve_calls(stream, peer, &shared).await,
        Ok(Err(error)) => refuse(remote, &format!("{error:#}")),
        Err(_) => refuse(remote, "the handshake took too long"),
    }
}

fn refuse(remote: SocketAddr, error: &str) {
    counter!("hostingco_grpc_refused_connections_total").increment(1);
    tracing::warn!(client.address = %remote, error, "connection refused");
}

async fn identify(stream: TcpStream, shared: &Shared) -> anyhow::Result<(TlsStream<TcpStream>, Peer)> {
    let stream = TlsAcceptor::from(shared.tls.current()).accept(stream).await?;
    let (_, session) = stream.get_ref();
    anyhow::ensure!(tls::speaks_h2(session.alpn_protocol()), "the client does not speak HTTP/2");
    // The verifier demands a certificate; without one the handshake has failed.
    let leaf = session.peer_certificates().and_then(<[_]>::first);
    let leaf = leaf.ok_or_else(|| anyhow::anyhow!("the client has no certificate"))?;
    let peer = identity::peer_of(leaf)?;
    Ok((stream, peer))
}

async fn serve_calls(stream: TlsStream<TcpStream>, peer: Peer, shared: &Shared) {
    let settings = &shared.settings;
    let has_spoken = Arc::new(AtomicBool::new(false));
    let service = {
        let (calls, peer, has_spoken) = (shared.calls.clone(), peer.clone(), has_spoken.clone());
        hyper::service::service_fn(move |mut request: http::Request<hyper::body::Incoming>| {
            has_spoken.store(true, Ordering::Relaxed);
            request.extensions_mut().insert(peer.clone());
            calls.clone().answer(request.map(Body::new), &peer.service)
        })
    };
    let connection = hyper::server::conn::http2::Builder::new(TokioExecutor::new())
        .timer(TokioTimer::new())
        .keep_alive_interval(settings.keepalive)
        .keep_alive_timeout(KEEPALIVE_TIMEOUT)
        .max_concurrent_streams(settings.max_concurrent_streams)
        .max_header_list_size(MAX_HEADER_BYTES)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .serve_connection(TokioIo::new(Gather::new(stream)), service);
    let mut connection = std::pin::pin!(connection);
    let grace = tokio::select! {
        ended = connection.as_mut() => return note_end(ended, &peer),
        () = shared.stopping.cancelled() => settings.drain_timeout,
        () = tokio::time::sleep(jittered(settings.max_connection_age)) => settings.max_connection_age_grace,
    };
    // hyper waits for a client's first words even when it is told to end (hyper#4170); nothing of such a client is lost.
    if !has_spoken.load(Ordering::Relaxed) {
        return;
    }
    connection.as_mut().graceful_shutdown();
    if let Ok(ended) = tokio::time::timeout(grace, connection).await {
        note_end(ended, &peer);
    } else {
        tracing::info!(peer.service = peer.service, "connection cut, its calls did not end in time");
    }
}

fn note_end(ended: hyper::Result<()>, peer: &Peer) {
    if let Err(error) = ended {
        tracing::debug!(peer.service = peer.service, error = &error as &dyn std::error::Error, "connection lost");
    }
}

/// ± 10 %, so that connections that began together do not end together.
fn jittered(age: Duration) -> Duration {
    age.mul_f64(rand::rng().random_range(0.9..=1.1))
}
