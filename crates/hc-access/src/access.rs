//! The decisions themselves: who calls, and whether they may.

use std::{collections::HashSet, sync::Arc};

use futures::{StreamExt as _, TryStreamExt as _, stream};
use hc_types::OrganizationId;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tonic::Status;

use crate::{
    caller::{Caller, SignedIn},
    decisions::Unreachable,
    error::AccessError,
    layer::AccessLayer,
    memberships::Memberships,
    metrics::{TOKENS_REFUSED, describe},
    peers::Peers,
    permission::{Permission, Permissions},
    role::{PlatformRole, Role, STAFF_ONLY},
    rule::{MethodRule, Rule, Rules},
    sessions::Sessions,
    settings::AccessSettings,
    token::{Keys, Refused, TokenError, Verifier},
};

/// Questions about different organizations that go out side by side.
const SIDE_BY_SIDE: usize = 16;

/// Decides for one process. Cheap to clone.
#[derive(Clone)]
pub struct Access(Arc<Inner>);

struct Inner {
    rules: Rules,
    verifier: Verifier,
    sessions: Sessions,
    memberships: Memberships,
}

impl Access {
    /// Checks the rule table against the protos and begins to follow the owners, until `stopping`.
    ///
    /// Returns at once: as long as an owner has not answered yet, decisions wait for it or are `UNAVAILABLE`. Must be
    /// called on a tokio runtime.
    pub fn start(
        settings: &AccessSettings,
        peers: Peers,
        rules: &[MethodRule],
        stopping: CancellationToken,
    ) -> anyhow::Result<Self> {
        Self::start_with(settings, peers, Rules::new(rules)?, stopping)
    }

