//! Organizations and what belongs to them.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use hc_proto::accounts::v1 as proto;
use hc_types::OrganizationId;

use super::{Invitation, Membership, Role};
use crate::errors::Failure;
use crate::schema::audit::{self, AuditEvent, AuditFilter, AuditVerification};
use crate::schema::billing::{self, Invoice, InvoiceStatus, Letterhead, Subscription};
use crate::schema::context::{ContextExt, follow, list};
use crate::schema::instances::{self, Instance, InstanceStatus};
use crate::schema::load;
use crate::schema::notifications::Brand;
use crate::schema::pages::{Connection, Window};
use crate::schema::scalars::{DateTime, required_instant};
use crate::schema::webhooks::WebhookEndpoint;

/// A customer account: owns everything that is bought.
#[derive(Debug, Clone)]
pub struct Organization {
    id: String,
    seen: Seen,
}

/// What is known of an organization before it is asked for more.
#[derive(Debug, Clone)]
enum Seen {
    /// All that its owner says.
    Whole(Arc<proto::Organization>),
    /// That the viewer is a member: most pages need no more of it than its lists.
    Member { slug: String, role: hc_access::Role },
}

impl From<Arc<proto::Organization>> for Organization {
    fn from(organization: Arc<proto::Organization>) -> Self {
        Self { id: organization.id.clone(), seen: Seen::Whole(organization) }
    }
}

impl From<proto::Organization> for Organization {
    fn from(organization: proto::Organization) -> Self {
        Self::from(Arc::new(organization))
    }
}

impl Organization {
    /// One that is known by its slug, of which the viewer is a member in this role.
    pub fn of_member(id: OrganizationId, slug: String, role: hc_access::Role) -> Self {
        Self { id: id.to_string(), seen: Seen::Member { slug, role } }
    }

    async fn whole(&self, ctx: &Context<'_>) -> Result<Arc<proto::Organization>, Failure> {
        match &self.seen {
            Seen::Whole(organization) => Ok(Arc::clone(organization)),
            Seen::Member { .. } => follow(ctx, load::Organizations, &self.id, "organization").await,
        }
    }
}

/// A customer account: owns everything that is bought.
#[Object]
impl Organization {
    /// The id, `org_…`.
    pub async fn id(&self) -> ID {
        ID(self.id.clone())
    }

    /// Its name in addresses; unique.
    async fn slug(&self) -> &str {
        match &self.seen {
            Seen::Whole(organization) => &organization.slug,
            Seen::Member { slug, .. } => slug,
        }
    }

    /// Its name for people.
    async fn name(&self, ctx: &Context<'_>) -> Result<String, Failure> {
        Ok(self.whole(ctx).await?.name.clone())
    }

    /// The viewer's role here; null for staff.
    async fn viewer_role(&self) -> Option<Role> {
        match &self.seen {
            Seen::Whole(organization) => Role::of(organization.viewer_role()),
            Seen::Member { role, .. } => Role::of((*role).into()),
        }
    }

    /// What the viewer may do here, as permission names such as `billing.invoice.pay`. Ask this, not the role.
    async fn viewer_permissions(&self, ctx: &Context<'_>) -> Result<Vec<String>, Failure> {
        match &self.seen {
            Seen::Whole(organization) => Ok(organization.viewer_permissions.clone()),
            Seen::Member { role, .. } => {
                let as_staff = ctx.request()?.access.as_staff(ctx.caller()?).await;
                let held = role.permissions().union(as_staff);
                Ok(held.iter().map(|permission| permission.name().to_owned()).collect())
            }
        }
    }

    /// When it was made.
    async fn created_at(&self, ctx: &Context<'_>) -> Result<DateTime, Failure> {
        required_instant(self.whole(ctx).await?.created_at.as_ref())
    }

    /// How its mails look.
    async fn brand(&self, ctx: &Context<'_>) -> Result<Brand, Failure> {
        follow(ctx, load::BrandsOf, &self.id, "brand").await
    }

