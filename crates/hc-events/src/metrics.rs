//! Every metric of the event bus, described once.

use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};

/// Age of the oldest event that waits in the outbox.
pub(crate) const OUTBOX_LAG: &str = "hostingco_outbox_lag_seconds";
/// Events that wait in the outbox, counted up to 100,000.
pub(crate) const OUTBOX_WAITING: &str = "hostingco_outbox_waiting_events";
/// Shards of the outbox that this process publishes.
pub(crate) const RELAY_SHARDS: &str = "hostingco_relay_shards";
/// Events that the broker has confirmed.
pub(crate) const RELAY_PUBLISHED: &str = "hostingco_relay_published_total";
/// Events that the broker refused or could not route.
pub(crate) const RELAY_REFUSED: &str = "hostingco_relay_refused_total";
/// 1 while events have to wait for the broker, by `why`: `disconnected`, `blocked` (it is short of memory or disk) or
/// `refused` (a queue is full or missing).
pub(crate) const RELAY_HELD_UP: &str = "hostingco_relay_held_up";
/// Marks that were refused because the lease had gone to another relay.
pub(crate) const RELAY_FENCED: &str = "hostingco_relay_fenced_total";
/// Connections to the broker that were lost or could not be made, by `part`.
pub(crate) const BROKER_FAILURES: &str = "hostingco_broker_failures_total";
/// Events that came in, by `queue` and `outcome`.
pub(crate) const CONSUMED: &str = "hostingco_events_consumed_total";
/// Time from an event's occurrence to its effect, by `queue`.
pub(crate) const CONSUME_DELAY: &str = "hostingco_events_delay_seconds";
/// Events of a type or a version of a type that this build does not know, by `queue` and `what`.
pub(crate) const UNKNOWN: &str = "hostingco_events_unknown_total";
/// 1 while a queue's consumer takes no more, by `queue` and `why`: it waits for a dependency, or was told to.
pub(crate) const CONSUMER_PAUSED: &str = "hostingco_consumer_paused";
/// Messages that became dead letters, by `queue`.
pub(crate) const DEAD_LETTERS: &str = "hostingco_dead_letters_total";
/// Times that a tap could have missed events.
pub(crate) const TAP_GAPS: &str = "hostingco_tap_gaps_total";

/// Tells the recorder what they are. Repeating it does no harm.
pub(crate) fn describe() {
    describe_gauge!(OUTBOX_LAG, Unit::Seconds, "Age of the oldest event that waits in the outbox");
    describe_gauge!(OUTBOX_WAITING, Unit::Count, "Events that wait in the outbox, counted up to 100,000");
    describe_gauge!(RELAY_SHARDS, Unit::Count, "Shards of the outbox that this process publishes");
    describe_counter!(RELAY_PUBLISHED, Unit::Count, "Events that the broker has confirmed");
    describe_counter!(RELAY_REFUSED, Unit::Count, "Events that the broker refused or could not route");
    describe_gauge!(RELAY_HELD_UP, Unit::Count, "1 while events have to wait for the broker");
    describe_counter!(RELAY_FENCED, Unit::Count, "Marks refused because the lease had gone to another relay");
    describe_counter!(BROKER_FAILURES, Unit::Count, "Connections to the broker that were lost or could not be made");
    describe_counter!(CONSUMED, Unit::Count, "Events that came in");
    describe_histogram!(CONSUME_DELAY, Unit::Seconds, "Time from an event's occurrence to its effect");
    describe_gauge!(CONSUMER_PAUSED, Unit::Count, "1 while a queue's consumer takes no more");
    describe_counter!(UNKNOWN, Unit::Count, "Events of a type or version that this build does not know");
    describe_counter!(DEAD_LETTERS, Unit::Count, "Messages that became dead letters");
    describe_counter!(TAP_GAPS, Unit::Count, "Times that a tap could have missed events");
}
