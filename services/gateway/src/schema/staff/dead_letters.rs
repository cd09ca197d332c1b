//! Events that a service could not handle.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use hc_proto::{deadletters::v1 as proto, r#type::v1 as shared};
use hc_types::PageError;
use tonic::Code;

use crate::errors::Code::BadUserInput;
use crate::errors::{Failure, sentence};
use crate::rpc::{DeadLetterClient, answer};
use crate::schema::context::{ContextExt, read};
use crate::schema::pages::{Connection, DEFAULT_PAGE, Listed, Window};
use crate::schema::scalars::{BigInt, DateTime, Json, required_instant};
use crate::schema::user_errors::{UserError, user_errors};

/// The services that hear events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum PlatformService {
    /// Users and sessions.
    Auth,
    /// Organizations.
    Accounts,
    /// Orders and money.
    Billing,
    /// What runs.
    Provisioning,
    /// Mails, webhooks, the feed.
    Notifications,
    /// The record of everything.
    Audit,
}

impl PlatformService {
    const ALL: [Self; 6] =
        [Self::Auth, Self::Accounts, Self::Billing, Self::Provisioning, Self::Notifications, Self::Audit];

    /// As it stands in ids.
    const fn name(self) -> &'static str {
        match self {
            Self::Auth => "auth",
            Self::Accounts => "accounts",
            Self::Billing => "billing",
            Self::Provisioning => "provisioning",
            Self::Notifications => "notifications",
            Self::Audit => "audit",
        }
    }

    /// The service whose letter it is, `billing/17`.
    fn of(id: &str) -> Option<Self> {
        let (name, _) = id.split_once('/')?;
        Self::ALL.into_iter().find(|service| service.name() == name)
    }

    fn client(self, ctx: &Context<'_>) -> Result<DeadLetterClient, Failure> {
        let letters = ctx.clients()?.dead_letters;
        Ok(match self {
            Self::Auth => letters.auth,
            Self::Accounts => letters.accounts,
            Self::Billing => letters.billing,
            Self::Provisioning => letters.provisioning,
            Self::Notifications => letters.notifications,
            Self::Audit => letters.audit,
        })
    }
}

/// What became of a dead letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum DeadLetterState {
    /// Waits for a person.
    Dead,
    /// Was sent again.
    Retried,
    /// Was given up.
    Dropped,
}

/// An event that a service could not handle.
#[derive(Debug, Clone)]
pub struct DeadLetter(Arc<proto::DeadLetter>);

impl From<Arc<proto::DeadLetter>> for DeadLetter {
    fn from(letter: Arc<proto::DeadLetter>) -> Self {
        Self(letter)
    }
}

/// An event that a service could not handle.
#[Object]
impl DeadLetter {
    /// The service and its number there, `billing/17`.
    async fn id(&self) -> ID {
        ID(self.0.id.clone())
    }

    /// The queue that it died in.
    async fn queue(&self) -> &str {
        &self.0.queue
    }

    /// The event's id, `evt_…`, or a hash of the body when it has none.
    async fn message_id(&self) -> &str {
        &self.0.message_id
    }

