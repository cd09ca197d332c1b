//! One client's subscription: what it hears, as long as it may.

use std::collections::VecDeque;
use std::future::Future;

use futures::Stream;
use hc_access::{Caller, Permission};
use hc_rpc::Fault;
use hc_types::{OrganizationId, UserId};
use tonic::{Code as Grpc, Status};

use super::hub::{Audience, Feed, Update};
use crate::errors::{Code, Failure};
use crate::schema::RequestContext;

/// What is followed, and what it takes to.
#[derive(Debug, Clone, Copy)]
pub enum Scope {
    /// Something in an organization, with a permission there.
    Organization(OrganizationId, Permission),
    /// What is the viewer's own, with a session that still counts.
    Own(UserId),
}

impl Scope {
    /// The viewer's own.
    pub fn own(request: &RequestContext) -> Result<Self, Failure> {
        caller(request)?.signed_in().map(Self::Own).map_err(failure)
    }

    fn audience(self) -> Audience {
        match self {
            Self::Organization(organization, _) => Audience::Organization(organization),
            Self::Own(user) => Audience::User(user),
        }
    }

    /// Whether the viewer may see it now. An error ends the stream.
    async fn is_open_to(self, request: &RequestContext) -> Result<bool, Failure> {
        match self {
            Self::Organization(organization, permission) => may(request, permission, organization).await,
            Self::Own(_) => {
                request.access.still_signed_in(caller(request)?).await.map_err(failure)?;
                Ok(true)
            }
        }
    }

    fn refusal(self) -> Failure {
        match self {
            Self::Organization(_, permission) => {
                Failure::new(Code::Forbidden, format!("This needs the permission {permission}."))
            }
            Self::Own(_) => Failure::new(Code::Forbidden, "This is not yours to see."),
        }
    }
}

/// What a subscription makes of an update.
pub trait Topic: Send + Sync + 'static {
    /// What is sent.
    type Item: Send;

    /// What is to be sent after an update; nothing where it is about something else.
    fn read(
        &mut self,
        request: &RequestContext,
        update: Update,
    ) -> impl Future<Output = Result<Vec<Self::Item>, Failure>> + Send;

    /// Whether nothing can follow.
    fn is_last(&self, _item: &Self::Item) -> bool {
        false
    }
}

/// Whether the viewer may see something in the organization now. An error ends the stream.
pub async fn may(request: &RequestContext, permission: Permission, of: OrganizationId) -> Result<bool, Failure> {
    let caller = caller(request)?;
    request.access.still_signed_in(caller).await.map_err(failure)?;
    match request.access.organization(caller, permission, of).await {
        Ok(()) => Ok(true),
        Err(status) if status.code() == Grpc::PermissionDenied => Ok(false),
        Err(status) => Err(failure(status)),
    }
}

/// Whether an organization is one that the viewer may see now.
pub async fn is_visible(request: &RequestContext, organization: OrganizationId) -> Result<bool, Failure> {
    match may(request, Permission::OrganizationRead, organization).await {
        Err(failure) if failure.code() == Code::NotFound => Ok(false),
        answer => answer,
    }
}

fn failure(status: Status) -> Failure {
    Failure::from(Fault::from(status))
}

fn caller(request: &RequestContext) -> Result<&Caller, Failure> {
    request.caller.as_ref().ok_or_else(|| Failure::new(Code::Unauthenticated, "Sign in first."))
}

/// One client's subscription.
pub struct Follower {
    /// What the client came with; its topic reads with the client's own token.
    pub request: RequestContext,
    scope: Scope,
    feed: Feed,
    /// What is told before anything is heard.
    first: VecDeque<Update>,
}

impl Follower {
    /// Refuses at once who may not see what the subscription is about.
    pub async fn new(request: RequestContext, scope: Scope) -> Result<Self, Failure> {
        if !scope.is_open_to(&request).await? {
            return Err(scope.refusal());
        }
        let feed = request.hub.follow(scope.audience());
        Ok(Self { request, scope, feed, first: VecDeque::new() })
    }

    /// Begins as after a gap: what happened before the feed began is in what is read after it.
    pub fn begin_with_now(&mut self) {
        self.first.push_back(Update::Gap(self.scope.audience()));
    }

    /// Hears of an organization too, if the viewer may. What is none of theirs is a gap and silence.
    pub async fn also(&mut self, organization: OrganizationId) -> Result<bool, Failure> {
        let audience = Audience::Organization(organization);
        let is_open = is_visible(&self.request, organization).await?;
        if is_open {
            self.feed.also(audience);
        } else {
            self.first.push_back(Update::Gap(audience));
        }
        Ok(is_open)
    }

    /// The next update that the viewer may hear of.
    async fn next(&mut self) -> Option<Result<Update, Failure>> {
        let update = match self.first.pop_front() {
            Some(first) => first,
            None => self.feed.next().await?,
        };
        self.request.batcher.forget();
        match self.scope.is_open_to(&self.request).await {
            Ok(true) => Some(Ok(update)),
            Ok(false) => Some(Err(Failure::new(Code::Forbidden, "You may no longer see this."))),
            Err(failure) => Some(Err(failure)),
        }
    }

    /// The stream of what the topic makes of the updates. It ends after an error.
    pub fn deliver<T: Topic>(self, topic: T) -> impl Stream<Item = Result<T::Item, Failure>> + Send {
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
