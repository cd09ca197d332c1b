//! Which events somebody wants to see.

use hc_types::Timestamp;

/// The longest text that a filter may compare with.
const MAX_TEXT: usize = 255;

/// A type, or the beginning of one up to a dot: `billing.invoice.paid.v1`, `billing.invoice`, `billing.*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypePrefix(String);

/// The text is no beginning of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a type is like billing.invoice.paid.v1, or a beginning of it such as billing.invoice or billing.*")]
pub struct TypeError;

impl TypePrefix {
    /// Reads it.
    pub fn parse(text: &str) -> Result<Self, TypeError> {
        let prefix = text.strip_suffix(".*").unwrap_or(text);
        let is_part =
            |part: &str| !part.is_empty() && part.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_'));
        if prefix.len() <= MAX_TEXT && prefix.split('.').all(is_part) {
            Ok(Self(prefix.to_owned()))
        } else {
            Err(TypeError)
        }
    }

    /// The type or its beginning, without a dot at the end.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a type is it, or begins so.
    pub fn matches(&self, kind: &str) -> bool {
        kind.strip_prefix(self.0.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }

    /// What `LIKE` finds all longer types with.
    pub fn pattern(&self) -> String {
        format!("{}.%", self.0.replace('_', r"\_"))
    }
}

/// A text that is compared as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exact(String);

/// The text is too long, or empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is 1 to {MAX_TEXT} characters")]
pub struct ExactError;

impl Exact {
    /// Reads it.
    pub fn parse(text: &str) -> Result<Self, ExactError> {
        let fits = (1..=MAX_TEXT).contains(&text.len()) && !text.contains('\0');
        if fits { Ok(Self(text.to_owned())) } else { Err(ExactError) }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A half-open time, by when events happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Period {
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub to: Option<Timestamp>,
}

/// The period ends before it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a period begins before it ends")]
pub struct PeriodError;

impl Period {
    /// Checks that it can have anything in it.
    pub fn new(from: Option<Timestamp>, to: Option<Timestamp>) -> Result<Self, PeriodError> {
        match (from, to) {
            (Some(from), Some(to)) if from >= to => Err(PeriodError),
            _ => Ok(Self { from, to }),
        }
    }
}

/// Everything that a list or an export can be narrowed by; the default is all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// What happened.
    pub kind: Option<TypePrefix>,
    /// Who did it.
    pub actor: Option<Exact>,
    /// On what.
    pub subject: Option<Exact>,
    /// On any of these; on anything when empty.
    pub subjects: Vec<Exact>,
    /// When.
    pub period: Period,
    /// Whether only what members of the organization may see.
    pub visible_only: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_ends_at_a_dot() {
        assert_eq!(TypePrefix::parse("billing.*"), TypePrefix::parse("billing"));
        assert_eq!(TypePrefix::parse("auth.password_reset").unwrap().pattern(), r"auth.password\_reset.%");
        for bad in ["", "*", ".", "billing.", "billing..paid", "Billing", "a%", "a.*.b", &"a".repeat(256)] {
            assert_eq!(TypePrefix::parse(bad), Err(TypeError), "{bad}");
        }
    }
}
