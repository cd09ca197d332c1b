//! Which path is what, and what every answer has.

use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::IntoResponse;
use axum::routing::{any, get};
use futures::FutureExt;
use hc_chassis::propagation;
use tracing::Instrument;

use super::answer::Answer;
use super::cors::Cors;
use super::events::Streams;
use super::media::Media;
use super::origin::{Origin, REQUEST_ID};
use super::{graphiql, graphql};
use crate::errors::{Code, Problem};
use crate::execute::Engine;
use crate::metrics::HTTP_DURATION;
use crate::settings::Settings;
use crate::ws::Sockets;

/// Which version answers, beside the schema: who deploys waits for it.
const VERSION: HeaderName = HeaderName::from_static("x-hostingco-version");

/// What the handlers share. A clone is the same state.
#[derive(Clone)]
pub struct State {
    /// Runs operations.
    pub engine: Engine,
    /// Every knob.
    pub settings: Arc<Settings>,
    /// Open WebSockets.
    pub sockets: Sockets,
    /// Open streams of events.
    pub streams: Streams,
    /// The schema's text.
    pub sdl: Arc<str>,
    /// Who may call from a page.
    pub cors: Arc<Cors>,
}

impl State {
    /// The state of a gateway.
    pub fn new(engine: Engine, settings: Settings, sockets: Sockets, streams: Streams, sdl: String) -> Self {
        let cors = Arc::new(Cors::new(&settings.http.cors_origins));
        Self { engine, settings: Arc::new(settings), sockets, streams, sdl: sdl.into(), cors }
    }
}

/// The service behind the public port.
pub fn router(state: State) -> Router {
    let mut router = Router::new().route("/graphql", any(graphql_or_socket)).route("/schema.graphql", get(schema));
    if state.settings.http.graphiql {
        router = router.merge(graphiql::routes());
    }
    router.fallback(not_found).layer(from_fn_with_state(state.clone(), around)).with_state(state)
}

async fn graphql_or_socket(
    axum::extract::State(state): axum::extract::State<State>,
    axum::extract::Extension(origin): axum::extract::Extension<Origin>,
    request: Request<Body>,
) -> Response<Body> {
    if !is_upgrade(&request) {
        return Box::pin(graphql::handle(&state, &origin, request)).await;
    }
    let (mut parts, _) = request.into_parts();
    match WebSocketUpgrade::from_request_parts(&mut parts, &state).await {
        Ok(upgrade) => state.sockets.accept(upgrade, origin),
        Err(rejection) => rejection.into_response(),
    }
}

fn is_upgrade(request: &Request<Body>) -> bool {
    let upgrade = request.headers().get(header::UPGRADE).and_then(|value| value.to_str().ok());
    upgrade.is_some_and(|value| value.eq_ignore_ascii_case("websocket"))
}

async fn schema(axum::extract::State(state): axum::extract::State<State>) -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=60")),
        (VERSION, HeaderValue::from_static(env!("CARGO_PKG_VERSION"))),
    ];
    (headers, state.sdl.to_string())
}

async fn not_found() -> StatusCode {
    StatusCode::NOT_FOUND
}

/// Around every request: who it is from, its span, its metrics, and the headers of every answer.
async fn around(
    axum::extract::State(state): axum::extract::State<State>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request<Body>,
    next: Next,
) -> Response<Body> {
    let started = Instant::now();
    let origin = Origin::of(request.headers(), peer, &state.settings.http.trusted_proxies);
    let method = request.method().clone();
    let route = route(request.uri().path());
    let span = tracing::info_span!(
        "http.server",
        otel.name = format!("{method} {route}"),
        otel.kind = "server",
        http.request.method = %method,
        http.route = route,
        http.response.status_code = tracing::field::Empty,
        client.address = %origin.address,
        request.id = &*origin.request_id,
    );
    propagation::continue_from_headers(&span, request.headers());

    let preflight = method == Method::OPTIONS;
    let cors = state.cors.headers(request.headers(), preflight);
    request.extensions_mut().insert(origin.clone());
    let mut response = if preflight {
        let mut response = StatusCode::NO_CONTENT.into_response();
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, POST, OPTIONS"));
        response
    } else {
        let run = AssertUnwindSafe(next.run(request)).catch_unwind().instrument(span.clone());
        run.await.unwrap_or_else(|_| {
            tracing::error!(parent: &span, "a handler panicked");
            let problem = Problem::new(Code::Internal, "Something went wrong on our side.");
            let status = Some(StatusCode::INTERNAL_SERVER_ERROR);
            Answer::refused(problem, &origin.request_id).respond(Media::Json, status)
        })
    };
    let headers = response.headers_mut();
    for (name, value) in cors {
        headers.append(name, value);
    }
    headers.insert(REQUEST_ID, origin.request_id_header());
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let status = response.status().as_u16();
    span.record("http.response.status_code", status);
    let labels = [
        ("http.request.method", label(&method).to_owned()),
        ("http.route", route.to_owned()),
        ("http.response.status_code", status.to_string()),
    ];
    metrics::histogram!(HTTP_DURATION, &labels).record(started.elapsed().as_secs_f64());
    response
}

/// The path as a label: a stranger's paths are all one.
fn route(path: &str) -> &'static str {
    match path {
        "/graphql" => "/graphql",
        "/schema.graphql" => "/schema.graphql",
        path if path == "/" || path.starts_with("/graphiql") => "/graphiql",
        _ => "other",
    }
}

fn label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::OPTIONS => "OPTIONS",
        _ => "_OTHER",
    }
}
