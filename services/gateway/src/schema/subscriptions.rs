//! The root of all subscriptions: streams fed from the event bus.

use std::collections::BTreeSet;

use async_graphql::{Context, ID, SimpleObject, Subscription};
use futures::Stream;
use hc_types::{InstanceId, OperationId, OrganizationId};

use super::billing::Invoice;
use super::context::ContextExt;
use super::instances::{Instance, Operation};
use super::node::Node;
use super::notifications::Notification;
use super::scalars::DateTime;
use crate::errors::{Code, Failure};
use crate::live;

/// A change of an organization or of something in it, or of the viewer's feed.
#[derive(Debug, Clone, SimpleObject)]
pub struct Change {
    /// The type of the event, such as `billing.invoice.paid.v1`; `gap` where changes may have been missed: read again.
    #[graphql(name = "type")]
    pub kind: String,
    /// In which organization, `org_…`; null for what is the viewer's own.
    pub organization_id: Option<ID>,
    /// When it happened.
    pub occurred_at: DateTime,
    /// The object as it is now; null where it is gone or has no type here.
    pub node: Option<Node>,
}

/// How many organizations one stream tells of.
const MOST_ORGANIZATIONS: usize = 20;

/// The root of all subscriptions.
pub struct SubscriptionRoot;

/// What can be followed. Each payload carries the object as it is now; a client that reconnects reads again and goes on.
#[Subscription]
impl SubscriptionRoot {
    /// Every change in an organization that the viewer may see.
    async fn organization_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The organization, `org_…`.")] organization_id: ID,
    ) -> Result<impl Stream<Item = Result<Change, Failure>>, Failure> {
        let organization = id::<OrganizationId>(&organization_id, "organization")?;
        live::changes(ctx.request()?.clone(), organization).await
    }

    /// An organization's instances whenever they change. With `instanceId`, the instance as it is now comes first.
    async fn instance_updated(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The organization, `org_…`.")] organization_id: ID,
        #[graphql(desc = "Only this instance, `ins_…`.")] instance_id: Option<ID>,
    ) -> Result<impl Stream<Item = Result<Instance, Failure>>, Failure> {
        let organization = id::<OrganizationId>(&organization_id, "organization")?;
        let instance = instance_id.map(|text| id::<InstanceId>(&text, "instance")).transpose()?;
        live::instances(ctx.request()?.clone(), organization, instance).await
    }

    /// An operation, as it is now and whenever it goes on. Ends when nothing will change any more.
    async fn operation_updated(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The operation, `op_…`.")] operation_id: ID,
    ) -> Result<impl Stream<Item = Result<Operation, Failure>>, Failure> {
        let operation = id::<OperationId>(&operation_id, "operation")?;
        live::operation(ctx.request()?.clone(), operation).await
    }

    /// An organization's invoices whenever they change.
    async fn invoice_updated(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The organization, `org_…`.")] organization_id: ID,
    ) -> Result<impl Stream<Item = Result<Invoice, Failure>>, Failure> {
        let organization = id::<OrganizationId>(&organization_id, "organization")?;
        live::invoices(ctx.request()?.clone(), organization).await
    }

    /// What the viewer's pages show, in one stream: new entries of the viewer's feed, as
    /// `notifications.notification.created.v1`, entries that the viewer has read on any device, as
    /// `notifications.notification.read.v1` with the newest of them, and every change in the named organizations that the
    /// viewer may see. Begins with `gap`: what is read after it misses nothing that follows. An organization that the
    /// viewer may not see, or no longer, is told as a `gap` of its own, and then no more.
    async fn viewer_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The organizations, `org_…`, at most 20; without them the viewer's feed alone.")]
        organization_ids: Option<Vec<ID>>,
    ) -> Result<impl Stream<Item = Result<Change, Failure>>, Failure> {
        let ids = organization_ids.unwrap_or_default();
        if ids.len() > MOST_ORGANIZATIONS {
            let message = format!("The argument `organizationIds` has at most {MOST_ORGANIZATIONS} entries.");
            return Err(Failure::new(Code::BadUserInput, message));
        }
        let organizations = ids.iter().map(|text| id::<OrganizationId>(text, "organization"));
        let organizations = organizations.collect::<Result<BTreeSet<_>, _>>()?;
        live::viewer_changes(ctx.request()?.clone(), organizations.into_iter().collect()).await
    }

    /// New entries of the viewer's feed.
    async fn notification_received(
        &self,
        ctx: &Context<'_>,
    ) -> Result<impl Stream<Item = Result<Notification, Failure>>, Failure> {
        live::notifications(ctx.request()?.clone()).await
    }
}

/// An id of the type that an argument takes. What is none does not exist.
fn id<T: std::str::FromStr>(text: &str, what: &str) -> Result<T, Failure> {
    text.parse().map_err(|_| Failure::not_found(what))
}
