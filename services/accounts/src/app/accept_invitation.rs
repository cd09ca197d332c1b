//! Whoever has the invited address becomes a member.
//!
//! Accepting needs no idempotency key: the invitation itself remembers who accepted it, and answers them again.

use hc_access::feed;
use hc_proto::events::v1 as events;
use hc_rpc::Problem;
use hc_storage::StoreError;
use hc_types::{Email, MembershipId, Timestamp};
use sqlx::PgConnection;
use tonic::Code;

use super::{Actor, create_organization::membership_created};
use crate::{
    domain::{
        invitation::{AcceptError, Acceptance},
        membership::Membership,
        token::InvitationToken,
    },
    store::{invitations, memberships, organizations},
};

pub struct AcceptInvitation {
    pub actor: Actor,
    /// The actor's own address, as `auth` has it.
    pub address: Email,
    pub token: InvitationToken,
}

pub async fn accept_invitation(
    tx: &mut PgConnection,
    now: Timestamp,
    wanted: AcceptInvitation,
) -> Result<Membership, AcceptInvitationError> {
    let AcceptInvitation { actor, address, token } = wanted;
    let found = invitations::find_by_token(&mut *tx, &token).await?.ok_or(AcceptInvitationError::NotFound)?;
    // The organization before the invitation, as everywhere: two orders would be a deadlock.
    organizations::lock_members(tx, found.organization).await?;
    let found = invitations::find_for_update(tx, found.id).await?.ok_or(AcceptInvitationError::NotFound)?;
    let organization = found.organization;
    let accepted = match found.accept(actor.user, &address, now)? {
        Acceptance::Now(accepted) => accepted,
        Acceptance::Before => {
            // Who has left since, or was removed, does not come back with the old link.
            let kept = memberships::find_of_user(tx, organization, actor.user).await?;
            return kept.ok_or(AcceptError::Used.into());
        }
    };
    let membership = Membership {
        id: MembershipId::new(),
        organization: accepted.organization,
        user: actor.user,
        role: accepted.role,
        created_at: now,
    };
    if !memberships::insert(tx, &membership).await? {
        return Err(AcceptInvitationError::AlreadyMember);
    }
    // The row decides: of two who accept at once, one has lost.
    if !invitations::settle(tx, accepted.id, accepted.state).await? {
        return Err(AcceptError::Used.into());
    }
    let told = events::InvitationAccepted {
        invitation_id: accepted.id.to_string(),
        organization_id: accepted.organization.to_string(),
        membership_id: membership.id.to_string(),
        user_id: actor.user.to_string(),
    };
    actor.tell(tx, accepted.id.to_string(), accepted.organization, told).await?;
    actor.tell(tx, membership.id.to_string(), accepted.organization, membership_created(&membership)).await?;
    let (user, organization) = (membership.user, membership.organization);
    feed::append(tx, &[feed::Change::MembershipChanged { user, organization }]).await?;
    Ok(membership)
}

#[derive(Debug, thiserror::Error)]
pub enum AcceptInvitationError {
    #[error("there is no such invitation: check the link")]
    NotFound,
    #[error(transparent)]
    Rule(#[from] AcceptError),
    #[error("you are a member already")]
    AlreadyMember,
    #[error("the invitation store failed")]
    Store(#[from] StoreError),
}

impl Problem for AcceptInvitationError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::NotFound => (Code::NotFound, "INVITATION_NOT_FOUND"),
            Self::Rule(AcceptError::Foreign) => (Code::FailedPrecondition, "INVITATION_FOREIGN"),
            Self::Rule(AcceptError::Used) => (Code::FailedPrecondition, "INVITATION_USED"),
            Self::Rule(AcceptError::Revoked) => (Code::FailedPrecondition, "INVITATION_REVOKED"),
            Self::Rule(AcceptError::Expired) => (Code::FailedPrecondition, "INVITATION_EXPIRED"),
            Self::AlreadyMember => (Code::AlreadyExists, "ALREADY_MEMBER"),
            Self::Store(error) => error.problem(),
        }
    }
}
