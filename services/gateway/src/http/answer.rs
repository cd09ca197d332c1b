//! Answers: GraphQL's JSON and the status that goes with it.

use async_graphql::{Response as Executed, ServerError, Value};
use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::media::Media;
use crate::batch::KEPT_FOR;
use crate::errors::{self, Code, Problem};

/// What a client gets for one operation.
#[derive(Debug)]
pub struct Answer {
    /// What was executed; `None` where nothing was, and then the answer has no `data` at all.
    pub data: Option<Value>,
    /// With codes and request id.
    pub errors: Vec<ServerError>,
}

impl Answer {
    /// The answer to an operation that was handed to the library.
    pub fn executed(mut response: Executed, request_id: &str) -> Self {
        // Execution always gives data, null at the least, and the errors of fields have paths. A document that is not
        // valid gives the same null, and errors without a path.
        let refused = response.data == Value::Null
            && !response.errors.is_empty()
            && response.errors.iter().all(|error| error.path.is_empty());
        errors::finish(&mut response.errors, request_id);
        Self { data: (!refused).then_some(response.data), errors: response.errors }
    }

    /// The answer to an operation that never got that far.
    pub fn refused(problem: Problem, request_id: &str) -> Self {
        let mut errors = vec![problem.into()];
        errors::finish(&mut errors, request_id);
        Self { data: None, errors }
    }

    /// The first error's code, for metrics.
    pub fn code(&self) -> Option<String> {
        let error = self.errors.first()?;
        match error.extensions.as_ref()?.get("code")? {
            Value::String(code) => Some(code.clone()),
            _ => None,
        }
    }

    /// The JSON text.
    pub fn json(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_else(|error| {
            tracing::error!(%error, "answer cannot be written");
            br#"{"errors":[{"message":"Something went wrong on our side.","extensions":{"code":"INTERNAL"}}]}"#.to_vec()
        })
    }

    /// The response with this media type. `status` overrules the one that follows from the answer.
    pub fn respond(&self, media: Media, status: Option<StatusCode>) -> Response<Body> {
        let natural = match (media, &self.data) {
            (Media::GraphQl, None) => StatusCode::BAD_REQUEST,
            _ => StatusCode::OK,
        };
        let mut response = Response::new(Body::from(self.json()));
        *response.status_mut() = status.unwrap_or(natural);
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media.content_type()));
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

/// Lets caches on the way answer others with it, for as long as the gateway itself keeps such answers.
pub fn share(response: &mut Response<Body>) {
    let headers = response.headers_mut();
    if let Ok(control) = HeaderValue::try_from(format!("public, max-age={}", KEPT_FOR.as_secs())) {
        headers.insert(header::CACHE_CONTROL, control);
    }
    headers.append(header::VARY, HeaderValue::from_static("accept"));
}

impl Serialize for Answer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(data) = &self.data {
            map.serialize_entry("data", data)?;
        }
        if !self.errors.is_empty() {
            map.serialize_entry("errors", &self.errors)?;
        }
        map.end()
    }
}

/// The status of a problem that concerns the whole request whatever the media type; `None` where GraphQL over HTTP leaves
/// it to the media type.
pub const fn status(code: Code) -> Option<StatusCode> {
    match code {
        Code::Unauthenticated => Some(StatusCode::UNAUTHORIZED),
        Code::RateLimited => Some(StatusCode::TOO_MANY_REQUESTS),
        Code::Unavailable => Some(StatusCode::SERVICE_UNAVAILABLE),
        Code::Internal => Some(StatusCode::INTERNAL_SERVER_ERROR),
        Code::Forbidden
        | Code::NotFound
        | Code::BadUserInput
        | Code::Conflict
        | Code::QueryTooComplex
        | Code::PersistedQueryNotFound
        | Code::PersistedQueryNotSupported
        | Code::PersistedQueryRequired
        | Code::DeadlineExceeded => None,
    }
}
