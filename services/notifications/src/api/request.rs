//! What handlers ask of a request alike.

use std::str::FromStr;

use hc_access::{Access, Caller, Permission};
use hc_events::Cause;
use hc_proto::{CheckedPage, r#type::v1 as proto};
use hc_rpc::{CallContext, Violations, refusal};
use hc_storage::{Idempotency, KeyError};
use hc_types::{OrganizationId, PageRequest};
use tonic::{Code, Status};

/// Ids that a batch may have.
pub const BATCH_AT_MOST: usize = 500;
/// Parents that a list of lists may have.
pub const PARENTS_AT_MOST: usize = 100;

/// Why something happens that this caller asked for.
pub fn cause(caller: &Caller) -> Cause {
    let request = CallContext::current().unwrap_or_default();
    Cause::by(caller.principal(), request.request_id()).in_session(caller.session())
}

/// The page of a request.
pub fn page(request: Option<proto::PageRequest>) -> Result<PageRequest, Status> {
    let checked = CheckedPage::try_from(request);
    checked.map(|page| page.0).map_err(|error| refusal(Code::InvalidArgument, "PAGE_INVALID", error.to_string()))
}

/// Refuses a list that is too long.
pub fn at_most(most: usize, ids: &[String]) -> Result<(), Status> {
    if ids.len() <= most {
        return Ok(());
    }
    let message = format!("at most {most} ids at once, not {}", ids.len());
    Err(refusal(Code::InvalidArgument, "TOO_MANY_IDS", message))
}

/// The ids of a batch. What is no id of this kind exists as little as one that nobody has.
pub fn batch<T: FromStr>(most: usize, ids: &[String]) -> Result<Vec<T>, Status> {
    at_most(most, ids)?;
    Ok(ids.iter().filter_map(|id| id.parse().ok()).collect())
}

/// The organizations of a list of lists, each of which the caller may read.
pub async fn organizations(
    access: &Access,
    caller: &Caller,
    permission: Permission,
    ids: &[String],
) -> Result<Vec<OrganizationId>, Status> {
    at_most(PARENTS_AT_MOST, ids)?;
    let ids: Vec<OrganizationId> =
        ids.iter().map(|id| id.parse().map_err(|_| no_organization())).collect::<Result<_, _>>()?;
    access.organizations(caller, permission, &ids).await?;
    Ok(ids)
}

/// The organization that is not there, or not for this caller.
pub fn no_organization() -> Status {
    refusal(Code::NotFound, "ORGANIZATION_NOT_FOUND", "this organization does not exist")
}

/// For objects that are found by their own id: who may not know the organization may not know the object.
pub fn hidden(status: Status, instead: impl FnOnce() -> Status) -> Status {
    if status.code() == Code::NotFound { instead() } else { status }
}

/// What makes a repeated call the same call; none without a key. The hash is over the request with its key.
pub fn idempotency_key(
    caller: &Caller,
    operation: &'static str,
    key: Option<&String>,
    request: &impl prost::Message,
) -> Result<Option<Idempotency>, KeyError> {
    key.map(|key| Idempotency::new(caller.principal(), operation, key, request)).transpose()
}

/// The status of a request with something wrong in it.
pub fn refused(violations: Violations) -> Status {
    violations.finish().err().unwrap_or_else(|| Status::internal("a refused request without a violation"))
}
