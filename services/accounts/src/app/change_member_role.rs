//! An owner gives a member another role.

use hc_access::{Permission, Role, feed};
use hc_proto::{events::v1 as events, r#type::v1 as proto};
use hc_types::{MembershipId, OrganizationId};
use sqlx::PgConnection;

use super::{Actor, Denied, member_error::MemberError};
use crate::{domain::membership::Membership, store::memberships};

pub struct ChangeMemberRole {
    pub actor: Actor,
    pub organization: OrganizationId,
    pub membership: MembershipId,
    pub role: Role,
}

/// The membership as it is then; nothing is told when it was in that role already.
pub async fn change_member_role(tx: &mut PgConnection, wanted: ChangeMemberRole) -> Result<Membership, MemberError> {
    let ChangeMemberRole { actor, organization, membership, role } = wanted;
    let own = actor.role_in(tx, organization).await?;
    if !own.is_some_and(|own| own.allows(Permission::MemberChangeRole)) {
        return Err(Denied(Permission::MemberChangeRole).into());
    }
    let found = memberships::find(&mut *tx, &[membership]).await?.pop();
    let before = found.filter(|found| found.organization == organization).ok_or(MemberError::NotFound)?;
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
