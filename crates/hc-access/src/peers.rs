//! Where answers come from: from the owners over gRPC, or from the own database in the owners themselves.

use std::{sync::Arc, time::Duration};

use anyhow::Context as _;
use futures::future::BoxFuture;
use hc_proto::{
    accounts::v1::{GetAccessRequest, accounts_service_client::AccountsServiceClient},
    auth::v1::{CheckSessionRequest, ListSigningKeysRequest, SigningKey, auth_service_client::AuthServiceClient},
    r#type::v1 as proto,
};
use hc_rpc::Channel;
use hc_types::{OrganizationId, SessionId, UserId};

use crate::{
    role::{PlatformRole, Role},
    token::{FOLLOWED_EVERY, OWNED_EVERY, PublicKey, public_key},
};

/// What `auth` knows of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionFacts {
    /// False once it was revoked, has ended, or its user was disabled.
    pub live: bool,
    /// The platform roles of its user; empty for customers.
    pub platform_roles: Vec<PlatformRole>,
}

/// What `auth` answers itself, from its own database.
pub trait LocalAuth: Send + Sync + 'static {
    /// Every key that may have signed a token that still counts, and the next ones, as in `ListSigningKeys`.
    fn signing_keys(&self) -> BoxFuture<'static, anyhow::Result<Vec<SigningKey>>>;
    /// The state of a session.
    fn session(&self, session: SessionId) -> BoxFuture<'static, anyhow::Result<SessionFacts>>;
}

/// What `accounts` answers itself, from its own database.
pub trait LocalAccounts: Send + Sync + 'static {
    /// The user's role in the organization; none for who is no member, or when it does not exist.
    fn role(&self, user: UserId, organization: OrganizationId) -> BoxFuture<'static, anyhow::Result<Option<Role>>>;
}

/// Who answers for sessions and keys.
#[derive(Clone)]
pub(crate) enum Auth {
    Remote(Channel),
    Local(Arc<dyn LocalAuth>),
}

/// Who answers for memberships.
#[derive(Clone)]
pub(crate) enum Accounts {
    Remote(Channel),
    Local(Arc<dyn LocalAccounts>),
    /// `auth` has nothing that belongs to an organization.
    Nobody,
}

/// The owners of what decides.
#[derive(Clone)]
pub struct Peers {
    pub(crate) auth: Auth,
    pub(crate) accounts: Accounts,
}

impl Peers {
    /// For every service that owns none of it.
    pub fn remote(auth: Channel, accounts: Channel) -> Self {
        Self { auth: Auth::Remote(auth), accounts: Accounts::Remote(accounts) }
    }

    /// For `auth`.
    pub fn in_auth(own: Arc<dyn LocalAuth>) -> Self {
        Self { auth: Auth::Local(own), accounts: Accounts::Nobody }
    }

    /// For `accounts`.
    pub fn in_accounts(auth: Channel, own: Arc<dyn LocalAccounts>) -> Self {
        Self { auth: Auth::Remote(auth), accounts: Accounts::Local(own) }
    }
}

impl Auth {
    /// How often the keys are asked for when nobody says that they have changed.
    pub(crate) const fn keys_asked_every(&self) -> Duration {
        match self {
            Self::Local(_) => OWNED_EVERY,
            Self::Remote(_) => FOLLOWED_EVERY,
        }
    }

    pub(crate) async fn signing_keys(self) -> anyhow::Result<Vec<PublicKey>> {
        let keys = match self {
            Self::Local(own) => own.signing_keys().await?,
            Self::Remote(channel) => {
                let answer = AuthServiceClient::new(channel).list_signing_keys(ListSigningKeysRequest {}).await?;
                answer.into_inner().keys
            }
        };
        keys.iter().map(|key| public_key(&key.kid, &key.algorithm, &key.jwk).map_err(Into::into)).collect()
    }
}

pub(crate) async fn ask_session(channel: Channel, session: SessionId) -> anyhow::Result<SessionFacts> {
    let request = CheckSessionRequest { session_id: session.to_string() };
    let answer = AuthServiceClient::new(channel).check_session(request).await?.into_inner();
    // A role of a newer version allows nothing here.
    let platform_roles = answer.platform_roles.iter().filter_map(|role| role.parse().ok()).collect();
    Ok(SessionFacts { live: answer.live, platform_roles })
}

pub(crate) async fn ask_role(
    channel: Channel,
    user: UserId,
    organization: OrganizationId,
) -> anyhow::Result<Option<Role>> {
    let request = GetAccessRequest { user_id: user.to_string(), organization_id: organization.to_string() };
    let answer = AccountsServiceClient::new(channel).get_access(request).await?.into_inner();
    match proto::Role::try_from(answer.role).context("a role that this version does not know")? {
        proto::Role::Unspecified => Ok(None),
        role => Ok(Role::try_from(role).ok()),
    }
}

impl From<Role> for proto::Role {
    fn from(role: Role) -> Self {
        match role {
            Role::Owner => Self::Owner,
            Role::Admin => Self::Admin,
            Role::Billing => Self::Billing,
            Role::Developer => Self::Developer,
            Role::Viewer => Self::Viewer,
        }
    }
}

impl TryFrom<proto::Role> for Role {
    type Error = crate::role::UnknownRole;

    fn try_from(role: proto::Role) -> Result<Self, Self::Error> {
        match role {
            proto::Role::Owner => Ok(Self::Owner),
            proto::Role::Admin => Ok(Self::Admin),
            proto::Role::Billing => Ok(Self::Billing),
            proto::Role::Developer => Ok(Self::Developer),
            proto::Role::Viewer => Ok(Self::Viewer),
            proto::Role::Unspecified => Err(crate::role::UnknownRole),
        }
    }
}
