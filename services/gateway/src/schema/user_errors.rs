//! What a user can correct: `userErrors` in the payloads of mutations.

use async_graphql::{SimpleObject, Value, value};
use hc_rpc::Fault;
use tonic::{Code, Status};

use crate::errors::{Failure, sentence};

/// Something that the user can correct. The change has not happened.
#[derive(Debug, Clone, PartialEq, Eq, SimpleObject)]
pub struct UserError {
    /// A stable reason such as `SLUG_TAKEN`; the documentation of the mutation's service lists them.
    code: String,
    /// What is wrong, for people, in English.
    message: String,
    /// The path of the argument or input field that is to blame, such as `["input", "items", "0", "priceId"]`; null where
    /// it is not a single one.
    field: Option<Vec<String>>,
}

impl UserError {
    /// An error of a field of the input.
    pub fn of_field(code: &str, message: &str, field: &str) -> Self {
        Self { code: code.to_owned(), message: message.to_owned(), field: Some(path(Some(INPUT), field)) }
    }

    /// The same as a value, with all of its fields.
    fn value(&self) -> Value {
        value!({ "code": self.code, "message": self.message, "field": self.field })
    }
}

/// Wrong credentials are the user's to correct, whatever status says so: `UNAUTHENTICATED` in a client means that its
/// token is no longer good.
const CREDENTIALS: [&str; 2] = ["INVALID_CREDENTIALS", "REFRESH_TOKEN_INVALID"];

/// The argument that every mutation takes.
const INPUT: &str = "input";

/// The user errors of a refused change; a failure where the user cannot correct it.
pub fn user_errors(status: &Status) -> Result<Vec<UserError>, Failure> {
    errors_below(status, Some(INPUT))
}

fn errors_below(status: &Status, argument: Option<&str>) -> Result<Vec<UserError>, Failure> {
    let fault = Fault::from(status);
    let reason = fault.reason.as_deref().unwrap_or_default();
    let correctable =
        matches!(fault.code, Code::InvalidArgument | Code::FailedPrecondition | Code::AlreadyExists | Code::OutOfRange);
    if !correctable && !CREDENTIALS.contains(&reason) {
        return Err(Failure::from(&fault));
    }
    if fault.violations.is_empty() {
        let code = if reason.is_empty() { "INVALID" } else { reason };
        return Ok(vec![UserError { code: code.to_owned(), message: sentence(&fault.message), field: None }]);
    }
    let errors = fault.violations.iter().map(|violation| UserError {
        code: if violation.reason.is_empty() { "INVALID".to_owned() } else { violation.reason.clone() },
        message: sentence(&violation.message),
        field: (!violation.field.is_empty()).then(|| path(argument, &violation.field)),
    });
    Ok(errors.collect())
}

/// The error of a refused query: it has no payload, so what the user can correct stands in `extensions.userErrors`.
/// `argument` is the field's argument that the whole request was made of, `None` where the request's fields are arguments.
pub fn refused(status: &Status, argument: Option<&str>) -> Failure {
    let errors = match errors_below(status, argument) {
        Ok(errors) => errors,
        Err(failure) => return failure,
    };
    let messages: Vec<_> = errors.iter().map(|error| error.message.as_str()).collect();
    let reason = errors.first().map(|error| error.code.clone()).unwrap_or_default();
    Failure::correctable(reason, messages.join(" "), errors.iter().map(UserError::value).collect())
}

/// `items[2].price_id` of the argument `input` as `["input", "items", "2", "priceId"]`. Where a call is a stream, its first message, `start`, has
/// what the mutation takes as its input.
fn path(argument: Option<&str>, field: &str) -> Vec<String> {
    let steps = field
        .strip_prefix("start.")
        .unwrap_or(field)
        .split(['.', '[', ']'])
        .filter(|step| !step.is_empty())
        .map(camel_case);
    argument.map(str::to_owned).into_iter().chain(steps).collect()
}

fn camel_case(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    let mut upper = false;
    for character in name.chars() {
        if character == '_' {
            upper = true;
        } else if std::mem::take(&mut upper) {
            text.extend(character.to_uppercase());
        } else {
            text.push(character);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use hc_rpc::Violations;

    use super::*;

    #[test]
    fn each_violation_is_an_error_of_its_field() {
        let mut violations = Violations::new();
        violations.add("items[2].price_id", "PRICE_NOT_FOUND", "price price_x is not on offer");
        let status = violations.finish().expect_err("refused");
        let expected = UserError {
            code: "PRICE_NOT_FOUND".into(),
            message: "Price price_x is not on offer.".into(),
            field: Some(["input", "items", "2", "priceId"].map(str::to_owned).to_vec()),
        };
        assert_eq!(user_errors(&status).expect("correctable"), [expected]);
    }

    #[test]
    fn the_start_of_a_stream_is_the_input() {
        assert_eq!(path(Some("input"), "start.idempotency_key"), ["input", "idempotencyKey"]);
    }

    #[test]
    fn a_state_is_an_error_of_no_field() {
        let status = hc_rpc::refusal(Code::FailedPrecondition, "INVOICE_NOT_PAYABLE", "the invoice is void");
        let errors = user_errors(&status).expect("correctable");
        let expected =
            UserError { code: "INVOICE_NOT_PAYABLE".into(), message: "The invoice is void.".into(), field: None };
        assert_eq!(errors, [expected]);
    }

    #[test]
    fn what_nobody_can_correct_is_a_failure() {
        for (code, seen) in [
            (Code::NotFound, "NOT_FOUND"),
            (Code::PermissionDenied, "FORBIDDEN"),
            (Code::Unauthenticated, "UNAUTHENTICATED"),
            (Code::Aborted, "CONFLICT"),
            (Code::ResourceExhausted, "RATE_LIMITED"),
            (Code::Unavailable, "UNAVAILABLE"),
            (Code::DeadlineExceeded, "DEADLINE_EXCEEDED"),
            (Code::Internal, "INTERNAL"),
        ] {
            let failure = user_errors(&Status::new(code, "x")).expect_err("a failure");
            assert_eq!(failure.code().as_str(), seen);
        }
    }

    #[test]
    fn wrong_credentials_are_the_users_to_correct() {
        let status = hc_rpc::refusal(Code::Unauthenticated, "INVALID_CREDENTIALS", "e-mail or password is wrong");
        assert_eq!(user_errors(&status).expect("correctable").len(), 1);
    }
}
