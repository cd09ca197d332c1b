//! What staff see of the installation as a whole. What they see of a customer is the customer's own: `node` and
//! `organization` answer staff too.

mod capacity;
mod dead_letters;
mod instances;
mod invoices;
mod mails;
mod revenue;
mod search;

use async_graphql::{Context, ID, Object};
use hc_access::Permissions;

use capacity::{RegionCapacity, capacity};
pub use dead_letters::{DeadLetter, DeadLetterMutation};
use dead_letters::{PlatformService, list, single};
pub use instances::RepairMutation;
use instances::{StrayKind, operations, stray};
use invoices::invoices;
use mails::mails;
pub use mails::{Mail, MailMutation};
use revenue::{RevenueDay, revenue};
use search::{StaffSearch, organizations, search};

use super::billing::{Invoice, InvoiceStatus};
use super::context::ContextExt;
use super::instances::{Instance, Operation, OperationStatus};
use super::organizations::Organization;
use super::pages::{Connection, Window};
use crate::errors::Failure;

/// The staff's view.
pub struct Staff(Permissions);

impl Staff {
    /// The view of who asks; `None` for who has no role of the staff.
    pub async fn of(ctx: &Context<'_>) -> Result<Option<Self>, Failure> {
        let held = ctx.request()?.access.on_platform(ctx.caller()?).await;
        Ok((held != Permissions::NONE).then_some(Self(held)))
    }
}

/// What staff see of the installation as a whole.
#[Object]
impl Staff {
    /// What the viewer may see of every organization and do to the installation, as permission names such as
    /// `billing.invoice.read` and `provisioning.instance.repair`.
    async fn permissions(&self) -> Vec<&'static str> {
        self.0.iter().map(hc_access::Permission::name).collect()
    }

    /// The events that a service could not handle and that wait for a person, the newest first. Needs the permission
    /// `events.dead_letter.read`.
    #[expect(clippy::too_many_arguments, reason = "they are those of the field")]
    async fn dead_letters(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose.")] service: PlatformService,
        #[graphql(desc = "Only those of this queue.")] queue: Option<String>,
        #[graphql(desc = "The first so many: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "A cursor: read what follows it.")] after: Option<String>,
        #[graphql(desc = "The last so many: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor: read what precedes it.")] before: Option<String>,
    ) -> Result<Connection<DeadLetter>, Failure> {
        list(ctx, service, queue, (first, after), (last, before)).await
    }

    /// One of them, also when it is settled; null where there is none of this id. Needs the permission
    /// `events.dead_letter.read`.
    async fn dead_letter(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The service and its number there, `billing/17`.")] id: ID,
    ) -> Option<Result<DeadLetter, Failure>> {
        single(ctx, &id).await.transpose()
    }

    /// The instances of all organizations for which what is paid and what runs have differed for a minute, newest first.
    /// Needs the permission `provisioning.instance.read`.
    async fn stray_instances(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In which way they differ.")] kind: StrayKind,
        #[graphql(desc = "The first so many: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "A cursor: read what follows it.")] after: Option<String>,
        #[graphql(desc = "The last so many: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor: read what precedes it.")] before: Option<String>,
    ) -> Result<Connection<Instance>, Failure> {
        stray(ctx, kind, Window::new(first, after, last, before)?).await
    }

    /// The work on the instances of all organizations, newest first. Needs the permission `provisioning.operation.read`.
    #[expect(clippy::too_many_arguments, reason = "they are those of the field")]
    async fn operations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what stands so; all when empty or absent.")] statuses: Option<Vec<OperationStatus>>,
        #[graphql(desc = "Only what has waited or run for more than five minutes.")] stuck: Option<bool>,
        #[graphql(desc = "The first so many: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "A cursor: read what follows it.")] after: Option<String>,
        #[graphql(desc = "The last so many: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor: read what precedes it.")] before: Option<String>,
    ) -> Result<Connection<Operation>, Failure> {
        let page = Window::new(first, after, last, before)?;
        operations(ctx, statuses.unwrap_or_default(), stuck.unwrap_or_default(), page).await
    }

    /// The orders of all organizations as their invoices, newest first. Needs the permission `billing.invoice.read`.
    async fn invoices(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what stands so; all when empty or absent.")] statuses: Option<Vec<InvoiceStatus>>,
        #[graphql(desc = "The first so many: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "A cursor: read what follows it.")] after: Option<String>,
        #[graphql(desc = "The last so many: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor: read what precedes it.")] before: Option<String>,
    ) -> Result<Connection<Invoice>, Failure> {
        invoices(ctx, statuses.unwrap_or_default(), Window::new(first, after, last, before)?).await
    }

    /// The mails to customers, newest first, and what became of them. Needs the permission `notifications.mail.read`.
    async fn mails(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those about this organization.")] organization_id: Option<ID>,
        #[graphql(desc = "The first so many: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "A cursor: read what follows it.")] after: Option<String>,
        #[graphql(desc = "The last so many: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor: read what precedes it.")] before: Option<String>,
    ) -> Result<Connection<Mail>, Failure> {
        mails(ctx, organization_id, Window::new(first, after, last, before)?).await
    }

    /// All regions in their order with their nodes, and what is used of them. Needs the permission
    /// `provisioning.instance.read`.
    async fn capacity(&self, ctx: &Context<'_>) -> Result<Vec<RegionCapacity>, Failure> {
        capacity(ctx).await
    }

    /// The organizations of all customers, newest first. Needs the permission `accounts.organization.read`.
    async fn organizations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "An id, or a part of their slug or name in any case; at most 200 characters.")] search: Option<
            String,
        >,
        #[graphql(desc = "The first so many: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "A cursor: read what follows it.")] after: Option<String>,
        #[graphql(desc = "The last so many: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor: read what precedes it.")] before: Option<String>,
    ) -> Result<Connection<Organization>, Failure> {
        organizations(ctx, search, Window::new(first, after, last, before)?).await
    }

    /// Whatever has to do with a text. Needs the permissions `accounts.organization.read`, `accounts.member.read` and
    /// `billing.invoice.read`; a mail is found with `notifications.mail.read`.
    async fn search(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "An id, a number of an invoice, or a part of a name, slug or e-mail address; 1 to 200 characters."
        )]
        text: String,
    ) -> Result<StaffSearch, Failure> {
        search(ctx, &text).await
    }

    /// What was paid on each of the last days in each currency, oldest first; days without a payment are left out. Needs
    /// the permission `billing.invoice.read`.
    async fn revenue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many days (UTC), today among them: 1 to 92, default 30.")] days: Option<i32>,
    ) -> Result<Vec<RevenueDay>, Failure> {
        revenue(ctx, days).await
    }
}
