//! The customers: organizations, their members and invitations.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use hc_proto::{accounts::v1 as proto, r#type::v1 as shared};
use hc_types::OrganizationId;

use super::audit::{self, AuditEvent, AuditFilter, AuditVerification};
use super::billing::{self, Invoice, InvoiceStatus, Subscription};
use super::context::{ContextExt, follow, list};
use super::identity::User;
use super::instances::{self, Instance, InstanceStatus};
use super::load;
use super::notifications::Brand;
use super::pages::{Connection, Window};
use super::scalars::{DateTime, required_instant, unreadable};
use super::user_errors::{UserError, user_errors};
use super::webhooks::WebhookEndpoint;
use crate::errors::Failure;

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

    fn number(self) -> i32 {
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
        #[graphql(desc = "The first so many: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "A cursor: read what follows it.")] after: Option<String>,
        #[graphql(desc = "The last so many: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor: read what precedes it.")] before: Option<String>,
    ) -> Result<Connection<WebhookEndpoint>, Failure> {
        list(ctx, load::EndpointsOf(Window::new(first, after, last, before)?), self.id.clone()).await
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

/// A user's place in an organization.
#[derive(Debug, Clone)]
pub struct Membership(Arc<proto::Membership>);

impl From<Arc<proto::Membership>> for Membership {
    fn from(membership: Arc<proto::Membership>) -> Self {
        Self(membership)
    }
}

/// A user's place in an organization.
#[Object]
impl Membership {
    /// The id, `mbr_…`.
    pub async fn id(&self) -> ID {
        ID(self.0.id.clone())
    }

    /// Who.
    async fn user(&self, ctx: &Context<'_>) -> Result<User, Failure> {
        follow(ctx, load::Users, &self.0.user_id, "user").await
    }

    /// What the member may do.
    async fn role(&self) -> Result<Role, Failure> {
        Role::of(self.0.role()).ok_or_else(|| unreadable("a role"))
    }

    /// Since when.
    async fn created_at(&self) -> Result<DateTime, Failure> {
        required_instant(self.0.created_at.as_ref())
    }
}

/// Where an invitation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum InvitationStatus {
    /// Can be accepted.
    Pending,
    /// Became a membership.
    Accepted,
    /// Was taken back.
    Revoked,
    /// Nobody came in time.
    Expired,
}

impl InvitationStatus {
    /// From a service's words.
    pub fn of(status: proto::InvitationStatus) -> Result<Self, Failure> {
        match status {
            proto::InvitationStatus::Unspecified => Err(unreadable("the status of an invitation")),
            proto::InvitationStatus::Pending => Ok(Self::Pending),
            proto::InvitationStatus::Accepted => Ok(Self::Accepted),
            proto::InvitationStatus::Revoked => Ok(Self::Revoked),
            proto::InvitationStatus::Expired => Ok(Self::Expired),
        }
    }
}

/// An offer of a membership.
#[derive(Debug, Clone)]
pub struct Invitation(Arc<proto::Invitation>);

impl From<Arc<proto::Invitation>> for Invitation {
    fn from(invitation: Arc<proto::Invitation>) -> Self {
        Self(invitation)
    }
}

/// An offer of a membership.
#[Object]
impl Invitation {
    /// The id, `ivt_…`.
    pub async fn id(&self) -> ID {
        ID(self.0.id.clone())
    }

    /// Whom it was sent to.
    async fn email(&self) -> &str {
        &self.0.email
    }

    /// The role on offer.
    async fn role(&self) -> Result<Role, Failure> {
        Role::of(self.0.role()).ok_or_else(|| unreadable("a role"))
    }

    /// Where it stands.
    async fn status(&self) -> Result<InvitationStatus, Failure> {
        InvitationStatus::of(self.0.status())
    }

    /// Until when it can be accepted.
    async fn expires_at(&self) -> Result<DateTime, Failure> {
        required_instant(self.0.expires_at.as_ref())
    }
}

/// What `createOrganization` takes.
#[derive(InputObject)]
pub struct CreateOrganizationInput {
    /// Its name for people: 1 to 100 characters.
    name: String,
    /// Its name in addresses: 3 to 40 of a-z, 0-9 and hyphen, with no two hyphens at the third and fourth place; made from
    /// the name when absent.
    slug: Option<String>,
    /// The same key and input give the same answer for 24 hours; at most 255 characters. The `Idempotency-Key` header
    /// serves where it is absent.
    idempotency_key: Option<String>,
}

