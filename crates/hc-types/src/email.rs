//! E-mail addresses, as people type them and as they are compared.

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The longest address in bytes (RFC 5321 allows 256 with the angle brackets).
const LONGEST: usize = 254;
/// The longest local part in bytes (RFC 5321, 4.5.3.1.1).
const LONGEST_LOCAL: usize = 64;
/// What a dot-atom may hold beside letters and digits (RFC 5322, 3.2.3).
const ATOM_SYMBOLS: &str = "!#$%&'*+-/=?^_`{|}~";

/// An address as its owner typed it, and the key by which it is found and unique.
///
/// Quoted local parts, comments and address literals are refused: nobody types them but who wants to confuse a mailer.
/// Nothing is folded by provider (dots, plus): only the provider knows its rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email {
    typed: String,
    key: String,
}

/// Why a text is not an e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    /// Nothing but space.
    #[error("an e-mail address is needed")]
    Empty,
    /// Longer than mail servers take.
    #[error("an e-mail address has at most {LONGEST} bytes, and {LONGEST_LOCAL} of them before the @")]
    Length,
    /// No `@`, or nothing before it.
    #[error("an e-mail address looks like name@example.com")]
    Shape,
    /// A character that cannot stand before the `@`.
    #[error("the part before the @ cannot hold {found:?}")]
    Local {
        /// The first such character.
        found: char,
    },
    /// The part after the `@` is not the name of a host in the DNS.
    #[error("the part after the @ is not a domain such as example.com")]
    Domain,
}

impl Email {
    /// Reads an address; space around it is dropped, everything else is kept as typed.
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        // Before anything that costs more than a comparison: the text may be megabytes long.
        if text.len() > 2 * LONGEST {
            return Err(EmailError::Length);
        }
        let typed = text.trim();
        if typed.is_empty() {
            return Err(EmailError::Empty);
        }
        let (local, domain) = typed.rsplit_once('@').ok_or(EmailError::Shape)?;
        check_local(local)?;
        let domain = ascii_domain(domain)?;
        let local_key: String = local.nfc().collect::<String>().to_lowercase().nfc().collect();
        let key = format!("{local_key}@{domain}");
        if local.len() > LONGEST_LOCAL || typed.len() > LONGEST || key.len() > LONGEST {
            return Err(EmailError::Length);
        }
        Ok(Self { typed: typed.to_owned(), key })
    }

    /// The address as its owner typed it: where mail goes.
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// The normalised form: NFC, lower case, the domain in IDNA's ASCII.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The part of the normalised form before the `@`.
    pub fn local(&self) -> &str {
        self.key.rsplit_once('@').map_or(self.key.as_str(), |(local, _)| local)
    }
}

fn check_local(local: &str) -> Result<(), EmailError> {
    if local.is_empty() {
        return Err(EmailError::Shape);
    }
    let allowed = |c: char| {
        c == '.' || ATOM_SYMBOLS.contains(c) || c.is_alphanumeric() || (!c.is_ascii() && is_combining_mark(c))
    };
    match local.chars().find(|c| !allowed(*c)) {
        Some(found) => Err(EmailError::Local { found }),
        None if local.starts_with('.') || local.ends_with('.') || local.contains("..") => {
            Err(EmailError::Local { found: '.' })
        }
        None => Ok(()),
    }
}

