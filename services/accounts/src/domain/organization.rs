//! Organizations: their names, and their names in addresses.

use hc_types::{OrganizationId, Slug, SlugError, Timestamp, UserId};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The longest name in code points.
const LONGEST: usize = 100;
/// What is left of the 40 characters of a slug beside a hyphen and a suffix.
const LONGEST_STEM: usize = 33;
/// Characters of a suffix: no vowels, so that chance makes no words, and nothing that looks like something else.
const SUFFIX: &[u8; 24] = b"bcdfghjkmnpqrstvwxz23456";

/// Slugs that would look like a part of the product, or like its owner. In alphabetical order.
const RESERVED: &[&str] = &[
    "about",
    "account",
    "accounts",
    "admin",
    "administrator",
    "api",
    "app",
    "assets",
    "audit",
    "auth",
    "billing",
    "blog",
    "cdn",
    "console",
    "contact",
    "dashboard",
    "dev",
    "docs",
    "download",
    "events",
    "find",
    "forgot-password",
    "ftp",
    "gateway",
    "graphql",
    "health",
    "help",
    "hostingco",
    "imap",
    "instances",
    "internal",
    "invitations",
    "invite",
    "invoices",
    "kit",
    "legal",
    "localhost",
    "log-in",
    "log-out",
    "login",
    "logout",
    "mail",
    "metrics",
    "new",
    "notifications",
    "oauth",
    "offline",
    "organization",
    "organizations",
    "orgs",
    "owner",
    "platform",
    "postmaster",
    "pricing",
    "privacy",
    "production",
    "provisioning",
    "public",
    "register",
    "reset-password",
    "root",
    "security",
    "settings",
    "shop",
    "sign-up",
    "signin",
    "signup",
    "smtp",
    "ssl",
    "staff",
    "staging",
    "static",
    "status",
    "support",
    "system",
    "team",
    "terms",
    "test",
    "user",
    "users",
    "verify-email",
    "webhooks",
    "webmaster",
    "www",
];

/// The customer account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    pub id: OrganizationId,
    pub slug: Slug,
    pub name: OrganizationName,
    pub created_by: UserId,
    pub created_at: Timestamp,
}

/// An organization's name for people: 1 to 100 code points in NFC, without control characters or marks that turn the
/// direction of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationName(String);

/// Why a text is not a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    #[error("a name is needed")]
    Empty,
    #[error("a name has at most {LONGEST} characters")]
    Length,
    #[error("a name cannot hold the character {found:?}")]
    Character { found: char },
}

