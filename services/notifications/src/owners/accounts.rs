//! `accounts`: who belongs to an organization, and who is invited.

use hc_access::Role;
use hc_proto::accounts::v1::{
    ListRecipientsRequest, ListRecipientsResponse, MintInvitationLinkRequest, MintInvitationLinkResponse,
    accounts_service_client::AccountsServiceClient,
};
use hc_types::{InvitationId, OrganizationId, Timestamp, UserId};
use tonic::Code;

use super::{OwnerError, Owners};

const OWNER: &str = "accounts";

/// An organization and who can be told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Members {
    pub organization_name: String,
    pub members: Vec<(UserId, Role)>,
}

/// A link to an invitation, and what its mail says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationLink {
    pub token: String,
    pub email: String,
    pub organization_name: String,
    pub inviter_name: String,
    pub role: Role,
    pub expires_at: Timestamp,
    /// BCP 47.
    pub language: String,
}

impl Owners {
    /// The members of an organization; none when it does not exist.
    pub async fn members(&self, organization: OrganizationId) -> Result<Option<Members>, OwnerError> {
        let request = ListRecipientsRequest { organization_id: organization.to_string() };
        match AccountsServiceClient::new(self.accounts.clone()).list_recipients(request).await {
            Ok(answer) => Members::try_from(answer.into_inner()).map(Some),
            Err(status) if status.code() == Code::NotFound => Ok(None),
            Err(status) => Err(OwnerError::of(OWNER, &status)),
        }
    }

    /// Another link to an invitation; none when it is no longer open.
    pub async fn invitation_link(&self, id: InvitationId) -> Result<Option<InvitationLink>, OwnerError> {
        let request = MintInvitationLinkRequest { invitation_id: id.to_string() };
        match AccountsServiceClient::new(self.accounts.clone()).mint_invitation_link(request).await {
            Ok(answer) => InvitationLink::try_from(answer.into_inner()).map(Some),
            Err(status) if matches!(status.code(), Code::NotFound | Code::FailedPrecondition) => Ok(None),
            Err(status) => Err(OwnerError::of(OWNER, &status)),
        }
    }
}

fn role(number: i32) -> Result<Role, OwnerError> {
    let known = hc_proto::r#type::v1::Role::try_from(number).ok().and_then(|role| Role::try_from(role).ok());
    known.ok_or("a role that is unknown here").map_err(OwnerError::unexpected(OWNER))
}

impl TryFrom<ListRecipientsResponse> for Members {
    type Error = OwnerError;

    fn try_from(answer: ListRecipientsResponse) -> Result<Self, OwnerError> {
        let members = answer.recipients.into_iter().map(|found| {
            let user = found.user_id.parse().map_err(|_| "no user's id").map_err(OwnerError::unexpected(OWNER))?;
            Ok((user, role(found.role)?))
        });
        Ok(Self { organization_name: answer.organization_name, members: members.collect::<Result<_, _>>()? })
    }
}

impl TryFrom<MintInvitationLinkResponse> for InvitationLink {
    type Error = OwnerError;

    fn try_from(link: MintInvitationLinkResponse) -> Result<Self, OwnerError> {
        let expires_at = link.expires_at.and_then(|at| Timestamp::try_from(at).ok());
        Ok(Self {
            expires_at: expires_at.ok_or("a link without its end").map_err(OwnerError::unexpected(OWNER))?,
            role: role(link.role)?,
            token: link.token,
            email: link.email,
            organization_name: link.organization_name,
            inviter_name: link.inviter_name,
            language: link.language,
        })
    }
}