    /// The event's type; null when it says none.
    async fn event_type(&self) -> Option<&str> {
        Some(self.0.r#type.as_str()).filter(|kind| !kind.is_empty())
    }

    /// The id of the object that it is about; null when it says none.
    async fn subject_id(&self) -> Option<&str> {
        Some(self.0.subject.as_str()).filter(|subject| !subject.is_empty())
    }

    /// Why it could not be handled.
    async fn cause(&self) -> &str {
        &self.0.cause
    }

    /// How many attempts were made before it died last.
    async fn attempts(&self) -> i32 {
        self.0.attempts
    }

    /// How many times it has died.
    async fn deaths(&self) -> i32 {
        self.0.deaths
    }

    /// What became of it.
    async fn state(&self) -> DeadLetterState {
        match self.0.state() {
            proto::DeadLetterState::Retried => DeadLetterState::Retried,
            proto::DeadLetterState::Dropped => DeadLetterState::Dropped,
            proto::DeadLetterState::Dead | proto::DeadLetterState::Unspecified => DeadLetterState::Dead,
        }
    }

    /// When it first died.
    async fn first_died_at(&self) -> Result<DateTime, Failure> {
        required_instant(self.0.first_died_at.as_ref())
    }

    /// When it last died.
    async fn last_died_at(&self) -> Result<DateTime, Failure> {
        required_instant(self.0.last_died_at.as_ref())
    }

    /// The size of its body in bytes.
    async fn body_bytes(&self) -> BigInt {
        BigInt(self.0.body_bytes)
    }

    /// The message as it came. A call to its service for each: ask for it where one is looked at.
    async fn received(&self, ctx: &Context<'_>) -> Result<DeadLetterMessage, Failure> {
        let service = PlatformService::of(&self.0.id).ok_or_else(|| Failure::not_found("dead letter"))?;
        let request = proto::GetDeadLetterRequest { id: self.0.id.clone() };
        let found = read(service.client(ctx)?.get_dead_letter(request).await)?;
        let text = String::from_utf8_lossy(&found.body).into_owned();
        Ok(DeadLetterMessage {
            json: Json::read(&text),
            text,
            headers: found.headers.into_iter().map(|(name, value)| MessageHeader { name, value }).collect(),
        })
    }
}

/// A message as it came.
#[derive(SimpleObject)]
pub struct DeadLetterMessage {
    /// The body as text, at most 64 KiB; what is no UTF-8 is shown as U+FFFD.
    text: String,
    /// The body as JSON; null when it is none.
    json: Option<Json>,
    /// Its headers, such as `cloudEvents_type`, by name.
    headers: Vec<MessageHeader>,
}

/// A header of a message.
#[derive(SimpleObject)]
pub struct MessageHeader {
    /// Its name.
    name: String,
    /// Its value, as text.
    value: String,
}

pub async fn list(
    ctx: &Context<'_>,
    service: PlatformService,
    queue: Option<String>,
    (first, after): (Option<i32>, Option<String>),
    (last, before): (Option<i32>, Option<String>),
) -> Result<Connection<DeadLetter>, Failure> {
    // The cursors of this list are its ids; all else is checked as in every other.
    let oldest_first = last.is_some() || before.is_some();
    if oldest_first && (first.is_some() || after.is_some()) {
        return Err(Failure::new(BadUserInput, sentence(&PageError::BothWays.to_string())));
    }
    Window::new(first, None, last, None)?;
    let limit = first.or(last).or_else(|| i32::try_from(DEFAULT_PAGE).ok());
    let beyond_cursor = after.is_some() || before.is_some();
    // What follows in the list is what is older.
    let request = proto::ListDeadLettersRequest { queue, before: after, limit, oldest_first, after: before };
    let found = answer(service.client(ctx)?.list_dead_letters(request).await)?;
    let mut items: Vec<_> = found.dead_letters.into_iter().map(Arc::new).collect();
    let (has_next_page, has_previous_page) = if oldest_first {
        items.reverse();
        (beyond_cursor, found.has_more)
    } else {
        (found.has_more, beyond_cursor)
    };
    let cursors = items.iter().map(|letter| letter.id.clone()).collect();
    let info = shared::PageInfo { has_next_page, has_previous_page, cursors };
    Ok(Connection::of(&Listed { items, info }))
}

pub async fn single(ctx: &Context<'_>, id: &str) -> Result<Option<DeadLetter>, Failure> {
    let Some(service) = PlatformService::of(id) else { return Ok(None) };
    let request = proto::GetDeadLetterRequest { id: id.to_owned() };
    match service.client(ctx)?.get_dead_letter(request).await {
        Ok(found) => Ok(found.into_inner().dead_letter.map(|letter| DeadLetter(Arc::new(letter)))),
        Err(status) if status.code() == Code::NotFound => Ok(None),
        Err(status) => answer(Err(status)),
    }
}

/// What `retryDeadLetter` takes.
#[derive(InputObject)]
pub struct RetryDeadLetterInput {
    /// The service and its number there, `billing/17`.
    dead_letter_id: ID,
}

/// What `retryDeadLetter` answers.
#[derive(Default, SimpleObject)]
pub struct RetryDeadLetterPayload {
    /// The letter as it is now; null with errors.
    dead_letter: Option<DeadLetter>,
    /// What to correct; empty on success.
    user_errors: Vec<UserError>,
}

/// What `dropDeadLetter` takes.
#[derive(InputObject)]
pub struct DropDeadLetterInput {
    /// The service and its number there, `billing/17`.
    dead_letter_id: ID,
}

/// What `dropDeadLetter` answers.
#[derive(Default, SimpleObject)]
pub struct DropDeadLetterPayload {
    /// The letter as it is now; null with errors.
    dead_letter: Option<DeadLetter>,
    /// What to correct; empty on success.
    user_errors: Vec<UserError>,
}

/// What staff do with dead letters. Each action is an event.
#[derive(Default)]
pub struct DeadLetterMutation;

#[Object]
impl DeadLetterMutation {
    /// Sends an event again that a service could not handle; it may die again. Needs the permission
    /// `events.dead_letter.manage`.
    async fn retry_dead_letter(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which letter.")] input: RetryDeadLetterInput,
    ) -> Result<RetryDeadLetterPayload, Failure> {
        let id = input.dead_letter_id.0;
        let request = proto::RetryDeadLetterRequest { id: id.clone() };
        Ok(match ctx.changed(client_of(ctx, &id)?.retry_dead_letter(request).await)? {
            Ok(done) => RetryDeadLetterPayload {
                dead_letter: done.dead_letter.map(|letter| DeadLetter(Arc::new(letter))),
                user_errors: Vec::new(),
            },
            Err(status) => RetryDeadLetterPayload { user_errors: user_errors(&status)?, ..Default::default() },
        })
    }

    /// Gives an event up that a service could not handle. Needs the permission `events.dead_letter.manage`.
    async fn drop_dead_letter(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which letter.")] input: DropDeadLetterInput,
    ) -> Result<DropDeadLetterPayload, Failure> {
        let id = input.dead_letter_id.0;
        let request = proto::DropDeadLetterRequest { id: id.clone() };
        Ok(match ctx.changed(client_of(ctx, &id)?.drop_dead_letter(request).await)? {
            Ok(done) => DropDeadLetterPayload {
                dead_letter: done.dead_letter.map(|letter| DeadLetter(Arc::new(letter))),
                user_errors: Vec::new(),
            },
            Err(status) => DropDeadLetterPayload { user_errors: user_errors(&status)?, ..Default::default() },
        })
    }
}

fn client_of(ctx: &Context<'_>, id: &str) -> Result<DeadLetterClient, Failure> {
    ctx.caller()?;
    let service = PlatformService::of(id);
    service.ok_or_else(|| Failure::not_found("dead letter"))?.client(ctx)
}
