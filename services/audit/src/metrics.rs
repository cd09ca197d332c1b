//! Every metric of this service, described once.

use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};

const RECORDED: &str = "hostingco_audit_recorded_total";
const BATCH: &str = "hostingco_audit_batch_events";
const REMOVED: &str = "hostingco_audit_removed_fields_total";
const OUT_OF_ORDER: &str = "hostingco_audit_out_of_order_total";
const LAG: &str = "hostingco_audit_lag_seconds";
const CHAINS: &str = "hostingco_audit_chains";
const BROKEN: &str = "hostingco_audit_broken_chains";
const VERIFIED: &str = "hostingco_audit_verified_total";
const LAST_VERIFICATION: &str = "hostingco_audit_last_verification_timestamp_seconds";
const LEFT_OVER: &str = "hostingco_audit_records_without_month";
const REPLAYS: &str = "hostingco_replays_running";
const REPLAY_LEFT: &str = "hostingco_replay_left_events";
const REPLAYED: &str = "hostingco_replayed_total";

/// Tells the exporter what each metric means.
pub fn describe() {
    describe_counter!(RECORDED, "Events that were recorded");
    describe_histogram!(BATCH, "Events that were recorded in one transaction");
    describe_counter!(REMOVED, "Fields taken out of events because they must not be recorded, by type of event");
    describe_counter!(OUT_OF_ORDER, "Events that came after a later one of their object");
    describe_gauge!(LAG, Unit::Seconds, "From when the last event happened to when it was recorded");
    describe_gauge!(CHAINS, "Chains, one for each organization and retention class");
    describe_gauge!(BROKEN, "Chains that are not as they were recorded: somebody has tampered, or lost data");
    describe_counter!(VERIFIED, "Records whose hashes were recomputed");
    describe_gauge!(LAST_VERIFICATION, Unit::Seconds, "When all chains were last verified, in seconds since 1970");
    describe_gauge!(LEFT_OVER, "Records whose month's table was missing when they came");
    describe_gauge!(REPLAYS, "Replays under way");
    describe_gauge!(REPLAY_LEFT, "Events that replays under way still have to send");
    describe_counter!(REPLAYED, "Events that replays have sent");
}

/// A batch was recorded; `lag` in seconds.
pub fn recorded(events: usize, lag: f64) {
    counter!(RECORDED).increment(events as u64);
    histogram!(BATCH).record(f64::from(u32::try_from(events).unwrap_or(u32::MAX)));
    gauge!(LAG).set(lag);
}

/// Fields of an event were taken out.
pub fn removed(kind: &str, fields: usize) {
    counter!(REMOVED, "type" => kind.to_owned()).increment(fields as u64);
}

/// An event came after a later one of its object.
pub fn out_of_order() {
    counter!(OUT_OF_ORDER).increment(1);
}

/// Hashes were recomputed.
pub fn verified(records: i64) {
    counter!(VERIFIED).increment(records.unsigned_abs());
}

/// All chains were verified.
pub fn all_verified(chains: i64, broken: i64, at_seconds: i64) {
    gauge!(CHAINS).set(float(chains));
    gauge!(BROKEN).set(float(broken));
    gauge!(LAST_VERIFICATION).set(float(at_seconds));
}

/// Records that stand in no month.
pub fn left_over(records: i64) {
    gauge!(LEFT_OVER).set(float(records));
}

/// The replays under way.
pub fn replays(running: i64, left: i64) {
    gauge!(REPLAYS).set(float(running));
    gauge!(REPLAY_LEFT).set(float(left));
}

/// A replay has sent events.
pub fn replayed(events: i64) {
    counter!(REPLAYED).increment(events.unsigned_abs());
}

#[expect(clippy::cast_precision_loss, reason = "a gauge is a double")]
fn float(number: i64) -> f64 {
    number as f64
}
