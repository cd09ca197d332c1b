//! The trace's way from process to process, as W3C Trace Context: in HTTP and gRPC headers, in AMQP headers, and in rows
//! that are worked on later.

use std::collections::{BTreeMap, HashMap};

use http::{HeaderMap, HeaderName, HeaderValue};
use opentelemetry::{
    Context,
    propagation::{Extractor, Injector, TextMapPropagator},
};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// Writes `span`'s place in its trace into HTTP or gRPC headers.
pub fn inject_headers(span: &Span, headers: &mut HeaderMap) {
    TraceContextPropagator::new().inject_context(&span.context(), &mut Headers(headers));
}

/// Writes `span`'s place in its trace into a map of strings.
pub fn inject_map(span: &Span, map: &mut BTreeMap<String, String>) {
    let mut found = HashMap::new();
    TraceContextPropagator::new().inject_context(&span.context(), &mut found);
    map.extend(found);
}

/// The `traceparent` of the current span, for a row or a message; `None` outside of a trace.
pub fn traceparent() -> Option<String> {
    let mut map = BTreeMap::new();
    inject_map(&Span::current(), &mut map);
    map.remove("traceparent")
}

/// Makes `span` a child of what HTTP or gRPC headers name, if they name something valid.
pub fn continue_from_headers(span: &Span, headers: &HeaderMap) {
    follow(span, TraceContextPropagator::new().extract(&ReadHeaders(headers)));
}

/// Makes `span` a child of what `get("traceparent")` and `get("tracestate")` name, if that is valid.
pub fn continue_from(span: &Span, get: impl Fn(&str) -> Option<String>) {
    let found: HashMap<String, String> =
        ["traceparent", "tracestate"].into_iter().filter_map(|key| Some((key.to_owned(), get(key)?))).collect();
    follow(span, TraceContextPropagator::new().extract(&found));
}

fn follow(span: &Span, parent: Context) {
    // It fails for a span that is filtered out or already started, and then there is nothing to continue.
    if let Err(error) = span.set_parent(parent) {
        tracing::trace!(%error, "span has no parent");
    }
}

struct Headers<'a>(&'a mut HeaderMap);

impl Injector for Headers<'_> {
    fn set(&mut self, key: &str, value: String) {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(key), HeaderValue::try_from(value)) {
            self.0.insert(name, value);
        }
    }
}

struct ReadHeaders<'a>(&'a HeaderMap);

impl Extractor for ReadHeaders<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(HeaderName::as_str).collect()
    }
}
