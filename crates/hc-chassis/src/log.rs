//! Log lines for machines: one JSON object each, with the ids of the trace and of the request.

use std::{fmt, io::Write, sync::OnceLock};

use opentelemetry::trace::TraceContextExt;
use serde_json::{Map, Value};
use tracing::{
    Dispatch, Event, Subscriber,
    dispatcher::WeakDispatch,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};
use tracing_subscriber::{
    Layer,
    fmt::{
        MakeWriter,
        format::Writer,
        time::{FormatTime, SystemTime},
    },
    layer::Context,
    registry::LookupSpan,
};

/// A layer that writes each event as a line: `timestamp`, `level`, `service`, `target`, `message`, `span`, `trace_id`,
/// `span_id`, `request_id`, then the fields of the event and of the spans around it, inner over outer.
pub(crate) struct JsonLines<M> {
    service: &'static str,
    writer: M,
    /// The subscriber that this layer is a part of: it knows the ids of spans.
    whole: OnceLock<WeakDispatch>,
}

impl<M> JsonLines<M> {
    pub(crate) fn new(service: &'static str, writer: M) -> Self {
        Self { service, writer, whole: OnceLock::new() }
    }
}

/// The fields of a span, kept beside it.
struct Fields(Map<String, Value>);

impl<S, M> Layer<S> for JsonLines<M>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    M: for<'w> MakeWriter<'w> + 'static,
{
    fn on_register_dispatch(&self, whole: &Dispatch) {
        // A layer belongs to one subscriber.
        drop(self.whole.set(whole.downgrade()));
    }

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
        drop(self.writer.make_writer_for(event.metadata()).write_all(text.as_bytes()));
    }
}

impl<M> JsonLines<M> {
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
        let span = context.event_span(event);
        for (key, value) in span.and_then(|span| trace_ids(self.whole.get(), &span.id())).into_iter().flatten() {
            line.insert(key.into(), value.into());
        }
        line.extend(fields);
        line
    }
}

/// The ids of a span; `None` when it is not part of a trace.
fn trace_ids(whole: Option<&WeakDispatch>, span: &Id) -> Option<[(&'static str, String); 2]> {
    let found = tracing_opentelemetry::get_otel_context(span, &whole?.upgrade()?)?;
    let ids = found.span().span_context().clone();
    ids.is_valid().then(|| [("trace_id", ids.trace_id().to_string()), ("span_id", ids.span_id().to_string())])
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

#[cfg(test)]
mod tests {
    use std::{cell::RefCell, io};

    use opentelemetry::trace::TracerProvider;
    use opentelemetry_sdk::trace::SdkTracerProvider;
    use tracing_subscriber::{Registry, layer::SubscriberExt};

    use super::*;

    thread_local! {
        static WRITTEN: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    }

    struct Here;

    impl Write for Here {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            WRITTEN.with_borrow_mut(|written| written.extend_from_slice(bytes));
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn lines_of(work: impl FnOnce()) -> Vec<Value> {
        let tracer = SdkTracerProvider::builder().build().tracer("test");
        let lines = JsonLines::new("billing", || Here);
        let subscriber = Registry::default().with(tracing_opentelemetry::layer().with_tracer(tracer)).with(lines);
        tracing::subscriber::with_default(subscriber, work);
        let written = WRITTEN.with_borrow(|written| String::from_utf8(written.clone()).unwrap());
        written.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn a_line_has_the_ids_of_trace_and_request_and_the_fields_around_it() {
        let mut parent = http::HeaderMap::new();
        let traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        parent.insert("traceparent", traceparent.parse().unwrap());
        let lines = lines_of(|| {
            let span = tracing::info_span!("rpc.server", request.id = "req-1", invoice.id = tracing::field::Empty);
            crate::propagation::continue_from_headers(&span, &parent);
            span.in_scope(|| {
                span.record("invoice.id", "inv_1");
                tracing::info!(items = 2, "line\nbreak");
                let mut map = std::collections::BTreeMap::new();
                crate::propagation::inject_map(&span, &mut map);
                assert!(map["traceparent"].starts_with("00-0af7651916cd43dd8448eb211c80319c-"), "{map:?}");
            });
            tracing::warn!("outside");
        });
        let [inside, outside] = lines.as_slice() else { panic!("two lines, not {lines:?}") };
        assert_eq!(inside["trace_id"], "0af7651916cd43dd8448eb211c80319c");
        assert_eq!(inside["request_id"], "req-1");
        assert_eq!((&inside["invoice.id"], &inside["items"]), (&"inv_1".into(), &2.into()));
        assert_eq!((&inside["message"], &inside["level"]), (&"line\nbreak".into(), &"INFO".into()));
        assert_eq!((&inside["service"], &inside["span"]), (&"billing".into(), &"rpc.server".into()));
        assert!(outside.get("trace_id").is_none());
    }
}
