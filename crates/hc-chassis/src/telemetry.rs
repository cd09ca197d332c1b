//! Logs and traces of the process.

use std::{io::IsTerminal, sync::OnceLock};

use anyhow::Context;
use opentelemetry::{KeyValue, trace::TracerProvider};
use opentelemetry_otlp::WithExportConfig;
use opentelemetry_sdk::{
    Resource,
    trace::{Sampler, SdkTracerProvider},
};
use tracing_subscriber::{EnvFilter, Layer, Registry, layer::SubscriberExt};

use crate::{
    lines::Lines,
    log::JsonLines,
    settings::{LogFormat, LogSettings, TelemetrySettings},
};

/// What libraries tell about their own insides is noise at `info`.
const DEFAULT_FILTER: &str = "info,h2=warn,hyper=warn,hyper_util=warn,lapin=warn,opentelemetry=warn,\
                              opentelemetry_sdk=warn,opentelemetry-otlp=warn,rustls=warn,sqlx=warn,tonic=warn,tower=warn";

/// Where the process's log lines go.
static LINES: OnceLock<Lines> = OnceLock::new();

/// Installs the process's subscriber, once; later calls change nothing. Needs a tokio runtime.
pub(crate) fn install(
    name: &'static str,
    log: &LogSettings,
    telemetry: &TelemetrySettings,
) -> anyhow::Result<Telemetry> {
    static PROVIDER: OnceLock<SdkTracerProvider> = OnceLock::new();
    if let Some(provider) = PROVIDER.get() {
        return Ok(Telemetry(provider.clone()));
    }
    let filter = log.filter.as_deref().unwrap_or(DEFAULT_FILTER);
    let filter = EnvFilter::try_new(filter).with_context(|| format!("setting `log.filter`: {filter:?}"))?;
    let provider = provider(name, telemetry)?;
    // Without a collector, too: it gives each span its ids, for log lines and for the next process. Nobody here asks
    // OpenTelemetry for the current span, so nothing has to happen each time that a span's future is polled.
    let spans = tracing_opentelemetry::layer()
        .with_tracer(provider.tracer("hostingco"))
        .with_location(false)
        .with_threads(false)
        .with_context_activation(false)
        .with_tracked_inactivity(false);
    let format =
        log.format.unwrap_or_else(|| if std::io::stderr().is_terminal() { LogFormat::Pretty } else { LogFormat::Json });
    let stderr = Lines::to_stderr().context("start the thread that writes log lines")?;
    let stderr = LINES.get_or_init(|| stderr).clone();
    let lines: Box<dyn Layer<_> + Send + Sync> = match format {
        LogFormat::Json => JsonLines::new(name, stderr).boxed(),
        LogFormat::Pretty => {
            tracing_subscriber::fmt::layer().with_writer(stderr).with_ansi(std::io::stderr().is_terminal()).boxed()
        }
    };
    let provider = PROVIDER.get_or_init(|| provider).clone();
    // Fails when the process has a subscriber of its own, as a test may.
    if let Err(error) =
        tracing::subscriber::set_global_default(Registry::default().with(filter).with(spans).with(lines))
    {
        tracing::debug!(%error, "logs go to another subscriber");
    }
    if format == LogFormat::Json {
        std::panic::set_hook(Box::new(|panic| {
            let location = panic.location().map(ToString::to_string);
            tracing::error!(panic.location = location, panic.message = panic.payload_as_str(), "panicked");
            // It may be the end of the process.
            drain_lines();
        }));
    }
    Ok(Telemetry(provider))
}

fn provider(name: &'static str, settings: &TelemetrySettings) -> anyhow::Result<SdkTracerProvider> {
    let resource = Resource::builder()
        .with_service_name(name)
        .with_attribute(KeyValue::new("service.namespace", "hostingco"))
        .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
        .build();
    let builder = SdkTracerProvider::builder().with_resource(resource);
    let Some(endpoint) = &settings.otlp_endpoint else {
        return Ok(builder.with_sampler(Sampler::ParentBased(Box::new(Sampler::AlwaysOff))).build());
    };
    let exporter = opentelemetry_otlp::SpanExporter::builder()
        .with_tonic()
        .with_endpoint(endpoint)
        .build()
        .with_context(|| format!("setting `telemetry.otlp_endpoint`: {endpoint:?}"))?;
    let sampler = Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(settings.sample_ratio)));
    Ok(builder.with_sampler(sampler).with_batch_exporter(exporter).build())
}

fn drain_lines() {
    if let Some(lines) = LINES.get() {
        lines.drain();
    }
}

/// When it is dropped, waits a moment until all log lines so far are written.
pub(crate) struct LastLines;

impl Drop for LastLines {
    fn drop(&mut self) {
        drain_lines();
    }
}

/// Keeps the way to the collector.
pub(crate) struct Telemetry(SdkTracerProvider);

impl Telemetry {
    /// Sends what is still here. The SDK waits with the thread, so it must not be one of the runtime's.
    pub(crate) async fn flush(self) {
        let flushed = tokio::task::spawn_blocking(move || self.0.force_flush()).await;
        if let Ok(Err(error)) = flushed {
            tracing::warn!(%error, "last traces were not sent");
        }
    }
}
