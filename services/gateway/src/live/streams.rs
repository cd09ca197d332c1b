//! The streams behind the subscriptions. Before each delivery the session and the permission are checked, and the object
//! is read anew with the viewer's own token.

use std::collections::HashSet;
use std::time::Duration;

use futures::Stream;
use hc_access::Permission;
use hc_events::RawEvent;
use hc_proto::Event;
use hc_proto::events::v1::{MembershipRemoved, NotificationCreated, NotificationRead};
use hc_types::{InstanceId, OperationId, OrganizationId, UserId};
use tokio::time::{Instant, sleep};

use super::follower::{Follower, Scope, Topic, is_visible, may};
use super::hub::{Audience, Update};
use crate::batch::Lane;
use crate::clock;
use crate::errors::Failure;
use crate::schema::billing::Invoice;
use crate::schema::instances::{Instance, Operation};
use crate::schema::notifications::Notification;
use crate::schema::{Change, DateTime, Listed, RequestContext, Window, load, node};

/// How many objects are sent again after a gap, the newest first.
const AFTER_GAP: i32 = 100;
/// After so long who decides knows of the end of a membership; who may see the organization then has got another one.
const SEEN_WITHIN: Duration = Duration::from_secs(1);
/// How often that is asked meanwhile.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Every change in an organization that the viewer may see.
pub async fn changes(
    request: RequestContext,
    organization: OrganizationId,
) -> Result<impl Stream<Item = Result<Change, Failure>>, Failure> {
    let follower = Follower::new(request, Scope::Organization(organization, Permission::OrganizationRead)).await?;
    let topic = Changes::of(&follower.request, vec![organization]);
    Ok(follower.deliver(topic))
}

/// New entries of the viewer's feed, which were read, and every change in the organizations that the viewer may see.
/// Begins with a gap, once it hears of all.
pub async fn viewer_changes(
    request: RequestContext,
    organizations: Vec<OrganizationId>,
) -> Result<impl Stream<Item = Result<Change, Failure>>, Failure> {
    let scope = Scope::own(&request)?;
    let mut follower = Follower::new(request, scope).await?;
    follower.begin_with_now();
    let mut visible = Vec::new();
    for organization in organizations {
        if follower.also(organization).await? {
            visible.push(organization);
        }
    }
    let topic = Changes::of(&follower.request, visible);
    Ok(follower.deliver(topic))
}

/// An organization's instances, or one of them, whenever they change.
pub async fn instances(
    request: RequestContext,
    organization: OrganizationId,
    only: Option<InstanceId>,
) -> Result<impl Stream<Item = Result<Instance, Failure>>, Failure> {
    let mut follower = Follower::new(request, Scope::Organization(organization, Permission::InstanceRead)).await?;
    let topic = Instances { organization, only: only.map(|id| id.to_string()) };
    if let Some(instance) = &topic.only {
        let found = follower.request.find::<_, Instance>(load::Instances, instance).await.transpose()?;
        found.ok_or_else(|| Failure::not_found("instance"))?;
        follower.begin_with_now();
    }
    Ok(follower.deliver(topic))
}

/// An organization's invoices whenever they change.
pub async fn invoices(
    request: RequestContext,
    organization: OrganizationId,
) -> Result<impl Stream<Item = Result<Invoice, Failure>>, Failure> {
    let follower = Follower::new(request, Scope::Organization(organization, Permission::InvoiceRead)).await?;
    Ok(follower.deliver(Invoices { organization }))
}

/// New entries of the viewer's feed.
pub async fn notifications(
    request: RequestContext,
) -> Result<impl Stream<Item = Result<Notification, Failure>>, Failure> {
    let scope = Scope::own(&request)?;
    let follower = Follower::new(request, scope).await?;
    // Read after the feed has begun: what comes in between is heard of.
    let newest = feed(&follower.request, 1).await?.pop();
    Ok(follower.deliver(OwnFeed { newest: newest.map(|entry| entry.key().to_owned()), caught_up: HashSet::new() }))
}

