//! What verifiers of tokens read: the keys, and where they are.

use std::{sync::Arc, time::Duration};

use axum::{
    Json, Router,
    extract::State,
    http::{
        HeaderName, HeaderValue,
        header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, X_CONTENT_TYPE_OPTIONS},
    },
    response::{IntoResponse, Response},
    routing::get,
};
use hc_chassis::{Listener, Stopping};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use serde::Serialize;
use tokio::task::JoinSet;

use crate::{
    app::{
        App,
        keys::{JWKS_MAX_AGE, Keys},
    },
    crypto::access_token::PublicJwk,
};

/// How long a connection may take to send a request's headers, the first and each next one.
const ASK_WITHIN: Duration = Duration::from_secs(15);
const MOST_HEADER_BYTES: usize = 16 * 1024;
const MOST_CONNECTIONS: usize = 1_024;
const DRAIN: Duration = Duration::from_secs(5);

/// The metadata of RFC 8414, which OpenID Connect Discovery shares. Endpoints appear here when they exist: what a
/// client reads is what it can do. The empty lists say so where leaving them out would mean a default.
#[derive(Clone, Serialize)]
struct Metadata {
    issuer: String,
    jwks_uri: String,
    response_types_supported: [&'static str; 0],
    grant_types_supported: [&'static str; 0],
    subject_types_supported: [&'static str; 1],
    id_token_signing_alg_values_supported: [&'static str; 0],
}

#[derive(Clone)]
struct Published {
    keys: Arc<Keys>,
    metadata: Metadata,
}

/// The routes.
pub fn router(app: &App) -> Router {
    let issuer = app.policy.issuing.issuer.clone();
    let metadata = Metadata {
        jwks_uri: format!("{issuer}/.well-known/jwks.json"),
        issuer,
        response_types_supported: [],
        grant_types_supported: [],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: [],
    };
    Router::new()
        .route("/.well-known/jwks.json", get(jwks))
        .route("/.well-known/openid-configuration", get(discovery))
        .route("/.well-known/oauth-authorization-server", get(discovery))
        .with_state(Published { keys: Arc::clone(&app.keys), metadata })
}

/// Serves them until the stop, and what has begun to its end. Who is slow to ask, or stays without asking, is let go.
pub async fn serve(router: Router, mut listener: Listener, stopping: Stopping) -> anyhow::Result<()> {
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

async fn jwks(State(published): State<Published>) -> Response {
    #[derive(Serialize)]
    struct Jwks<'a> {
        keys: &'a [PublicJwk],
    }
    public(Json(Jwks { keys: &published.keys.ring().published }))
}

async fn discovery(State(published): State<Published>) -> Response {
    public(Json(published.metadata))
}

/// For every origin, without credentials, kept for as long as a pending key waits twice over.
fn public(body: impl IntoResponse) -> Response {
    let max_age = HeaderValue::from_str(&format!("public, max-age={}", JWKS_MAX_AGE.as_secs()));
    let headers: [(HeaderName, HeaderValue); 3] = [
        (CACHE_CONTROL, max_age.expect("a number is a header's value")),
        (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    (headers, body).into_response()
}
