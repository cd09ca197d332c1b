//! Organizations: made, found, listed.

use hc_access::{Caller, Permission, Permissions, Role};
use hc_proto::{
    accounts::v1::{
        self as messages, BatchGetOrganizationsRequest, BatchGetOrganizationsResponse, CreateOrganizationRequest,
        CreateOrganizationResponse, GetOrganizationBySlugRequest, GetOrganizationBySlugResponse,
        ListOrganizationsRequest, ListOrganizationsResponse, SearchOrganizationsRequest, SearchOrganizationsResponse,
        UpdateOrganizationRequest, UpdateOrganizationResponse,
    },
    r#type::v1 as proto,
};
use hc_rpc::{Violations, status};
use hc_types::{OrganizationId, Slug, UserId};
use tonic::{Request, Response};

use super::{Answer, Api, actor, batch, no_organization, page, refused};
use crate::{
    app::{
        create_organization::{CreateOrganization, CreateOrganizationError, create_organization},
        update_organization::{UpdateOrganization, update_organization},
    },
    domain::organization::{ChosenSlugError, Organization, OrganizationName, chosen_slug},
    store::{
        memberships,
        organizations::{self, Search},
    },
};

/// Characters that a search may have.
const SEARCH_AT_MOST: usize = 200;

pub async fn create(api: &Api, request: Request<CreateOrganizationRequest>) -> Answer<CreateOrganizationResponse> {
    let caller = Caller::of(&request)?;
    let actor = actor(&caller)?;
    let request = request.into_inner();
    let mut violations = Violations::new();
    let key =
        super::idempotency_key(&caller, "accounts.create_organization", request.idempotency_key.as_ref(), &request);
    let key = violations.check_as("IDEMPOTENCY_KEY_INVALID", "idempotency_key", key);
    let name = violations.check_as("NAME_INVALID", "name", OrganizationName::parse(&request.name));
    let slug = match request.slug.as_deref().map(chosen_slug).transpose() {
        Err(ChosenSlugError::Reserved) => {
            violations.check_as("SLUG_RESERVED", "slug", Err::<Option<Slug>, _>(ChosenSlugError::Reserved))
        }
        chosen => violations.check_as("SLUG_INVALID", "slug", chosen),
    };
    let (Some(key), Some(name), Some(slug)) = (key, name, slug) else { return Err(refused(violations)) };
    let create = CreateOrganization { actor, name, slug, owned_at_most: api.organizations.owned_at_most };
    let created = api.db.transact_once(key, move |tx, now| {
        Box::pin(async move {
            let organization = create_organization(tx, now, create).await?;
            let organization = Some(to_message(&organization, Some(Role::Owner), Permissions::NONE));
            Ok::<_, CreateOrganizationError>(CreateOrganizationResponse { organization })
        })
    });
    created.await.map(Response::new).map_err(status)
}

pub async fn update(api: &Api, request: Request<UpdateOrganizationRequest>) -> Answer<UpdateOrganizationResponse> {
    let caller = Caller::of(&request)?;
    let actor = actor(&caller)?;
    let request = request.into_inner();
    let organization = request.organization_id.parse().map_err(|_| no_organization())?;
    api.access.organization(&caller, Permission::OrganizationUpdate, organization).await?;
    let mut violations = Violations::new();
    let name = violations.check_as("NAME_INVALID", "name", OrganizationName::parse(&request.name));
    let Some(name) = name else { return Err(refused(violations)) };
    let update = UpdateOrganization { actor, organization, name };
    let updated = api.db.transact(move |tx, _| Box::pin(update_organization(tx, update))).await;
    let (updated, role) = updated.map_err(status)?;
    let organization = Some(to_message(&updated, Some(role), Permissions::NONE));
    Ok(Response::new(UpdateOrganizationResponse { organization }))
}

pub async fn get_by_slug(
    api: &Api,
    request: Request<GetOrganizationBySlugRequest>,
) -> Answer<GetOrganizationBySlugResponse> {
    let caller = Caller::of(&request)?;
    let viewer = caller.signed_in()?;
    let slug = Slug::parse(&request.into_inner().slug).map_err(|_| no_organization())?;
    let found = organizations::find_by_slug_for(api.db.pool(), &slug, viewer).await.map_err(status)?;
    let (found, role) = found.ok_or_else(no_organization)?;
    let as_staff = api.access.as_staff(&caller).await;
    if !held(role, as_staff).contains(Permission::OrganizationRead) {
        return Err(no_organization());
    }
    Ok(Response::new(GetOrganizationBySlugResponse { organization: Some(to_message(&found, role, as_staff)) }))
}

