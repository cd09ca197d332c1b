//! The streams behind the subscriptions. Before each delivery the session and the permission are checked, and the object
//! is read anew with the viewer's own token.

use std::collections::VecDeque;
use std::future::Future;

use futures::Stream;
use hc_access::Permission;
use hc_rpc::Fault;
use hc_types::{InstanceId, OperationId, OrganizationId};
use tonic::{Code as Grpc, Status};

use super::hub::{Feed, Update};
use crate::batch::Lane;
use crate::clock;
use crate::errors::{Code, Failure};
use crate::schema::billing::Invoice;
use crate::schema::instances::{Instance, Operation};
use crate::schema::{Change, DateTime, Listed, RequestContext, Window, load, node};

/// How many objects are sent again after a gap, the newest first.
const AFTER_GAP: i32 = 100;

/// Every change in an organization that the viewer may see.
pub async fn changes(
    request: RequestContext,
    organization: OrganizationId,
) -> Result<impl Stream<Item = Result<Change, Failure>>, Failure> {
    let follower = Follower::new(request, organization, Permission::OrganizationRead).await?;
    Ok(follower.deliver(Changes { organization }))
}

/// An organization's instances, or one of them, whenever they change.
pub async fn instances(
    request: RequestContext,
    organization: OrganizationId,
    only: Option<InstanceId>,
) -> Result<impl Stream<Item = Result<Instance, Failure>>, Failure> {
    let mut follower = Follower::new(request, organization, Permission::InstanceRead).await?;
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
    let follower = Follower::new(request, organization, Permission::InvoiceRead).await?;
    Ok(follower.deliver(Invoices { organization }))
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
    let mut follower = Follower::new(request, organization, Permission::OperationRead).await?;
    follower.begin_with_now();
    Ok(follower.deliver(OneOperation { id }))
}

/// What a subscription makes of an update.
trait Topic: Send + Sync + 'static {
    /// What is sent.
    type Item: Send;

    /// What is to be sent after an update; nothing where it is about something else.
    fn read(
        &self,
        request: &RequestContext,
        update: Update,
    ) -> impl Future<Output = Result<Vec<Self::Item>, Failure>> + Send;

    /// Whether nothing can follow.
    fn is_last(&self, _item: &Self::Item) -> bool {
        false
    }
}

struct Changes {
    organization: OrganizationId,
}

impl Topic for Changes {
    type Item = Change;

    async fn read(&self, request: &RequestContext, update: Update) -> Result<Vec<Change>, Failure> {
        let Update::Event(event) = update else {
            let gap = |now| Change { kind: "gap".to_owned(), occurred_at: DateTime(now), node: None };
            return Ok(clock::now().map(gap).into_iter().collect());
        };
        let Some(permission) = Permission::to_see(&event.kind) else { return Ok(Vec::new()) };
        if !may(request, permission, self.organization).await? {
            return Ok(Vec::new());
        }
        let node = node(request, &event.subject).await.transpose()?;
        Ok(vec![Change { kind: event.kind.clone(), occurred_at: DateTime(event.occurred_at), node }])
    }
}

struct Instances {
    organization: OrganizationId,
    only: Option<String>,
}

impl Topic for Instances {
    type Item = Instance;

    async fn read(&self, request: &RequestContext, update: Update) -> Result<Vec<Instance>, Failure> {
        match (update, &self.only) {
            (Update::Gap, Some(only)) => one(request, load::Instances, only).await,
            (Update::Gap, None) => newest(request, load::InstancesOf, self.organization).await,
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

    async fn read(&self, request: &RequestContext, update: Update) -> Result<Vec<Invoice>, Failure> {
        match update {
            Update::Gap => newest(request, load::InvoicesOf, self.organization).await,
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

    async fn read(&self, request: &RequestContext, update: Update) -> Result<Vec<Operation>, Failure> {
        match update {
            Update::Event(event) if event.subject != self.id => Ok(Vec::new()),
            Update::Event(_) | Update::Gap => one(request, load::Operations, &self.id).await,
        }
    }

    fn is_last(&self, item: &Operation) -> bool {
        item.is_final()
    }
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

/// Whether the viewer may see something in the organization now. An error ends the stream.
async fn may(request: &RequestContext, permission: Permission, of: OrganizationId) -> Result<bool, Failure> {
    let Some(caller) = &request.caller else { return Err(Failure::new(Code::Unauthenticated, "Sign in first.")) };
    request.access.still_signed_in(caller).await.map_err(failure)?;
    match request.access.organization(caller, permission, of).await {
        Ok(()) => Ok(true),
        Err(status) if status.code() == Grpc::PermissionDenied => Ok(false),
        Err(status) => Err(failure(status)),
    }
}

fn failure(status: Status) -> Failure {
    Failure::from(Fault::from(status))
}

/// One client's subscription to an organization.
struct Follower {
    request: RequestContext,
    organization: OrganizationId,
    permission: Permission,
    feed: Feed,
    first: Option<Update>,
}

impl Follower {
    /// Refuses at once who may not see what the subscription is about.
    async fn new(
        request: RequestContext,
        organization: OrganizationId,
        permission: Permission,
    ) -> Result<Self, Failure> {
        if !may(&request, permission, organization).await? {
            return Err(Failure::new(Code::Forbidden, format!("This needs the permission {permission}.")));
        }
        let feed = request.hub.follow(organization);
        Ok(Self { request, organization, permission, feed, first: None })
    }

    /// Sends the object as it is now first: what happened before the feed began is in it.
    fn begin_with_now(&mut self) {
        self.first = Some(Update::Gap);
    }

    /// The next update that the viewer may hear of.
    async fn next(&mut self) -> Option<Result<Update, Failure>> {
        let update = match self.first.take() {
            Some(first) => first,
            None => self.feed.next().await?,
        };
        self.request.batcher.forget();
        match may(&self.request, self.permission, self.organization).await {
            Ok(true) => Some(Ok(update)),
            Ok(false) => Some(Err(Failure::new(Code::Forbidden, "You may no longer see this."))),
            Err(failure) => Some(Err(failure)),
        }
    }

    /// The stream of what the topic makes of the updates. It ends after an error.
    fn deliver<T: Topic>(self, topic: T) -> impl Stream<Item = Result<T::Item, Failure>> + Send {
        struct State<T: Topic> {
            follower: Follower,
            topic: T,
            ready: VecDeque<T::Item>,
            ended: bool,
        }
        let state = State { follower: self, topic, ready: VecDeque::new(), ended: false };
        futures::stream::unfold(state, |mut state| async move {
            loop {
                if state.ended {
                    return None;
                }
                if let Some(item) = state.ready.pop_front() {
                    state.ended = state.topic.is_last(&item);
                    return Some((Ok(item), state));
                }
                let read = match state.follower.next().await? {
                    Ok(update) => state.topic.read(&state.follower.request, update).await,
                    Err(failure) => Err(failure),
                };
                match read {
                    Ok(items) => state.ready.extend(items),
                    Err(failure) => {
                        state.ended = true;
                        return Some((Err(failure), state));
                    }
                }
            }
        })
    }
}
