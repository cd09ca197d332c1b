//! Staff shut a user out, or let them in again.

use anyhow::Context;
use hc_access::feed::{self, Change};
use hc_events::Cause;
use hc_storage::{Db, StoreError};
use hc_types::Email;

use super::revoke_session::tell_revoked;
use crate::{
    domain::session::RevokedReason,
    store::{sessions, users},
};

/// Shuts out the user with this address and ends their sessions; answers how many ended.
pub async fn shut_out(db: &Db, email: &Email) -> anyhow::Result<usize> {
    let user = users::find_by_email(db.pool(), email).await?.context("no user has this e-mail address")?.id;
    let ended = db.transact(move |tx, now| {
        Box::pin(async move {
            if !users::disable(tx, user, now).await? {
                return Ok(0);
            }
            let ended = sessions::revoke_all(tx, user, RevokedReason::UserDisabled, now).await?;
            let cause = Cause::system("disable-user");
            for session in &ended {
                tell_revoked(tx, *session, user, RevokedReason::UserDisabled, &cause).await?;
            }
            let mut changes: Vec<Change> = ended.iter().copied().map(Change::SessionRevoked).collect();
            changes.push(Change::UserChanged(user));
            feed::append(tx, &changes).await?;
            Ok::<_, StoreError>(ended.len())
        })
    });
    Ok(ended.await?)
}

/// Lets the user with this address sign in again.
pub async fn let_in(db: &Db, email: &Email) -> anyhow::Result<()> {
    let user = users::find_by_email(db.pool(), email).await?.context("no user has this e-mail address")?.id;
    let done = db.transact(move |tx, _| {
        Box::pin(async move {
            if users::enable(tx, user).await? {
                feed::append(tx, &[Change::UserChanged(user)]).await?;
            }
            Ok::<_, StoreError>(())
        })
    });
    Ok(done.await?)
}