/// What `createOrganization` answers.
#[derive(Default, SimpleObject)]
pub struct CreateOrganizationPayload {
    /// The new organization, with the viewer as its owner; null with errors.
    organization: Option<Organization>,
    /// What to correct; empty on success.
    user_errors: Vec<UserError>,
}

/// What `updateOrganization` takes.
#[derive(InputObject)]
pub struct UpdateOrganizationInput {
    /// The organization, `org_…`.
    organization_id: ID,
    /// Its name for people: 1 to 100 characters.
    name: String,
}

/// What `updateOrganization` answers.
#[derive(Default, SimpleObject)]
pub struct UpdateOrganizationPayload {
    /// The organization as it is now; null with errors.
    organization: Option<Organization>,
    /// What to correct; empty on success.
    user_errors: Vec<UserError>,
}

/// What `inviteMember` takes.
#[derive(InputObject)]
pub struct InviteMemberInput {
    /// The organization, `org_…`.
    organization_id: ID,
    /// Whom to invite.
    email: String,
    /// The role on offer; at most the viewer's own.
    role: Role,
    /// The same key and input give the same answer for 24 hours; at most 255 characters. The `Idempotency-Key` header
    /// serves where it is absent.
    idempotency_key: Option<String>,
}

/// What `inviteMember` answers.
#[derive(Default, SimpleObject)]
pub struct InviteMemberPayload {
    /// The new invitation; null with errors.
    invitation: Option<Invitation>,
    /// A link for sharing by hand, answered once; its query parameter `token` is what `acceptInvitation` takes.
    accept_url: Option<String>,
    /// What to correct; empty on success.
    user_errors: Vec<UserError>,
}

/// What `acceptInvitation` takes.
#[derive(InputObject)]
pub struct AcceptInvitationInput {
    /// The parameter `token` of the invitation's link. Send it as a variable, never inside the document.
    token: String,
}

/// What `acceptInvitation` answers.
#[derive(Default, SimpleObject)]
pub struct AcceptInvitationPayload {
    /// The viewer's new membership; null with errors.
    membership: Option<Membership>,
    /// Where it is; null with errors.
    organization: Option<Organization>,
    /// What to correct; empty on success.
    user_errors: Vec<UserError>,
}

/// What `revokeInvitation` takes.
#[derive(InputObject)]
pub struct RevokeInvitationInput {
    /// The invitation, `ivt_…`.
    invitation_id: ID,
}

/// What `revokeInvitation` answers.
#[derive(Default, SimpleObject)]
pub struct RevokeInvitationPayload {
    /// The invitation as it is now; null with errors.
    invitation: Option<Invitation>,
    /// What to correct; empty on success.
    user_errors: Vec<UserError>,
}

/// What `changeMemberRole` takes.
#[derive(InputObject)]
pub struct ChangeMemberRoleInput {
    /// The membership, `mbr_…`.
    membership_id: ID,
    /// The new role.
    role: Role,
}

/// What `changeMemberRole` answers.
#[derive(Default, SimpleObject)]
pub struct ChangeMemberRolePayload {
    /// The membership as it is now; null with errors.
    membership: Option<Membership>,
    /// What to correct; empty on success.
    user_errors: Vec<UserError>,
}

/// What `removeMember` takes.
#[derive(InputObject)]
pub struct RemoveMemberInput {
    /// The membership, `mbr_…`; the viewer's own to leave.
    membership_id: ID,
}

/// What `removeMember` answers.
#[derive(Default, SimpleObject)]
pub struct RemoveMemberPayload {
    /// The membership as it was; null with errors.
    membership: Option<Membership>,
    /// What to correct; empty on success.
    user_errors: Vec<UserError>,
}

/// Mutations of organizations.
#[derive(Default)]
pub struct OrganizationMutation;

