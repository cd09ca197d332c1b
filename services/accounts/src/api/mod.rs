//! gRPC handlers: authorise, convert, run, map errors.

mod access;
mod invitations;
mod memberships;
mod organizations;
mod rules;

use std::{fmt::Display, str::FromStr, sync::Arc};

use hc_access::{Access, Caller, Peers, Permission, feed};
use hc_chassis::Stopping;
use hc_events::Cause;
use hc_proto::{
    CheckedPage,
    accounts::v1::{
        AcceptInvitationRequest, AcceptInvitationResponse, BatchGetInvitationsRequest, BatchGetInvitationsResponse,
        BatchGetMembershipsRequest, BatchGetMembershipsResponse, BatchGetOrganizationsRequest,
        BatchGetOrganizationsResponse, ChangeMemberRoleRequest, ChangeMemberRoleResponse, CreateOrganizationRequest,
        CreateOrganizationResponse, GetAccessRequest, GetAccessResponse, GetOrganizationBySlugRequest,
        GetOrganizationBySlugResponse, InviteMemberRequest, InviteMemberResponse, ListInvitationsRequest,
        ListInvitationsResponse, ListMembershipsRequest, ListMembershipsResponse, ListOrganizationsRequest,
        ListOrganizationsResponse, ListRecipientsRequest, ListRecipientsResponse, MintInvitationLinkRequest,
        MintInvitationLinkResponse, PreviewInvitationRequest, PreviewInvitationResponse, RemoveMemberRequest,
        RemoveMemberResponse, RevokeInvitationRequest, RevokeInvitationResponse, SearchOrganizationsRequest,
        SearchOrganizationsResponse, UpdateOrganizationRequest, UpdateOrganizationResponse,
        accounts_service_server::{AccountsService, AccountsServiceServer},
    },
    r#type::v1 as proto,
};
use hc_rpc::{CallContext, GrpcServer, Violations, refusal};
use hc_storage::{Db, Idempotency, KeyError};
use hc_types::{OrganizationId, PageRequest};
use tonic::{Code, Request, Response, Status};

use self::{access::OwnAnswers, rules::RULES};
use crate::{
    app::Actor,
    settings::{ConsoleSettings, InvitationSettings, OrganizationSettings, Settings},
    users::Users,
};

/// Ids that a batch may have.
const BATCH_AT_MOST: usize = 500;
/// Organizations that a list of lists may have.
const PARENTS_AT_MOST: usize = 100;

/// The service, with all that its handlers need.
struct Api {
    db: Db,
    access: Access,
    users: Users,
    console: ConsoleSettings,
    organizations: OrganizationSettings,
    invitations: InvitationSettings,
}

