//! A member changes the organization's name.

use hc_access::{Permission, Role};
use hc_proto::events::v1::OrganizationUpdated;
use hc_rpc::Problem;
use hc_storage::StoreError;
use hc_types::OrganizationId;
use sqlx::PgConnection;
use tonic::Code;

use super::{Actor, Denied};
use crate::{
    domain::organization::{Organization, OrganizationName},
    store::organizations,
};

pub struct UpdateOrganization {
    pub actor: Actor,
    pub organization: OrganizationId,
    pub name: OrganizationName,
}

/// The organization as it is then, and the actor's role there; nothing is told when it had that name already.
pub async fn update_organization(
    tx: &mut PgConnection,
    wanted: UpdateOrganization,
) -> Result<(Organization, Role), UpdateOrganizationError> {
    let UpdateOrganization { actor, organization, name } = wanted;
    let own = actor.role_in(tx, organization).await?.filter(|own| own.allows(Permission::OrganizationUpdate));
    let own = own.ok_or(Denied(Permission::OrganizationUpdate))?;
    let found = organizations::find(&mut *tx, &[organization]).await?.pop();
    let before = found.ok_or(UpdateOrganizationError::NotFound)?;
    if before.name == name {
        return Ok((before, own));
    }
    organizations::set_name(tx, organization, &name).await?;
    let told = OrganizationUpdated {
        organization_id: organization.to_string(),
        name: name.as_str().to_owned(),
        previous_name: before.name.as_str().to_owned(),
    };
    actor.tell(tx, organization.to_string(), organization, told).await?;
    Ok((Organization { name, ..before }, own))
}

#[derive(Debug, thiserror::Error)]
pub enum UpdateOrganizationError {
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error("this organization does not exist")]
    NotFound,
    #[error("the organization store failed")]
    Store(#[from] StoreError),
}

impl Problem for UpdateOrganizationError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::Denied(_) => (Code::PermissionDenied, "PERMISSION_DENIED"),
            Self::NotFound => (Code::NotFound, "ORGANIZATION_NOT_FOUND"),
            Self::Store(error) => error.problem(),
        }
    }
}
