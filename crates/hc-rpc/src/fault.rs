//! Errors on their way in: what a status of one of our services says.

use std::{fmt, time::Duration};

use tonic::{Code, Status};
use tonic_types::StatusExt;

use crate::problem::{DOMAIN, Violation};

/// A caller's view of a failed call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The gRPC code.
    pub code: Code,
    /// The reason, when the status comes from a service of ours and has one.
    pub reason: Option<String>,
    /// For people.
    pub message: String,
    /// The fields that are to blame.
    pub violations: Vec<Violation>,
    /// When another attempt makes sense.
    pub retry_after: Option<Duration>,
}

impl Fault {
    /// Whether the outcome of the call is unknown: it may have had its effect.
    pub fn is_unknown(&self) -> bool {
        matches!(self.code, Code::Unavailable | Code::DeadlineExceeded | Code::Cancelled | Code::Unknown)
    }
}

impl From<&Status> for Fault {
    fn from(status: &Status) -> Self {
        let details = status.get_error_details();
        let reason = details.error_info().filter(|info| info.domain == DOMAIN).map(|info| info.reason.clone());
        let violations = details.bad_request().map(|request| {
            let each = request.field_violations.iter();
            each.map(|found| Violation::new(&found.field, &found.reason, &found.description)).collect()
        });
        Self {
            code: status.code(),
            reason,
            message: status.message().to_owned(),
            violations: violations.unwrap_or_default(),
            retry_after: details.retry_info().and_then(|info| info.retry_delay),
        }
    }
}

impl From<Status> for Fault {
    fn from(status: Status) -> Self {
        Self::from(&status)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.reason {
            Some(reason) => write!(f, "{:?} {reason}: {}", self.code, self.message),
            None => write!(f, "{:?}: {}", self.code, self.message),
        }
    }
}

impl std::error::Error for Fault {}
