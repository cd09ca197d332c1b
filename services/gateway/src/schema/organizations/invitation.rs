//! Who may come to belong to organizations.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object};
use hc_proto::accounts::v1 as proto;

use super::{Organization, Role};
use crate::errors::Failure;
use crate::schema::context::follow;
use crate::schema::load;
use crate::schema::scalars::{DateTime, required_instant, unreadable};

/// Where an invitation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum InvitationStatus {
    /// Can be accepted.
    Pending,
    /// Became a membership.
    Accepted,
    /// Was taken back.
    Revoked,
    /// Nobody came in time.
    Expired,
}

impl InvitationStatus {
    /// From a service's words.
    pub fn of(status: proto::InvitationStatus) -> Result<Self, Failure> {
        match status {
            proto::InvitationStatus::Unspecified => Err(unreadable("the status of an invitation")),
            proto::InvitationStatus::Pending => Ok(Self::Pending),
            proto::InvitationStatus::Accepted => Ok(Self::Accepted),
            proto::InvitationStatus::Revoked => Ok(Self::Revoked),
            proto::InvitationStatus::Expired => Ok(Self::Expired),
        }
    }
}

/// An offer of a membership.
#[derive(Debug, Clone)]
pub struct Invitation(Arc<proto::Invitation>);

impl From<Arc<proto::Invitation>> for Invitation {
    fn from(invitation: Arc<proto::Invitation>) -> Self {
        Self(invitation)
    }
}

impl From<proto::Invitation> for Invitation {
    fn from(invitation: proto::Invitation) -> Self {
        Self(Arc::new(invitation))
    }
}

/// An offer of a membership.
#[Object]
impl Invitation {
    /// The id, `ivt_…`.
    pub async fn id(&self) -> ID {
        ID(self.0.id.clone())
    }

    /// Where the membership would be.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Organization, Failure> {
        follow(ctx, load::Organizations, &self.0.organization_id, "organization").await
    }

    /// Whom it was sent to.
    async fn email(&self) -> &str {
        &self.0.email
    }

    /// The role on offer.
    async fn role(&self) -> Result<Role, Failure> {
        Role::of(self.0.role()).ok_or_else(|| unreadable("a role"))
    }

    /// Where it stands.
    async fn status(&self) -> Result<InvitationStatus, Failure> {
        InvitationStatus::of(self.0.status())
    }

    /// Until when it can be accepted.
    async fn expires_at(&self) -> Result<DateTime, Failure> {
        required_instant(self.0.expires_at.as_ref())
    }
}
