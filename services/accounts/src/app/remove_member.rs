//! A membership ends: a member is removed, or leaves.

use hc_access::{Permission, feed};
use hc_proto::events::v1 as events;
use hc_rpc::Problem;
use hc_storage::StoreError;
use hc_types::{MembershipId, OrganizationId};
use sqlx::PgConnection;
use tonic::Code;

use super::{Actor, Denied};
use crate::{
    domain::membership::{Membership, MembershipError},
    store::memberships,
};

pub struct RemoveMember {
    pub actor: Actor,
    pub organization: OrganizationId,
    pub membership: MembershipId,
}

/// The membership as it was.
pub async fn remove_member(tx: &mut PgConnection, wanted: RemoveMember) -> Result<Membership, RemoveMemberError> {
    let RemoveMember { actor, organization, membership } = wanted;
    let own = actor.role_in(tx, organization).await?.ok_or(RemoveMemberError::NotFound)?;
    let found = memberships::find(&mut *tx, &[membership]).await?.pop();
    let found = found.filter(|found| found.organization == organization).ok_or(RemoveMemberError::NotFound)?;
    // Everybody may leave.
    if found.user != actor.user && !own.allows(Permission::MemberRemove) {
        return Err(Denied(Permission::MemberRemove).into());
    }
    found.may_end(own, memberships::count_owners(tx, organization).await?)?;
    memberships::delete(tx, found.id).await?;
    let told = events::MembershipRemoved {
        membership_id: found.id.to_string(),
        organization_id: organization.to_string(),
        user_id: found.user.to_string(),
    };
    actor.tell(tx, found.id.to_string(), organization, told).await?;
    feed::append(tx, &[feed::Change::MembershipChanged { user: found.user, organization }]).await?;
    Ok(found)
}

#[derive(Debug, thiserror::Error)]
pub enum RemoveMemberError {
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error("this membership does not exist")]
    NotFound,
    #[error(transparent)]
    Rule(#[from] MembershipError),
    #[error("the membership store failed")]
    Store(#[from] StoreError),
}

impl Problem for RemoveMemberError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::Denied(_) => (Code::PermissionDenied, "PERMISSION_DENIED"),
            Self::NotFound => (Code::NotFound, "MEMBERSHIP_NOT_FOUND"),
            Self::Rule(MembershipError::LastOwner) => (Code::FailedPrecondition, "LAST_OWNER"),
            Self::Rule(MembershipError::RoleAboveOwn { .. }) => (Code::PermissionDenied, "ROLE_ABOVE_OWN"),
            Self::Store(error) => error.problem(),
        }
    }
}
