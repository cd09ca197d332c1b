//! Whether a session still counts.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
    time::Instant,
};

use hc_proto::access::v1::{AccessChange, AccessChangeKind};
use hc_types::{SessionId, UserId};
use tokio_util::sync::CancellationToken;

use crate::{
    decisions::{Answer, Decisions, Unreachable},
    feed::{Follower, RETENTION, Sink},
    peers::{Auth, LocalAuth, SessionFacts, ask_session},
    token::Keys,
};

/// Above so many, those that are old are dropped.
const PRUNE_ABOVE: usize = 1_000;

impl Answer for SessionFacts {
    fn is_refusal(&self) -> bool {
        !self.live
    }
}

/// What this process knows of sessions.
pub(crate) enum Sessions {
    /// `auth` itself: each question is one read of its database.
    Local(Arc<dyn LocalAuth>),
    /// Everybody else.
    Followed(Arc<FollowedSessions>),
}

pub(crate) struct FollowedSessions {
    feed: Arc<Follower>,
    facts: Arc<Decisions<SessionId, SessionFacts>>,
    revoked: RwLock<Marked<SessionId>>,
    /// Users about whom something has changed: what counts for their sessions is asked for.
    changed: RwLock<Marked<UserId>>,
    keys: Arc<Keys>,
}

impl Sessions {
    pub(crate) fn new(
        auth: Auth,
        keys: Arc<Keys>,
        stopping: CancellationToken,
    ) -> (Self, Option<impl Future<Output = ()>>) {
        let channel = match auth {
            Auth::Local(own) => return (Self::Local(own), None),
            Auth::Remote(channel) => channel,
        };
        let feed = Follower::new("auth");
        let asked = channel.clone();
        let ask = Box::new(move |session| -> futures::future::BoxFuture<'static, _> {
            Box::pin(ask_session(asked.clone(), session))
        });
        let sessions = Arc::new(FollowedSessions {
            feed: Arc::clone(&feed),
            facts: Decisions::new("auth", Arc::clone(&feed), ask),
            revoked: RwLock::default(),
            changed: RwLock::default(),
            keys,
        });
        let follow = feed.run(channel, Arc::clone(&sessions) as Arc<dyn Sink>, stopping);
        (Self::Followed(sessions), Some(follow))
    }

    /// Whether the session's tokens count.
    pub(crate) async fn is_live(&self, user: UserId, session: SessionId) -> Result<bool, Unreachable> {
        match self {
            Self::Local(own) => local(own.as_ref(), session).await.map(|facts| facts.live),
            Self::Followed(sessions) => sessions.is_live(user, session).await,
        }
    }

    /// The session as its owner sees it, platform roles included. Never an old answer.
    pub(crate) async fn facts(&self, user: UserId, session: SessionId) -> Result<SessionFacts, Unreachable> {
        match self {
            Self::Local(own) => local(own.as_ref(), session).await,
            Self::Followed(sessions) => sessions.facts.get(user, session).await,
        }
    }
}

async fn local(own: &dyn LocalAuth, session: SessionId) -> Result<SessionFacts, Unreachable> {
    own.session(session).await.map_err(|error| {
        tracing::warn!(error = format!("{error:#}"), "session not readable");
        Unreachable
    })
}

impl FollowedSessions {
    async fn is_live(&self, user: UserId, session: SessionId) -> Result<bool, Unreachable> {
        // Fresh first: what a feed that has just come back tells is then seen.
        let fresh = self.feed.is_fresh();
        if self.is_revoked(session) {
            return Ok(false);
        }
        if fresh && !self.has_changed(user) {
            return Ok(true);
        }
        match self.facts.get(user, session).await {
            Ok(facts) => Ok(facts.live),
            // With its owner away a token counts until it ends, which is why it is short. Who is known to have changed
            // has to wait; the feed may have told of it meanwhile.
            Err(Unreachable) if self.is_revoked(session) => Ok(false),
            Err(Unreachable) if self.has_changed(user) => Err(Unreachable),
            Err(Unreachable) => Ok(true),
        }
    }

    fn is_revoked(&self, session: SessionId) -> bool {
        self.revoked.read().unwrap_or_else(PoisonError::into_inner).contains(session)
    }

    fn has_changed(&self, user: UserId) -> bool {
        self.changed.read().unwrap_or_else(PoisonError::into_inner).contains(user)
    }
}

