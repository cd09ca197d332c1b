//! What a user is called.

use unicode_normalization::UnicodeNormalization;

/// The longest name in code points.
pub const LONGEST: usize = 100;

/// A user's name: 1 to 100 code points in NFC, without control characters or marks that turn the direction of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonName(String);

/// Why a text is not a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PersonNameError {
    /// Nothing but space.
    #[error("a name is needed")]
    Empty,
    /// More than [`LONGEST`] code points.
    #[error("a name has at most {LONGEST} characters")]
    Length,
    /// A line break, a control character or a mark that reorders text: it would deceive in mails and lists.
    #[error("a name cannot hold the character {found:?}")]
    Character {
        /// The first such character.
        found: char,
    },
}

impl PersonName {
    /// Reads a name; space around it is dropped.
    pub fn parse(text: &str) -> Result<Self, PersonNameError> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Err(PersonNameError::Empty);
        }
        if trimmed.chars().nth(LONGEST).is_some() {
            return Err(PersonNameError::Length);
        }
        let deceives =
            |c: char| c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
        match trimmed.chars().find(|c| deceives(*c)) {
            Some(found) => Err(PersonNameError::Character { found }),
            None => Ok(Self(trimmed.nfc().collect())),
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_all_scripts_are_names() {
        for name in ["Ada Demo", "Ó", "王小明", "Nguyễn Thị Minh Khai", "O'Neill-García", "علي"] {
            assert_eq!(PersonName::parse(name).map(|found| found.as_str().to_owned()), Ok(name.to_owned()));
        }
    }

    #[test]
    fn what_would_deceive_is_refused() {
        assert_eq!(PersonName::parse("  "), Err(PersonNameError::Empty));
        assert_eq!(PersonName::parse("Ada\nBcc: eve"), Err(PersonNameError::Character { found: '\n' }));
        assert_eq!(PersonName::parse("Ada\u{202e}adA"), Err(PersonNameError::Character { found: '\u{202e}' }));
        assert!(PersonName::parse(&"ä".repeat(100)).is_ok());
        assert_eq!(PersonName::parse(&"ä".repeat(101)), Err(PersonNameError::Length));
    }
}
