//! What can be allowed, each with its public name.

use std::{fmt, str::FromStr};

/// Makes the enum, its list, its names and its descriptions from one table, so that none can lack an entry.
macro_rules! permissions {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)+) => {
        /// What a principal may do to an organization's objects. The name, such as `billing.invoice.pay`, is contract:
        /// front ends read it in `Organization.viewerPermissions`, the protos name it at each method.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Permission { $($(#[doc = $doc])+ $variant,)+ }

        impl Permission {
            /// All permissions, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The public name: `<service>.<object>.<verb>`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What it allows, for the reference page.
            pub const fn description(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+),)+ }
            }
        }
    };
}

permissions! {
    /// See the organization itself.
    OrganizationRead = "accounts.organization.read",
    /// Change the organization's name.
    OrganizationUpdate = "accounts.organization.update",
    /// See who belongs to it, and in which role.
    MemberRead = "accounts.member.read",
    /// Invite somebody, in a role that allows no more than one's own.
    MemberInvite = "accounts.member.invite",
    /// Change a member's role.
    MemberChangeRole = "accounts.member.change_role",
    /// Remove a member whose role allows no more than one's own.
    MemberRemove = "accounts.member.remove",
    /// See invitations and their states.
    InvitationRead = "accounts.invitation.read",
    /// Take an invitation back.
    InvitationRevoke = "accounts.invitation.revoke",
    /// Ask what an order would cost.
    OrderPreview = "billing.order.preview",
    /// Place an order.
    OrderPlace = "billing.order.place",
    /// See invoices.
    InvoiceRead = "billing.invoice.read",
    /// Pay an invoice, and say to whom invoices are addressed.
    InvoicePay = "billing.invoice.pay",
    /// Void an unpaid invoice.
    InvoiceVoid = "billing.invoice.void",
    /// See subscriptions.
    SubscriptionRead = "billing.subscription.read",
    /// See payments.
    PaymentRead = "billing.payment.read",
    /// See instances, their releases and their addresses.
    InstanceRead = "provisioning.instance.read",
    /// Terminate an instance; nothing of it remains.
    InstanceTerminate = "provisioning.instance.terminate",
    /// Upload a release and put it live.
    ReleaseDeploy = "provisioning.release.deploy",
    /// Put an earlier release live again.
    ReleaseRollBack = "provisioning.release.roll_back",
    /// See operations and their steps.
    OperationRead = "provisioning.operation.read",
    /// See webhook endpoints and what was delivered to them.
    WebhookRead = "notifications.webhook.read",
    /// Make, change and remove webhook endpoints, see their secrets once, send again.
    WebhookManage = "notifications.webhook.manage",
    /// Change how the organization's mails look: name, colour, logo, address of support.
    BrandUpdate = "notifications.brand.update",
    /// Read and verify the record of everything that happened.
    AuditEventRead = "audit.event.read",
    /// Staff: see mails, to whom they went and what became of them.
    MailRead = "notifications.mail.read",
    /// Staff: send a mail again.
    MailResend = "notifications.mail.resend",
    /// Staff: see events that could not be handled.
    DeadLetterRead = "events.dead_letter.read",
    /// Staff: try events again that could not be handled, or give them up.
    DeadLetterManage = "events.dead_letter.manage",
    /// Staff: send history again to one consumer.
    ReplayRun = "audit.replay.run",
    /// Staff: have an instance looked at again at once.
    InstanceRepair = "provisioning.instance.repair",
}

impl Permission {
    /// Whether using it leaves everything as it was. While `accounts` cannot be reached, only these go on.
    pub fn is_read(self) -> bool {
        self == Self::OrderPreview || self.name().rsplit('.').next() == Some("read")
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Permission {
    type Err = UnknownPermission;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|permission| permission.name() == text).ok_or(UnknownPermission)
    }
}

/// The text names no permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no permission has this name")]
pub struct UnknownPermission;

/// A set of permissions, one bit each.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Permissions(u64);

impl Permissions {
    /// The empty set.
    pub const NONE: Self = Self(0);

    /// The set of these.
    pub const fn of(permissions: &[Permission]) -> Self {
        let mut bits = 0;
        let mut rest = permissions;
        while let [first, others @ ..] = rest {
            bits |= 1 << (*first as u8);
            rest = others;
        }
        Self(bits)
    }

    /// Whether the permission is in the set.
    pub const fn contains(self, permission: Permission) -> bool {
        self.0 & (1 << (permission as u8)) != 0
    }

    /// Whether everything in this set is in the other one too.
    pub const fn is_within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// What is in either.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is in it, in the order of the table.
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.iter().copied().filter(move |permission| self.contains(*permission))
    }
}

impl fmt::Debug for Permissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(Permission::name)).finish()
    }
}

// One bit each: a 65th permission needs a wider set.
const _: () = assert!(Permission::ALL.len() <= 64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back_and_are_unique() {
        for permission in Permission::ALL {
            assert_eq!(permission.name().parse(), Ok(*permission));
        }
        assert_eq!("billing.invoice.steal".parse::<Permission>(), Err(UnknownPermission));
    }

    #[test]
    fn a_set_holds_what_was_put_in() {
        let set = Permissions::of(&[Permission::InvoicePay, Permission::OrganizationRead]);
        assert_eq!(set.iter().collect::<Vec<_>>(), [Permission::OrganizationRead, Permission::InvoicePay]);
        assert!(!set.contains(Permission::InvoiceRead));
        assert!(Permissions::NONE.is_within(set) && !set.is_within(Permissions::NONE));
    }
}
