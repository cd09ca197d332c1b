//! Every metric of the database's pool, described once.

use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};

/// Time that a transaction waited for its connection.
pub(crate) const ACQUIRE: &str = "hostingco_database_acquire_seconds";
/// Time from a transaction's begin to its end.
pub(crate) const TRANSACTION: &str = "hostingco_database_transaction_seconds";
/// Connections of the pool, by `state`: `idle` or `used`.
pub(crate) const CONNECTIONS: &str = "hostingco_database_connections";
/// The age of the moment of which the replica is known to hold everything; infinite where it cannot be told.
pub(crate) const REPLICA_STALENESS: &str = "hostingco_database_replica_staleness_seconds";
/// Reads that might have gone to the replica and went to the primary, because it was too stale.
pub(crate) const REPLICA_FALLBACKS: &str = "hostingco_database_replica_fallbacks_total";

/// Tells the recorder what they are. Repeating it does no harm.
pub(crate) fn describe() {
    describe_histogram!(ACQUIRE, Unit::Seconds, "Time that a transaction waited for its connection");
    describe_histogram!(TRANSACTION, Unit::Seconds, "Time from a transaction's begin to its end");
    describe_gauge!(CONNECTIONS, Unit::Count, "Connections of the pool by state");
    describe_gauge!(REPLICA_STALENESS, Unit::Seconds, "How stale a read from the replica can be at most");
    describe_counter!(
        REPLICA_FALLBACKS,
        Unit::Count,
        "Reads that went to the primary because the replica was too stale"
    );
}
