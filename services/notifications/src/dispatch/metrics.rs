//! Metrics of deliveries, described once.

use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};

pub const ATTEMPTS: &str = "hostingco_webhook_attempts_total";
pub const ATTEMPT: &str = "hostingco_webhook_attempt_seconds";
pub const DELAY: &str = "hostingco_webhook_delay_seconds";
pub const RUNNING: &str = "hostingco_webhook_attempts_running";

pub fn describe() {
    describe_counter!(ATTEMPTS, "Attempts to deliver a webhook, by outcome: succeeded, retried, failed, gone.");
    describe_histogram!(ATTEMPT, Unit::Seconds, "How long an attempt took, from the lookup to the answer.");
    describe_histogram!(DELAY, Unit::Seconds, "How long after it was due an attempt began.");
    describe_gauge!(RUNNING, "Attempts on their way.");
}
