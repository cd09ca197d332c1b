//! A membership ends: a member is removed, or leaves.

use hc_access::{Permission, feed};
use hc_proto::events::v1 as events;
use hc_types::{MembershipId, OrganizationId};
use sqlx::PgConnection;

use super::{Actor, Denied, member_error::MemberError};
use crate::{domain::membership::Membership, store::memberships};

pub struct RemoveMember {
    pub actor: Actor,
    pub organization: OrganizationId,
    pub membership: MembershipId,
}

/// The membership as it was.
pub async fn remove_member(tx: &mut PgConnection, wanted: RemoveMember) -> Result<Membership, MemberError> {
    let RemoveMember { actor, organization, membership } = wanted;
    let own = actor.role_in(tx, organization).await?.ok_or(MemberError::NotFound)?;
    let found = memberships::find(&mut *tx, &[membership]).await?.pop();
    let found = found.filter(|found| found.organization == organization).ok_or(MemberError::NotFound)?;
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
