//! What a call carries on to the calls that are made for it.

use std::{future::Future, time::Duration};

use http::{HeaderMap, HeaderValue, header::AUTHORIZATION};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::Instant;
use uuid::Uuid;

pub(crate) const REQUEST_ID: &str = "x-request-id";
const GRPC_TIMEOUT: &str = "grpc-timeout";

tokio::task_local! {
    static CURRENT: CallContext;
}

/// The context of a call: its deadline, the id of the request that caused it, and the user's token.
///
/// The server sets it for a handler, the gateway for an HTTP request, and every channel of [`connect`](crate::connect)
/// takes deadline, id and token from it. A spawned task has none: take it along with [`CallContext::current`] and
/// [`CallContext::scope`]. The trace goes with the current `tracing` span.
#[derive(Debug, Clone)]
pub struct CallContext {
    request_id: String,
    deadline: Option<Instant>,
    bearer: Option<SecretString>,
}

impl CallContext {
    /// The context of a new request, with an id of its own.
    pub fn new() -> Self {
        Self { request_id: Uuid::now_v7().simple().to_string(), deadline: None, bearer: None }
    }

    /// With the id that a client has sent, if it is 1 to 64 of `a-z`, `A-Z`, `0-9`, `-`, `_` and `.`.
    #[must_use]
    pub fn with_request_id(mut self, id: &str) -> Self {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        if (1..=64).contains(&id.len()) && id.bytes().all(allowed) {
            id.clone_into(&mut self.request_id);
        }
        self
    }

    /// With a deadline; an earlier one stays.
    #[must_use]
    pub fn with_deadline(mut self, deadline: Instant) -> Self {
        self.deadline = Some(self.deadline.map_or(deadline, |earlier| earlier.min(deadline)));
        self
    }

    /// With the user's access token, without `Bearer`.
    #[must_use]
    pub fn with_bearer(mut self, token: SecretString) -> Self {
        self.bearer = Some(token);
        self
    }

    /// Without a deadline: for work that outlives the call.
    #[must_use]
    pub fn without_deadline(mut self) -> Self {
        self.deadline = None;
        self
    }

    /// The context of the current task, if it works for a call.
    pub fn current() -> Option<Self> {
        CURRENT.try_with(Clone::clone).ok()
    }

    /// Runs `future` in this context.
    pub async fn scope<F: Future>(self, future: F) -> F::Output {
        CURRENT.scope(self, future).await
    }

    pub(crate) fn scope_sync<T>(self, work: impl FnOnce() -> T) -> T {
        CURRENT.sync_scope(self, work)
    }

    /// The id of the request, for logs and for answers.
    pub fn request_id(&self) -> &str {
        &self.request_id
    }

    /// When the caller stops waiting.
    pub fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// What is left until the deadline; zero when it has passed, `None` without one.
    pub fn remaining(&self) -> Option<Duration> {
        self.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()))
    }

    /// The user's access token, without `Bearer`.
    pub fn bearer(&self) -> Option<&SecretString> {
        self.bearer.as_ref()
    }

    /// Reads `x-request-id`, `grpc-timeout` and `authorization` of an incoming call.
    pub(crate) fn from_headers(headers: &HeaderMap) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let mut context = Self::new();
        if let Some(id) = text(REQUEST_ID) {
            context = context.with_request_id(id);
        }
        if let Some(timeout) = text(GRPC_TIMEOUT).and_then(parse_timeout)
            && let Some(deadline) = Instant::now().checked_add(timeout)
        {
            context = context.with_deadline(deadline);
        }
        if let Some(token) = text(AUTHORIZATION.as_str()).and_then(bearer_token) {
            context = context.with_bearer(SecretString::from(token));
        }
        context
    }

    /// Writes id and token into an outgoing call that has none of its own.
    pub(crate) fn write_to(&self, headers: &mut HeaderMap) {
        if !headers.contains_key(REQUEST_ID)
            && let Ok(id) = HeaderValue::from_str(&self.request_id)
        {
            headers.insert(REQUEST_ID, id);
        }
        if !headers.contains_key(AUTHORIZATION)
            && let Some(token) = &self.bearer
            && let Ok(mut value) = HeaderValue::from_str(&format!("Bearer {}", token.expose_secret()))
        {
            value.set_sensitive(true);
            headers.insert(AUTHORIZATION, value);
        }
    }
}

impl Default for CallContext {
    fn default() -> Self {
        Self::new()
    }
}

/// The token of an `Authorization: Bearer …` header; the scheme's case does not matter (RFC 9110, 11.1).
fn bearer_token(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

/// `grpc-timeout`: 1 to 8 digits and a unit (gRPC over HTTP/2, "Timeout").
pub(crate) fn parse_timeout(value: &str) -> Option<Duration> {
    let (digits, unit) = value.split_at_checked(value.len().checked_sub(1)?)?;
    if !(1..=8).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let amount: u64 = digits.parse().ok()?;
    Some(match unit {
        "H" => Duration::from_secs(amount * 3600),
        "M" => Duration::from_secs(amount * 60),
        "S" => Duration::from_secs(amount),
        "m" => Duration::from_millis(amount),
        "u" => Duration::from_micros(amount),
        "n" => Duration::from_nanos(amount),
        _ => return None,
    })
}

/// Writes `grpc-timeout`, in milliseconds (microseconds below one).
pub(crate) fn write_timeout(headers: &mut HeaderMap, timeout: Duration) {
    let text = match timeout.as_millis() {
        0 => format!("{}u", timeout.as_micros()),
        millis if millis < 100_000_000 => format!("{millis}m"),
        _ => format!("{}S", timeout.as_secs().min(99_999_999)),
    };
    if let Ok(value) = HeaderValue::from_str(&text) {
        headers.insert(GRPC_TIMEOUT, value);
    }
}

/// The timeout that a caller has set on this one call.
pub(crate) fn timeout_of(headers: &HeaderMap) -> Option<Duration> {
    headers.get(GRPC_TIMEOUT)?.to_str().ok().and_then(parse_timeout)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timeouts_survive_the_wire() {
        for timeout in [Duration::from_micros(250), Duration::from_millis(4_999), Duration::from_secs(400_000)] {
            let mut headers = HeaderMap::new();
            write_timeout(&mut headers, timeout);
            assert_eq!(timeout_of(&headers), Some(timeout));
        }
    }

    #[test]
    fn a_malformed_timeout_is_none() {
        for text in ["", "S", "-1S", "1", "123456789S", "1x", "1é", "+1S"] {
            assert_eq!(parse_timeout(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_request_id_that_could_forge_a_log_line_is_replaced() {
        let own = CallContext::new().with_request_id("a\nb");
        assert_eq!(own.request_id().len(), 32);
        assert_eq!(CallContext::new().with_request_id("req-1").request_id(), "req-1");
    }

    #[test]
    fn the_token_goes_on_and_never_shows() {
        let mut incoming = HeaderMap::new();
        incoming.insert(AUTHORIZATION, HeaderValue::from_static("bearer secret"));
        let context = CallContext::from_headers(&incoming);
        assert!(!format!("{context:?}").contains("secret"));
        let mut outgoing = HeaderMap::new();
        context.write_to(&mut outgoing);
        assert_eq!(outgoing[AUTHORIZATION], "Bearer secret");
        assert!(outgoing[AUTHORIZATION].is_sensitive());
    }
}
