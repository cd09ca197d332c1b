//! A member takes an invitation back.

use hc_access::Permission;
use hc_proto::events::v1 as events;
use hc_rpc::Problem;
use hc_storage::StoreError;
use hc_types::{InvitationId, OrganizationId};
use sqlx::PgConnection;
use tonic::Code;

use super::{Actor, Denied};
use crate::{
    domain::invitation::{AlreadyUsed, Invitation, State},
    store::invitations,
};

pub struct RevokeInvitation {
    pub actor: Actor,
    pub organization: OrganizationId,
    pub invitation: InvitationId,
}

pub async fn revoke_invitation(
    tx: &mut PgConnection,
    wanted: RevokeInvitation,
) -> Result<Invitation, RevokeInvitationError> {
    let RevokeInvitation { actor, organization, invitation } = wanted;
    let own = actor.role_in(tx, organization).await?;
    if !own.is_some_and(|own| own.allows(Permission::InvitationRevoke)) {
        return Err(Denied(Permission::InvitationRevoke).into());
    }
    let found = invitations::find_for_update(tx, invitation).await?;
    let found = found.filter(|found| found.organization == organization);
    let (revoked, changed) = found.ok_or(RevokeInvitationError::NotFound)?.revoke()?;
    if changed {
        take_back(tx, &actor, &revoked).await?;
    }
    Ok(revoked)
}

/// Writes and tells that an open invitation, which this transaction has locked, is taken back.
pub async fn take_back(tx: &mut PgConnection, actor: &Actor, invitation: &Invitation) -> Result<(), StoreError> {
    invitations::settle(tx, invitation.id, State::Revoked).await?;
    let told = events::InvitationRevoked {
        invitation_id: invitation.id.to_string(),
        organization_id: invitation.organization.to_string(),
    };
    actor.tell(tx, invitation.id.to_string(), invitation.organization, told).await
}

#[derive(Debug, thiserror::Error)]
pub enum RevokeInvitationError {
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error("this invitation does not exist")]
    NotFound,
    #[error(transparent)]
    Rule(#[from] AlreadyUsed),
    #[error("the invitation store failed")]
    Store(#[from] StoreError),
}

impl Problem for RevokeInvitationError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::Denied(_) => (Code::PermissionDenied, "PERMISSION_DENIED"),
            Self::NotFound => (Code::NotFound, "INVITATION_NOT_FOUND"),
            Self::Rule(AlreadyUsed) => (Code::FailedPrecondition, "INVITATION_USED"),
            Self::Store(error) => error.problem(),
        }
    }
}
