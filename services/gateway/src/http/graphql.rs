//! `/graphql`: `POST` with JSON or multipart, `GET` for queries.

use std::time::Duration;

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};
use secrecy::SecretString;

use super::answer::{self, Answer};
use super::body::{self, BodyError};
use super::events;
use super::media::{self, Accepted, Media};
use super::origin::Origin;
use super::params::Params;
use super::router::State;
use super::upload::{self, UploadError, Uploads};
use crate::errors::{Code, Problem};
use crate::execute::{Inbound, Refused, Transport};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Headers that a page of another origin can send only after asking. A multipart request has to have one, because its
/// media type is one that forms send without asking.
const PREFLIGHT: [&str; 4] =
    ["authorization", "graphql-require-preflight", "apollo-require-preflight", "x-requested-with"];

/// What a request is refused with before it is GraphQL.
struct Refusal {
    status: Option<StatusCode>,
    problem: Problem,
}

impl Refusal {
    fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status: Some(status), problem: Problem::new(Code::BadUserInput, message) }
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self { status: answer::status(problem.code), problem }
    }
}

impl From<BodyError> for Refusal {
    fn from(error: BodyError) -> Self {
        Self::new(error.status(), crate::errors::sentence(&error.to_string()))
    }
}

impl From<UploadError> for Refusal {
    fn from(error: UploadError) -> Self {
        match error {
            UploadError::Body(error) => error.into(),
            UploadError::Invalid(problem) => Self { status: Some(StatusCode::BAD_REQUEST), problem },
        }
    }
}

/// Answers a request to `/graphql` that is no WebSocket.
pub async fn handle(state: &State, origin: &Origin, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let Some(Accepted { media, events }) = Media::accepted(&parts.headers) else {
        let message = "The answer is application/graphql-response+json, application/json or text/event-stream.";
        let problem = Problem::new(Code::BadUserInput, message);
        return Answer::refused(problem, &origin.request_id).respond(Media::Json, Some(StatusCode::NOT_ACCEPTABLE));
    };
    let answered = match read(state, origin, &parts, body).await {
        Ok((params, mut inbound)) => {
            if events {
                inbound.transport = inbound.transport.with_events();
            }
            run(state, media, origin, params, inbound).await
        }
        Err(refusal) => Err(refusal),
    };
    answered.unwrap_or_else(|refusal| refuse(media, origin, refusal))
}

async fn run(
    state: &State,
    media: Media,
    origin: &Origin,
    params: Params,
    inbound: Inbound,
) -> Result<Response<Body>, Refusal> {
    match state.engine.prepare(params, inbound).await {
        Ok(prepared) if media == Media::Events || prepared.is_subscription() => {
            Ok(state.streams.respond(origin, prepared))
        }
        Ok(prepared) => {
            let is_shared = prepared.is_shared();
            let answer = state.engine.execute(prepared).await;
            let mut response = answer.respond(media, None);
            if is_shared && answer.errors.is_empty() {
                answer::share(&mut response);
            }
            Ok(response)
        }
        // What the document is refused with is told in the stream; a status would be all that a browser shows of it.
        Err(Refused::Problem(problem)) if media == Media::Events && answer::status(problem.code).is_none() => {
            Ok(events::single(&Answer::refused(problem, &origin.request_id)))
        }
        Err(Refused::Problem(problem)) => Err(problem.into()),
        Err(Refused::NotByGet) => {
            let problem = Problem::new(Code::BadUserInput, "Mutations are sent by POST.");
            let mut response =
                Answer::refused(problem, &origin.request_id).respond(media, Some(StatusCode::METHOD_NOT_ALLOWED));
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
            Ok(response)
        }
    }
}

fn refuse(media: Media, origin: &Origin, refusal: Refusal) -> Response<Body> {
    // A stream that has not begun is a plain answer.
    let media = if media == Media::Events { Media::GraphQl } else { media };
    let Refusal { status, problem } = refusal;
    let (code, retry) = (problem.code, problem.retry_after_ms);
    let mut response = Answer::refused(problem, &origin.request_id).respond(media, status);
    let headers = response.headers_mut();
    if code == Code::Unauthenticated {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer error=\"invalid_token\""));
    }
    if let Some(milliseconds) = retry {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(milliseconds.div_ceil(1_000)));
    }
    match response.status() {
        StatusCode::METHOD_NOT_ALLOWED => {
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, POST"));
        }
        StatusCode::PAYLOAD_TOO_LARGE | StatusCode::REQUEST_TIMEOUT => {
            // The rest of the body is not read.
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        _ => {}
    }
    response
}

