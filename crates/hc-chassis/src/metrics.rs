//! The process's metrics, in Prometheus' text format.

use std::sync::OnceLock;

use anyhow::Context;
use metrics::{Unit, describe_counter, describe_gauge, gauge};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use crate::lines;

/// Seconds, from a cache hit to a slow third party; the same for all so that they can be compared. What is promised to
/// users, 0.3 and 0.5, is among them: `docker/prometheus/rules/slo.yaml` counts who waited longer.
const BUCKETS: [f64; 15] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];

/// Installs the recorder for the process, once; later calls get the same.
///
/// Names are written as Prometheus has them: `rpc.server.call.duration` in seconds becomes
/// `rpc_server_call_duration_seconds`, a counter ends with `_total`.
pub(crate) fn install() -> anyhow::Result<PrometheusHandle> {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    if let Some(handle) = HANDLE.get() {
        return Ok(handle.clone());
    }
    let recorder = PrometheusBuilder::new()
        .set_buckets(&BUCKETS)
        .context("set the buckets of histograms")?
        .with_recommended_naming(true)
        .build_recorder();
    let handle = recorder.handle();
    // A second thread may have been faster; its recorder is as good.
    if metrics::set_global_recorder(recorder).is_ok() {
        describe_gauge!("process.resident_memory", Unit::Bytes, "Resident memory of the process");
        describe_counter!(lines::DROPPED, Unit::Count, "Log lines that were dropped because nobody read them");
        return Ok(HANDLE.get_or_init(|| handle).clone());
    }
    HANDLE.get().cloned().context("another metrics recorder is installed")
}

/// What `/metrics` answers.
pub(crate) fn render(handle: &PrometheusHandle) -> String {
    if let Some(bytes) = resident_memory() {
        gauge!("process.resident_memory").set(bytes);
    }
    handle.render()
}

/// Linux only; elsewhere the metric is absent.
fn resident_memory() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let kib = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?.trim().strip_suffix(" kB")?;
    kib.trim().parse::<u32>().ok().map(|kib| f64::from(kib) * 1024.0)
}
