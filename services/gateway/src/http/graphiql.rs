//! GraphiQL, for development: a page of our own, without anything from elsewhere.

use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Redirect};
use axum::routing::get;

use super::router::State;

/// Nothing but what this origin serves, and no other page may frame it: it holds tokens.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ws: wss:; \
                      img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The page and its parts.
pub fn routes() -> Router<State> {
    Router::new()
        .route("/", get(async || Redirect::temporary("/graphiql")))
        .route("/graphiql", get(async || file("text/html; charset=utf-8", include_str!("graphiql/index.html"))))
        .route("/graphiql/style.css", get(async || file("text/css; charset=utf-8", include_str!("graphiql/style.css"))))
        .route(
            "/graphiql/app.js",
            get(async || file("text/javascript; charset=utf-8", include_str!("graphiql/app.js"))),
        )
        .route(
            "/graphiql/schema.js",
            get(async || file("text/javascript; charset=utf-8", include_str!("graphiql/schema.js"))),
        )
        .route(
            "/graphiql/examples.js",
            get(async || file("text/javascript; charset=utf-8", include_str!("graphiql/examples.js"))),
        )
}

fn file(content_type: &'static str, text: &'static str) -> impl IntoResponse {
    const REFERRER_POLICY: HeaderName = HeaderName::from_static("referrer-policy");
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(content_type)),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ];
    (headers, text)
}