#[Object]
impl OrganizationMutation {
    /// Makes an organization whose owner is the viewer.
    async fn create_organization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it is called.")] input: CreateOrganizationInput,
    ) -> Result<CreateOrganizationPayload, Failure> {
        let request = proto::CreateOrganizationRequest {
            name: input.name,
            slug: input.slug,
            idempotency_key: ctx.idempotency_key(input.idempotency_key)?,
        };
        Ok(match ctx.changed(ctx.clients()?.accounts.create_organization(request).await)? {
            Ok(done) => CreateOrganizationPayload {
                organization: done.organization.map(Organization::from),
                user_errors: Vec::new(),
            },
            Err(status) => CreateOrganizationPayload { user_errors: user_errors(&status)?, ..Default::default() },
        })
    }

    /// Changes an organization's name; its slug stays. Needs the permission `accounts.organization.update`.
    async fn update_organization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which organization, and its new name.")] input: UpdateOrganizationInput,
    ) -> Result<UpdateOrganizationPayload, Failure> {
        let request = proto::UpdateOrganizationRequest { organization_id: input.organization_id.0, name: input.name };
        Ok(match ctx.changed(ctx.clients()?.accounts.update_organization(request).await)? {
            Ok(done) => UpdateOrganizationPayload {
                organization: done.organization.map(Organization::from),
                user_errors: Vec::new(),
            },
            Err(status) => UpdateOrganizationPayload { user_errors: user_errors(&status)?, ..Default::default() },
        })
    }

    /// Offers a membership to an e-mail address. Nobody invites above their own role.
    async fn invite_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom to invite, and as what.")] input: InviteMemberInput,
    ) -> Result<InviteMemberPayload, Failure> {
        let request = proto::InviteMemberRequest {
            organization_id: input.organization_id.0,
            email: input.email,
            role: input.role.number(),
            idempotency_key: ctx.idempotency_key(input.idempotency_key)?,
        };
        Ok(match ctx.changed(ctx.clients()?.accounts.invite_member(request).await)? {
            Ok(done) => InviteMemberPayload {
                invitation: done.invitation.map(|made| Invitation(Arc::new(made))),
                accept_url: Some(done.accept_url).filter(|url| !url.is_empty()),
                user_errors: Vec::new(),
            },
            Err(status) => InviteMemberPayload { user_errors: user_errors(&status)?, ..Default::default() },
        })
    }

    /// Takes an invitation; the viewer's address must be the invited one.
    async fn accept_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The invitation's token.")] input: AcceptInvitationInput,
    ) -> Result<AcceptInvitationPayload, Failure> {
        let request = proto::AcceptInvitationRequest { token: input.token };
        Ok(match ctx.changed(ctx.clients()?.accounts.accept_invitation(request).await)? {
            Ok(done) => AcceptInvitationPayload {
                membership: done.membership.map(|made| Membership(Arc::new(made))),
                organization: done.organization.map(Organization::from),
                user_errors: Vec::new(),
            },
            Err(status) => AcceptInvitationPayload { user_errors: user_errors(&status)?, ..Default::default() },
        })
    }

    /// Takes an open invitation back; twice is fine.
    async fn revoke_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which invitation.")] input: RevokeInvitationInput,
    ) -> Result<RevokeInvitationPayload, Failure> {
        let request = proto::RevokeInvitationRequest { invitation_id: input.invitation_id.0 };
        Ok(match ctx.changed(ctx.clients()?.accounts.revoke_invitation(request).await)? {
            Ok(done) => RevokeInvitationPayload {
                invitation: done.invitation.map(|found| Invitation(Arc::new(found))),
                user_errors: Vec::new(),
            },
            Err(status) => RevokeInvitationPayload { user_errors: user_errors(&status)?, ..Default::default() },
        })
    }

    /// Gives a member another role. Only owners may, and the last owner stays one.
    async fn change_member_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose role, and which.")] input: ChangeMemberRoleInput,
    ) -> Result<ChangeMemberRolePayload, Failure> {
        let request =
            proto::ChangeMemberRoleRequest { membership_id: input.membership_id.0, role: input.role.number() };
        Ok(match ctx.changed(ctx.clients()?.accounts.change_member_role(request).await)? {
            Ok(done) => ChangeMemberRolePayload {
                membership: done.membership.map(|found| Membership(Arc::new(found))),
                user_errors: Vec::new(),
            },
            Err(status) => ChangeMemberRolePayload { user_errors: user_errors(&status)?, ..Default::default() },
        })
    }

    /// Ends a membership; everybody may end their own. The last owner stays.
    async fn remove_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which membership.")] input: RemoveMemberInput,
    ) -> Result<RemoveMemberPayload, Failure> {
        let request = proto::RemoveMemberRequest { membership_id: input.membership_id.0 };
        Ok(match ctx.changed(ctx.clients()?.accounts.remove_member(request).await)? {
            Ok(done) => RemoveMemberPayload {
                membership: done.membership.map(|found| Membership(Arc::new(found))),
                user_errors: Vec::new(),
            },
            Err(status) => RemoveMemberPayload { user_errors: user_errors(&status)?, ..Default::default() },
        })
    }
}
