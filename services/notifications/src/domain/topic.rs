//! What notifications are about; people choose by it.

use std::str::FromStr;

use hc_access::Role;

/// What a notification is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Topic {
    /// Who signs in, passwords, addresses.
    AccountSecurity = 1,
    /// Orders, invoices, payments.
    Billing = 2,
    /// Sites and what happens to them, webhooks.
    Hosting = 3,
    /// Who joins and leaves an organization.
    Team = 4,
    /// What is new in the product.
    ProductNews = 5,
}

/// A text that names no topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a topic is one of account_security, billing, hosting, team, product_news")]
pub struct UnknownTopic;

impl Topic {
    /// All topics.
    pub const ALL: [Self; 5] = [Self::AccountSecurity, Self::Billing, Self::Hosting, Self::Team, Self::ProductNews];

    /// The name in the database and in metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AccountSecurity => "account_security",
            Self::Billing => "billing",
            Self::Hosting => "hosting",
            Self::Team => "team",
            Self::ProductNews => "product_news",
        }
    }

    /// Whether it cannot be switched off: who took an account over must not be able to silence the warnings.
    pub const fn always_on(self) -> bool {
        matches!(self, Self::AccountSecurity)
    }

    /// Whether mails are sent to who has chosen nothing. News need a yes.
    pub const fn mailed_by_default(self) -> bool {
        !matches!(self, Self::ProductNews)
    }

    /// Whether members in this role get an organization's mails of the topic. Everybody can look in the console; a mail
    /// goes to those who act on it.
    pub const fn concerns(self, role: Role) -> bool {
        match self {
            Self::Billing => matches!(role, Role::Owner | Role::Admin | Role::Billing),
            Self::Hosting => matches!(role, Role::Owner | Role::Admin | Role::Developer),
            Self::AccountSecurity | Self::Team | Self::ProductNews => matches!(role, Role::Owner | Role::Admin),
        }
    }
}

impl FromStr for Topic {
    type Err = UnknownTopic;

    fn from_str(text: &str) -> Result<Self, UnknownTopic> {
        Self::ALL.into_iter().find(|topic| topic.name() == text).ok_or(UnknownTopic)
    }
}