/// An operation, until nothing will change any more.
pub async fn operation(
    request: RequestContext,
    operation: OperationId,
) -> Result<impl Stream<Item = Result<Operation, Failure>>, Failure> {
    let id = operation.to_string();
    let found = request.find::<_, Operation>(load::Operations, &id).await.transpose()?;
    let found = found.ok_or_else(|| Failure::not_found("operation"))?;
    let organization = found.organization().ok_or_else(|| Failure::not_found("operation"))?;
    let mut follower = Follower::new(request, Scope::Organization(organization, Permission::OperationRead)).await?;
    follower.begin_with_now();
    Ok(follower.deliver(OneOperation { id }))
}

struct Changes {
    viewer: Option<UserId>,
    /// Whose changes are heard of besides the viewer's own.
    organizations: Vec<OrganizationId>,
}

/// What the viewer is told of an event.
enum Told {
    All,
    Nothing,
    /// The last there is of an organization that the viewer may not see any more.
    Gone(OrganizationId),
}

impl Changes {
    fn of(request: &RequestContext, organizations: Vec<OrganizationId>) -> Self {
        let viewer = request.caller.as_ref().and_then(|caller| caller.signed_in().ok());
        Self { viewer, organizations }
    }

    /// Whether the viewer may see the organization after the event. The end of the viewer's own membership may reach this
    /// process before whoever decides has heard of it, and nothing would tell them later.
    async fn is_still_visible(
        &self,
        request: &RequestContext,
        event: &RawEvent,
        organization: OrganizationId,
    ) -> Result<bool, Failure> {
        let patience = if self.is_viewers_end(event) { SEEN_WITHIN } else { Duration::ZERO };
        let end = Instant::now() + patience;
        while is_visible(request, organization).await? {
            if Instant::now() >= end {
                return Ok(true);
            }
            sleep(LOOK_EVERY).await;
        }
        Ok(false)
    }

    fn is_viewers_end(&self, event: &RawEvent) -> bool {
        let Some(Ok(removed)) = event.data::<MembershipRemoved>() else { return false };
        self.viewer.is_some_and(|viewer| viewer.to_string() == removed.user_id)
    }

    /// What comes to a person is theirs; the rest is the organization's.
    async fn told(&mut self, request: &RequestContext, event: &RawEvent) -> Result<Told, Failure> {
        if matches!(event.kind.as_str(), NotificationCreated::TYPE | NotificationRead::TYPE) {
            return Ok(Told::All);
        }
        let Some(organization) = event.organization.filter(|of| self.organizations.contains(of)) else {
            return Ok(Told::Nothing);
        };
        if !self.is_still_visible(request, event, organization).await? {
            self.organizations.retain(|of| *of != organization);
            return Ok(Told::Gone(organization));
        }
        match Permission::to_see(&event.kind) {
            Some(permission) if may(request, permission, organization).await? => Ok(Told::All),
            _ => Ok(Told::Nothing),
        }
    }
}

/// A change that says that some may have been missed.
fn gap(of: Audience) -> Vec<Change> {
    let organization_id = match of {
        Audience::Organization(organization) => Some(organization.into()),
        Audience::User(_) => None,
    };
    let gap = |now| Change { kind: "gap".to_owned(), organization_id, occurred_at: DateTime(now), node: None };
    clock::now().map(gap).into_iter().collect()
}

impl Topic for Changes {
    type Item = Change;

    async fn read(&mut self, request: &RequestContext, update: Update) -> Result<Vec<Change>, Failure> {
        let event = match update {
            Update::Event(event) => event,
            Update::Gap(of) => return Ok(gap(of)),
        };
        match self.told(request, &event).await? {
            Told::Nothing => Ok(Vec::new()),
            Told::Gone(organization) => Ok(gap(Audience::Organization(organization))),
            Told::All => {
                let node = node(request, &event.subject).await.transpose()?;
                let organization_id = event.organization.map(Into::into);
                Ok(vec![Change {
                    kind: event.kind.clone(),
                    organization_id,
                    occurred_at: DateTime(event.occurred_at),
                    node,
                }])
            }
        }
    }
}

struct Instances {
    organization: OrganizationId,
    only: Option<String>,
}

impl Topic for Instances {
    type Item = Instance;

