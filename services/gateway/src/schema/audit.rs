//! The record of everything that happened in an organization.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use hc_access::Permission;
use hc_proto::audit::v1 as proto;
use hc_rpc::Fault;

use super::context::{ContextExt, list};
use super::load;
use super::pages::{Connection, Window};
use super::scalars::{BigInt, DateTime, Json, instant, required_instant};
use crate::errors::Failure;

/// An event as it was recorded.
#[derive(Debug, Clone)]
pub struct AuditEvent(Arc<proto::AuditEvent>);

impl From<Arc<proto::AuditEvent>> for AuditEvent {
    fn from(event: Arc<proto::AuditEvent>) -> Self {
        Self(event)
    }
}

/// An event as it was recorded: who did what to what, from where and when. Nothing in it can be changed later without
/// `Organization.auditVerification` telling so.
#[Object]
impl AuditEvent {
    /// The event's own id, `evt_…`.
    pub async fn id(&self) -> ID {
        ID(self.0.id.clone())
    }

    /// What happened, such as `billing.invoice.paid.v1`.
    #[graphql(name = "type")]
    async fn kind(&self) -> &str {
        &self.0.r#type
    }

    /// When it happened.
    async fn occurred_at(&self) -> Result<DateTime, Failure> {
        required_instant(self.0.occurred_at.as_ref())
    }

    /// When it was recorded.
    async fn recorded_at(&self) -> Result<DateTime, Failure> {
        required_instant(self.0.recorded_at.as_ref())
    }

    /// Who did it: a user, `usr_…`, `service:<name>` or `system:<job>`; null when nobody is known.
    async fn actor(&self) -> Option<&str> {
        text(&self.0.actor)
    }

    /// In which session, `ses_…`; null when there was none.
    async fn session_id(&self) -> Option<ID> {
        text(&self.0.session_id).map(ID::from)
    }

    /// Where the session was used when it began; null when there was none, or once that was erased.
    async fn origin(&self) -> Option<AuditOrigin> {
        self.0.origin.as_ref().map(AuditOrigin::from)
    }

    /// Which part of the platform told it, such as `/hostingco/billing`.
    async fn source(&self) -> &str {
        &self.0.source
    }

    /// What it was done to: an id such as `inv_…`.
    async fn subject(&self) -> &str {
        &self.0.subject
    }

    /// The CloudEvent in structured mode, as consumers get it; webhooks get it without `session` and `traceparent`.
    async fn event(&self) -> Json {
        Json::read(&self.0.event).unwrap_or_default()
    }

    /// What it changed on its subject.
    async fn changes(&self) -> Vec<AuditChange> {
        self.0.changes.iter().map(AuditChange::from).collect()
    }

    /// Its place in its chain, from 1.
    async fn sequence(&self) -> BigInt {
        BigInt(self.0.sequence)
    }

    /// SHA-256 of the record before it in the chain, in hexadecimal.
    async fn previous_hash(&self) -> &str {
        &self.0.previous_hash
    }

    /// SHA-256 of this record, in hexadecimal.
    async fn hash(&self) -> &str {
        &self.0.hash
    }
}

/// From where somebody acted.
#[derive(Debug, Clone, SimpleObject)]
pub struct AuditOrigin {
    /// The address; null when it is not known.
    ip_address: Option<String>,
    /// What the device called itself; null when it did not.
    user_agent: Option<String>,
}

impl From<&proto::SessionOrigin> for AuditOrigin {
    fn from(origin: &proto::SessionOrigin) -> Self {
        Self {
            ip_address: text(&origin.ip_address).map(str::to_owned),
            user_agent: text(&origin.user_agent).map(str::to_owned),
        }
    }
}

/// One field of an object, before and after an event.
#[derive(Debug, Clone, SimpleObject)]
pub struct AuditChange {
    /// The field's name in the event's `data`.
    field: String,
    /// Its value before; null when it was not known.
    before: Option<Json>,
    /// Its value after; null when it has none.
    after: Option<Json>,
}

impl From<&proto::FieldChange> for AuditChange {
    fn from(change: &proto::FieldChange) -> Self {
        Self { field: change.field.clone(), before: Json::read(&change.before), after: Json::read(&change.after) }
    }
}

