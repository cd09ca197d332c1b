//! HTTP for strangers: a port of its own for what browsers and other people's programs ask.

use std::time::Duration;

use axum::{
    Router,
    extract::{Request, State},
    http::StatusCode,
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
};
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
/// How long everything after the headers may take: what is left of the request, and the work.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
const MOST_HEADER_BYTES: usize = 16 * 1024;
const MOST_CONNECTIONS: usize = 1_024;
const DRAIN: Duration = Duration::from_secs(5);

/// Serves the routes until the stop, and what has begun to its end. Who is slow to ask, or stays without asking, is let go.
pub async fn serve_http(router: Router, mut listener: Listener, stopping: Stopping) -> anyhow::Result<()> {
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(ASK_WITHIN).max_buf_size(MOST_HEADER_BYTES);
    let router = within(router, ANSWER_WITHIN);
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

/// Ends a request whose body comes too slowly, which would hold its connection for as long as its sender likes.
fn within(router: Router, limit: Duration) -> Router {
    router.layer(middleware::from_fn_with_state(limit, answer))
}

async fn answer(State(limit): State<Duration>, request: Request, next: Next) -> Response {
    let answered = tokio::time::timeout(limit, next.run(request)).await;
    answered.unwrap_or_else(|_| StatusCode::REQUEST_TIMEOUT.into_response())
}

#[cfg(test)]
mod tests {
    use axum::{
        body::{Body, Bytes},
        routing::post,
    };
    use hyper::service::Service as _;

    use super::*;

    #[tokio::test]
    async fn a_body_that_does_not_come_is_not_waited_for() {
        let router = within(Router::new().route("/", post(|_: Bytes| async {})), Duration::from_millis(1));
        let never = Body::from_stream(futures::stream::pending::<Result<Bytes, std::io::Error>>());
        let request = Request::post("/").body(never).unwrap();
        let answer = TowerToHyperService::new(router).call(request).await.unwrap();
        assert_eq!(answer.status(), StatusCode::REQUEST_TIMEOUT);
    }
}
