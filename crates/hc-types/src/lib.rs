//! The values that every service means in the same way: ids, money, instants, pages.
//!
//! The only crate of ours that a service's `domain` may import. Each type can be made only in a valid form, travels as
//! text outside (JSON, gRPC, GraphQL) and knows its PostgreSQL type.

pub mod duration;
mod email;
mod ids;
mod money;
pub mod page;

mod slug;
mod timestamp;

pub use email::{Email, EmailError};
pub use ids::{
    BillingDetailsId, BrandId, EmailVerificationId, EventId, IdError, InstanceId, InvitationId, InvoiceId, MailId,
    MembershipId, NodeId, NotificationId, OperationId, OrderId, OrganizationId, PasswordResetId, PaymentId, PlanId,
    PriceId, RegionId, ReleaseId, ReplayId, ReservationId, SellerId, SessionId, SubscriptionId, UserId,
    WebhookDeliveryId, WebhookEndpointId,
};
pub use money::{Currency, CurrencyError, Money, MoneyError};
pub use page::{Direction, Page, PageError, PageRequest};
pub use slug::{Slug, SlugError};
pub use timestamp::{Timestamp, TimestampError};
