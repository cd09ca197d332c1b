//! Where users have signed in.

use std::time::Duration;

use hc_storage::StoreError;
use hc_types::{Timestamp, UserId};
use sqlx::PgConnection;

use crate::{crypto::sha256, domain::device::Device};

/// Notes a sign-in; whether the device was never seen with this user.
pub async fn seen(tx: &mut PgConnection, user: UserId, device: &Device, now: Timestamp) -> Result<bool, StoreError> {
    let fingerprint = sha256(format!("{user}\n{}", device.describe()).as_bytes());
    // A row that this statement has inserted was deleted or locked by nobody: its xmax is 0.
    let is_new = sqlx::query_scalar!(
        r#"INSERT INTO devices (user_id, fingerprint, first_seen_at, last_seen_at) VALUES ($1, $2, $3, $3)
           ON CONFLICT (user_id, fingerprint) DO UPDATE SET last_seen_at = excluded.last_seen_at
           RETURNING xmax = 0 AS "is_new!""#,
        user as _,
        &fingerprint[..],
        now as _,
    );
    Ok(is_new.fetch_one(tx).await?)
}

/// Deletes some devices that were not seen for `age`; answers how many.
pub async fn forget(tx: &mut PgConnection, age: Duration, now: Timestamp, most: i64) -> Result<u64, StoreError> {
    let deleted = sqlx::query!(
        "DELETE FROM devices WHERE ctid = ANY(ARRAY(
             SELECT ctid FROM devices WHERE last_seen_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED))",
        now.before(age) as _,
        most,
    );
    Ok(deleted.execute(tx).await?.rows_affected())
}
