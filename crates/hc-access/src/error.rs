//! Why a call was not let in, in words that tell an attacker nothing.

use std::time::Duration;

use hc_rpc::Problem;
use hc_types::OrganizationId;
use tonic::Code;

use crate::permission::Permission;

/// A call that was not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccessError {
    /// No token, or one that does not count; which of the two, and why, is a metric's label.
    #[error("sign in to do this")]
    Unauthenticated,
    /// The certificate belongs to a service that may not call this.
    #[error("this service may not call this method")]
    ServiceNotAllowed,
    /// No such organization, or not the caller's: the two look alike.
    #[error("organization {0} does not exist")]
    OrganizationNotFound(OrganizationId),
    /// A member without the permission.
    #[error("this needs the permission {0}")]
    PermissionDenied(Permission),
    /// The owner of the answer cannot be reached.
    #[error("permissions cannot be checked at the moment")]
    Unavailable,
    /// The method is in no rule table.
    #[error("this method does not exist")]
    Unimplemented,
}

impl Problem for AccessError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::Unauthenticated => (Code::Unauthenticated, "UNAUTHENTICATED"),
            Self::ServiceNotAllowed => (Code::PermissionDenied, "SERVICE_NOT_ALLOWED"),
            Self::OrganizationNotFound(_) => (Code::NotFound, "ORGANIZATION_NOT_FOUND"),
            Self::PermissionDenied(_) => (Code::PermissionDenied, "PERMISSION_DENIED"),
            Self::Unavailable => (Code::Unavailable, "ACCESS_UNAVAILABLE"),
            Self::Unimplemented => (Code::Unimplemented, "METHOD_UNKNOWN"),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        (*self == Self::Unavailable).then_some(Duration::from_secs(1))
    }
}