impl OrganizationName {
    /// Reads a name; space around it is dropped.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Err(NameError::Empty);
        }
        if trimmed.chars().nth(LONGEST).is_some() {
            return Err(NameError::Length);
        }
        let deceives =
            |c: char| c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
        if let Some(found) = trimmed.chars().find(|c| deceives(*c)) {
            return Err(NameError::Character { found });
        }
        let composed: String = trimmed.nfc().collect();
        // A few code points grow when they are composed.
        if composed.chars().nth(LONGEST).is_some() { Err(NameError::Length) } else { Ok(Self(composed)) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The slug that somebody asks for. Stricter than [`Slug`] itself, which has to read every slug that was ever given.
pub fn chosen_slug(text: &str) -> Result<Slug, ChosenSlugError> {
    let slug = Slug::parse(text)?;
    if RESERVED.contains(&slug.as_str()) {
        return Err(ChosenSlugError::Reserved);
    }
    if slug.as_str().get(2..4) == Some("--") { Err(ChosenSlugError::Encoded) } else { Ok(slug) }
}

/// Why somebody cannot have a slug.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChosenSlugError {
    #[error(transparent)]
    Form(#[from] SlugError),
    #[error("this slug is reserved")]
    Reserved,
    /// A label whose third and fourth characters are hyphens is the encoding of something else: `xn--…` shows as letters
    /// that nobody typed (RFC 5890, 2.3.1; RFC 5891, 4.2.3.1).
    #[error("the third and fourth characters of a slug cannot both be hyphens, as in xn--: that marks an encoded name")]
    Encoded,
}

/// The slugs to try for a name, in this order: the name's own letters, then those with random suffixes. `random` gives a
/// number below its argument.
pub fn slugs_for(name: &OrganizationName, mut random: impl FnMut(usize) -> usize) -> Vec<Slug> {
    let stem = stem(name);
    let mut suffix = || -> String {
        let letter = |at: usize| SUFFIX.get(at).copied().map_or('x', char::from);
        std::iter::repeat_with(|| letter(random(SUFFIX.len()))).take(6).collect()
    };
    let suffixed: Vec<String> = std::iter::repeat_with(|| format!("{stem}-{}", suffix())).take(4).collect();
    std::iter::once(stem).chain(suffixed).filter_map(|text| chosen_slug(&text).ok()).collect()
}

/// What of a name can stand in an address: its ASCII letters and digits, marks taken off, the rest as single hyphens.
fn stem(name: &OrganizationName) -> String {
    let mut stem = String::new();
    for c in name.as_str().nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' => stem.push(c),
            'ß' => stem.push_str("ss"),
            // An apostrophe parts no words.
            '\'' | '’' => (),
            _ if stem.is_empty() || stem.ends_with('-') => (),
            _ => stem.push('-'),
        }
    }
    stem.truncate(LONGEST_STEM);
    let stem = stem.trim_end_matches('-');
    if stem.is_empty() { "org".to_owned() } else { stem.to_owned() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn name(text: &str) -> OrganizationName {
        OrganizationName::parse(text).unwrap()
    }

    fn first(text: &str) -> String {
        slugs_for(&name(text), |_| 0).first().unwrap().to_string()
    }

    #[test]
    fn a_name_becomes_its_letters() {
        assert_eq!(first("Acme, Inc."), "acme-inc");
        assert_eq!(first("Müller & Söhne Straßenbau"), "muller-sohne-strassenbau");
        assert_eq!(first("O’Neill's"), "oneills");
        assert_eq!(first("Ａｃｍｅ ２"), "acme-2");
        assert_eq!(first(&"a".repeat(100)), "a".repeat(33));
    }

    #[test]
    fn a_name_that_makes_no_slug_of_its_own_gets_a_suffix() {
        assert_eq!(first("王小明"), "org");
        assert_eq!(first("Hi"), "hi-bbbbbb");
        assert_eq!(first("Admin"), "admin-bbbbbb");
    }

    #[test]
    fn a_reserved_slug_is_refused_and_the_list_is_in_order() {
        assert_eq!(chosen_slug("admin"), Err(ChosenSlugError::Reserved));
        assert_eq!(chosen_slug("Admin"), Err(ChosenSlugError::Form(SlugError::Character { found: 'A' })));
        assert!(chosen_slug("admin-2").is_ok());
        assert_eq!(chosen_slug("xn--pypal-4ve"), Err(ChosenSlugError::Encoded));
        assert!(chosen_slug("a--b").is_ok(), "two hyphens elsewhere are fine");
        assert!(RESERVED.is_sorted());
    }

    #[test]
    fn names_that_deceive_are_refused() {
        assert_eq!(OrganizationName::parse(" \n "), Err(NameError::Empty));
        assert_eq!(OrganizationName::parse("a\nb"), Err(NameError::Character { found: '\n' }));
        assert_eq!(OrganizationName::parse("a\u{202e}b"), Err(NameError::Character { found: '\u{202e}' }));
        assert_eq!(OrganizationName::parse(&"ä".repeat(101)), Err(NameError::Length));
        assert_eq!(name(" Acme ").as_str(), "Acme");
    }

    proptest! {
        #[test]
        fn every_name_has_several_slugs_to_try(text in "\\PC{1,100}", seed in 0_usize..1_000) {
            if let Ok(name) = OrganizationName::parse(&text) {
                let mut at = seed;
                let slugs = slugs_for(&name, |below| { at += 7; at % below });
                prop_assert!(slugs.len() >= 4, "{slugs:?}");
            }
        }

        #[test]
        fn no_slug_looks_like_an_encoded_name(text in "[a-z0-9][a-z0-9-](--|[a-z0-9-]{2})[a-z0-9-]{0,20}[a-z0-9]") {
            match chosen_slug(&text) {
                Ok(slug) => prop_assert_ne!(slug.as_str().get(2..4), Some("--")),
                Err(ChosenSlugError::Encoded) => prop_assert_eq!(text.get(2..4), Some("--")),
                Err(other) => prop_assert_eq!(other, ChosenSlugError::Reserved),
            }
        }
    }
}
