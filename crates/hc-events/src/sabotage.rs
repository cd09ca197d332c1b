//! Safeguards that the tests of `hc-chaos` take out, to see that they would be missed: `inbox`, `fencing`, `dead-letters`,
//! `commit`; and `freeze`, which stops the process once at the moment when a relay has published and not yet marked.

use hc_types::EventId;
use sqlx::PgPool;

pub use hc_storage::sabotage::is_without;

/// Marks whoever holds the leases now.
pub(crate) async fn mark_without_fencing(pool: &PgPool, events: &[EventId]) -> Result<u64, sqlx::Error> {
    let mark = sqlx::query("UPDATE outbox SET published_at = now() WHERE event_id = ANY($1) AND published_at IS NULL");
    Ok(mark.bind(events).execute(pool).await?.rows_affected())
}

/// Stands still until somebody sends SIGCONT, the first time.
pub(crate) fn freeze_once() {
    static FROZEN: std::sync::Once = std::sync::Once::new();
    if is_without("freeze") {
        FROZEN.call_once(|| {
            let pid = std::process::id().to_string();
            drop(std::process::Command::new("kill").args(["-STOP", &pid]).status());
        });
    }
}
