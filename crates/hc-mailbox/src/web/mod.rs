//! The mails on a page for people, and as JSON for tests and programs.

mod api;
mod pages;

use std::sync::Arc;

use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, Method, StatusCode, header},
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use tokio::net::TcpListener;

use crate::store::Store;

/// Until it is dropped.
pub async fn serve(listener: TcpListener, store: Arc<Store>) {
    if let Err(error) = axum::serve(listener, router(store)).await {
        eprintln!("the page is gone: {error}");
    }
}

fn router(store: Arc<Store>) -> Router {
    Router::new()
        .route("/", get(pages::list))
        .route("/clear", post(pages::clear))
        .route("/mails/{id}", get(pages::mail))
        .route("/mails/{id}/html", get(pages::html))
        .route("/mails/{id}/source", get(pages::source))
        .route("/readyz", get(|| async { "ready\n" }))
        .route("/api/mails", get(api::list).delete(api::clear))
        .route("/api/mails/{id}", get(api::mail))
        .layer(from_fn(guard))
        .with_state(store)
}

/// Pages of the web must not read a developer's mails through the developer's browser: not by a name of theirs that leads
/// to 127.0.0.1, and not by a form of theirs that is sent here.
async fn guard(request: Request, next: Next) -> Response {
    if is_foreign(&request) {
        return (StatusCode::FORBIDDEN, "this is for the browser of this machine only\n").into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn is_foreign(request: &Request) -> bool {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let is_own = header("sec-fetch-site").is_none_or(|site| matches!(site, "same-origin" | "none"));
    !header("host").is_some_and(is_loopback) || (!is_own && request.method() != Method::GET)
}

fn is_loopback(host: &str) -> bool {
    let name = host.rsplit_once(':').map_or(host, |(name, port)| if port.ends_with(']') { host } else { name });
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

#[cfg(test)]
mod tests {
    #[test]
    fn only_names_of_this_machine_are_answered() {
        for (host, is_here) in [
            ("localhost:8025", true),
            ("127.0.0.1", true),
            ("[::1]:8025", true),
            ("[::1]", true),
            ("evil.example:8025", false),
            ("localhost.evil.example", false),
            ("", false),
        ] {
            assert_eq!(super::is_loopback(host), is_here, "{host}");
        }
    }
}
