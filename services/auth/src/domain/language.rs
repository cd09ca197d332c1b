//! Which language somebody reads.

use std::fmt;

/// A language that the platform writes mails in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// German.
    German,
}

/// A text that names no such language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a language is en or de")]
pub struct LanguageError;

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// Its tag by BCP 47.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// Reads a tag in any case; a region or a script behind the language (`de-AT`) is left out.
    pub fn parse(tag: &str) -> Result<Self, LanguageError> {
        let language = tag.split('-').next().unwrap_or_default();
        let is_tag = tag.len() <= 35 && tag.split('-').all(|part| (1..=8).contains(&part.len()));
        let known = Self::ALL.into_iter().find(|known| known.tag().eq_ignore_ascii_case(language));
        known.filter(|_| is_tag && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')).ok_or(LanguageError)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_read_by_its_language() {
        for (tag, language) in [("en", Language::English), ("DE", Language::German), ("de-AT", Language::German)] {
            assert_eq!(Language::parse(tag), Ok(language));
            assert_eq!(Language::parse(language.tag()), Ok(language));
        }
        for wrong in ["", "fr", "de_AT", "de-", "deutsch", "de-AT\r\nX: y", "-de", "de-äöü", &"de-x".repeat(20)] {
            assert_eq!(Language::parse(wrong), Err(LanguageError), "{wrong}");
        }
    }
}
