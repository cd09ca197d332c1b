//! Invitations: sent, accepted, taken back, listed.

use hc_access::{Caller, Permission, Permissions};
use hc_proto::{
    accounts::v1::{
        self as messages, AcceptInvitationRequest, AcceptInvitationResponse, BatchGetInvitationsRequest,
        BatchGetInvitationsResponse, InvitationOffer, InvitationPage, InvitationStatus, InviteMemberRequest,
        InviteMemberResponse, ListInvitationsRequest, ListInvitationsResponse, MintInvitationLinkRequest,
        MintInvitationLinkResponse, PreviewInvitationRequest, PreviewInvitationResponse, RevokeInvitationRequest,
        RevokeInvitationResponse,
    },
    r#type::v1 as proto,
};
use hc_rpc::{Violations, refusal, status};
use hc_types::{Email, InvitationId, OrganizationId, Timestamp};
use tonic::{Code, Request, Response, Status};

use super::{Answer, Api, actor, batch, hidden, memberships, no_organization, organizations, page, role};
use crate::{
    app::{
        accept_invitation::{AcceptInvitation, AcceptInvitationError, accept_invitation},
        invite_member::{InviteMember, InviteMemberError, add_link, invite_member},
        mint_invitation_link::mint_invitation_link,
        revoke_invitation::{RevokeInvitation, RevokeInvitationError, revoke_invitation},
    },
    domain::{
        invitation::{Invitation, Status as Standing},
        token::InvitationToken,
    },
    store,
};

pub async fn invite(api: &Api, request: Request<InviteMemberRequest>) -> Answer<InviteMemberResponse> {
    let caller = Caller::of(&request)?;
    let actor = actor(&caller)?;
    let request = request.into_inner();
    let organization: OrganizationId = request.organization_id.parse().map_err(|_| no_organization())?;
    api.access.organization(&caller, Permission::MemberInvite, organization).await?;
    let mut violations = Violations::new();
    let key = super::idempotency_key(&caller, "accounts.invite_member", request.idempotency_key.as_ref(), &request);
    let key = violations.check_as("IDEMPOTENCY_KEY_INVALID", "idempotency_key", key);
    let email = violations.check_as("EMAIL_INVALID", "email", Email::parse(&request.email));
    let role = violations.check_as("ROLE_INVALID", "role", role(request.role));
    let (Some(key), Some(email), Some(role)) = (key, email, role) else { return Err(super::refused(violations)) };
    let known = api.users.find(&email).await.map_err(status)?.map(|user| user.id);
    let (lifetime, open_at_most) = (api.invitations.lifetime, api.invitations.open_at_most);
    let invite = InviteMember { actor, organization, email, role, known, lifetime, open_at_most };
    let invited = api.db.transact_once(key, move |tx, now| {
        Box::pin(async move {
            let invitation = Some(to_message(&invite_member(tx, now, invite).await?, now));
            Ok::<_, InviteMemberError>(InviteMemberResponse { invitation, accept_url: String::new() })
        })
    });
    let invited = invited.await.map_err(status)?;
    let accept_url = link_to(api, &invited).await?;
    Ok(Response::new(InviteMemberResponse { accept_url, ..invited }))
}

/// A link to the invitation. It is made apart from it, because what is kept under an idempotency key must not hold a
/// secret: a repeated call gets another link to the same invitation.
async fn link_to(api: &Api, invited: &InviteMemberResponse) -> Result<String, Status> {
    let id = invited.invitation.as_ref().and_then(|invitation| invitation.id.parse().ok());
    let id: InvitationId = id.ok_or_else(|| Status::internal("a kept answer has no invitation"))?;
    let token = random_token()?;
    let url = format!("{}/invitations/accept?token={}", api.console.url.trim_end_matches('/'), token.expose());
    let added = api.db.transact(move |tx, _| Box::pin(add_link(tx, id, token))).await;
    added.map(|()| url).map_err(status)
}

fn random_token() -> Result<InvitationToken, Status> {
    let mut random = [0; 32];
    aws_lc_rs::rand::fill(&mut random).map_err(|_| Status::unavailable("no random numbers"))?;
    Ok(InvitationToken::new(random))
}

