//! Relay connections.

use async_graphql::{OutputType, SimpleObject};
use hc_proto::r#type::v1 as proto;
use hc_types::PageRequest;

use super::audit::AuditEvent;
use super::billing::{Invoice, Plan, Subscription};
use super::identity::Session;
use super::instances::{Instance, Operation, Release};
use super::notifications::Notification;
use super::organizations::{Invitation, Membership, Organization};
use super::staff::{DeadLetter, Mail};
use super::webhooks::{WebhookDelivery, WebhookEndpoint};
use crate::errors::{Code, Failure};

/// How many entries a page has when nobody says.
pub const DEFAULT_PAGE: u64 = 20;

/// Where a page stands in its list (Relay).
#[derive(Debug, Clone, SimpleObject)]
pub struct PageInfo {
    /// Whether the list goes on after this page.
    has_next_page: bool,
    /// Whether something stands before this page.
    has_previous_page: bool,
    /// The cursor of the first entry; null on an empty page.
    start_cursor: Option<String>,
    /// The cursor of the last entry, for `after`; null on an empty page.
    end_cursor: Option<String>,
}

/// An entry of a list with its cursor (Relay).
#[derive(Debug, Clone, SimpleObject)]
#[graphql(
    concrete(name = "OrganizationEdge", params(Organization)),
    concrete(name = "SessionEdge", params(Session)),
    concrete(name = "MembershipEdge", params(Membership)),
    concrete(name = "InvitationEdge", params(Invitation)),
    concrete(name = "InstanceEdge", params(Instance)),
    concrete(name = "SubscriptionEdge", params(Subscription)),
    concrete(name = "InvoiceEdge", params(Invoice)),
    concrete(name = "ReleaseEdge", params(Release)),
    concrete(name = "OperationEdge", params(Operation)),
    concrete(name = "PlanEdge", params(Plan)),
    concrete(name = "WebhookEndpointEdge", params(WebhookEndpoint)),
    concrete(name = "WebhookDeliveryEdge", params(WebhookDelivery)),
    concrete(name = "AuditEventEdge", params(AuditEvent)),
    concrete(name = "NotificationEdge", params(Notification)),
    concrete(name = "DeadLetterEdge", params(DeadLetter)),
    concrete(name = "MailEdge", params(Mail))
)]
pub struct Edge<T: OutputType> {
    /// The place of the entry, for `after` and `before`. Opaque.
    cursor: String,
    /// The entry.
    node: T,
}

/// A page of a list (Relay).
#[derive(Debug, Clone, SimpleObject)]
#[graphql(
    concrete(name = "OrganizationConnection", params(Organization)),
    concrete(name = "SessionConnection", params(Session)),
    concrete(name = "MembershipConnection", params(Membership)),
    concrete(name = "InvitationConnection", params(Invitation)),
    concrete(name = "InstanceConnection", params(Instance)),
    concrete(name = "SubscriptionConnection", params(Subscription)),
    concrete(name = "InvoiceConnection", params(Invoice)),
    concrete(name = "ReleaseConnection", params(Release)),
    concrete(name = "OperationConnection", params(Operation)),
    concrete(name = "PlanConnection", params(Plan)),
    concrete(name = "WebhookEndpointConnection", params(WebhookEndpoint)),
    concrete(name = "WebhookDeliveryConnection", params(WebhookDelivery)),
    concrete(name = "AuditEventConnection", params(AuditEvent)),
    concrete(name = "NotificationConnection", params(Notification)),
    concrete(name = "DeadLetterConnection", params(DeadLetter)),
    concrete(name = "MailConnection", params(Mail))
)]
pub struct Connection<T: OutputType>
where
    Edge<T>: OutputType,
{
    /// The entries with their cursors.
    edges: Vec<Edge<T>>,
    /// The entries without their cursors.
    nodes: Vec<T>,
    /// Where the page stands.
    page_info: PageInfo,
}

impl<T: OutputType + Clone> Connection<T>
where
    Edge<T>: OutputType,
{
    /// A connection from a service's page.
    pub fn of<M>(page: &Listed<M>) -> Self
    where
        M: Clone,
        T: From<M>,
    {
        let nodes: Vec<T> = page.items.iter().cloned().map(T::from).collect();
        let cursors = &page.info.cursors;
        let edges = nodes.iter().cloned().zip(cursors).map(|(node, cursor)| Edge { cursor: cursor.clone(), node });
        Self {
            edges: edges.collect(),
            page_info: PageInfo {
                has_next_page: page.info.has_next_page,
                has_previous_page: page.info.has_previous_page,
                start_cursor: cursors.first().cloned(),
                end_cursor: cursors.last().cloned(),
            },
            nodes,
        }
    }
}

impl<T: OutputType> Connection<T>
where
    Edge<T>: OutputType,
{
    /// The entries alone.
    pub fn into_nodes(self) -> Vec<T> {
        self.nodes
    }
}

/// A page as a service answers it.
#[derive(Debug)]
pub struct Listed<M> {
    /// The entries.
    pub items: Vec<M>,
    /// Where it stands, and a cursor for each entry.
    pub info: proto::PageInfo,
}

/// The four arguments of a connection, checked; equal ones share a call.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Window {
    first: Option<i64>,
    after: Option<String>,
    last: Option<i64>,
    before: Option<String>,
}

impl Window {
    /// Checks the arguments.
    pub fn new(
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Self, Failure> {
        let (first, last) = (first.map(i64::from), last.map(i64::from));
        PageRequest::new(first, after.as_deref(), last, before.as_deref())
            .map_err(|error| Failure::new(Code::BadUserInput, crate::errors::sentence(&error.to_string())))?;
        Ok(Self { first, after, last, before })
    }

    /// As services take it.
    pub fn request(self) -> proto::PageRequest {
        proto::PageRequest { first: self.first, after: self.after, last: self.last, before: self.before }
    }
}
