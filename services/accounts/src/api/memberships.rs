//! Members: listed, given another role, removed.

use hc_access::{Caller, Permission};
use hc_proto::{
    accounts::v1::{
        self as messages, BatchGetMembershipsRequest, BatchGetMembershipsResponse, ChangeMemberRoleRequest,
        ChangeMemberRoleResponse, ListMembershipsRequest, ListMembershipsResponse, ListRecipientsRequest,
        ListRecipientsResponse, MembershipPage, Recipient, RemoveMemberRequest, RemoveMemberResponse,
    },
    r#type::v1 as proto,
};
use hc_rpc::{Violations, refusal, status};
use hc_types::MembershipId;
use tonic::{Code, Request, Response, Status};

use super::{Answer, Api, actor, batch, hidden, page, role};
use crate::{
    app::{
        change_member_role::{ChangeMemberRole, change_member_role},
        remove_member::{RemoveMember, remove_member},
    },
    domain::membership::Membership,
    store::{memberships, organizations},
};

pub async fn list(api: &Api, request: Request<ListMembershipsRequest>) -> Answer<ListMembershipsResponse> {
    let caller = Caller::of(&request)?;
    let request = request.into_inner();
    let organizations = api.parents(&caller, Permission::MemberRead, &request.organization_ids).await?;
    let page = page(request.page)?;
    let pages = memberships::pages(api.db.pool(), &organizations, &page).await.map_err(status)?;
    let pages = pages.into_iter().map(|page| MembershipPage {
        page_info: Some(proto::PageInfo::of(&page, |membership| membership.id.uuid())),
        memberships: page.items.iter().map(to_message).collect(),
    });
    Ok(Response::new(ListMembershipsResponse { pages: pages.collect() }))
}

/// Members who can be told something at once; more than any organization of people has.
const RECIPIENTS_AT_MOST: i64 = 1_000;

pub async fn list_recipients(api: &Api, request: Request<ListRecipientsRequest>) -> Answer<ListRecipientsResponse> {
    let missing = super::no_organization;
    let organization = request.into_inner().organization_id.parse().map_err(|_| missing())?;
    let found = organizations::find(api.db.pool(), &[organization]).await.map_err(status)?.pop();
    let found = found.ok_or_else(missing)?;
    let members = memberships::oldest(api.db.pool(), organization, RECIPIENTS_AT_MOST).await.map_err(status)?;
    let recipients = members
        .into_iter()
        .map(|member| Recipient { user_id: member.user.to_string(), role: proto::Role::from(member.role).into() });
    let organization_name = found.name.as_str().to_owned();
    Ok(Response::new(ListRecipientsResponse { organization_name, recipients: recipients.collect() }))
}

pub async fn batch_get(api: &Api, request: Request<BatchGetMembershipsRequest>) -> Answer<BatchGetMembershipsResponse> {
    let caller = Caller::of(&request)?;
    let ids: Vec<MembershipId> = batch(&request.into_inner().ids)?;
    let found = memberships::find(api.db.pool(), &ids).await.map_err(status)?;
    let organizations = found.iter().map(|membership| membership.organization);
    let readable = api.access.permitted(&caller, Permission::MemberRead, organizations).await?;
    let memberships = found.iter().filter(|membership| readable.contains(&membership.organization));
    Ok(Response::new(BatchGetMembershipsResponse { memberships: memberships.map(to_message).collect() }))
}

pub async fn change_role(api: &Api, request: Request<ChangeMemberRoleRequest>) -> Answer<ChangeMemberRoleResponse> {
    let caller = Caller::of(&request)?;
    let actor = actor(&caller)?;
    let request = request.into_inner();
    let found = find(api, &request.membership_id).await?;
    let may = api.access.organization(&caller, Permission::MemberChangeRole, found.organization).await;
    may.map_err(|status| hidden(status, no_membership))?;
    let mut violations = Violations::new();
    let Some(role) = violations.check_as("ROLE_INVALID", "role", role(request.role)) else {
        return Err(super::refused(violations));
    };
    let change = ChangeMemberRole { actor, organization: found.organization, membership: found.id, role };
    let changed = api.db.transact(move |tx, _| Box::pin(change_member_role(tx, change))).await.map_err(status)?;
    Ok(Response::new(ChangeMemberRoleResponse { membership: Some(to_message(&changed)) }))
}

pub async fn remove(api: &Api, request: Request<RemoveMemberRequest>) -> Answer<RemoveMemberResponse> {
    let caller = Caller::of(&request)?;
    let actor = actor(&caller)?;
    let found = find(api, &request.into_inner().membership_id).await?;
    // Everybody may leave.
    if found.user != actor.user {
        let may = api.access.organization(&caller, Permission::MemberRemove, found.organization).await;
        may.map_err(|status| hidden(status, no_membership))?;
    }
    let remove = RemoveMember { actor, organization: found.organization, membership: found.id };
    let removed = api.db.transact(move |tx, _| Box::pin(remove_member(tx, remove))).await.map_err(status)?;
    Ok(Response::new(RemoveMemberResponse { membership: Some(to_message(&removed)) }))
}

async fn find(api: &Api, id: &str) -> Result<Membership, Status> {
    let id: MembershipId = id.parse().map_err(|_| no_membership())?;
    let found = memberships::find(api.db.pool(), &[id]).await.map_err(status)?.pop();
    found.ok_or_else(no_membership)
}

fn no_membership() -> Status {
    refusal(Code::NotFound, "MEMBERSHIP_NOT_FOUND", "this membership does not exist")
}

pub fn to_message(membership: &Membership) -> messages::Membership {
    messages::Membership {
        id: membership.id.to_string(),
        organization_id: membership.organization.to_string(),
        user_id: membership.user.to_string(),
        role: proto::Role::from(membership.role).into(),
        created_at: Some(membership.created_at.into()),
    }
}
