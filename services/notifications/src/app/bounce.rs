//! A mail came back.

use hc_storage::StoreError;
use hc_types::Timestamp;
use sqlx::PgConnection;

use crate::{
    domain::bounce::Bounce,
    store::{bounces, mails},
};

/// Notes it: the mail has failed, and its address gets nothing but security until it is verified again.
pub async fn bounce(tx: &mut PgConnection, now: Timestamp, bounce: &Bounce) -> Result<(), StoreError> {
    let mut user = None;
    if let Some(mail) = bounce.mail
        && let Some(found) = mails::find(&mut *tx, mail).await?
    {
        mails::came_back(tx, mail, &bounce.answer).await?;
        user = found.recipient.parse().ok();
    }
    bounces::mark(tx, now, &bounce.address, user, bounce.mail, 0, &bounce.answer).await
}
