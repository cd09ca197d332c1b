//! The mails that there are.

use std::str::FromStr;

use super::topic::Topic;

/// How urgent a mail is; each class has a queue of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// A person waits for it, or must hear of it at once.
    High,
    /// It belongs to what an organization did or owes.
    Normal,
    /// What is not transactional.
    Bulk,
}

impl Class {
    /// The name in the database and of the queue.
    pub const fn name(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Normal => "normal",
            Self::Bulk => "bulk",
        }
    }
}

/// Makes the enum, its list and its names from one table, so that none can lack an entry.
macro_rules! templates {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal ($topic:ident, $class:ident),)+) => {
        /// A kind of mail.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Template { $($(#[doc = $doc])+ $variant,)+ }

        impl Template {
            /// All of them.
            #[cfg(test)]
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name in the database, of its files and in metrics.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What it is about.
            pub const fn topic(self) -> Topic {
                match self { $(Self::$variant => Topic::$topic,)+ }
            }

            /// How urgent it is.
            pub const fn class(self) -> Class {
                match self { $(Self::$variant => Class::$class,)+ }
            }
        }

        impl FromStr for Template {
            type Err = UnknownTemplate;

            fn from_str(text: &str) -> Result<Self, UnknownTemplate> {
                match text { $($name => Ok(Self::$variant),)+ _ => Err(UnknownTemplate) }
            }
        }
    };
}

templates! {
    /// Is this address yours?
    VerifyAddress = "verify_address" (AccountSecurity, High),
    /// Here you can set a new password.
    PasswordReset = "password_reset" (AccountSecurity, High),
    /// Your password was changed.
    PasswordChanged = "password_changed" (AccountSecurity, High),
    /// Somebody signed in from a device that we do not know.
    NewSignIn = "new_sign_in" (AccountSecurity, High),
    /// You are invited into an organization.
    Invitation = "invitation" (Team, High),
    /// We have your order; it waits for its payment.
    OrderReceived = "order_received" (Billing, Normal),
    /// Your invoice.
    InvoiceIssued = "invoice_issued" (Billing, Normal),
    /// A payment did not work.
    PaymentFailed = "payment_failed" (Billing, Normal),
    /// Your site is live.
    SiteLive = "site_live" (Hosting, Bulk),
    /// Your site is suspended.
    SiteSuspended = "site_suspended" (Hosting, Normal),
    /// Your site is gone.
    SiteTerminated = "site_terminated" (Hosting, Normal),
    /// Your site could not be made.
    SiteFailed = "site_failed" (Hosting, Normal),
    /// A webhook endpoint was disabled, because nothing arrived there for days.
    WebhookDisabled = "webhook_disabled" (Hosting, Normal),
}

impl Template {
    /// Whether it tells only what its recipient would want to know, and not what they asked for or owe: then it can be
    /// unsubscribed with one click (RFC 8058).
    pub const fn can_be_unsubscribed(self) -> bool {
        matches!(self.class(), Class::Bulk)
    }
}

/// A text that names no template; also a row of a version of the code that had more of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no mail has this name")]
pub struct UnknownTemplate;
