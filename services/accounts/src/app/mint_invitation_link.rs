//! A mail that leads to an invitation is about to be sent.

use hc_rpc::Problem;
use hc_storage::StoreError;
use hc_types::{InvitationId, Timestamp};
use sqlx::PgConnection;
use tonic::Code;

use crate::{
    domain::{
        invitation::{Invitation, Status},
        token::InvitationToken,
    },
    store::invitations::{self, Holder},
};

/// Gives an open invitation a link for a mail, beside those that its inviter holds.
pub async fn mint_invitation_link(
    tx: &mut PgConnection,
    now: Timestamp,
    id: InvitationId,
    token: InvitationToken,
) -> Result<Invitation, MintInvitationLinkError> {
    let invitation = invitations::find_for_update(tx, id).await?.ok_or(MintInvitationLinkError::NotFound)?;
    match invitation.status(now) {
        Status::Pending => {}
        Status::Accepted => return Err(MintInvitationLinkError::Used),
        Status::Revoked => return Err(MintInvitationLinkError::Revoked),
        Status::Expired => return Err(MintInvitationLinkError::Expired),
    }
    invitations::add_token(tx, id, &token, Holder::Mail).await?;
    Ok(invitation)
}

#[derive(Debug, thiserror::Error)]
pub enum MintInvitationLinkError {
    #[error("this invitation does not exist")]
    NotFound,
    #[error("this invitation has been used")]
    Used,
    #[error("this invitation has been taken back")]
    Revoked,
    #[error("this invitation has expired")]
    Expired,
    #[error("the invitation store failed")]
    Store(#[from] StoreError),
}

impl Problem for MintInvitationLinkError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::NotFound => (Code::NotFound, "INVITATION_NOT_FOUND"),
            Self::Used => (Code::FailedPrecondition, "INVITATION_USED"),
            Self::Revoked => (Code::FailedPrecondition, "INVITATION_REVOKED"),
            Self::Expired => (Code::FailedPrecondition, "INVITATION_EXPIRED"),
            Self::Store(error) => error.problem(),
        }
    }
}
