//! What verifiers of tokens read: the keys, and where they are.

use std::sync::Arc;

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
use serde::Serialize;

use crate::{
    app::{
        App,
        keys::{JWKS_MAX_AGE, Keys},
    },
    crypto::access_token::PublicJwk,
};

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
