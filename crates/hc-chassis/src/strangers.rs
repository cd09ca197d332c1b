//! HTTP for strangers: a port of its own for what browsers and other people's programs ask.

use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::task::JoinSet;

use crate::{Listener, Stopping};

/// How long a connection may take to send a request's headers, the first and each next one.
const ASK_WITHIN: Duration = Duration::from_secs(15);
const MOST_HEADER_BYTES: usize = 16 * 1024;
const MOST_CONNECTIONS: usize = 1_024;
const DRAIN: Duration = Duration::from_secs(5);

/// Serves the routes until the stop, and what has begun to its end. Who is slow to ask, or stays without asking, is let go.
pub async fn serve_http(router: Router, mut listener: Listener, stopping: Stopping) -> anyhow::Result<()> {
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(ASK_WITHIN).max_buf_size(MOST_HEADER_BYTES);
    let (graceful, mut connections) = (GracefulShutdown::new(), JoinSet::new());
    loop {
        let has_room = connections.len() < MOST_CONNECTIONS;
        tokio::select! {
            () = stopping.cancelled() => break,
            (stream, _) = listener.accept(), if has_room => {
                let service = TowerToHyperService::new(router.clone());
                connections.spawn(graceful.watch(server.serve_connection(TokioIo::new(stream), service)));
            }
            Some(_) = connections.join_next() => {}
        }
    }
    drop(listener);
    // What a client does not take in time it asks for again elsewhere.
    let _ = tokio::time::timeout(DRAIN, graceful.shutdown()).await;
    Ok(())
}
