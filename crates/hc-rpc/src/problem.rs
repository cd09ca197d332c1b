//! Errors on their way out: what went wrong becomes a gRPC status with `google.rpc` details.

use std::{collections::HashMap, error::Error, fmt::Display, iter::successors, time::Duration};

use tonic::{Code, Status};
use tonic_types::{ErrorDetails, FieldViolation, StatusExt};

/// The domain of every reason of ours in `google.rpc.ErrorInfo`.
pub const DOMAIN: &str = "hostingco";

/// The reason of a status that lists violations.
pub const INVALID_FIELDS: &str = "INVALID_FIELDS";

/// An error that knows what to tell a caller.
///
/// The reason is a contract: stable, `SCREAMING_SNAKE_CASE`, listed in the method's comment in the proto. The error's
/// text is for people; with `Code::Internal` it is logged and not told.
pub trait Problem: Error {
    /// The code and the reason.
    fn problem(&self) -> (Code, &'static str);

    /// The fields of the request that are to blame, if any.
    fn violations(&self) -> Vec<Violation> {
        Vec::new()
    }

    /// When another attempt makes sense.
    fn retry_after(&self) -> Option<Duration> {
        None
    }
}

/// What is wrong with one field of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The path of the field in the request message, in snake case: `items[2].price_id`.
    pub field: String,
    /// Stable, `SCREAMING_SNAKE_CASE`: `UNKNOWN_PRICE`.
    pub reason: String,
    /// For people.
    pub message: String,
}

impl Violation {
    /// A violation from its parts.
    pub fn new(field: impl Into<String>, reason: impl Into<String>, message: impl Display) -> Self {
        Self { field: field.into(), reason: reason.into(), message: message.to_string() }
    }
}

/// The status that a caller gets for `error`. What is internal is logged here, with its causes, and not told.
#[expect(clippy::needless_pass_by_value, reason = "it is the end of the error, and reads as such in `map_err(status)`")]
pub fn status<E: Problem + 'static>(error: E) -> Status {
    let (code, reason) = error.problem();
    let hidden = matches!(code, Code::Internal | Code::Unknown | Code::DataLoss);
    let message = if hidden { log_and_hide(&error) } else { error.to_string() };
    let mut details = ErrorDetails::with_error_info(reason, DOMAIN, HashMap::new());
    let violations = error.violations();
    if !violations.is_empty() {
        details.set_bad_request(violations.into_iter().map(to_wire).collect::<Vec<_>>());
    }
    if let Some(after) = error.retry_after() {
        details.set_retry_info(Some(after));
    }
    Status::with_error_details(code, message, details)
}

/// A status with a reason of ours, where no error type stands behind it.
pub fn refusal(code: Code, reason: &'static str, message: impl Into<String>) -> Status {
    Status::with_error_details(code, message, ErrorDetails::with_error_info(reason, DOMAIN, HashMap::new()))
}

/// A status that says when another attempt makes sense.
pub(crate) fn refusal_with_retry(code: Code, reason: &'static str, message: &str, after: Duration) -> Status {
    let mut details = ErrorDetails::with_error_info(reason, DOMAIN, HashMap::new());
    details.set_retry_info(Some(after));
    Status::with_error_details(code, message, details)
}

fn log_and_hide(error: &dyn Error) -> String {
    let chain: Vec<String> = successors(Some(error), |&error| error.source()).map(ToString::to_string).collect();
    tracing::error!(error = chain.join(": "), "internal error");
    "internal error".to_owned()
}

fn to_wire(violation: Violation) -> FieldViolation {
    let Violation { field, reason, message } = violation;
    FieldViolation { field, reason, description: message, ..FieldViolation::default() }
}

