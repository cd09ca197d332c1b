//! Log lines for machines: one JSON object each, with the ids of the trace and of the request.

use std::{fmt, io::Write};

use opentelemetry::trace::TraceContextExt;
use serde_json::{Map, Value};
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};
use tracing_subscriber::{
    Layer,
    fmt::{
        format::Writer,
        time::{FormatTime, SystemTime},
    },
    layer::Context,
    registry::LookupSpan,
};

/// A layer that writes each event as a line: `timestamp`, `level`, `service`, `target`, `message`, `span`, `trace_id`,
/// `span_id`, `request_id`, then the fields of the event and of the spans around it, inner over outer.
pub(crate) struct JsonLines<W = std::io::Stderr> {
    service: &'static str,
    writer: fn() -> W,
}

impl JsonLines {
    pub(crate) fn new(service: &'static str) -> Self {
        Self { service, writer: std::io::stderr }
    }
}

/// The fields of a span, kept beside it.
struct Fields(Map<String, Value>);

impl<S, W> Layer<S> for JsonLines<W>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: Write + 'static,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Map::new();
        attributes.record(&mut Collect(&mut fields));
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(Fields(fields));
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(Fields(fields)) = span.extensions_mut().get_mut()
        {
            values.record(&mut Collect(fields));
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let line = self.line(event, &context);
        let mut text = Value::Object(line).to_string();
        text.push('\n');
        // Where standard error is gone there is nobody left to tell.
        drop((self.writer)().write_all(text.as_bytes()));
    }
}

impl<W> JsonLines<W> {
    fn line<S: Subscriber + for<'a> LookupSpan<'a>>(
        &self,
        event: &Event<'_>,
        context: &Context<'_, S>,
    ) -> Map<String, Value> {
        let mut line = Map::new();
        let mut now = String::new();
        if SystemTime.format_time(&mut Writer::new(&mut now)).is_ok() {
            line.insert("timestamp".into(), now.into());
        }
        let metadata = event.metadata();
        line.insert("level".into(), metadata.level().as_str().into());
        line.insert("service".into(), self.service.into());
        line.insert("target".into(), metadata.target().into());
        let mut fields = Map::new();
        if let Some(scope) = context.event_scope(event) {
            for span in scope.from_root() {
                if let Some(Fields(found)) = span.extensions().get() {
                    fields.extend(found.clone());
                }
                line.insert("span".into(), span.name().into());
            }
        }
        event.record(&mut Collect(&mut fields));
        if let Some(message) = fields.remove("message") {
            line.insert("message".into(), message);
        }
        if let Some(request) = fields.remove("request.id") {
            line.insert("request_id".into(), request);
        }
        for (key, value) in trace_ids(event, context) {
            line.insert(key.into(), value.into());
        }
        line.extend(fields);
        line
    }
}

fn trace_ids<S: Subscriber + for<'a> LookupSpan<'a>>(
    event: &Event<'_>,
    context: &Context<'_, S>,
) -> Vec<(&'static str, String)> {
    let Some(span) = context.event_span(event) else { return Vec::new() };
    let found =
        tracing::dispatcher::get_default(|dispatch| tracing_opentelemetry::get_otel_context(&span.id(), dispatch));
    let Some(found) = found else { return Vec::new() };
    let span = found.span();
    let ids = span.span_context();
    if !ids.is_valid() {
        return Vec::new();
    }
    vec![("trace_id", ids.trace_id().to_string()), ("span_id", ids.span_id().to_string())]
}

struct Collect<'a>(&'a mut Map<String, Value>);

impl Visit for Collect<'_> {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.0.insert(field.name().into(), value.into());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.0.insert(field.name().into(), value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.0.insert(field.name().into(), value.into());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.0.insert(field.name().into(), value.into());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().into(), value.into());
    }

    fn record_error(&mut self, field: &Field, value: &(dyn std::error::Error + 'static)) {
        let chain: Vec<String> =
            std::iter::successors(Some(value), |error| error.source()).map(ToString::to_string).collect();
        self.0.insert(field.name().into(), chain.join(": ").into());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name().into(), format!("{value:?}").into());
    }
}
