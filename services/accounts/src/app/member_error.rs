//! Why a membership is neither changed nor ended.

use hc_rpc::Problem;
use hc_storage::StoreError;
use tonic::Code;

use super::Denied;
use crate::domain::membership::MembershipError;

#[derive(Debug, thiserror::Error)]
pub enum MemberError {
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error("this membership does not exist")]
    NotFound,
    #[error(transparent)]
    Rule(#[from] MembershipError),
    #[error("the membership store failed")]
    Store(#[from] StoreError),
}

impl Problem for MemberError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::Denied(_) => (Code::PermissionDenied, "PERMISSION_DENIED"),
            Self::NotFound => (Code::NotFound, "MEMBERSHIP_NOT_FOUND"),
            Self::Rule(MembershipError::LastOwner) => (Code::FailedPrecondition, "LAST_OWNER"),
            Self::Rule(MembershipError::RoleAboveOwn { .. }) => (Code::PermissionDenied, "ROLE_ABOVE_OWN"),
            Self::Store(error) => error.problem(),
        }
    }
}