/// Which recorded events are wanted; what is set must all hold.
#[derive(Default, InputObject)]
pub struct AuditFilter {
    /// A type, or the beginning of one: `billing.invoice.paid.v1`, `billing.invoice`, `billing.*`.
    #[graphql(name = "type")]
    kind: Option<String>,
    /// Exactly this actor, such as `usr_…`.
    actor: Option<String>,
    /// Exactly this object, such as `inv_…`.
    subject: Option<ID>,
    /// Not before this instant, by when it happened.
    from: Option<DateTime>,
    /// Before this instant, by when it happened.
    to: Option<DateTime>,
    /// Any of these objects; at most 50.
    subjects: Option<Vec<ID>>,
}

/// Whether the record is as it was written.
#[derive(Debug, Clone)]
pub struct AuditVerification(Arc<proto::VerifyAuditResponse>);

/// Whether the record is as it was written, found by computing its hashes again.
#[Object]
impl AuditVerification {
    /// Whether everything is as it was recorded.
    async fn valid(&self) -> bool {
        self.0.valid
    }

    /// How many events the record has; 2,147,483,647 stands for more.
    async fn events(&self) -> i32 {
        i32::try_from(self.0.events).unwrap_or(i32::MAX)
    }

    /// The first event, `evt_…`, that is not as it was recorded or that follows one that lacks; null when all is well.
    #[graphql(name = "firstBrokenId")]
    async fn first_broken(&self) -> Option<ID> {
        text(&self.0.first_broken_id).map(ID::from)
    }

    /// How many events were computed again for this answer; of a long record only what came after the last complete
    /// verification.
    async fn recomputed(&self) -> BigInt {
        BigInt(self.0.recomputed)
    }

    /// When the rest was last computed again; null when all of it was now.
    async fn rest_verified_at(&self) -> Option<DateTime> {
        instant(self.0.rest_verified_at.as_ref())
    }

    /// The last hash of each chain: who keeps them elsewhere can show later that nothing was cut off.
    async fn heads(&self) -> Vec<AuditChainHead> {
        self.0.heads.iter().map(AuditChainHead::from).collect()
    }
}

/// The end of a chain.
#[derive(Debug, Clone, SimpleObject)]
pub struct AuditChainHead {
    /// Which chain: how long its events are kept, such as `standard`.
    class: String,
    /// The place of the last event, from 1; 0 when there is none.
    sequence: BigInt,
    /// The last event's hash, in hexadecimal.
    hash: String,
}

impl From<&proto::ChainHead> for AuditChainHead {
    fn from(head: &proto::ChainHead) -> Self {
        Self { class: head.class.clone(), sequence: BigInt(head.sequence), hash: head.hash.clone() }
    }
}

/// A page of an organization's record.
pub async fn events(
    ctx: &Context<'_>,
    organization: &str,
    filter: Option<AuditFilter>,
    window: Window,
) -> Result<Connection<AuditEvent>, Failure> {
    may_read(ctx, organization).await?;
    let filter = filter.unwrap_or_default();
    let search = load::AuditSearch {
        kind: filter.kind,
        actor: filter.actor,
        subject: filter.subject.map(|id| id.0),
        from: filter.from.map(|from| from.0),
        to: filter.to.map(|to| to.0),
        subjects: filter.subjects.unwrap_or_default().into_iter().map(|id| id.0).collect(),
    };
    list(ctx, load::AuditEventsOf { window, search }, organization.to_owned()).await
}

/// Asked here for each organization: the owner refuses a whole list in which the viewer may not read one.
async fn may_read(ctx: &Context<'_>, organization: &str) -> Result<(), Failure> {
    let organization = organization.parse().map_err(|_| Failure::not_found("organization"))?;
    let asked = ctx.request()?.access.organization(ctx.caller()?, Permission::AuditEventRead, organization).await;
    asked.map_err(|refused| Failure::from(Fault::from(refused)))
}

/// The verification of an organization's record.
pub async fn verification(ctx: &Context<'_>, organization: &str) -> Result<AuditVerification, Failure> {
    let found = ctx.request()?.batcher.load(load::AuditOf, organization.to_owned()).await?;
    found.map(AuditVerification).ok_or_else(|| Failure::missing("verification"))
}

fn text(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}
