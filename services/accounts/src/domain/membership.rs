//! Memberships: who may give and take which role.

use hc_access::Role;
use hc_types::{MembershipId, OrganizationId, Timestamp, UserId};

/// A user's place in an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    pub id: MembershipId,
    pub organization: OrganizationId,
    pub user: UserId,
    pub role: Role,
    pub created_at: Timestamp,
}

/// What cannot be done to a membership.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MembershipError {
    #[error("an organization needs an owner: make somebody else one first")]
    LastOwner,
    #[error("the role {role} allows more than your own")]
    RoleAboveOwn { role: Role },
}

impl Membership {
    /// In another role. `owners` counts the organization's owners, this one included.
    pub fn in_role(self, role: Role, owners: i64) -> Result<Self, MembershipError> {
        if role != Role::Owner {
            self.leaves_an_owner(owners)?;
        }
        Ok(Self { role, ..self })
    }

    /// Whether somebody in the role `by` may end it; its own user always may (`by` is then their own role).
    pub fn may_end(&self, by: Role, owners: i64) -> Result<(), MembershipError> {
        if !by.covers(self.role) {
            return Err(MembershipError::RoleAboveOwn { role: self.role });
        }
        self.leaves_an_owner(owners)
    }

    fn leaves_an_owner(&self, owners: i64) -> Result<(), MembershipError> {
        if self.role == Role::Owner && owners <= 1 { Err(MembershipError::LastOwner) } else { Ok(()) }
    }
}

/// Whether somebody in the role `by` may offer the role.
pub fn may_offer(by: Role, role: Role) -> Result<(), MembershipError> {
    if by.covers(role) { Ok(()) } else { Err(MembershipError::RoleAboveOwn { role }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(role: Role) -> Membership {
        Membership {
            id: MembershipId::new(),
            organization: OrganizationId::new(),
            user: UserId::new(),
            role,
            created_at: Timestamp::from_micros(0).unwrap(),
        }
    }

    #[test]
    fn the_last_owner_stays_one() {
        let owner = member(Role::Owner);
        assert_eq!(owner.clone().in_role(Role::Admin, 1), Err(MembershipError::LastOwner));
        assert_eq!(owner.may_end(Role::Owner, 1), Err(MembershipError::LastOwner));
        assert_eq!(owner.clone().in_role(Role::Owner, 1).unwrap().role, Role::Owner);
        assert_eq!(owner.clone().in_role(Role::Admin, 2).unwrap().role, Role::Admin);
        assert_eq!(owner.may_end(Role::Owner, 2), Ok(()));
    }

    #[test]
    fn nobody_reaches_above_their_own_role() {
        let above = MembershipError::RoleAboveOwn { role: Role::Owner };
        assert_eq!(member(Role::Owner).may_end(Role::Admin, 2), Err(above));
        assert_eq!(may_offer(Role::Admin, Role::Owner), Err(above));
        assert_eq!(may_offer(Role::Admin, Role::Admin), Ok(()));
        assert_eq!(member(Role::Viewer).may_end(Role::Viewer, 1), Ok(()), "everybody may leave");
    }
}
