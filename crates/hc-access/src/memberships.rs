//! What a user is in an organization.

use std::sync::Arc;

use hc_proto::access::v1::AccessChange;
use hc_types::{OrganizationId, UserId};
use tokio_util::sync::CancellationToken;

use crate::{
    decisions::{Answer, Decisions, Unreachable},
    feed::{Follower, Sink},
    peers::{Accounts, LocalAccounts, ask_role},
    role::Role,
};

type Key = (UserId, OrganizationId);

impl Answer for Option<Role> {
    fn is_refusal(&self) -> bool {
        self.is_none()
    }
}

/// What this process knows of memberships.
pub(crate) enum Memberships {
    /// `accounts` itself: each question is one read of its database.
    Local(Arc<dyn LocalAccounts>),
    /// Everybody else.
    Followed(Arc<FollowedMemberships>),
    /// `auth`.
    Nobody,
}

pub(crate) struct FollowedMemberships {
    roles: Arc<Decisions<Key, Option<Role>>>,
}

impl Memberships {
    pub(crate) fn new(accounts: Accounts, stopping: CancellationToken) -> (Self, Option<impl Future<Output = ()>>) {
        let channel = match accounts {
            Accounts::Local(own) => return (Self::Local(own), None),
            Accounts::Nobody => return (Self::Nobody, None),
            Accounts::Remote(channel) => channel,
        };
        let feed = Follower::new("accounts");
        let asked = channel.clone();
        let ask = Box::new(move |(user, organization)| -> futures::future::BoxFuture<'static, _> {
            Box::pin(ask_role(asked.clone(), user, organization))
        });
        let memberships = Arc::new(FollowedMemberships { roles: Decisions::new("accounts", Arc::clone(&feed), ask) });
        let follow = feed.run(channel, Arc::clone(&memberships) as Arc<dyn Sink>, stopping);
        (Self::Followed(memberships), Some(follow))
    }

    /// The user's role there. `or_stale` accepts the last known answer while its owner is away: for reads only.
    pub(crate) async fn role(
        &self,
        user: UserId,
        organization: OrganizationId,
        or_stale: bool,
    ) -> Result<Option<Role>, Unreachable> {
        match self {
            Self::Local(own) => own.role(user, organization).await.map_err(|error| {
                tracing::warn!(error = format!("{error:#}"), "membership not readable");
                Unreachable
            }),
            Self::Nobody => Ok(None),
            Self::Followed(memberships) => {
                let roles = &memberships.roles;
                match roles.get(user, (user, organization)).await {
                    Err(Unreachable) if or_stale => roles.stale(user, (user, organization)).ok_or(Unreachable),
                    answer => answer,
                }
            }
        }
    }
}

impl Sink for FollowedMemberships {
    fn changed(&self, change: &AccessChange) {
        match change.subject.parse() {
            Ok(user) => self.roles.stamps.changed(user),
            Err(_) => self.roles.stamps.reset(),
        }
    }

    fn reset(&self) {
        self.roles.stamps.reset();
    }
}
