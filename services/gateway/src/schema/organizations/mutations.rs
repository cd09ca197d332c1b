//! What changes organizations, their members and invitations.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use hc_proto::accounts::v1 as proto;

use super::{Invitation, Membership, Organization, Role};
use crate::errors::Failure;
use crate::schema::context::ContextExt;
use crate::schema::user_errors::{UserError, user_errors};

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
                invitation: done.invitation.map(Invitation::from),
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
                membership: done.membership.map(Membership::from),
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
            Ok(done) => {
                RevokeInvitationPayload { invitation: done.invitation.map(Invitation::from), user_errors: Vec::new() }
            }
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
            Ok(done) => {
                ChangeMemberRolePayload { membership: done.membership.map(Membership::from), user_errors: Vec::new() }
            }
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
            Ok(done) => {
                RemoveMemberPayload { membership: done.membership.map(Membership::from), user_errors: Vec::new() }
            }
            Err(status) => RemoveMemberPayload { user_errors: user_errors(&status)?, ..Default::default() },
        })
    }
}