pub async fn batch_get(
    api: &Api,
    request: Request<BatchGetOrganizationsRequest>,
) -> Answer<BatchGetOrganizationsResponse> {
    let caller = Caller::of(&request)?;
    let user = caller.signed_in()?;
    let ids: Vec<OrganizationId> = batch(&request.into_inner().ids)?;
    let found = organizations::find_for(api.db.pool(), &ids, user).await.map_err(status)?;
    let as_staff = api.access.as_staff(&caller).await;
    let may_read = |role: Option<Role>| held(role, as_staff).contains(Permission::OrganizationRead);
    let readable = found.iter().filter(|(_, role)| may_read(*role));
    let organizations = readable.map(|(found, role)| to_message(found, *role, as_staff));
    Ok(Response::new(BatchGetOrganizationsResponse { organizations: organizations.collect() }))
}

pub async fn list(api: &Api, request: Request<ListOrganizationsRequest>) -> Answer<ListOrganizationsResponse> {
    let caller = Caller::of(&request)?;
    let user = caller.signed_in()?;
    let page = page(request.into_inner().page)?;
    let found = organizations::page_of_user(api.db.pool(), user, &page).await.map_err(status)?;
    let as_staff = api.access.as_staff(&caller).await;
    let page_info = Some(proto::PageInfo::of(&found, |(organization, _)| organization.id.uuid()));
    let organizations = found.items.iter().map(|(found, role)| to_message(found, *role, as_staff));
    Ok(Response::new(ListOrganizationsResponse { organizations: organizations.collect(), page_info }))
}

/// Its rule has asked for the platform role.
pub async fn search(api: &Api, request: Request<SearchOrganizationsRequest>) -> Answer<SearchOrganizationsResponse> {
    let caller = Caller::of(&request)?;
    let viewer = caller.signed_in()?;
    let request = request.into_inner();
    let mut violations = Violations::new();
    if request.text.chars().count() > SEARCH_AT_MOST {
        violations.add("text", "TEXT_INVALID", format!("at most {SEARCH_AT_MOST} characters"));
    }
    let user = request.user_id.as_deref().map(str::parse::<UserId>).transpose();
    let user = violations.check_as("USER_INVALID", "user_id", user);
    violations.finish()?;
    let page = page(request.page)?;
    let search = Search::new(&request.text, user.flatten());
    let mut reader = api.db.stale_reader().await.map_err(status)?;
    let found = organizations::search(&mut *reader, &search, &page).await.map_err(status)?;
    drop(reader);
    let ids: Vec<_> = found.items.iter().map(|organization| organization.id).collect();
    let roles = memberships::roles_of(api.db.pool(), viewer, &ids).await.map_err(status)?;
    let as_staff = api.access.as_staff(&caller).await;
    let page_info = Some(proto::PageInfo::of(&found, |organization| organization.id.uuid()));
    let organizations = found.items.iter().map(|found| to_message(found, roles.get(&found.id).copied(), as_staff));
    Ok(Response::new(SearchOrganizationsResponse { organizations: organizations.collect(), page_info }))
}

fn held(viewer: Option<Role>, as_staff: Permissions) -> Permissions {
    viewer.map(Role::permissions).unwrap_or_default().union(as_staff)
}

/// An organization as somebody in this role sees it, who has these permissions besides, as one of the staff.
pub fn to_message(organization: &Organization, viewer: Option<Role>, as_staff: Permissions) -> messages::Organization {
    messages::Organization {
        id: organization.id.to_string(),
        slug: organization.slug.to_string(),
        name: organization.name.as_str().to_owned(),
        viewer_role: viewer.map_or(proto::Role::Unspecified, proto::Role::from).into(),
        viewer_permissions: held(viewer, as_staff).iter().map(|permission| permission.name().to_owned()).collect(),
        created_at: Some(organization.created_at.into()),
    }
}
