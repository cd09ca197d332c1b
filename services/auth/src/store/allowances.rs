//! How often something may be done: the generic cell rate algorithm (ITU-T I.371) with one instant a key, in the database
//! that all instances share.

use std::time::Duration;

use hc_storage::StoreError;
use hc_types::Timestamp;
use sqlx::PgConnection;

use crate::crypto::sha256;

/// A limit: so many at once, and the same number again in an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PerHour(pub u32);

impl PerHour {
    fn interval(self) -> Duration {
        Duration::from_hours(1) / self.0.max(1)
    }
}

/// Takes one from the allowance of `what` (such as `reset address ada@example.com`); `false` when it is used up, and then
/// nothing changes.
pub async fn take(tx: &mut PgConnection, what: &str, limit: PerHour, now: Timestamp) -> Result<bool, StoreError> {
    let after_one = now.after(limit.interval());
    let at_most = now.after(Duration::from_hours(1));
    let taken = sqlx::query!(
        "INSERT INTO allowances AS a (key, spent_until) VALUES ($1, $3)
         ON CONFLICT (key) DO UPDATE SET spent_until = greatest(a.spent_until, $2) + ($3 - $2)
         WHERE greatest(a.spent_until, $2) + ($3 - $2) <= $4",
        &sha256(what.as_bytes())[..],
        now as _,
        after_one as _,
        at_most as _,
    );
    Ok(taken.execute(tx).await?.rows_affected() == 1)
}

/// Deletes some allowances that are whole again; answers how many.
pub async fn forget(tx: &mut PgConnection, now: Timestamp, most: i64) -> Result<u64, StoreError> {
    let deleted = sqlx::query!(
        "DELETE FROM allowances WHERE ctid = ANY(ARRAY(
             SELECT ctid FROM allowances WHERE spent_until < $1 LIMIT $2 FOR UPDATE SKIP LOCKED))",
        now as _,
        most,
    );
    Ok(deleted.execute(tx).await?.rows_affected())
}