fn ascii_domain(domain: &str) -> Result<String, EmailError> {
    let ascii = Uts46::new()
        .to_ascii(domain.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast, DnsLength::Verify)
        .map_err(|_| EmailError::Domain)?;
    // A name without a dot is a host of somebody's own network; one that ends in digits is an address (RFC 3696, 2).
    let (_, top) = ascii.rsplit_once('.').ok_or(EmailError::Domain)?;
    if top.bytes().all(|b| b.is_ascii_digit()) { Err(EmailError::Domain) } else { Ok(ascii.into_owned()) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(text: &str) -> String {
        Email::parse(text).unwrap_or_else(|error| panic!("{text:?}: {error}")).key().to_owned()
    }

    #[test]
    fn an_address_is_kept_as_typed_and_found_in_any_case() {
        let email = Email::parse("  Ada.Lovelace+Mail@Example.COM ").unwrap();
        assert_eq!(email.typed(), "Ada.Lovelace+Mail@Example.COM");
        assert_eq!(email.key(), "ada.lovelace+mail@example.com");
        assert_eq!(email.local(), "ada.lovelace+mail");
    }

    #[test]
    fn an_international_domain_has_one_key_in_both_forms() {
        assert_eq!(key("ada@bücher.example"), "ada@xn--bcher-kva.example");
        assert_eq!(key("ada@BÜCHER.example"), key("ada@xn--bcher-kva.example"));
    }

    #[test]
    fn composed_and_decomposed_letters_are_one_address() {
        assert_eq!(key("jos\u{e9}@example.com"), key("jose\u{301}@example.com"));
    }

    #[test]
    fn dots_and_plus_are_not_folded() {
        assert_ne!(key("a.da@example.com"), key("ada@example.com"));
        assert_ne!(key("ada+x@example.com"), key("ada@example.com"));
    }

    #[test]
    fn what_is_no_address_is_refused_with_its_reason() {
        let cases = [
            ("", EmailError::Empty),
            ("   ", EmailError::Empty),
            ("ada", EmailError::Shape),
            ("@example.com", EmailError::Shape),
            ("ada@", EmailError::Domain),
            ("ada@localhost", EmailError::Domain),
            ("ada@example..com", EmailError::Domain),
            ("ada@-example.com", EmailError::Domain),
            ("ada@exa mple.com", EmailError::Domain),
            ("ada@[127.0.0.1]", EmailError::Domain),
            ("ada@127.0.0.1", EmailError::Domain),
            ("ada@example.com\r\nBcc: eve", EmailError::Domain),
            ("a da@example.com", EmailError::Local { found: ' ' }),
            ("ada\r\n@example.com", EmailError::Local { found: '\r' }),
            ("ada\0@example.com", EmailError::Local { found: '\0' }),
            ("\"ada\"@example.com", EmailError::Local { found: '"' }),
            ("ada(hello)@example.com", EmailError::Local { found: '(' }),
            ("ada@eve@example.com", EmailError::Local { found: '@' }),
            ("ada\u{200b}@example.com", EmailError::Local { found: '\u{200b}' }),
            (".ada@example.com", EmailError::Local { found: '.' }),
            ("a..da@example.com", EmailError::Local { found: '.' }),
        ];
        for (text, expected) in cases {
            assert_eq!(Email::parse(text), Err(expected), "{text:?}");
        }
    }

    #[test]
    fn lengths_end_at_the_limits_of_mail_servers() {
        let domain = format!("{}.{}.{}.example.com", "a".repeat(63), "b".repeat(63), "c".repeat(48));
        assert!(Email::parse(&format!("{}@{domain}", "l".repeat(64))).is_ok());
        assert_eq!(Email::parse(&format!("{}@example.com", "l".repeat(65))), Err(EmailError::Length));
        assert_eq!(Email::parse(&format!("{}@d{domain}", "l".repeat(64))), Err(EmailError::Domain));
        assert_eq!(Email::parse(&"a".repeat(10_000_000)), Err(EmailError::Length));
    }

    proptest! {
        #[test]
        fn no_text_panics_and_a_key_is_its_own_key(text in "\\PC{0,80}|[a-zA-Zäßİ.+@-]{1,40}@[a-zA-Zäß.-]{1,20}") {
            if let Ok(email) = Email::parse(&text) {
                prop_assert_eq!(Email::parse(email.key()).map(|again| again.key().to_owned()), Ok(email.key().to_owned()));
                prop_assert!(email.key().len() <= LONGEST && !email.key().contains(char::is_control));
            }
        }
    }
}
