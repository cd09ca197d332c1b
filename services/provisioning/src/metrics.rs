//! Every metric of this service, described once.
use std::time::Duration;

use http::StatusCode;
use metrics::{Counter, Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};

use crate::domain::reconcile::ErrorClass;

/// Tells the exporter what each metric means.
pub fn describe() {
    describe_gauge!("hostingco_sites_served", "Sites that have a record and are served");
    describe_counter!("hostingco_site_requests_total", "Requests to sites, by class of status");
    describe_histogram!("hostingco_reconcile_attempt_seconds", Unit::Seconds, "One attempt at one instance");
    describe_counter!("hostingco_reconcile_failures_total", "Failed attempts, by class of error");
    describe_gauge!("hostingco_reconcile_due", "Instances that are due and not begun");
    describe_gauge!("hostingco_reconcile_lag_seconds", Unit::Seconds, "Age of the oldest of them");
    describe_gauge!("hostingco_instances", "Instances, by status");
    describe_gauge!("hostingco_drift", "Differences between what is wanted and what engines show, by kind");
    describe_gauge!("hostingco_paid_not_live", "Instances that are paid for and not meant to be live");
    describe_gauge!("hostingco_live_not_paid", "Instances that are meant to be live and not paid for");
    describe_counter!("hostingco_swept_files_total", "Files of releases that nobody refers to, deleted");
    describe_gauge!("hostingco_operations_stuck", "Operations that nothing would move; each was woken");
}

/// How many sites have a record that is served.
pub fn sites_served(sites: usize) {
    gauge!("hostingco_sites_served").set(number(sites));
}

/// Counts answered requests to sites by class of status only, with counters at hand: this happens some ten thousand times
/// a second.
pub struct SiteRequests {
    successes: Counter,
    redirections: Counter,
    client_errors: Counter,
    server_errors: Counter,
}

impl SiteRequests {
    /// The counters of this process.
    pub fn new() -> Self {
        let of = |class: &'static str| counter!("hostingco_site_requests_total", "status" => class);
        Self { successes: of("2xx"), redirections: of("3xx"), client_errors: of("4xx"), server_errors: of("5xx") }
    }

    /// A request was answered.
    pub fn count(&self, status: StatusCode) {
        let counter = match status.as_u16() {
            200..300 => &self.successes,
            300..400 => &self.redirections,
            400..500 => &self.client_errors,
            _ => &self.server_errors,
        };
        counter.increment(1);
    }
}

/// An attempt at an instance has ended.
pub fn reconciled(elapsed: Duration, success: bool) {
    histogram!("hostingco_reconcile_attempt_seconds", "success" => if success { "true" } else { "false" })
        .record(elapsed.as_secs_f64());
}

/// An attempt has failed.
pub fn attempt_failed(class: ErrorClass) {
    counter!("hostingco_reconcile_failures_total", "class" => class.word()).increment(1);
}

/// How far the reconciler is behind.
pub fn backlog(due: i64, age_seconds: f64) {
    gauge!("hostingco_reconcile_due").set(f64::from(u32::try_from(due).unwrap_or(u32::MAX)));
    gauge!("hostingco_reconcile_lag_seconds").set(age_seconds);
}

/// How many instances stand in a state.
pub fn instances(status: String, count: i64) {
    gauge!("hostingco_instances", "status" => status).set(f64::from(u32::try_from(count).unwrap_or(u32::MAX)));
}

/// What the comparison with engines has found.
pub fn drift(kind: &'static str, count: usize) {
    gauge!("hostingco_drift", "kind" => kind).set(number(count));
}

/// What the comparison with billing has found.
pub fn paid_means_live(paid_not_live: usize, live_not_paid: usize) {
    gauge!("hostingco_paid_not_live").set(number(paid_not_live));
    gauge!("hostingco_live_not_paid").set(number(live_not_paid));
}

/// What the watchdog has found.
pub fn stuck(operations: usize) {
    gauge!("hostingco_operations_stuck").set(number(operations));
}

/// Files that nobody referred to are gone.
pub fn swept(files: usize) {
    counter!("hostingco_swept_files_total").increment(u64::try_from(files).unwrap_or(0));
}

fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
