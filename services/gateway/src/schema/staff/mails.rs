//! What became of the mails to customers.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use hc_proto::notifications::v1 as proto;

use crate::errors::Failure;
use crate::schema::context::{ContextExt, find, read};
use crate::schema::load;
use crate::schema::organizations::Organization;
use crate::schema::pages::{Connection, Listed, Window};
use crate::schema::scalars::{DateTime, instant, required_instant, unreadable};
use crate::schema::user_errors::{UserError, user_errors};

/// Where a mail stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum MailState {
    /// Waits for its turn.
    Queued,
    /// Is being handed over.
    Sending,
    /// The mail server has taken it.
    Sent,
    /// The mail server said "not now"; it is tried again.
    Deferred,
    /// The mail server said "never", or "not now" for too long, or the mail came back.
    Failed,
    /// Was not sent: not wanted, to an address that takes no mail, or without use by now.
    Suppressed,
}

/// A mail to one person.
#[derive(Debug, Clone)]
pub struct Mail(Arc<proto::Mail>);

impl From<Arc<proto::Mail>> for Mail {
    fn from(mail: Arc<proto::Mail>) -> Self {
        Self(mail)
    }
}

/// A mail to one person.
#[Object]
impl Mail {
    /// The id, `mail_…`; also in its Message-ID.
    pub async fn id(&self) -> ID {
        ID(self.0.id.clone())
    }

    /// Which one it is, such as `invoice_issued`; more may come.
    async fn template(&self) -> &str {
        &self.0.template
    }

    /// Whom it is for: `usr_…`, or `ivt_…` for who is invited.
    async fn recipient_id(&self) -> ID {
        ID(self.0.recipient.clone())
    }

    /// The organization that it is about; null where it is about none, such as a new password.
    async fn organization(&self, ctx: &Context<'_>) -> Option<Result<Organization, Failure>> {
        find(ctx, load::Organizations, filled(&self.0.organization_id)?).await
    }

    /// Where it went; null before the first attempt.
    async fn address(&self) -> Option<&str> {
        filled(&self.0.address)
    }

    /// Where it stands.
    async fn state(&self) -> Result<MailState, Failure> {
        match self.0.state() {
            proto::MailState::Unspecified => Err(unreadable("the state of a mail")),
            proto::MailState::Queued => Ok(MailState::Queued),
            proto::MailState::Sending => Ok(MailState::Sending),
            proto::MailState::Sent => Ok(MailState::Sent),
            proto::MailState::Deferred => Ok(MailState::Deferred),
            proto::MailState::Failed => Ok(MailState::Failed),
            proto::MailState::Suppressed => Ok(MailState::Suppressed),
        }
    }

    /// Why it stands there: `unsubscribed`, `bouncing`, `obsolete` or `no_recipient` when suppressed, a short text of the
    /// mail server when deferred or failed; null otherwise.
    async fn reason(&self) -> Option<&str> {
        filled(&self.0.reason)
    }

    /// How often the mail server was asked.
    async fn attempts(&self) -> i32 {
        self.0.attempts
    }

    /// When it is tried again; null unless deferred.
    async fn next_attempt_at(&self) -> Option<DateTime> {
        instant(self.0.next_attempt_at.as_ref())
    }

    /// When its cause was heard.
    async fn created_at(&self) -> Result<DateTime, Failure> {
        required_instant(self.0.created_at.as_ref())
    }

    /// When the mail server took it.
    async fn sent_at(&self) -> Option<DateTime> {
        instant(self.0.sent_at.as_ref())
    }
}

fn filled(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

pub async fn mails(ctx: &Context<'_>, organization: Option<ID>, page: Window) -> Result<Connection<Mail>, Failure> {
    let page = Some(page.request());
    let request = proto::ListMailsRequest { organization_id: organization.map(|id| id.0), page, ..Default::default() };
    let found = read(ctx.clients()?.mails.list_mails(request).await)?;
    let items = found.mails.into_iter().map(Arc::new).collect();
    Ok(Connection::of(&Listed { items, info: found.page_info.unwrap_or_default() }))
}

/// What `resendMail` takes.
#[derive(InputObject)]
pub struct ResendMailInput {
    /// The mail, `mail_…`.
    mail_id: ID,
}

/// What `resendMail` answers.
#[derive(Default, SimpleObject)]
pub struct ResendMailPayload {
    /// The mail, queued again; null with errors.
    mail: Option<Mail>,
    /// What to correct; empty on success.
    user_errors: Vec<UserError>,
}

/// What staff do with mails.
#[derive(Default)]
pub struct MailMutation;

#[Object]
impl MailMutation {
    /// Sends a mail again that was sent, failed or was held back, to the same recipient, whose wishes still count. Needs
    /// the permission `notifications.mail.resend`.
    async fn resend_mail(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which mail.")] input: ResendMailInput,
    ) -> Result<ResendMailPayload, Failure> {
        ctx.caller()?;
        let request = proto::ResendMailRequest { id: input.mail_id.0 };
        Ok(match ctx.changed(ctx.clients()?.mails.resend_mail(request).await)? {
            Ok(done) => {
                ResendMailPayload { mail: done.mail.map(|found| Mail::from(Arc::new(found))), user_errors: Vec::new() }
            }
            Err(status) => ResendMailPayload { user_errors: user_errors(&status)?, ..Default::default() },
        })
    }
}