/// Collects everything that is wrong with a request, so that a caller hears of it at once.
///
/// ```
/// # use hc_rpc::Violations;
/// let mut violations = Violations::default();
/// let count = violations.check("count", "seven".parse::<u8>());
/// assert!(count.is_none());
/// assert_eq!(violations.finish().unwrap_err().code(), tonic::Code::InvalidArgument);
/// ```
#[derive(Debug, Default)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// Nothing wrong yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The value, or nothing and a violation `INVALID` with the error's text.
    pub fn check<T, E: Display>(&mut self, field: impl Into<String>, result: Result<T, E>) -> Option<T> {
        self.check_as("INVALID", field, result)
    }

    /// As [`check`](Self::check), with a reason of its own.
    pub fn check_as<T, E: Display>(
        &mut self,
        reason: &'static str,
        field: impl Into<String>,
        result: Result<T, E>,
    ) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.add(field, reason, error);
                None
            }
        }
    }

    /// The value, or nothing and a violation `REQUIRED`.
    pub fn required<T>(&mut self, field: impl Into<String>, value: Option<T>) -> Option<T> {
        self.check_as("REQUIRED", field, value.ok_or("must be set"))
    }

    /// Adds a violation.
    pub fn add(&mut self, field: impl Into<String>, reason: &'static str, message: impl Display) {
        self.0.push(Violation::new(field, reason, message));
    }

    /// Whether nothing is wrong so far.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Nothing wrong, or `INVALID_ARGUMENT` with the reason [`INVALID_FIELDS`] and all violations.
    pub fn finish(self) -> Result<(), Status> {
        let Some(first) = self.0.first() else { return Ok(()) };
        let message = format!("{}: {}", first.field, first.message);
        let mut details = ErrorDetails::with_error_info(INVALID_FIELDS, DOMAIN, HashMap::new());
        details.set_bad_request(self.0.into_iter().map(to_wire).collect::<Vec<_>>());
        Err(Status::with_error_details(Code::InvalidArgument, message, details))
    }

    /// The violations themselves, for an error type that carries them.
    pub fn into_vec(self) -> Vec<Violation> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Fault;

    #[derive(Debug, thiserror::Error)]
    enum PayError {
        #[error("the invoice is void")]
        Void,
        #[error("the store failed: password=hunter2")]
        Store,
        #[error("try later")]
        Busy,
        #[error("unknown price")]
        Price,
    }

    impl Problem for PayError {
        fn problem(&self) -> (Code, &'static str) {
            match self {
                Self::Void => (Code::FailedPrecondition, "INVOICE_VOID"),
                Self::Store => (Code::Internal, "INTERNAL"),
                Self::Busy => (Code::Unavailable, "BUSY"),
                Self::Price => (Code::InvalidArgument, "INVALID_FIELDS"),
            }
        }

        fn violations(&self) -> Vec<Violation> {
            if matches!(self, Self::Price) {
                vec![Violation::new("items[0].price_id", "UNKNOWN_PRICE", self)]
            } else {
                Vec::new()
            }
        }

        fn retry_after(&self) -> Option<Duration> {
            matches!(self, Self::Busy).then_some(Duration::from_secs(2))
        }
    }

    #[test]
    fn a_problem_arrives_as_the_same_fault() {
        let fault = |error| Fault::from(&status(error));
        let plain = |code, reason: &str, message: &str| Fault {
            code,
            reason: Some(reason.into()),
            message: message.into(),
            violations: Vec::new(),
            retry_after: None,
        };
        assert_eq!(fault(PayError::Void), plain(Code::FailedPrecondition, "INVOICE_VOID", "the invoice is void"));
        assert_eq!(fault(PayError::Busy).retry_after, Some(Duration::from_secs(2)));
        let violation = Violation::new("items[0].price_id", "UNKNOWN_PRICE", "unknown price");
        assert_eq!(fault(PayError::Price).violations, [violation]);
    }

    #[test]
    fn what_is_internal_is_not_told() {
        let fault = Fault::from(&status(PayError::Store));
        assert_eq!((fault.code, fault.message.as_str()), (Code::Internal, "internal error"));
        assert!(!format!("{:?}", status(PayError::Store)).contains("hunter2"));
    }

    #[test]
    fn all_wrong_fields_are_told_at_once() {
        let mut violations = Violations::new();
        violations.required("name", None::<u8>);
        violations.check("count", "x".parse::<u8>());
        violations.add("region", "UNKNOWN_REGION", "no such region");
        assert_eq!(violations.check("size", "7".parse::<u8>()), Some(7));
        let fault = Fault::from(&violations.finish().unwrap_err());
        let reasons: Vec<_> =
            fault.violations.iter().map(|found| (found.field.as_str(), found.reason.as_str())).collect();
        assert_eq!(reasons, [("name", "REQUIRED"), ("count", "INVALID"), ("region", "UNKNOWN_REGION")]);
        assert_eq!((fault.code, fault.reason.as_deref()), (Code::InvalidArgument, Some(INVALID_FIELDS)));
    }

    #[test]
    fn a_reason_of_another_domain_is_not_ours() {
        let details = ErrorDetails::with_error_info("QUOTA", "example.com", HashMap::new());
        let foreign = Status::with_error_details(Code::ResourceExhausted, "quota", details);
        assert_eq!(Fault::from(&foreign).reason, None);
    }
}
