//! `Node`: every object by its id, whose prefix says what it is.

use async_graphql::{ID, Interface};
use hc_access::Permission;
use hc_types::{
    EventId, InstanceId, InvitationId, InvoiceId, MailId, MembershipId, NotificationId, OperationId, OrganizationId,
    PaymentId, PlanId, PriceId, RegionId, ReleaseId, SessionId, SubscriptionId, UserId, WebhookDeliveryId,
    WebhookEndpointId,
};

use super::audit::AuditEvent;
use super::billing::{Invoice, Payment, Plan, Price, Subscription};
use super::context::RequestContext;
use super::identity::{Session, User};
use super::instances::{Instance, Operation, Region, Release};
use super::load;
use super::notifications::Notification;
use super::organizations::{Invitation, Membership, Organization};
use super::staff::Mail;
use super::webhooks::{WebhookDelivery, WebhookEndpoint};
use crate::errors::Failure;

/// An object with an id of its own, unique over all types.
#[derive(Debug, Clone, Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "The id; its prefix says what it is: `org_…`, `inv_…`."))]
pub enum Node {
    /// A user.
    User(User),
    /// A session.
    Session(Session),
    /// An organization.
    Organization(Organization),
    /// A membership.
    Membership(Membership),
    /// An invitation.
    Invitation(Invitation),
    /// A plan.
    Plan(Plan),
    /// A price.
    Price(Price),
    /// A subscription.
    Subscription(Subscription),
    /// An invoice.
    Invoice(Invoice),
    /// A payment.
    Payment(Payment),
    /// A region.
    Region(Region),
    /// An instance.
    Instance(Instance),
    /// A release.
    Release(Release),
    /// An operation.
    Operation(Operation),
    /// A webhook endpoint.
    WebhookEndpoint(WebhookEndpoint),
    /// A delivery to a webhook endpoint.
    WebhookDelivery(WebhookDelivery),
    /// A mail to a customer; for staff only.
    Mail(Mail),
    /// An entry of the viewer's feed.
    Notification(Notification),
    /// A recorded event.
    AuditEvent(AuditEvent),
}

/// The object of an id; `None` for what is no id, not there, or not for the viewer.
pub async fn node(request: &RequestContext, id: &str) -> Option<Result<Node, Failure>> {
    /// The object in its lane, if the id is one of its type's.
    macro_rules! lookup {
        ($id:ty, $lane:expr, $variant:ident) => {{
            let id: $id = id.parse().ok()?;
            request.find($lane, &id.to_string()).await.map(|found| found.map(Node::$variant))
        }};
    }
    let (prefix, _) = id.split_once('_')?;
    match prefix {
        "usr" => {
            // Other people are seen through the memberships that they share with the viewer.
            request.caller.as_ref()?.user().filter(|own| id.parse() == Ok(*own))?;
            lookup!(UserId, load::Users, User)
        }
        "ses" => lookup!(SessionId, load::Sessions, Session),
        "org" => lookup!(OrganizationId, load::Organizations, Organization),
        "mbr" => lookup!(MembershipId, load::Memberships, Membership),
        "ivt" => lookup!(InvitationId, load::Invitations, Invitation),
        "plan" => lookup!(PlanId, load::Plans, Plan),
        "price" => lookup!(PriceId, load::Prices, Price),
        "sub" => lookup!(SubscriptionId, load::Subscriptions, Subscription),
        "inv" => lookup!(InvoiceId, load::Invoices, Invoice),
        "pay" => lookup!(PaymentId, load::Payments, Payment),
        "reg" => lookup!(RegionId, load::Regions, Region),
        "ins" => lookup!(InstanceId, load::Instances, Instance),
        "rel" => lookup!(ReleaseId, load::Releases, Release),
        "op" => lookup!(OperationId, load::Operations, Operation),
        "whe" => lookup!(WebhookEndpointId, load::Endpoints, WebhookEndpoint),
        "whd" => lookup!(WebhookDeliveryId, load::Deliveries, WebhookDelivery),
        "mail" => {
            // To everybody else there are none: their owner would say that it is forbidden.
            let held = request.access.on_platform(request.caller.as_ref()?).await;
            if !held.contains(Permission::MailRead) {
                return None;
            }
            lookup!(MailId, load::Mails, Mail)
        }
        "ntf" => lookup!(NotificationId, load::Notifications, Notification),
        "evt" => lookup!(EventId, load::AuditEvents, AuditEvent),
        _ => None,
    }
}
