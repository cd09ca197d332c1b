//! Cross-origin requests from browsers, by the list in the settings. No cookies are used, so credentials are never allowed.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// The origins that may call.
#[derive(Debug, Clone)]
pub struct Cors {
    origins: Vec<String>,
}

const ALLOWED_HEADERS: &str = "authorization, content-type, idempotency-key, x-request-id, graphql-require-preflight, \
                               apollo-require-preflight, x-requested-with, traceparent, tracestate";

impl Cors {
    /// By the list in the settings; `*` allows all, `http://localhost:*` every port.
    pub fn new(origins: &[String]) -> Self {
        Self { origins: origins.iter().map(|origin| origin.trim_end_matches('/').to_ascii_lowercase()).collect() }
    }

    /// The headers that let the page of the request's origin read the answer. Empty for an origin that is not allowed.
    pub fn headers(&self, request: &HeaderMap, preflight: bool) -> Vec<(HeaderName, HeaderValue)> {
        let mut headers = Vec::new();
        if self.origins.is_empty() {
            return headers;
        }
        headers.push((header::VARY, HeaderValue::from_static("origin")));
        let Some(origin) = request.get(header::ORIGIN).filter(|origin| self.allows(origin)) else { return headers };
        headers.push((header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone()));
        if preflight {
            headers.push((header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST")));
            headers.push((header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(ALLOWED_HEADERS)));
            headers.push((header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("7200")));
        } else {
            let exposed = HeaderValue::from_static("x-request-id, retry-after");
            headers.push((header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed));
        }
        headers
    }

    fn allows(&self, origin: &HeaderValue) -> bool {
        let Ok(origin) = origin.to_str() else { return false };
        self.origins.iter().any(|allowed| fits(allowed, &origin.to_ascii_lowercase()))
    }
}

fn fits(allowed: &str, origin: &str) -> bool {
    if allowed == "*" || allowed == origin {
        return true;
    }
    let port =
        allowed.strip_suffix('*').filter(|start| start.ends_with(':')).and_then(|start| origin.strip_prefix(start));
    port.is_some_and(|port| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(origins: &[&str], origin: &'static str) -> Option<HeaderValue> {
        let cors = Cors::new(&origins.iter().map(ToString::to_string).collect::<Vec<_>>());
        let request = HeaderMap::from_iter([(header::ORIGIN, HeaderValue::from_static(origin))]);
        HeaderMap::from_iter(cors.headers(&request, true)).get(header::ACCESS_CONTROL_ALLOW_ORIGIN).cloned()
    }

    #[test]
    fn only_listed_origins_are_allowed() {
        assert_eq!(allowed(&["https://a.test/"], "https://a.test"), Some(HeaderValue::from_static("https://a.test")));
        assert_eq!(allowed(&["https://a.test"], "https://b.test"), None);
        assert_eq!(allowed(&["*"], "https://b.test"), Some(HeaderValue::from_static("https://b.test")));
        assert_eq!(allowed(&[], "https://a.test"), None);
    }

    #[test]
    fn a_port_may_be_any() {
        let local = ["http://localhost:*"];
        assert_eq!(allowed(&local, "http://localhost:5173"), Some(HeaderValue::from_static("http://localhost:5173")));
        for other in
            ["http://localhost", "http://localhost:", "http://localhost:80.evil.test", "https://localhost:5173"]
        {
            assert_eq!(allowed(&local, other), None, "{other}");
        }
    }
}