/// For the mail to the invited address. `auth` is asked first: a link is made when the mail can be written.
pub async fn mint_link(api: &Api, request: Request<MintInvitationLinkRequest>) -> Answer<MintInvitationLinkResponse> {
    let id = request.into_inner().invitation_id.parse::<InvitationId>().map_err(|_| no_invitation())?;
    let found = store::invitations::find(api.db.pool(), &[id]).await.map_err(status)?.pop();
    let found = found.ok_or_else(no_invitation)?;
    let inviter = api.users.find_by_id(found.invited_by).await.map_err(status)?;
    let addressee = api.users.find(&found.email).await.map_err(status)?;
    let organization = store::organizations::find(api.db.pool(), &[found.organization]).await.map_err(status)?.pop();
    let organization = organization.ok_or_else(no_organization)?;
    let token = random_token()?;
    let secret = token.expose();
    let minted = api.db.transact(move |tx, now| Box::pin(mint_invitation_link(tx, now, id, token))).await;
    let invitation = minted.map_err(status)?;
    let language = addressee.or_else(|| inviter.clone()).map(|user| user.language).unwrap_or_default();
    Ok(Response::new(MintInvitationLinkResponse {
        token: secret,
        email: invitation.email.typed().to_owned(),
        organization_id: invitation.organization.to_string(),
        organization_name: organization.name.as_str().to_owned(),
        inviter_id: invitation.invited_by.to_string(),
        inviter_name: inviter.map(|user| user.name).unwrap_or_default(),
        role: proto::Role::from(invitation.role).into(),
        expires_at: Some(invitation.expires_at.into()),
        language,
    }))
}

/// For whoever holds the link, signed in or not. It is found as acceptance finds it: by the hash of 256 random bits, so that
/// nothing can be tried out, and no time taken tells how near a guess was.
pub async fn preview(api: &Api, request: Request<PreviewInvitationRequest>) -> Answer<PreviewInvitationResponse> {
    let unknown = || status(AcceptInvitationError::NotFound);
    let token = InvitationToken::parse(&request.into_inner().token).ok_or_else(unknown)?;
    let found = store::invitations::find_by_token(api.db.pool(), &token).await.map_err(status)?.ok_or_else(unknown)?;
    let now = store::invitations::now(api.db.pool()).await.map_err(status)?;
    let standing = found.status(now);
    let offer = match standing {
        Standing::Pending => Some(offer(api, &found).await?),
        Standing::Accepted | Standing::Revoked | Standing::Expired => None,
    };
    Ok(Response::new(PreviewInvitationResponse { status: number(standing).into(), offer }))
}

async fn offer(api: &Api, invitation: &Invitation) -> Result<InvitationOffer, Status> {
    let organization =
        store::organizations::find(api.db.pool(), &[invitation.organization]).await.map_err(status)?.pop();
    let organization = organization.ok_or_else(no_organization)?;
    // An offer without a name is better than none.
    let inviter = api.users.find_by_id(invitation.invited_by).await.unwrap_or_else(|error| {
        tracing::warn!(error = &error as &dyn std::error::Error, "who invited is not known now, showing nobody");
        None
    });
    Ok(InvitationOffer {
        organization_name: organization.name.as_str().to_owned(),
        role: proto::Role::from(invitation.role).into(),
        inviter_name: inviter.map(|user| user.name).unwrap_or_default(),
        expires_at: Some(invitation.expires_at.into()),
    })
}

pub async fn accept(api: &Api, request: Request<AcceptInvitationRequest>) -> Answer<AcceptInvitationResponse> {
    let caller = Caller::of(&request)?;
    let actor = actor(&caller)?;
    let token = InvitationToken::parse(&request.into_inner().token);
    let token = token.ok_or_else(|| status(AcceptInvitationError::NotFound))?;
    let address = api.users.own_address(actor.user).await.map_err(status)?;
    let accept = AcceptInvitation { actor, address, token };
    let accepted = api.db.transact(move |tx, now| Box::pin(accept_invitation(tx, now, accept))).await;
    let membership = accepted.map_err(status)?;
    let found = store::organizations::find(api.db.pool(), &[membership.organization]).await.map_err(status)?.pop();
    let organization = found.map(|found| organizations::to_message(&found, Some(membership.role), Permissions::NONE));
    let membership = Some(memberships::to_message(&membership));
    Ok(Response::new(AcceptInvitationResponse { membership, organization }))
}