    pub(crate) fn start_with(
        settings: &AccessSettings,
        peers: Peers,
        rules: Rules,
        stopping: CancellationToken,
    ) -> anyhow::Result<Self> {
        let expected = settings.expected()?;
        describe();
        let auth = peers.auth.clone();
        let fetch =
            Arc::new(move || -> futures::future::BoxFuture<'static, _> { Box::pin(auth.clone().signing_keys()) });
        let (keys, follow_keys) = Keys::follow(fetch, peers.auth.keys_asked_every(), stopping.clone());
        let (sessions, follow_auth) = Sessions::new(peers.auth, Arc::clone(&keys), stopping.clone());
        let (memberships, follow_accounts) = Memberships::new(peers.accounts, stopping);
        // All three end with `stopping`.
        let tasks = TaskTracker::new();
        tasks.spawn(follow_keys);
        follow_auth.map(|follow| tasks.spawn(follow));
        follow_accounts.map(|follow| tasks.spawn(follow));
        let verifier = Verifier::new(expected, keys);
        Ok(Self(Arc::new(Inner { rules, verifier, sessions, memberships })))
    }

    /// The layer that lets calls through to the handlers, or not.
    pub fn layer(&self) -> AccessLayer {
        AccessLayer::new(self.clone())
    }

    /// The user behind an access token (without `Bearer`).
    pub async fn authenticate(&self, token: &str) -> Result<Caller, Status> {
        let user = self.signed_in(token).await.map_err(hc_rpc::status)?;
        Ok(Caller { service: None, user: Some(user), trusted: false })
    }

    /// Whether the caller's session still counts, for streams: to be asked at each delivery.
    pub async fn still_signed_in(&self, caller: &Caller) -> Result<(), Status> {
        let user = caller.user.as_ref().ok_or(AccessError::Unauthenticated).map_err(hc_rpc::status)?;
        self.live(user).await.map_err(hc_rpc::status)
    }

    /// Whether the caller has the permission in the organization.
    ///
    /// Members have it by their role. What only reads is open to staff too, whose platform role has the permission; what
    /// changes something is not, so that nothing is done in a customer's place unseen.
    ///
    /// Who is neither gets `NOT_FOUND` with the reason `ORGANIZATION_NOT_FOUND`, as for one that does not exist; a member
    /// without the permission `PERMISSION_DENIED`.
    pub async fn organization(
        &self,
        caller: &Caller,
        permission: Permission,
        organization: OrganizationId,
    ) -> Result<(), Status> {
        if caller.trusted {
            return Ok(());
        }
        let role = self.role_for(caller, organization, permission.is_read()).await.map_err(hc_rpc::status)?;
        if role.is_some_and(|role| role.allows(permission)) || self.reads_as_staff(caller, permission).await {
            return Ok(());
        }
        Err(hc_rpc::status(match role {
            Some(_) => AccessError::PermissionDenied(permission),
            None => AccessError::OrganizationNotFound(organization),
        }))
    }

    /// [`Access::organization`] for each of several, asked side by side; the first that refuses decides the answer.
    pub async fn organizations(
        &self,
        caller: &Caller,
        permission: Permission,
        organizations: &[OrganizationId],
    ) -> Result<(), Status> {
        let permitted = self.permitted(caller, permission, organizations.iter().copied()).await?;
        for organization in organizations.iter().filter(|organization| !permitted.contains(organization)) {
            self.organization(caller, permission, *organization).await?;
        }
        Ok(())
    }

    /// Those of the organizations in which the caller has the permission, for batch reads.
    pub async fn permitted(
        &self,
        caller: &Caller,
        permission: Permission,
        organizations: impl IntoIterator<Item = OrganizationId>,
    ) -> Result<HashSet<OrganizationId>, Status> {
        let distinct: HashSet<_> = organizations.into_iter().collect();
        if caller.trusted || distinct.is_empty() {
            return Ok(distinct);
        }
        let questions = stream::iter(distinct.iter().copied()).map(async |organization| {
            let role = self.role_for(caller, organization, permission.is_read()).await?;
            Ok::<_, AccessError>(role.is_some_and(|role| role.allows(permission)).then_some(organization))
        });
        let answers: Vec<_> = questions.buffer_unordered(SIDE_BY_SIDE).try_collect().await.map_err(hc_rpc::status)?;
        let by_role: HashSet<_> = answers.into_iter().flatten().collect();
        let all = by_role.len() < distinct.len() && self.reads_as_staff(caller, permission).await;
        Ok(if all { distinct } else { by_role })
    }

    /// The caller's role in the organization; none for who is no member. For what shows it; what decides asks
    /// [`Access::organization`].
    pub async fn role(&self, caller: &Caller, organization: OrganizationId) -> Result<Option<Role>, Status> {
        self.role_for(caller, organization, true).await.map_err(hc_rpc::status)
    }

    /// What the caller may do in every organization, as one of the staff: what reads. While nobody can tell, nothing.
    pub async fn as_staff(&self, caller: &Caller) -> Permissions {
        let held = self.platform_permissions(caller).await.unwrap_or_default();
        let reads: Vec<_> = held.iter().filter(|permission| permission.is_read()).collect();
        Permissions::of(&reads)
    }

    /// What the caller may do as one of the staff: what reads, in every organization, and what only staff do to the
    /// installation. For what shows it; while nobody can tell, nothing.
    pub async fn on_platform(&self, caller: &Caller) -> Permissions {
        let held = self.platform_permissions(caller).await.unwrap_or_default();
        let used: Vec<_> =
            held.iter().filter(|permission| permission.is_read() || STAFF_ONLY.contains(*permission)).collect();
        Permissions::of(&used)
    }

    /// Whether the caller has the permission by a platform role. Others get `PERMISSION_DENIED`.
    pub async fn platform(&self, caller: &Caller, permission: Permission) -> Result<(), Status> {
        self.platform_permission(caller, permission).await.map_err(hc_rpc::status)
    }

    async fn role_for(
        &self,
        caller: &Caller,
        organization: OrganizationId,
        or_stale: bool,
    ) -> Result<Option<Role>, AccessError> {
        let user = caller.user().ok_or(AccessError::Unauthenticated)?;
        let role = self.0.memberships.role(user, organization, or_stale).await;
        role.map_err(|Unreachable| AccessError::Unavailable)
    }

    async fn platform_permission(&self, caller: &Caller, permission: Permission) -> Result<(), AccessError> {
        let held = self.platform_permissions(caller).await?;
        if held.contains(permission) { Ok(()) } else { Err(AccessError::PermissionDenied(permission)) }
    }

    async fn reads_as_staff(&self, caller: &Caller, permission: Permission) -> bool {
        permission.is_read() && self.as_staff(caller).await.contains(permission)
    }

    async fn platform_permissions(&self, caller: &Caller) -> Result<Permissions, AccessError> {
        let user = caller.user.as_ref().ok_or(AccessError::Unauthenticated)?;
        let facts = self.0.sessions.facts(user.user, user.session).await;
        let facts = facts.map_err(|Unreachable| AccessError::Unavailable)?;
        let of_roles = facts.platform_roles.iter().copied().map(PlatformRole::permissions);
        Ok(if facts.live { of_roles.fold(Permissions::NONE, Permissions::union) } else { Permissions::NONE })
    }

    async fn signed_in(&self, token: &str) -> Result<SignedIn, AccessError> {
        let verified = self.0.verifier.verify(token).await.map_err(|error| match error {
            TokenError::Refused(reason) => refused(reason),
            TokenError::Unavailable => AccessError::Unavailable,
        })?;
        let user = SignedIn::new(&verified.claims, token);
        self.live(&user).await?;
        Ok(user)
    }

    async fn live(&self, user: &SignedIn) -> Result<(), AccessError> {
        match self.0.sessions.is_live(user.user, user.session).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(refused(Refused::Revoked)),
            Err(Unreachable) => Err(AccessError::Unavailable),
        }
    }