    async fn read(&mut self, request: &RequestContext, update: Update) -> Result<Vec<Instance>, Failure> {
        match (update, &self.only) {
            (Update::Gap(_), Some(only)) => one(request, load::Instances, only).await,
            (Update::Gap(_), None) => newest(request, load::InstancesOf::present, self.organization).await,
            (Update::Event(event), Some(only)) if event.subject != *only => Ok(Vec::new()),
            (Update::Event(event), _) if event.subject.starts_with("ins_") => {
                one(request, load::Instances, &event.subject).await
            }
            (Update::Event(_), _) => Ok(Vec::new()),
        }
    }
}

struct Invoices {
    organization: OrganizationId,
}

impl Topic for Invoices {
    type Item = Invoice;

    async fn read(&mut self, request: &RequestContext, update: Update) -> Result<Vec<Invoice>, Failure> {
        match update {
            Update::Gap(_) => newest(request, load::InvoicesOf::all, self.organization).await,
            Update::Event(event) if event.subject.starts_with("inv_") => {
                one(request, load::Invoices, &event.subject).await
            }
            Update::Event(_) => Ok(Vec::new()),
        }
    }
}

struct OneOperation {
    id: String,
}

impl Topic for OneOperation {
    type Item = Operation;

    async fn read(&mut self, request: &RequestContext, update: Update) -> Result<Vec<Operation>, Failure> {
        match update {
            Update::Event(event) if event.subject != self.id => Ok(Vec::new()),
            Update::Event(_) | Update::Gap(_) => one(request, load::Operations, &self.id).await,
        }
    }

    fn is_last(&self, item: &Operation) -> bool {
        item.is_final()
    }
}

struct OwnFeed {
    /// The newest entry so far; ids grow with time.
    newest: Option<String>,
    /// What was sent after the last gap, of which the events may be on their way.
    caught_up: HashSet<String>,
}

impl Topic for OwnFeed {
    type Item = Notification;

    async fn read(&mut self, request: &RequestContext, update: Update) -> Result<Vec<Notification>, Failure> {
        let entries = match update {
            // What was read is no news to who shows what comes.
            Update::Event(event) if event.kind != NotificationCreated::TYPE => Vec::new(),
            Update::Event(event) if self.caught_up.remove(&event.subject) => Vec::new(),
            Update::Event(event) => one(request, load::Notifications, &event.subject).await?,
            // Unlike a state, an entry is shown once: only what was missed is sent.
            Update::Gap(_) => {
                let mut missed = feed(request, AFTER_GAP).await?;
                missed.retain(|entry| self.newest.as_deref().is_none_or(|newest| entry.key() > newest));
                self.caught_up = missed.iter().map(|entry| entry.key().to_owned()).collect();
                missed
            }
        };
        let known = self.newest.take().into_iter();
        self.newest = known.chain(entries.iter().map(|entry| entry.key().to_owned())).max();
        Ok(entries)
    }
}

/// The newest entries of the viewer's feed, the oldest of them first.
async fn feed(request: &RequestContext, size: i32) -> Result<Vec<Notification>, Failure> {
    let window = Window::new(Some(size), None, None, None)?;
    let page = request.batcher.load(load::OwnNotifications { unread: None }, window).await?;
    Ok(page.iter().flat_map(|page| page.items.iter().rev().cloned()).map(Notification::from).collect())
}

/// The object as it is now, unless it is gone.
async fn one<L, T>(request: &RequestContext, lane: L, id: &str) -> Result<Vec<T>, Failure>
where
    L: Lane<Key = String>,
    T: From<L::Value>,
{
    Ok(request.find(lane, id).await.transpose()?.into_iter().collect())
}

/// The newest objects of an organization as they are now, the oldest of them first.
async fn newest<L, M, T>(
    request: &RequestContext,
    lane: impl Fn(Window) -> L + Send,
    organization: OrganizationId,
) -> Result<Vec<T>, Failure>
where
    L: Lane<Key = String, Value = std::sync::Arc<Listed<M>>>,
    M: Clone + Send + Sync,
    T: From<M>,
{
    let lane = lane(Window::new(Some(AFTER_GAP), None, None, None)?);
    let page = request.batcher.load(lane, organization.to_string()).await?;
    Ok(page.iter().flat_map(|page| page.items.iter().rev().cloned()).map(T::from).collect())
}
