//! Somebody has forgotten a password, or says so.
//!
//! The answer comes before anybody looks whether the address is a user's, so neither its words nor its time can tell. A
//! job looks a moment later.

use hc_events::Cause;
use hc_storage::StoreError;
use hc_types::Email;

use super::{App, mail_links::issue, sign_in::Visit};
use crate::{
    domain::mail_link::Purpose,
    store::{reset_requests, users},
};

/// Notes that a mail is wanted, unless the address or the source had too many of them.
pub async fn request_password_reset(app: &App, email: Email, visit: Visit) -> Result<(), StoreError> {
    let policy = app.policy.mail_links;
    let noted = app.db.transact(move |tx, now| {
        Box::pin(async move {
            if policy.allows(tx, Purpose::ResetPassword, &email, visit.origin.ip_address, now).await? {
                reset_requests::add(tx, &email, &visit.request_id, now).await?;
            }
            Ok::<_, StoreError>(())
        })
    });
    noted.await?;
    app.reset_asked.notify_one();
    Ok(())
}

/// Makes the link for the oldest request whose address is a user's; whether there was any request.
pub async fn answer_next(app: &App) -> Result<bool, StoreError> {
    let policy = app.policy.mail_links;
    let answered = app.db.transact(move |tx, now| {
        Box::pin(async move {
            let Some(request) = reset_requests::take(tx).await? else { return Ok(false) };
            // After an outage nobody waits for this mail any more.
            let is_late = request.requested_at.after(policy.reset_lifetime) < now;
            let user = users::find_by_key_for_update(tx, &request.email_key).await?;
            if let Some(user) = user.filter(|user| !user.disabled && !is_late) {
                // Whoever asked is not known to be the user.
                let cause = Cause::by("anonymous", request.request_id);
                issue(tx, now, &policy, user.id, Purpose::ResetPassword, &cause).await?;
            }
            Ok::<_, StoreError>(true)
        })
    });
    answered.await
}