    /// The rule of a path, applied; the caller on success.
    pub(crate) async fn admit(
        &self,
        path: &str,
        service: Option<Arc<str>>,
        token: Option<&str>,
    ) -> Result<Caller, AccessError> {
        let rule = self.0.rules.of(path).ok_or(AccessError::Unimplemented)?;
        match rule {
            Rule::Public => {
                let user = self.signed_in_if_possible(token).await;
                Ok(Caller { service, user, trusted: false })
            }
            Rule::Service(allowed) => {
                let caller = service.as_deref().ok_or(AccessError::ServiceNotAllowed)?;
                if !allowed.is_empty() && !allowed.contains(&caller) {
                    return Err(AccessError::ServiceNotAllowed);
                }
                let user = self.signed_in_if_possible(token).await;
                Ok(Caller { service, user, trusted: false })
            }
            Rule::UserOrService(allowed) | Rule::OrganizationOrService(_, allowed) => match (token, service.as_deref())
            {
                (None, Some(caller)) if allowed.contains(&caller) => {
                    let trusted = matches!(rule, Rule::OrganizationOrService(..));
                    Ok(Caller { service, user: None, trusted })
                }
                // A token that is no good is refused even from a service that needs none.
                (token, _) => {
                    let user = self.signed_in(token.ok_or(AccessError::Unauthenticated)?).await?;
                    Ok(Caller { service, user: Some(user), trusted: false })
                }
            },
            // The organization is known to the handler alone, and it asks first thing.
            Rule::User | Rule::Organization(_) => {
                let user = self.signed_in(token.ok_or(AccessError::Unauthenticated)?).await?;
                Ok(Caller { service, user: Some(user), trusted: false })
            }
            Rule::Platform(permission) => {
                let user = self.signed_in(token.ok_or(AccessError::Unauthenticated)?).await?;
                let caller = Caller { service, user: Some(user), trusted: false };
                self.platform_permission(&caller, permission).await?;
                Ok(caller)
            }
        }
    }

    /// Where no user is demanded, a token that has just ended does not stand in the way.
    async fn signed_in_if_possible(&self, token: Option<&str>) -> Option<SignedIn> {
        self.signed_in(token?).await.ok()
    }
}

fn refused(reason: Refused) -> AccessError {
    ::metrics::counter!(TOKENS_REFUSED, "reason" => reason.name()).increment(1);
    AccessError::Unauthenticated
}
