//! The errors that clients see: one code each, never a library's text, a host or a service's name.

use async_graphql::{ErrorExtensionValues, ServerError, Value};
use hc_rpc::Fault;
use tonic::Code as Grpc;

/// The value of `extensions.code`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// No token, or one that does not count (any more).
    Unauthenticated,
    /// The own organization, without the permission.
    Forbidden,
    /// Missing, or another organization's.
    NotFound,
    /// The request cannot be understood or is not valid by the schema.
    BadUserInput,
    /// A race was lost, or an idempotency key came with other input.
    Conflict,
    /// Too much in too little time.
    RateLimited,
    /// The document is beyond a limit.
    QueryTooComplex,
    /// The document's hash is in no manifest.
    PersistedQueryNotFound,
    /// The document's hash is in no manifest, and its text may be sent.
    PersistedQueryNotSupported,
    /// Only documents in manifests are run.
    PersistedQueryRequired,
    /// Something is down; the same request may work later.
    Unavailable,
    /// The answer did not come in time; what was asked for may have happened.
    DeadlineExceeded,
    /// A fault of ours.
    Internal,
}

impl Code {
    /// The text of the code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::NotFound => "NOT_FOUND",
            Self::BadUserInput => "BAD_USER_INPUT",
            Self::Conflict => "CONFLICT",
            Self::RateLimited => "RATE_LIMITED",
            Self::QueryTooComplex => "QUERY_TOO_COMPLEX",
            Self::PersistedQueryNotFound => "PERSISTED_QUERY_NOT_FOUND",
            Self::PersistedQueryNotSupported => "PERSISTED_QUERY_NOT_SUPPORTED",
            Self::PersistedQueryRequired => "PERSISTED_QUERY_REQUIRED",
            Self::Unavailable => "UNAVAILABLE",
            Self::DeadlineExceeded => "DEADLINE_EXCEEDED",
            Self::Internal => "INTERNAL",
        }
    }

    /// What a service's status means to a client.
    pub const fn of(code: Grpc) -> Self {
        match code {
            Grpc::InvalidArgument | Grpc::FailedPrecondition | Grpc::AlreadyExists | Grpc::OutOfRange => {
                Self::BadUserInput
            }
            Grpc::NotFound => Self::NotFound,
            Grpc::PermissionDenied => Self::Forbidden,
            Grpc::Unauthenticated => Self::Unauthenticated,
            Grpc::Aborted => Self::Conflict,
            Grpc::ResourceExhausted => Self::RateLimited,
            Grpc::Unavailable => Self::Unavailable,
            Grpc::DeadlineExceeded => Self::DeadlineExceeded,
            Grpc::Ok | Grpc::Cancelled | Grpc::Unknown | Grpc::Unimplemented | Grpc::Internal | Grpc::DataLoss => {
                Self::Internal
            }
        }
    }
}

/// A line and column of the document, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// An error of a whole request: nothing of it was executed.
#[derive(Debug, Clone)]
pub struct Problem {
    /// Its code.
    pub code: Code,
    /// What is wrong, for people.
    pub message: String,
    /// Where in the document.
    pub places: Vec<Place>,
    /// When to try again, in milliseconds.
    pub retry_after_ms: Option<u64>,
}

impl Problem {
    /// An error without a place.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), places: Vec::new(), retry_after_ms: None }
    }

    /// The same error at these places.
    pub fn at(self, places: Vec<Place>) -> Self {
        Self { places, ..self }
    }

    /// The same error, to be tried again after a while.
    pub fn retry_after_ms(self, milliseconds: u64) -> Self {
        Self { retry_after_ms: Some(milliseconds), ..self }
    }
}

impl From<Problem> for ServerError {
    fn from(problem: Problem) -> Self {
        let mut error = Self::new(problem.message, None);
        error.locations = problem
            .places
            .into_iter()
            .map(|place| async_graphql::Pos { line: place.line, column: place.column })
            .collect();
        error.extensions = Some(extensions(problem.code, None, problem.retry_after_ms));
        error
    }
}

/// A resolver's error. Without `Display` on purpose: the library would turn it into text.
#[derive(Debug, Clone)]
pub struct Failure {
    code: Code,
    reason: Option<String>,
    message: String,
    retry_after_ms: Option<u64>,
    user_errors: Vec<Value>,
}

impl Failure {
    /// An error of the gateway's own.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, reason: None, message: message.into(), retry_after_ms: None, user_errors: Vec::new() }
    }

    /// What the user can correct where there is no payload to say it in: `extensions.userErrors` has the list.
    pub fn correctable(reason: String, message: String, user_errors: Vec<Value>) -> Self {
        Self { reason: Some(reason), user_errors, ..Self::new(Code::BadUserInput, message) }
    }

    /// An object that is not there, or that the viewer may not know of.
    pub fn not_found(what: &str) -> Self {
        Self::new(Code::NotFound, format!("This {what} does not exist."))
    }

    /// An object that an answer refers to and that its owner did not give: a broken reference between services.
    pub fn missing(what: &str) -> Self {
        tracing::warn!(object.kind = what, "a referenced object is missing");
        Self::new(Code::Unavailable, format!("The {what} cannot be read at the moment."))
    }

    /// The code.
    pub const fn code(&self) -> Code {
        self.code
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::from(&fault)
    }
}

