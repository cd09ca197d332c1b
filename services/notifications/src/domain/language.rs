//! The languages that mails and the feed are written in.

use std::str::FromStr;

/// A language that there are texts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// English; what is written when nothing else is known.
    #[default]
    English,
    /// German.
    German,
}

/// A text that names no language of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a language is en or de")]
pub struct UnknownLanguage;

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// The tag of BCP 47.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }
}

impl FromStr for Language {
    type Err = UnknownLanguage;

    /// `de`, `de-AT` and `DE` are German: what counts is the first subtag.
    fn from_str(tag: &str) -> Result<Self, UnknownLanguage> {
        let primary = tag.split('-').next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary)).ok_or(UnknownLanguage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_regional_tag_is_its_language() {
        assert_eq!("de-AT".parse(), Ok(Language::German));
        assert_eq!("EN".parse(), Ok(Language::English));
        assert_eq!("".parse::<Language>(), Err(UnknownLanguage));
        assert_eq!("deu".parse::<Language>(), Err(UnknownLanguage));
    }
}
