//! A member offers a membership to an address.

use std::time::Duration;

use hc_access::{Permission, Role};
use hc_proto::{events::v1 as events, r#type::v1 as proto};
use hc_rpc::{Problem, Violation};
use hc_storage::StoreError;
use hc_types::{Email, InvitationId, OrganizationId, Timestamp, UserId};
use sqlx::PgConnection;
use tonic::Code;

use super::{Actor, Denied, revoke_invitation::take_back};
use crate::{
    domain::{
        invitation::{Invitation, State},
        membership::{MembershipError, may_offer},
        token::InvitationToken,
    },
    store::{
        invitations::{self, Holder},
        memberships,
    },
};

pub struct InviteMember {
    pub actor: Actor,
    pub organization: OrganizationId,
    pub email: Email,
    pub role: Role,
    /// The user who has the address, if it is anybody's.
    pub known: Option<UserId>,
    pub lifetime: Duration,
    pub open_at_most: u32,
}

/// The invitation; a link to it is made apart, by [`add_link`]. An older one to the same address is taken back.
pub async fn invite_member(
    tx: &mut PgConnection,
    now: Timestamp,
    wanted: InviteMember,
) -> Result<Invitation, InviteMemberError> {
    let InviteMember { actor, organization, email, role, known, lifetime, open_at_most } = wanted;
    let own = actor.role_in(tx, organization).await?.filter(|own| own.allows(Permission::MemberInvite));
    may_offer(own.ok_or(Denied(Permission::MemberInvite))?, role)?;
    if let Some(user) = known
        && memberships::role_of(&mut *tx, organization, user).await?.is_some()
    {
        return Err(InviteMemberError::AlreadyMember);
    }
    for older in invitations::find_open_for_update(tx, organization, &email).await? {
        take_back(tx, &actor, &older).await?;
    }
    if invitations::count_open(tx, organization, now).await? >= i64::from(open_at_most) {
        return Err(InviteMemberError::TooMany { most: open_at_most });
    }
    let invitation = Invitation {
        id: InvitationId::new(),
        organization,
        email,
        role,
        state: State::Pending,
        invited_by: actor.user,
        created_at: now,
        expires_at: now.after(lifetime),
    };
    invitations::insert(tx, &invitation).await?;
    let created = events::InvitationCreated {
        invitation_id: invitation.id.to_string(),
        organization_id: organization.to_string(),
        role: proto::Role::from(role).into(),
        expires_at: Some(invitation.expires_at.into()),
    };
    actor.tell(tx, invitation.id.to_string(), organization, created).await?;
    Ok(invitation)
}

/// Gives the invitation one more link.
pub async fn add_link(tx: &mut PgConnection, id: InvitationId, token: InvitationToken) -> Result<(), StoreError> {
    invitations::add_token(tx, id, &token, Holder::Inviter).await
}

#[derive(Debug, thiserror::Error)]
pub enum InviteMemberError {
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error(transparent)]
    Rule(#[from] MembershipError),
    #[error("who has this address is a member already")]
    AlreadyMember,
    #[error("an organization has at most {most} open invitations")]
    TooMany { most: u32 },
    #[error("the invitation store failed")]
    Store(#[from] StoreError),
}

impl Problem for InviteMemberError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::Denied(_) => (Code::PermissionDenied, "PERMISSION_DENIED"),
            Self::Rule(MembershipError::RoleAboveOwn { .. }) => (Code::PermissionDenied, "ROLE_ABOVE_OWN"),
            Self::Rule(MembershipError::LastOwner) => (Code::FailedPrecondition, "LAST_OWNER"),
            Self::AlreadyMember => (Code::AlreadyExists, "ALREADY_MEMBER"),
            Self::TooMany { .. } => (Code::ResourceExhausted, "TOO_MANY_INVITATIONS"),
            Self::Store(error) => error.problem(),
        }
    }

    fn violations(&self) -> Vec<Violation> {
        match self {
            Self::AlreadyMember => vec![Violation::new("email", "ALREADY_MEMBER", self)],
            Self::Denied(_) | Self::Rule(_) | Self::TooMany { .. } | Self::Store(_) => Vec::new(),
        }
    }
}
