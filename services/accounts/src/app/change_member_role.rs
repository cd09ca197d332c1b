//! An owner gives a member another role.

use hc_access::{Permission, Role, feed};
use hc_proto::{events::v1 as events, r#type::v1 as proto};
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

pub struct ChangeMemberRole {
    pub actor: Actor,
    pub organization: OrganizationId,
    pub membership: MembershipId,
    pub role: Role,
}

/// The membership as it is then; nothing is told when it was in that role already.
pub async fn change_member_role(
    tx: &mut PgConnection,
    wanted: ChangeMemberRole,
) -> Result<Membership, ChangeMemberRoleError> {
    let ChangeMemberRole { actor, organization, membership, role } = wanted;
    let own = actor.role_in(tx, organization).await?;
    if !own.is_some_and(|own| own.allows(Permission::MemberChangeRole)) {
        return Err(Denied(Permission::MemberChangeRole).into());
    }
    let found = memberships::find(&mut *tx, &[membership]).await?.pop();
    let before = found.filter(|found| found.organization == organization).ok_or(ChangeMemberRoleError::NotFound)?;
    if before.role == role {
        return Ok(before);
    }
    let previous = before.role;
    let changed = before.in_role(role, memberships::count_owners(tx, organization).await?)?;
    memberships::set_role(tx, changed.id, changed.role).await?;
    let told = events::MembershipChanged {
        membership_id: changed.id.to_string(),
        organization_id: organization.to_string(),
        user_id: changed.user.to_string(),
        role: proto::Role::from(changed.role).into(),
        previous_role: proto::Role::from(previous).into(),
    };
    actor.tell(tx, changed.id.to_string(), organization, told).await?;
    feed::append(tx, &[feed::Change::MembershipChanged { user: changed.user, organization }]).await?;
    Ok(changed)
}

#[derive(Debug, thiserror::Error)]
pub enum ChangeMemberRoleError {
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error("this membership does not exist")]
    NotFound,
    #[error(transparent)]
    Rule(#[from] MembershipError),
    #[error("the membership store failed")]
    Store(#[from] StoreError),
}

impl Problem for ChangeMemberRoleError {
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