/// The gRPC server: the service itself and the feed of what changes access, behind the access check.
pub fn server(db: &Db, settings: &Settings, stopping: Stopping) -> anyhow::Result<GrpcServer> {
    let auth = hc_rpc::connect(&settings.peers.auth, &settings.tls)?;
    let peers = Peers::in_accounts(auth.clone(), Arc::new(OwnAnswers(db.clone())));
    let access = Access::start(&settings.access, peers, &[RULES, hc_deadletters::RULES].concat(), stopping.clone())?;
    let layer = access.layer();
    let api = Api {
        db: db.clone(),
        access,
        users: Users::new(auth),
        console: settings.console.clone(),
        organizations: settings.organizations.clone(),
        invitations: settings.invitations.clone(),
    };
    let server = GrpcServer::new(&settings.grpc, &settings.tls)?;
    let dead_letters = hc_deadletters::service("accounts", db, &settings.broker);
    Ok(server.add(AccountsServiceServer::new(api)).add(feed::service(db, stopping)).add(dead_letters).layer(layer))
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl AccountsService for Api {
    async fn create_organization(
        &self,
        request: Request<CreateOrganizationRequest>,
    ) -> Answer<CreateOrganizationResponse> {
        organizations::create(self, request).await
    }

    async fn update_organization(
        &self,
        request: Request<UpdateOrganizationRequest>,
    ) -> Answer<UpdateOrganizationResponse> {
        organizations::update(self, request).await
    }

    async fn get_organization_by_slug(
        &self,
        request: Request<GetOrganizationBySlugRequest>,
    ) -> Answer<GetOrganizationBySlugResponse> {
        organizations::get_by_slug(self, request).await
    }

    async fn batch_get_organizations(
        &self,
        request: Request<BatchGetOrganizationsRequest>,
    ) -> Answer<BatchGetOrganizationsResponse> {
        organizations::batch_get(self, request).await
    }

    async fn list_organizations(
        &self,
        request: Request<ListOrganizationsRequest>,
    ) -> Answer<ListOrganizationsResponse> {
        organizations::list(self, request).await
    }

    async fn search_organizations(
        &self,
        request: Request<SearchOrganizationsRequest>,
    ) -> Answer<SearchOrganizationsResponse> {
        organizations::search(self, request).await
    }

    async fn list_memberships(&self, request: Request<ListMembershipsRequest>) -> Answer<ListMembershipsResponse> {
        memberships::list(self, request).await
    }

    async fn batch_get_memberships(
        &self,
        request: Request<BatchGetMembershipsRequest>,
    ) -> Answer<BatchGetMembershipsResponse> {
        memberships::batch_get(self, request).await
    }

    async fn change_member_role(&self, request: Request<ChangeMemberRoleRequest>) -> Answer<ChangeMemberRoleResponse> {
        memberships::change_role(self, request).await
    }

    async fn remove_member(&self, request: Request<RemoveMemberRequest>) -> Answer<RemoveMemberResponse> {
        memberships::remove(self, request).await
    }

    async fn invite_member(&self, request: Request<InviteMemberRequest>) -> Answer<InviteMemberResponse> {
        invitations::invite(self, request).await
    }

    async fn preview_invitation(
        &self,
        request: Request<PreviewInvitationRequest>,
    ) -> Answer<PreviewInvitationResponse> {
        invitations::preview(self, request).await
    }

    async fn accept_invitation(&self, request: Request<AcceptInvitationRequest>) -> Answer<AcceptInvitationResponse> {
        invitations::accept(self, request).await
    }

    async fn revoke_invitation(&self, request: Request<RevokeInvitationRequest>) -> Answer<RevokeInvitationResponse> {
        invitations::revoke(self, request).await
    }

    async fn list_invitations(&self, request: Request<ListInvitationsRequest>) -> Answer<ListInvitationsResponse> {
        invitations::list(self, request).await
    }

    async fn batch_get_invitations(
        &self,
        request: Request<BatchGetInvitationsRequest>,
    ) -> Answer<BatchGetInvitationsResponse> {
        invitations::batch_get(self, request).await
    }

    async fn mint_invitation_link(
        &self,
        request: Request<MintInvitationLinkRequest>,
    ) -> Answer<MintInvitationLinkResponse> {
        invitations::mint_link(self, request).await
    }

    async fn list_recipients(&self, request: Request<ListRecipientsRequest>) -> Answer<ListRecipientsResponse> {
        memberships::list_recipients(self, request).await
    }

    async fn get_access(&self, request: Request<GetAccessRequest>) -> Answer<GetAccessResponse> {
        access::get(self, request).await
    }
}

impl Api {
    /// The organizations of a list of lists, each of which the caller may read.
    async fn parents(
        &self,
        caller: &Caller,
        permission: Permission,
        ids: &[String],
    ) -> Result<Vec<OrganizationId>, Status> {
        at_most(PARENTS_AT_MOST, ids)?;
        let ids: Vec<OrganizationId> =
            ids.iter().map(|id| id.parse().map_err(|_| no_organization())).collect::<Result<_, _>>()?;
        self.access.organizations(caller, permission, &ids).await?;
        Ok(ids)
    }
}

/// Who acts, and under which request.
fn actor(caller: &Caller) -> Result<Actor, Status> {
    let user = caller.signed_in()?;
    let request = CallContext::current().unwrap_or_default();
    let cause = Cause::by(caller.principal(), request.request_id()).in_session(caller.session());
    Ok(Actor { user, cause })
}

fn page(request: Option<proto::PageRequest>) -> Result<PageRequest, Status> {
    let checked = CheckedPage::try_from(request);
    checked.map(|page| page.0).map_err(|error| refusal(Code::InvalidArgument, "PAGE_INVALID", error.to_string()))
}

fn at_most(most: usize, ids: &[String]) -> Result<(), Status> {
    if ids.len() <= most {
        return Ok(());
    }
    let message = format!("at most {most} ids at once, not {}", ids.len());
    Err(refusal(Code::InvalidArgument, "TOO_MANY_IDS", message))
}

/// The ids of a batch. What is no id of this kind exists as little as one that nobody has.
fn batch<T: FromStr>(ids: &[String]) -> Result<Vec<T>, Status> {
    at_most(BATCH_AT_MOST, ids)?;
    Ok(ids.iter().filter_map(|id| id.parse().ok()).collect())
}

fn role(number: i32) -> Result<hc_access::Role, impl Display> {
    let known = proto::Role::try_from(number).ok().and_then(|role| role.try_into().ok());
    known.ok_or("a role is one of owner, admin, billing, developer, viewer")
}

fn no_organization() -> Status {
    refusal(Code::NotFound, "ORGANIZATION_NOT_FOUND", "this organization does not exist")
}

/// For objects that are found by their own id: who may not know the organization may not know the object.
fn hidden(status: Status, instead: impl FnOnce() -> Status) -> Status {
    if status.code() == Code::NotFound { instead() } else { status }
}

/// What makes a repeated call the same call; none without a key. The hash is over the request with its key.
fn idempotency_key(
    caller: &Caller,
    operation: &'static str,
    key: Option<&String>,
    request: &impl prost::Message,
) -> Result<Option<Idempotency>, KeyError> {
    key.map(|key| Idempotency::new(caller.principal(), operation, key, request)).transpose()
}

/// The status of a request with something wrong in it.
fn refused(violations: Violations) -> Status {
    violations.finish().err().unwrap_or_else(|| Status::internal("a refused request without a violation"))
}
