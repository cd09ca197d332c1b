//! Connections: accepted, limited, drained.

use std::convert::Infallible;
use std::future::pending;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hc_chassis::{Listener, Stopping};
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::sleep;
use tower::ServiceExt;

use crate::settings::HttpSettings;

/// Bytes of the headers of a request.
const MAX_HEADERS: usize = 64 * 1024;

/// Serves until the stop; then connections may end what they have begun.
pub async fn serve(
    mut listener: Listener,
    router: Router,
    settings: HttpSettings,
    stopping: Stopping,
) -> anyhow::Result<()> {
    let places = Arc::new(Semaphore::new(settings.max_connections));
    let graceful = GracefulShutdown::new();
    let builder = builder(settings.header_timeout);
    let mut connections = JoinSet::new();
    loop {
        let place = tokio::select! {
            () = stopping.cancelled() => break,
            Some(_) = connections.join_next() => continue,
            place = Arc::clone(&places).acquire_owned() => place?,
        };
        let (stream, peer) = tokio::select! {
            () = stopping.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        let has_asked = Arc::new(AtomicBool::new(false));
        let service = service(router.clone(), peer, Arc::clone(&has_asked));
        let connection = builder.serve_connection_with_upgrades(TokioIo::new(stream), service);
        let connection = graceful.watch(connection.into_owned());
        connections.spawn(async move {
            tokio::select! {
                ended = connection => if let Err(error) = ended {
                    tracing::debug!(error, "connection failed");
                },
                () = stays_silent(settings.header_timeout, &has_asked) => {
                    tracing::debug!(client.address = %peer, "connection cut, it asked nothing in time");
                }
            }
            drop(place);
        });
    }
    drop(listener);
    graceful.shutdown().await;
    Ok(())
}

/// Ends where nothing was asked in time. hyper looks at the clock only once it knows which protocol it is.
async fn stays_silent(header_timeout: Duration, has_asked: &AtomicBool) {
    sleep(header_timeout).await;
    if has_asked.load(Ordering::Relaxed) {
        pending::<()>().await;
    }
}

fn builder(header_timeout: Duration) -> auto::Builder<TokioExecutor> {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(header_timeout).max_buf_size(MAX_HEADERS);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(Duration::from_secs(20))
        .max_concurrent_streams(100)
        .max_header_list_size(u32::try_from(MAX_HEADERS).unwrap_or(u32::MAX))
        .enable_connect_protocol();
    builder
}

/// The router for one connection, which knows its peer and whether it has asked for anything.
fn service(
    router: Router,
    peer: SocketAddr,
    has_asked: Arc<AtomicBool>,
) -> impl hyper::service::Service<
    Request<Incoming>,
    Response = axum::response::Response,
    Error = Infallible,
    Future = impl Future<Output = Result<axum::response::Response, Infallible>> + Send,
> + Send
+ Clone {
    hyper::service::service_fn(move |mut request: Request<Incoming>| {
        has_asked.store(true, Ordering::Relaxed);
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    })
}
