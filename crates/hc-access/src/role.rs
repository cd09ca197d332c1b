//! Which role allows what. `docs/permissions.md` is made from these tables.

use std::{fmt, str::FromStr};

use crate::permission::{Permission, Permission as P, Permissions};

const READS: Permissions = Permissions::of(&[
    P::OrganizationRead,
    P::MemberRead,
    P::InvitationRead,
    P::InvoiceRead,
    P::SubscriptionRead,
    P::PaymentRead,
    P::InstanceRead,
    P::OperationRead,
    P::WebhookRead,
]);
const BILLING: Permissions = Permissions::of(&[
    P::OrderPreview,
    P::OrderPlace,
    P::InvoiceRead,
    P::InvoicePay,
    P::InvoiceVoid,
    P::SubscriptionRead,
    P::PaymentRead,
]);
const RELEASES: Permissions = Permissions::of(&[P::ReleaseDeploy, P::ReleaseRollBack]);
const ADMINISTRATION: Permissions = READS.union(BILLING).union(RELEASES).union(Permissions::of(&[
    P::OrganizationUpdate,
    P::MemberInvite,
    P::MemberRemove,
    P::InvitationRevoke,
    P::InstanceTerminate,
    P::WebhookManage,
    P::BrandUpdate,
    P::AuditEventRead,
]));
/// What no member of an organization may do, whatever their role.
pub(crate) const STAFF_ONLY: Permissions = Permissions::of(&[
    P::MailRead,
    P::MailResend,
    P::DeadLetterRead,
    P::DeadLetterManage,
    P::ReplayRun,
    P::InstanceRepair,
]);

/// A member's role in an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// May do everything that a customer can, and alone changes roles. An organization always has one.
    Owner,
    /// May do everything but change roles.
    Admin,
    /// Orders, pays, sees everything.
    Billing,
    /// Deploys, sees everything.
    Developer,
    /// Sees everything.
    Viewer,
}

impl Role {
    /// All roles, the most powerful first.
    pub const ALL: &'static [Self] = &[Self::Owner, Self::Admin, Self::Billing, Self::Developer, Self::Viewer];

    /// What members in this role may do.
    pub const fn permissions(self) -> Permissions {
        match self {
            Self::Owner => ADMINISTRATION.union(Permissions::of(&[P::MemberChangeRole])),
            Self::Admin => ADMINISTRATION,
            Self::Billing => READS.union(BILLING),
            Self::Developer => READS.union(RELEASES).union(Permissions::of(&[P::WebhookManage])),
            Self::Viewer => READS,
        }
    }

    /// Whether the role allows it.
    pub const fn allows(self, permission: Permission) -> bool {
        self.permissions().contains(permission)
    }

    /// Whether somebody in this role may give, or take, the other: nobody reaches above what they have themselves.
    pub const fn covers(self, other: Self) -> bool {
        other.permissions().is_within(self.permissions())
    }

    /// The name in the database and in documents: `owner`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Billing => "billing",
            Self::Developer => "developer",
            Self::Viewer => "viewer",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|role| role.name() == text).ok_or(UnknownRole)
    }
}

/// A member of the staff's role: what they may do to every organization. Held by users beside their memberships.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PlatformRole {
    /// May do everything.
    Admin,
    /// Sees everything.
    Support,
    /// Sees everything; keeps instances and releases in order.
    Operator,
}

impl PlatformRole {
    /// All platform roles.
    pub const ALL: &'static [Self] = &[Self::Admin, Self::Support, Self::Operator];

    /// What staff in this role may do.
    pub const fn permissions(self) -> Permissions {
        match self {
            Self::Admin => Role::Owner.permissions().union(STAFF_ONLY),
            Self::Support => {
                READS.union(Permissions::of(&[P::AuditEventRead, P::MailRead, P::MailResend, P::DeadLetterRead]))
            }
            Self::Operator => READS.union(RELEASES).union(STAFF_ONLY).union(Permissions::of(&[P::InstanceTerminate])),
        }
    }

    /// The name in the database and in documents: `support`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Support => "support",
            Self::Operator => "operator",
        }
    }
}

impl fmt::Display for PlatformRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for PlatformRole {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|role| role.name() == text).ok_or(UnknownRole)
    }
}

/// The text names no role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no role has this name")]
pub struct UnknownRole;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners_may_do_all_that_customers_can_and_admins_all_but_change_roles() {
        assert_eq!(Role::Owner.permissions().union(STAFF_ONLY), Permissions::of(Permission::ALL));
        let lacking = Permission::ALL.iter().filter(|permission| !Role::Admin.allows(**permission));
        let lacking: Vec<_> = lacking.filter(|permission| !STAFF_ONLY.contains(**permission)).collect();
        assert_eq!(lacking, [&P::MemberChangeRole]);
    }

    #[test]
    fn what_only_staff_may_do_no_member_can() {
        for permission in STAFF_ONLY.iter() {
            assert!(Role::ALL.iter().all(|role| !role.allows(permission)), "{permission}");
        }
        assert_eq!(PlatformRole::Admin.permissions(), Permissions::of(Permission::ALL));
    }

    #[test]
    fn every_role_sees_what_it_cannot_change() {
        // The audit record names who did what from where: that is for those who answer for the organization.
        let others = STAFF_ONLY.union(Permissions::of(&[P::OrderPreview, P::AuditEventRead]));
        for permission in
            Permission::ALL.iter().filter(|permission| permission.is_read() && !others.contains(**permission))
        {
            for role in Role::ALL {
                assert!(role.allows(*permission), "{role} lacks {permission}");
            }
        }
    }

    #[test]
    fn nobody_gives_a_role_above_their_own() {
        let given = |by: Role| Role::ALL.iter().copied().filter(|role| by.covers(*role)).collect::<Vec<_>>();
        assert_eq!(given(Role::Owner), Role::ALL);
        assert_eq!(given(Role::Admin), [Role::Admin, Role::Billing, Role::Developer, Role::Viewer]);
        assert_eq!(given(Role::Billing), [Role::Billing, Role::Viewer]);
        assert_eq!(given(Role::Developer), [Role::Developer, Role::Viewer]);
        assert_eq!(given(Role::Viewer), [Role::Viewer]);
    }
}
