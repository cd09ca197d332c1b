//! A user becomes a member of staff.

use anyhow::Context;
use hc_access::{
    PlatformRole,
    feed::{self, Change},
};
use hc_storage::{Db, StoreError};
use hc_types::{Email, Timestamp, UserId};
use sqlx::PgConnection;

use crate::store::{platform_roles, users};

/// Gives the user with this address a platform role; `false` when they have it already.
pub async fn grant_role(db: &Db, email: &Email, role: PlatformRole) -> anyhow::Result<bool> {
    let user = users::find_by_email(db.pool(), email).await?.context("no user has this e-mail address")?.id;
    let granted = db.transact(move |tx, now| Box::pin(grant(tx, now, user, vec![role])));
    Ok(granted.await?)
}

/// Gives roles; says whether anything changed. The last thing in its transaction: it writes to the access feed.
pub async fn grant(
    tx: &mut PgConnection,
    now: Timestamp,
    user: UserId,
    roles: Vec<PlatformRole>,
) -> Result<bool, StoreError> {
    let mut changed = false;
    for role in roles {
        changed |= platform_roles::grant(tx, user, role, now).await?;
    }
    if changed {
        feed::append(tx, &[Change::UserChanged(user)]).await?;
    }
    Ok(changed)
}
