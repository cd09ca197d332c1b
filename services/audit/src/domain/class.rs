//! Retention classes: which events are kept together, for how long.

use std::fmt;

/// The name of a class, such as `standard`: 1 to 31 of `a-z`, `0-9` and `_`, beginning with a letter, because tables are
/// named after it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(try_from = "String")]
pub struct Class(String);

/// The text is no name of a class.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a class is 1 to 31 of a-z, 0-9 and _, beginning with a letter, and does not end like a month")]
pub struct ClassError;

impl Class {
    /// The class of everything that no rule says otherwise of.
    pub fn standard() -> Self {
        Self("standard".to_owned())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Class {
    type Error = ClassError;

    fn try_from(name: String) -> Result<Self, ClassError> {
        let is_name = (1..=31).contains(&name.len())
            && name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '_'));
        // `audit_events_a_rest` would be the rest of class `a` as well as the class `a_rest`.
        let is_taken = name.contains('_')
            && name.rsplit('_').next().is_some_and(|end| end == "rest" || end.parse::<u32>().is_ok());
        if is_name && !is_taken { Ok(Self(name)) } else { Err(ClassError) }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_can_name_a_table_and_no_other_classs_month() {
        for good in ["standard", "a", "ten_years", "v2"] {
            assert!(Class::try_from(good.to_owned()).is_ok(), "{good}");
        }
        for bad in ["", "Standard", "2x", "a-b", "a b", "x_rest", "x_2026_11", &"a".repeat(32)] {
            assert!(Class::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }
}
