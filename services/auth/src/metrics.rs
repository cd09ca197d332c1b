//! Every metric of this service, described once.

use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};

/// Password hashes being computed.
pub const HASHES_RUNNING: &str = "hostingco_auth_hashes_running";
/// Password hashes waiting for a thread.
pub const HASHES_WAITING: &str = "hostingco_auth_hashes_waiting";
/// Password hashes refused because too many waited, or waited too long.
pub const HASHES_SHED: &str = "hostingco_auth_hashes_shed_total";
/// The time that one password hash took.
pub const HASH_DURATION: &str = "hostingco_auth_hash_duration_seconds";
/// The memory that one password hash takes.
pub const HASH_MEMORY: &str = "hostingco_auth_hash_memory_bytes";
/// Log-ins by `outcome`: `succeeded`, `refused`.
pub const LOG_INS: &str = "hostingco_auth_log_ins_total";
/// Refreshes by `outcome`: `rotated`, `retried`, `reused`, `refused`.
pub const REFRESHES: &str = "hostingco_auth_refreshes_total";
/// Sessions of web clients by `outcome`: `opened`, `exchanged`, `reused`, `refused`.
pub const WEB_SESSIONS: &str = "hostingco_auth_web_sessions_total";
/// Users made.
pub const REGISTRATIONS: &str = "hostingco_auth_registrations_total";
/// Passwords changed by their users.
pub const PASSWORD_CHANGES: &str = "hostingco_auth_password_changes_total";
/// Passwords set anew by mail.
pub const PASSWORD_RESETS: &str = "hostingco_auth_password_resets_total";

/// Describes them to the exporter.
pub fn describe() {
    describe_gauge!(HASHES_RUNNING, "Password hashes being computed");
    describe_gauge!(HASHES_WAITING, "Password hashes waiting for a thread");
    describe_counter!(HASHES_SHED, "Password hashes refused because too many waited, or waited too long");
    describe_histogram!(HASH_DURATION, Unit::Seconds, "The time that one password hash took");
    describe_gauge!(HASH_MEMORY, Unit::Bytes, "The memory that one password hash takes");
    describe_counter!(LOG_INS, "Log-ins by outcome: succeeded, refused");
    describe_counter!(REFRESHES, "Refreshes by outcome: rotated, retried, reused, refused");
    describe_counter!(WEB_SESSIONS, "Sessions of web clients by outcome: opened, exchanged, reused, refused");
    describe_counter!(REGISTRATIONS, "Users made");
    describe_counter!(PASSWORD_CHANGES, "Passwords changed by their users");
    describe_counter!(PASSWORD_RESETS, "Passwords set anew by mail");
}
