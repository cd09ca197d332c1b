//! What members are.

use async_graphql::Enum;
use hc_proto::r#type::v1 as shared;

/// A member's role in an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum Role {
    /// May do everything, changes of roles included. Each organization has at least one.
    Owner,
    /// May do everything but change roles.
    Admin,
    /// Reads everything, and handles orders and money.
    Billing,
    /// Reads everything, and deploys releases.
    Developer,
    /// Reads everything.
    Viewer,
}

impl Role {
    /// From a service's words; `None` where it says nothing.
    pub fn of(role: shared::Role) -> Option<Self> {
        match role {
            shared::Role::Unspecified => None,
            shared::Role::Owner => Some(Self::Owner),
            shared::Role::Admin => Some(Self::Admin),
            shared::Role::Billing => Some(Self::Billing),
            shared::Role::Developer => Some(Self::Developer),
            shared::Role::Viewer => Some(Self::Viewer),
        }
    }

    /// In a service's words.
    pub fn number(self) -> i32 {
        let role = match self {
            Self::Owner => shared::Role::Owner,
            Self::Admin => shared::Role::Admin,
            Self::Billing => shared::Role::Billing,
            Self::Developer => shared::Role::Developer,
            Self::Viewer => shared::Role::Viewer,
        };
        role.into()
    }
}