/// The parameters of a request, and what came along with them.
async fn read(state: &State, origin: &Origin, parts: &Parts, body: Body) -> Result<(Params, Inbound), Refusal> {
    let inbound = |transport, uploads, timeout: Duration| -> Result<Inbound, Refusal> {
        Ok(Inbound {
            origin: origin.clone(),
            token: token(&parts.headers)?,
            idempotency_key: idempotency_key(&parts.headers)?,
            uploads,
            transport,
            timeout,
        })
    };
    let http = &state.settings.http;
    match parts.method {
        Method::GET => {
            let query = parts.uri.query().unwrap_or_default();
            let params = Params::from_query(query).map_err(malformed)?;
            Ok((params, inbound(Transport::Get, Uploads::default(), http.request_timeout)?))
        }
        Method::POST => match media::Body::of(&parts.headers) {
            Some(media::Body::Json) => {
                let body = body::announced(&parts.headers, body, http.max_body_bytes as u64).await?;
                let bytes = body::read(body, http.max_body_bytes, http.body_timeout).await?;
                let params = Params::from_json(&bytes).map_err(malformed)?;
                Ok((params, inbound(Transport::Post, Uploads::default(), http.request_timeout)?))
            }
            Some(media::Body::Multipart { boundary }) => {
                if !PREFLIGHT.iter().any(|name| parts.headers.contains_key(*name)) {
                    let message = format!("A multipart request has one of the headers {}.", PREFLIGHT.join(", "));
                    return Err(Refusal::new(StatusCode::BAD_REQUEST, message));
                }
                let settings = &state.settings.upload;
                let body = body::announced(&parts.headers, body, settings.max_bytes).await?;
                let stream = body::stream(body, settings.max_bytes, settings.idle_timeout);
                let read = upload::read(stream, boundary, http.max_body_bytes);
                let read = tokio::time::timeout(http.body_timeout, read).await;
                let (params, uploads) = read.unwrap_or(Err(UploadError::Body(BodyError::TooSlow)))?;
                Ok((params, inbound(Transport::Post, uploads, settings.timeout)?))
            }
            None => {
                let message = "The body is application/json, or multipart/form-data for an upload.";
                Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message))
            }
        },
        _ => Err(Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "GraphQL is asked by POST or GET.")),
    }
}

/// A request that is not well-formed is 400 whatever the media type.
fn malformed(problem: Problem) -> Refusal {
    Refusal { status: Some(StatusCode::BAD_REQUEST), problem }
}

/// The access token: one `Authorization` header with the scheme `Bearer`, or none. An empty one is none: many clients
/// send the header in any case, with nothing in it before somebody has signed in.
fn token(headers: &HeaderMap) -> Result<Option<SecretString>, Refusal> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let Some(value) = values.next() else { return Ok(None) };
    match (value.to_str().map(bearer), values.next()) {
        (Ok(Bearer::Token(token)), None) => Ok(Some(token)),
        (Ok(Bearer::Empty), None) => Ok(None),
        _ => {
            Err(Problem::new(Code::Unauthenticated, "Send one Authorization header of the form `Bearer <token>`.")
                .into())
        }
    }
}

/// What an `Authorization` value holds.
#[derive(Debug)]
pub enum Bearer {
    /// A token.
    Token(SecretString),
    /// Nothing, or the scheme with nothing behind it.
    Empty,
    /// Anything else.
    Malformed,
}

/// The token in `Bearer <token>`; the case of the scheme does not matter (RFC 9110, 11.1).
pub fn bearer(value: &str) -> Bearer {
    let value = value.trim();
    let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
    let token = token.trim();
    if value.is_empty() || scheme.eq_ignore_ascii_case("bearer") && token.is_empty() {
        Bearer::Empty
    } else if scheme.eq_ignore_ascii_case("bearer") && token.bytes().all(|byte| byte.is_ascii_graphic()) {
        Bearer::Token(token.into())
    } else {
        Bearer::Malformed
    }
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Refusal> {
    let Some(value) = headers.get(IDEMPOTENCY_KEY) else { return Ok(None) };
    let text = value.to_str().ok().map(|text| text.trim().trim_matches('"'));
    let Some(key) = text.filter(|text| (1..=255).contains(&text.len())) else {
        let message = "The Idempotency-Key header has 1 to 255 visible ASCII characters.";
        return Err(Refusal::new(StatusCode::BAD_REQUEST, message));
    };
    Ok(Some(key.to_owned()))
}
