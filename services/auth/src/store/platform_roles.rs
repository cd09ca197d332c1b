//! Roles of staff.

use hc_access::PlatformRole;
use hc_storage::StoreError;
use hc_types::{Timestamp, UserId};
use sqlx::PgConnection;

/// Gives a user a role; `false` when they have it already.
pub async fn grant(
    tx: &mut PgConnection,
    user: UserId,
    role: PlatformRole,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let granted = sqlx::query!(
        "INSERT INTO platform_roles (user_id, role, granted_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        user as _,
        role.name(),
        now as _,
    );
    Ok(granted.execute(tx).await?.rows_affected() == 1)
}

/// Roles by the names that the table has for them.
pub fn parsed(names: &[String]) -> Result<Vec<PlatformRole>, StoreError> {
    names.iter().map(|name| name.parse().map_err(|error| StoreError::corrupt("platform role", error))).collect()
}
