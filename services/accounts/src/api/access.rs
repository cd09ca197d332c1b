//! The question that every other service asks: what is a user in an organization?

use futures::future::BoxFuture;
use hc_access::{LocalAccounts, Role};
use hc_proto::{
    accounts::v1::{GetAccessRequest, GetAccessResponse},
    r#type::v1 as proto,
};
use hc_rpc::status;
use hc_storage::Db;
use hc_types::{OrganizationId, UserId};
use tonic::{Request, Response};

use super::{Answer, Api};
use crate::store::memberships;

/// Always asks the database that members are changed in: followers believe the answer.
pub async fn get(api: &Api, request: Request<GetAccessRequest>) -> Answer<GetAccessResponse> {
    let request = request.into_inner();
    let (Ok(user), Ok(organization)) = (request.user_id.parse(), request.organization_id.parse()) else {
        return Ok(Response::new(GetAccessResponse { role: proto::Role::Unspecified.into() }));
    };
    let role = memberships::role_of(api.db.pool(), organization, user).await.map_err(status)?;
    let role = role.map_or(proto::Role::Unspecified, proto::Role::from);
    Ok(Response::new(GetAccessResponse { role: role.into() }))
}

/// What the access checks of this very service ask, answered from its own database.
pub struct OwnAnswers(pub Db);

impl LocalAccounts for OwnAnswers {
    fn role(&self, user: UserId, organization: OrganizationId) -> BoxFuture<'static, anyhow::Result<Option<Role>>> {
        let db = self.0.clone();
        Box::pin(async move { Ok(memberships::role_of(db.pool(), organization, user).await?) })
    }
}
