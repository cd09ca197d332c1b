//! What happened, as far as people are told of it.

use hc_types::{
    EmailVerificationId, InstanceId, InvitationId, InvoiceId, Money, PasswordResetId, SessionId, Timestamp, UserId,
    WebhookEndpointId,
};
use serde::{Deserialize, Serialize};

use super::{template::Template, topic::Topic};

/// What happened, with all that a mail or the feed says of it. Kept as JSON, so fields are only ever added, and each that
/// is added has a default. No address and no secret: those are asked for when a mail goes out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Story {
    /// A user shall show that an address is theirs.
    EmailVerificationRequested { user: UserId, verification: EmailVerificationId },
    /// A user wants a new password.
    PasswordResetRequested { user: UserId, reset: PasswordResetId },
    /// A user has another password.
    PasswordChanged { user: UserId },
    /// A user signed in on a device that was not seen before.
    SignedIn { user: UserId, session: SessionId },
    /// Somebody was invited.
    Invited { invitation: InvitationId },
    /// A user became a member.
    MemberJoined { member: UserId },
    /// A member got another role.
    RoleChanged { member: UserId, role: String },
    /// A membership ended.
    MemberLeft { member: UserId },
    /// An order waits for its payment.
    OrderPlaced { invoice: InvoiceId, items: Vec<String>, total: Money, pay_until: Timestamp },
    /// An invoice has its number.
    InvoiceIssued { invoice: InvoiceId, number: String, total: Money, issued_at: Timestamp },
    /// A payment was refused.
    PaymentFailed { invoice: InvoiceId, number: Option<String>, due: Money, code: String },
    /// An instance answers its users for the first time.
    InstanceLive { instance: InstanceId, name: String, url: String },
    /// An instance answers with the suspension page.
    InstanceSuspended { instance: InstanceId, name: String },
    /// An instance is gone.
    InstanceTerminated { instance: InstanceId, name: String },
    /// An instance could not be made.
    InstanceFailed { instance: InstanceId, name: String },
    /// Webhooks go to this endpoint no more.
    WebhookDisabled { endpoint: WebhookEndpointId, url: String },
}

/// For whom a mail or an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// One user.
    User(UserId),
    /// Whoever the invitation was made for.
    Invited(InvitationId),
    /// Members of the organization.
    Members,
}

impl Story {
    /// The mail that is sent of it, and to whom.
    pub fn mail(&self) -> Option<(Template, Audience)> {
        Some(match self {
            Self::EmailVerificationRequested { user, .. } => (Template::VerifyAddress, Audience::User(*user)),
            Self::PasswordResetRequested { user, .. } => (Template::PasswordReset, Audience::User(*user)),
            Self::PasswordChanged { user } => (Template::PasswordChanged, Audience::User(*user)),
            Self::SignedIn { user, .. } => (Template::NewSignIn, Audience::User(*user)),
            Self::Invited { invitation } => (Template::Invitation, Audience::Invited(*invitation)),
            Self::OrderPlaced { .. } => (Template::OrderReceived, Audience::Members),
            Self::InvoiceIssued { .. } => (Template::InvoiceIssued, Audience::Members),
            Self::PaymentFailed { .. } => (Template::PaymentFailed, Audience::Members),
            Self::InstanceLive { .. } => (Template::SiteLive, Audience::Members),
            Self::InstanceSuspended { .. } => (Template::SiteSuspended, Audience::Members),
            Self::InstanceTerminated { .. } => (Template::SiteTerminated, Audience::Members),
            Self::InstanceFailed { .. } => (Template::SiteFailed, Audience::Members),
            Self::WebhookDisabled { .. } => (Template::WebhookDisabled, Audience::Members),
            Self::MemberJoined { .. } | Self::RoleChanged { .. } | Self::MemberLeft { .. } => return None,
        })
    }

    /// The entry that it makes in the feed: its topic, and whose feed.
    pub fn entry(&self) -> Option<(Topic, Audience)> {
        Some(match self {
            Self::PasswordChanged { user } | Self::SignedIn { user, .. } => {
                (Topic::AccountSecurity, Audience::User(*user))
            }
            Self::MemberJoined { .. } | Self::MemberLeft { .. } => (Topic::Team, Audience::Members),
            Self::RoleChanged { member, .. } => (Topic::Team, Audience::User(*member)),
            Self::OrderPlaced { .. } | Self::InvoiceIssued { .. } | Self::PaymentFailed { .. } => {
                (Topic::Billing, Audience::Members)
            }
            Self::InstanceLive { .. }
            | Self::InstanceSuspended { .. }
            | Self::InstanceTerminated { .. }
            | Self::InstanceFailed { .. }
            | Self::WebhookDisabled { .. } => (Topic::Hosting, Audience::Members),
            // Who reads the feed has signed in and needs no link; who is invited has no feed here yet.
            Self::EmailVerificationRequested { .. } | Self::PasswordResetRequested { .. } | Self::Invited { .. } => {
                return None;
            }
        })
    }

    /// The object of which this is told only once, whatever becomes of it later; none where each event counts by itself. A
    /// site is active after every release again, but goes live once.
    pub fn told_once_of(&self) -> Option<String> {
        match self {
            Self::InstanceLive { instance, .. } => Some(format!("live {instance}")),
            _ => None,
        }
    }

    /// The object that the console leads to, beside the event's own subject.
    pub fn leads_to(&self) -> Option<String> {
        match self {
            Self::OrderPlaced { invoice, .. } | Self::PaymentFailed { invoice, .. } => Some(invoice.to_string()),
            _ => None,
        }
    }

    /// Whom it would be silly to tell: the one who did it, where that is all there is to it.
    pub fn known_to(&self) -> Option<UserId> {
        match self {
            Self::MemberJoined { member } => Some(*member),
            _ => None,
        }
    }
}