impl From<&Fault> for Failure {
    fn from(fault: &Fault) -> Self {
        let code = Code::of(fault.code);
        let message = match code {
            Code::Internal => {
                tracing::error!(rpc.code = ?fault.code, rpc.reason = ?fault.reason, rpc.message = %fault.message, "call failed");
                "Something went wrong on our side.".to_owned()
            }
            Code::Unavailable => "A part of the platform cannot be reached at the moment.".to_owned(),
            Code::DeadlineExceeded => {
                "The answer did not come in time. What was asked for may have happened.".to_owned()
            }
            Code::Unauthenticated => "Sign in first.".to_owned(),
            Code::Conflict => conflict(fault),
            _ => sentence(&fault.message),
        };
        let reason = (code != Code::Internal).then(|| fault.reason.clone()).flatten();
        let retry_after_ms = fault.retry_after.map(|after| u64::try_from(after.as_millis()).unwrap_or(u64::MAX));
        Self { code, reason, message, retry_after_ms, user_errors: Vec::new() }
    }
}

/// Both reasons come from the store of a service, under whatever was being done there.
fn conflict(fault: &Fault) -> String {
    match fault.reason.as_deref() {
        Some("IDEMPOTENCY_KEY_REUSED") => "This idempotency key was used with other input: take a new one.".to_owned(),
        Some("CONCURRENT_CHANGE") => "Something else changed this at the same moment: try again.".to_owned(),
        _ => sentence(&fault.message),
    }
}

impl From<Failure> for async_graphql::Error {
    fn from(failure: Failure) -> Self {
        let mut extensions = extensions(failure.code, failure.reason, failure.retry_after_ms);
        if !failure.user_errors.is_empty() {
            extensions.set("userErrors", failure.user_errors);
        }
        let mut error = Self::new(failure.message);
        error.extensions = Some(extensions);
        error
    }
}

fn extensions(code: Code, reason: Option<String>, retry_after_ms: Option<u64>) -> ErrorExtensionValues {
    let mut values = ErrorExtensionValues::default();
    values.set("code", code.as_str());
    if let Some(reason) = reason {
        values.set("reason", reason);
    }
    if let Some(milliseconds) = retry_after_ms {
        values.set("retryAfterMs", milliseconds);
    }
    values
}

/// A service's message, as a sentence for people.
pub fn sentence(message: &str) -> String {
    let mut characters = message.trim().chars();
    let Some(first) = characters.next() else { return "The request was refused.".to_owned() };
    let mut text: String = first.to_uppercase().chain(characters).collect();
    if !text.ends_with(['.', '!', '?']) {
        text.push('.');
    }
    text
}

/// How many errors an answer lists at most: a document may be wrong in as many places as it has fields.
const MAX_ERRORS: usize = 50;

/// Gives every error its code and the request's id.
pub fn finish(errors: &mut Vec<ServerError>, request_id: &str) {
    errors.truncate(MAX_ERRORS);
    for error in errors {
        let values = error.extensions.get_or_insert_default();
        if values.get("code").is_none() {
            // Resolvers give a code to all of theirs: this one is the library's own, about the document or its input.
            values.set("code", Code::BadUserInput.as_str());
        }
        values.set("requestId", request_id);
        error.source = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(code: Grpc) -> Fault {
        Fault {
            code,
            reason: Some("REASON".into()),
            message: "db at 10.0.0.1 said no".into(),
            violations: vec![],
            retry_after: None,
        }
    }

    #[test]
    fn internals_stay_inside() {
        for code in [Grpc::Internal, Grpc::Unknown, Grpc::DataLoss, Grpc::Unavailable, Grpc::Unimplemented] {
            let failure = Failure::from(fault(code));
            assert!(!failure.message.contains("10.0.0.1"), "{code:?}");
        }
    }

    #[test]
    fn a_conflict_says_what_to_do() {
        let of = |reason: &'static str| {
            let refused = hc_rpc::refusal(Grpc::Aborted, reason, "the organization store failed");
            Failure::from(Fault::from(&refused)).message
        };
        assert!(of("IDEMPOTENCY_KEY_REUSED").contains("take a new one"));
        assert!(of("CONCURRENT_CHANGE").contains("try again"));
    }

    #[test]
    fn every_error_has_a_code_and_the_request_id() {
        let mut errors = vec![ServerError::new("Unknown field \"x\".", None), Problem::new(Code::Conflict, "c").into()];
        finish(&mut errors, "req-1");
        let codes: Vec<_> = errors
            .iter()
            .map(|error| {
                let values = error.extensions.clone().unwrap_or_default();
                assert_eq!(values.get("requestId"), Some(&"req-1".into()));
                values.get("code").cloned()
            })
            .collect();
        assert_eq!(codes, [Some("BAD_USER_INPUT".into()), Some("CONFLICT".into())]);
    }

    #[test]
    fn messages_are_sentences() {
        assert_eq!(sentence("the slug is taken"), "The slug is taken.");
        assert_eq!(sentence(" "), "The request was refused.");
    }
}