    /// To whom its invoices are addressed. Needs the permission `billing.invoice.read`.
    async fn billing_details(&self, ctx: &Context<'_>) -> Result<Letterhead, Failure> {
        billing::billing_details(ctx, &self.id).await
    }

    /// Who belongs to it, oldest first.
    async fn members(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "A cursor: read what follows it.")] after: Option<String>,
        #[graphql(desc = "The last so many: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor: read what precedes it.")] before: Option<String>,
    ) -> Result<Connection<Membership>, Failure> {
        list(ctx, load::MembersOf(Window::new(first, after, last, before)?), self.id.clone()).await
    }

    /// Who was invited, newest first.
    async fn invitations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "A cursor: read what follows it.")] after: Option<String>,
        #[graphql(desc = "The last so many: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor: read what precedes it.")] before: Option<String>,
    ) -> Result<Connection<Invitation>, Failure> {
        list(ctx, load::InvitationsOf(Window::new(first, after, last, before)?), self.id.clone()).await
    }

    /// What runs for it, newest first; what was terminated only when asked for.
    async fn instances(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what stands so; all but the terminated when empty or absent.")] statuses: Option<
            Vec<InstanceStatus>,
        >,
        #[graphql(desc = "The first so many: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "A cursor: read what follows it.")] after: Option<String>,
        #[graphql(desc = "The last so many: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor: read what precedes it.")] before: Option<String>,
    ) -> Result<Connection<Instance>, Failure> {
        instances::instances(ctx, &self.id, statuses, Window::new(first, after, last, before)?).await
    }

    /// What it has bought, newest first.
    async fn subscriptions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "A cursor: read what follows it.")] after: Option<String>,
        #[graphql(desc = "The last so many: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor: read what precedes it.")] before: Option<String>,
    ) -> Result<Connection<Subscription>, Failure> {
        list(ctx, load::SubscriptionsOf(Window::new(first, after, last, before)?), self.id.clone()).await
    }

    /// Its invoices, newest first.
    async fn invoices(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what stands so; all when empty or absent.")] statuses: Option<Vec<InvoiceStatus>>,
        #[graphql(desc = "The first so many: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "A cursor: read what follows it.")] after: Option<String>,
        #[graphql(desc = "The last so many: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor: read what precedes it.")] before: Option<String>,
    ) -> Result<Connection<Invoice>, Failure> {
        billing::invoices(ctx, &self.id, statuses, Window::new(first, after, last, before)?).await
    }

    /// Where its events go, newest first.
    async fn webhook_endpoints(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "True for those alone to which events go, false for the others alone; all without it.")]
        enabled: Option<bool>,
        #[graphql(desc = "The first so many: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "A cursor: read what follows it.")] after: Option<String>,
        #[graphql(desc = "The last so many: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor: read what precedes it.")] before: Option<String>,
    ) -> Result<Connection<WebhookEndpoint>, Failure> {
        let window = Window::new(first, after, last, before)?;
        list(ctx, load::EndpointsOf { window, enabled }, self.id.clone()).await
    }

    /// The record of everything that happened in it, newest first. Needs the permission `audit.event.read`.
    async fn audit_events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which events; all without it.")] filter: Option<AuditFilter>,
        #[graphql(desc = "The first so many: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "A cursor: read what follows it.")] after: Option<String>,
        #[graphql(desc = "The last so many: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor: read what precedes it.")] before: Option<String>,
    ) -> Result<Connection<AuditEvent>, Failure> {
        audit::events(ctx, &self.id, filter, Window::new(first, after, last, before)?).await
    }

    /// Whether that record is as it was written, computed anew. Costs as much as a large list: ask when somebody wants to
    /// know. Needs the permission `audit.event.read`.
    async fn audit_verification(&self, ctx: &Context<'_>) -> Result<AuditVerification, Failure> {
        audit::verification(ctx, &self.id).await
    }
}
