//! What an invitation is for, to who holds its link.

use async_graphql::{Context, SimpleObject};
use hc_proto::accounts::v1 as proto;

use super::{InvitationStatus, Role};
use crate::errors::Failure;
use crate::schema::context::{ContextExt, read};
use crate::schema::scalars::{DateTime, required_instant, unreadable};

/// What the link of an invitation tells before it is accepted.
#[derive(Debug, Clone, SimpleObject)]
pub struct InvitationPreview {
    /// Where the invitation stands.
    status: InvitationStatus,
    /// What it is for; null unless it is `PENDING`.
    offer: Option<InvitationOffer>,
}

/// What an invitation is for. Whom it was sent to is not told.
#[derive(Debug, Clone, SimpleObject)]
pub struct InvitationOffer {
    /// The organization's name for people.
    organization_name: String,
    /// The role on offer.
    role: Role,
    /// Who invited; null where that is not known, or not at the moment.
    inviter_name: Option<String>,
    /// Until when it can be accepted.
    expires_at: DateTime,
}

/// Asks with the secret of the link alone.
pub async fn preview_invitation(ctx: &Context<'_>, token: String) -> Result<InvitationPreview, Failure> {
    let request = proto::PreviewInvitationRequest { token };
    let found = read(ctx.clients()?.accounts.preview_invitation(request).await)?;
    let status = InvitationStatus::of(found.status())?;
    Ok(InvitationPreview { status, offer: found.offer.map(InvitationOffer::try_from).transpose()? })
}

impl TryFrom<proto::InvitationOffer> for InvitationOffer {
    type Error = Failure;

    fn try_from(offer: proto::InvitationOffer) -> Result<Self, Failure> {
        Ok(Self {
            role: Role::of(offer.role()).ok_or_else(|| unreadable("a role"))?,
            expires_at: required_instant(offer.expires_at.as_ref())?,
            organization_name: offer.organization_name,
            inviter_name: Some(offer.inviter_name).filter(|name| !name.is_empty()),
        })
    }
}
