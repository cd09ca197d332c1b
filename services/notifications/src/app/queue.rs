//! Mails on their way to the workers.

use hc_events::{
    Cause,
    work::{self, Work, enqueue},
};
use hc_storage::StoreError;
use hc_types::{MailId, Timestamp};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use crate::{
    domain::template::Class,
    store::mails::{self, Due},
};

/// The work queue of mails.
pub const MAILS: &str = "notifications.mails";

/// What a worker is told: everything else stands in the mail's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendMail {
    pub mail: MailId,
}

/// Orders a mail to be sent.
pub async fn order(tx: &mut PgConnection, mail: MailId, class: Class, cause: &Cause) -> Result<(), StoreError> {
    let class = match class {
        Class::High => work::Class::High,
        Class::Normal => work::Class::Normal,
        Class::Bulk => work::Class::Bulk,
    };
    let work = Work { queue: MAILS, class, subject: mail.to_string(), cause, payload: &SendMail { mail } };
    enqueue(tx, work).await?;
    Ok(())
}

/// Orders what is due again: mails that were deferred, and those whose sender did not come back. Says how many.
pub async fn order_due(tx: &mut PgConnection, now: Timestamp, at_most: i64) -> Result<usize, StoreError> {
    let due = mails::queue_due(tx, now, at_most).await?;
    for mail in &due {
        order(tx, mail.id, mail.class, &cause(mail, "system:mails")).await?;
    }
    Ok(due.len())
}

/// Orders a mail that has come to its end once more. False when it is still under way, or does not exist.
pub async fn order_again(tx: &mut PgConnection, mail: MailId, actor: &str) -> Result<bool, StoreError> {
    let Some(again) = mails::queue_again(tx, mail).await? else { return Ok(false) };
    order(tx, again.id, again.class, &cause(&again, actor)).await?;
    Ok(true)
}

fn cause(mail: &Due, actor: &str) -> Cause {
    Cause { causation: Some(mail.event.to_string()), ..Cause::by(actor, mail.correlation.clone()) }
}
