//! Staff shut a user out, or let them in again.

use anyhow::Context;
use hc_access::feed::{self, Change};
use hc_events::Cause;
use hc_storage::{Db, StoreError};
use hc_types::Email;

use super::revoke_session::end_sessions;
use crate::{domain::session::RevokedReason, store::users};

/// Shuts out the user with this address and ends their sessions; answers how many ended.
pub async fn shut_out(db: &Db, email: &Email) -> anyhow::Result<usize> {
    let user = users::find_by_email(db.pool(), email).await?.context("no user has this e-mail address")?.id;
    let ended = db.transact(move |tx, now| {
        Box::pin(async move {
            if !users::disable(tx, user, now).await? {
                return Ok(0);
            }
            let cause = Cause::system("disable-user");
            let mut changes = end_sessions(tx, user, None, RevokedReason::UserDisabled, &cause, now).await?;
            let ended = changes.len();
            changes.push(Change::UserChanged(user));
            feed::append(tx, &changes).await?;
            Ok::<_, StoreError>(ended)
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