impl Sink for FollowedSessions {
    fn changed(&self, change: &AccessChange) {
        match (change.kind(), change.subject.parse::<SessionId>(), change.subject.parse::<UserId>()) {
            (AccessChangeKind::SessionRevoked, Ok(session), _) => {
                self.revoked.write().unwrap_or_else(PoisonError::into_inner).mark(session);
            }
            (AccessChangeKind::UserChanged, _, Ok(user)) => {
                self.changed.write().unwrap_or_else(PoisonError::into_inner).mark(user);
                self.facts.stamps.changed(user);
            }
            (AccessChangeKind::KeysChanged, ..) => self.keys.refresh(),
            _ => {
                tracing::warn!(access.revision = change.revision, "change of a kind that this version does not know");
                self.facts.stamps.reset();
            }
        }
    }

    fn reset(&self) {
        // What is revoked stays so: there is no way back for a session, and rows that a restore has lost do no harm.
        self.facts.stamps.reset();
        self.keys.refresh();
    }
}

/// Ids with the time since when they are marked; dropped once no token can be old enough to need them.
struct Marked<T> {
    since: HashMap<T, Instant>,
    prune_above: usize,
}

impl<T: Copy + Eq + std::hash::Hash> Marked<T> {
    fn contains(&self, id: T) -> bool {
        self.since.contains_key(&id)
    }

    fn mark(&mut self, id: T) {
        if self.since.len() >= self.prune_above {
            self.since.retain(|_, at| at.elapsed() < RETENTION);
            self.prune_above = (self.since.len() * 2).max(PRUNE_ABOVE);
        }
        self.since.insert(id, Instant::now());
    }
}

impl<T> Default for Marked<T> {
    fn default() -> Self {
        Self { since: HashMap::new(), prune_above: PRUNE_ABOVE }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::sync::Semaphore;

    use super::*;

    /// What is known of sessions while `auth` answers no question before `gate` opens, and then with a failure.
    fn cut_off(asked: &Arc<Semaphore>, gate: &Arc<Semaphore>) -> Arc<FollowedSessions> {
        let (asked, gate) = (Arc::clone(asked), Arc::clone(gate));
        let ask = Box::new(move |_| -> futures::future::BoxFuture<'static, _> {
            let (asked, gate) = (Arc::clone(&asked), Arc::clone(&gate));
            Box::pin(async move {
                asked.add_permits(1);
                gate.acquire().await?.forget();
                anyhow::bail!("away")
            })
        });
        let feed = Follower::new("auth");
        let no_keys = Arc::new(|| -> futures::future::BoxFuture<'static, _> { Box::pin(async { Ok(Vec::new()) }) });
        let (keys, _) = Keys::follow(no_keys, Duration::from_mins(1), CancellationToken::new());
        Arc::new(FollowedSessions {
            feed: Arc::clone(&feed),
            facts: Decisions::new("auth", feed, ask),
            revoked: RwLock::default(),
            changed: RwLock::default(),
            keys,
        })
    }

    fn change(kind: AccessChangeKind, subject: &impl ToString) -> AccessChange {
        AccessChange { revision: 1, kind: kind.into(), subject: subject.to_string(), ..AccessChange::default() }
    }

    /// The answer to a question during which the feed tells of a change.
    async fn told_meanwhile(
        change: Option<AccessChange>,
        user: UserId,
        session: SessionId,
    ) -> Result<bool, Unreachable> {
        let (asked, gate) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
        let sessions = cut_off(&asked, &gate);
        let told = async {
            asked.acquire().await.unwrap().forget();
            if let Some(change) = &change {
                sessions.changed(change);
            }
            gate.add_permits(1);
        };
        tokio::join!(sessions.is_live(user, session), told).0
    }

    #[tokio::test]
    async fn what_the_feed_tells_while_a_question_fails_counts() {
        let (user, session) = (UserId::new(), SessionId::new());
        assert_eq!(told_meanwhile(None, user, session).await, Ok(true));
        let revoked = change(AccessChangeKind::SessionRevoked, &session);
        assert_eq!(told_meanwhile(Some(revoked), user, session).await, Ok(false));
        let disabled = change(AccessChangeKind::UserChanged, &user);
        assert_eq!(told_meanwhile(Some(disabled), user, session).await, Err(Unreachable));
    }
}
