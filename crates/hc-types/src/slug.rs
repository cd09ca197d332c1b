//! The name of an organization or a site in an address.

use std::{fmt, str::FromStr};

/// 3 to 40 of `a-z`, `0-9` and `-`, with a letter or digit at both ends (a label of RFC 1035, 2.3.1, and RFC 1123, 2.1).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Slug(String);

impl Slug {
    /// Checks a text; nothing is lowered or trimmed, so that what was asked for is what is had.
    pub fn parse(text: &str) -> Result<Self, SlugError> {
        if let Some(found) = text.chars().find(|c| !matches!(c, 'a'..='z' | '0'..='9' | '-')) {
            return Err(SlugError::Character { found });
        }
        if !(3..=40).contains(&text.len()) {
            return Err(SlugError::Length { length: text.len() });
        }
        if text.starts_with('-') || text.ends_with('-') {
            return Err(SlugError::Edge);
        }
        Ok(Self(text.to_owned()))
    }

    /// The slug as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Slug {
    type Err = SlugError;

    fn from_str(text: &str) -> Result<Self, SlugError> {
        Self::parse(text)
    }
}

/// Why a text is no slug.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SlugError {
    /// A character that an address label can't have; upper case counts.
    #[error("a slug has only a-z, 0-9 and -, not {found:?}")]
    Character {
        /// The first such character.
        found: char,
    },
    /// Too short or too long.
    #[error("a slug has 3 to 40 characters, not {length}")]
    Length {
        /// What it has.
        length: usize,
    },
    /// A hyphen at an end.
    #[error("a slug begins and ends with a letter or a digit")]
    Edge,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_a_label_in_lower_case() {
        assert!(Slug::parse("my-site-2").is_ok());
        assert_eq!(Slug::parse("My-site"), Err(SlugError::Character { found: 'M' }));
        assert_eq!(Slug::parse("ab"), Err(SlugError::Length { length: 2 }));
        assert_eq!(Slug::parse(&"a".repeat(41)), Err(SlugError::Length { length: 41 }));
        assert_eq!(Slug::parse("-ab"), Err(SlugError::Edge));
    }
}