pub async fn revoke(api: &Api, request: Request<RevokeInvitationRequest>) -> Answer<RevokeInvitationResponse> {
    let caller = Caller::of(&request)?;
    let actor = actor(&caller)?;
    let id = request.into_inner().invitation_id.parse::<InvitationId>().map_err(|_| no_invitation())?;
    let found = store::invitations::find(api.db.pool(), &[id]).await.map_err(status)?.pop();
    let organization = found.ok_or_else(no_invitation)?.organization;
    let may = api.access.organization(&caller, Permission::InvitationRevoke, organization).await;
    may.map_err(|status| hidden(status, no_invitation))?;
    let revoke = RevokeInvitation { actor, organization, invitation: id };
    let revoked = api.db.transact(move |tx, now| {
        Box::pin(async move { Ok::<_, RevokeInvitationError>(to_message(&revoke_invitation(tx, revoke).await?, now)) })
    });
    Ok(Response::new(RevokeInvitationResponse { invitation: Some(revoked.await.map_err(status)?) }))
}

pub async fn list(api: &Api, request: Request<ListInvitationsRequest>) -> Answer<ListInvitationsResponse> {
    let caller = Caller::of(&request)?;
    let request = request.into_inner();
    let organizations = api.parents(&caller, Permission::InvitationRead, &request.organization_ids).await?;
    let page = page(request.page)?;
    let now = store::invitations::now(api.db.pool()).await.map_err(status)?;
    let pages = store::invitations::pages(api.db.pool(), &organizations, &page).await.map_err(status)?;
    let pages = pages.into_iter().map(|page| InvitationPage {
        page_info: Some(proto::PageInfo::of(&page, |invitation| invitation.id.uuid())),
        invitations: page.items.iter().map(|invitation| to_message(invitation, now)).collect(),
    });
    Ok(Response::new(ListInvitationsResponse { pages: pages.collect() }))
}

pub async fn batch_get(api: &Api, request: Request<BatchGetInvitationsRequest>) -> Answer<BatchGetInvitationsResponse> {
    let caller = Caller::of(&request)?;
    let ids: Vec<InvitationId> = batch(&request.into_inner().ids)?;
    let found = store::invitations::find(api.db.pool(), &ids).await.map_err(status)?;
    let organizations = found.iter().map(|invitation| invitation.organization);
    let readable = api.access.permitted(&caller, Permission::InvitationRead, organizations).await?;
    let now = store::invitations::now(api.db.pool()).await.map_err(status)?;
    let invitations = found.iter().filter(|invitation| readable.contains(&invitation.organization));
    let invitations = invitations.map(|invitation| to_message(invitation, now)).collect();
    Ok(Response::new(BatchGetInvitationsResponse { invitations }))
}

fn no_invitation() -> Status {
    refusal(Code::NotFound, "INVITATION_NOT_FOUND", "this invitation does not exist")
}

const fn number(standing: Standing) -> InvitationStatus {
    match standing {
        Standing::Pending => InvitationStatus::Pending,
        Standing::Accepted => InvitationStatus::Accepted,
        Standing::Revoked => InvitationStatus::Revoked,
        Standing::Expired => InvitationStatus::Expired,
    }
}

fn to_message(invitation: &Invitation, now: Timestamp) -> messages::Invitation {
    messages::Invitation {
        id: invitation.id.to_string(),
        organization_id: invitation.organization.to_string(),
        email: invitation.email.typed().to_owned(),
        role: proto::Role::from(invitation.role).into(),
        status: number(invitation.status(now)).into(),
        expires_at: Some(invitation.expires_at.into()),
        created_at: Some(invitation.created_at.into()),
    }
}
