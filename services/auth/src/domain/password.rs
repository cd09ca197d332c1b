//! Passwords: length is the only rule, and none that everybody uses (NIST SP 800-63B-4, 3.1.1.2).

use std::fmt;

use hc_types::Email;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::person_name::PersonName;

/// The longest password in code points.
pub const LONGEST: usize = 256;
/// The longest password in bytes.
pub const LONGEST_BYTES: usize = 1024;
/// What a password cannot be, whoever chooses it.
const PRODUCT_NAMES: [&str; 3] = ["hostingco", "hosting co", "hosting-co"];
/// Passwords that breaches showed to be common, of 8 characters or more, lower case, sorted. From the frequency lists
/// of zxcvbn (its licence stands beside the file).
const COMMON: &str = include_str!("common_passwords.txt");

/// A password of bearable size in NFKC, so that every keyboard's way of composing a letter gives the same bytes.
/// Never trimmed, cut or case-folded. Wiped when dropped; `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(Zeroizing<String>);

/// Why a password is refused; never quotes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Longer than [`LONGEST`] or [`LONGEST_BYTES`].
    #[error("a password has at most {LONGEST} characters and {LONGEST_BYTES} bytes")]
    TooLong,
    /// Shorter than the policy asks.
    #[error("a password has at least {shortest} characters")]
    TooShort {
        /// The fewest code points.
        shortest: usize,
    },
    /// On the list of common passwords, or the product's name.
    #[error("this password is one of the first that others will try")]
    Common,
    /// The user's own name or address.
    #[error("a password cannot be your own name or e-mail address")]
    Personal,
}

impl PasswordError {
    /// The reason in answers.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::TooLong => "PASSWORD_TOO_LONG",
            Self::TooShort { .. } => "PASSWORD_TOO_SHORT",
            Self::Common | Self::Personal => "PASSWORD_COMMON",
        }
    }
}

impl Password {
    /// Takes a password that is to be compared with a stored one: only its size is checked, and that first, on the raw
    /// input.
    pub fn presented(raw: &str) -> Result<Self, PasswordError> {
        if raw.len() > LONGEST_BYTES || raw.chars().nth(LONGEST).is_some() {
            return Err(PasswordError::TooLong);
        }
        Ok(Self(Zeroizing::new(raw.nfkc().collect())))
    }

    /// Takes a password that somebody chooses; `shortest` counts code points of the raw input.
    pub fn chosen(raw: &str, shortest: usize) -> Result<Self, PasswordError> {
        let password = Self::presented(raw)?;
        if raw.chars().count() < shortest {
            return Err(PasswordError::TooShort { shortest });
        }
        let folded = Zeroizing::new(password.0.to_lowercase());
        if PRODUCT_NAMES.contains(&folded.as_str()) || is_common(&folded) {
            return Err(PasswordError::Common);
        }
        Ok(password)
    }

    /// Refuses the user's own name and address as the password, in any case.
    pub fn unlike(&self, name: &PersonName, email: &Email) -> Result<(), PasswordError> {
        let folded = Zeroizing::new(self.0.to_lowercase());
        let own = [name.as_str().to_lowercase(), email.typed().to_lowercase(), email.local().to_owned()];
        let same = own.iter().any(|text| text.nfkc().eq(folded.chars())) || folded.as_str() == email.key();
        if same { Err(PasswordError::Personal) } else { Ok(()) }
    }

    /// What is hashed.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(..)")
    }
}

/// Looks a lower-case password up by bisecting the text itself: no memory beside the binary's own pages.
fn is_common(folded: &str) -> bool {
    let (mut low, mut high) = (0, COMMON.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        let start = COMMON.as_bytes().get(..middle).and_then(|head| head.iter().rposition(|b| *b == b'\n'));
        let start = start.map_or(0, |at| at + 1);
        let line = COMMON.get(start..).and_then(|tail| tail.split('\n').next()).unwrap_or_default();
        match line.cmp(folded) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => low = start + line.len() + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_counts_code_points_and_has_two_upper_limits() {
        assert_eq!(Password::chosen("abcde", 8), Err(PasswordError::TooShort { shortest: 8 }));
        assert_eq!(Password::chosen("äöüßäöü", 8), Err(PasswordError::TooShort { shortest: 8 }));
        assert!(Password::chosen("äöüßäöü!", 8).is_ok());
        assert!(Password::chosen(&"x".repeat(256), 8).is_ok());
        assert_eq!(Password::chosen(&"x".repeat(257), 8), Err(PasswordError::TooLong));
        assert_eq!(Password::chosen(&"x".repeat(2_000), 8), Err(PasswordError::TooLong));
        assert!(Password::chosen(&"😀".repeat(256), 8).is_ok(), "1,024 bytes");
        assert_eq!(Password::presented(&"😀".repeat(257)), Err(PasswordError::TooLong));
    }

    #[test]
    fn two_ways_to_type_a_letter_are_one_password_and_nothing_else_is_changed() {
        assert_eq!(Password::presented("pass e\u{301} wörd"), Password::presented("pass é wo\u{308}rd"));
        assert_eq!(Password::presented(" Space Kept ").unwrap().as_bytes(), b" Space Kept ");
    }

    #[test]
    fn common_passwords_are_refused_in_any_case() {
        for common in ["password", "Password1", "12345678", "QWERTYUIOP", "hostingco", "HostingCo"] {
            assert_eq!(Password::chosen(common, 8), Err(PasswordError::Common), "{common}");
        }
        assert!(Password::chosen("demo-ada-1", 8).is_ok());
    }

    #[test]
    fn the_list_is_sorted_and_each_of_its_lines_is_found() {
        let lines: Vec<&str> = COMMON.lines().collect();
        assert!(lines.len() > 10_000 && lines.is_sorted());
        assert!(lines.iter().all(|line| is_common(line)));
        assert!(!is_common("") && !is_common("zzzzzzzzzzzzzzzzz~") && !is_common("passwor"));
    }

    #[test]
    fn ones_own_name_and_address_are_refused() {
        let (name, email) = (PersonName::parse("Ada Lovelace").unwrap(), Email::parse("Ada.L@Example.com").unwrap());
        for own in ["ada lovelace", "ADA.L@EXAMPLE.COM", "ada.l@example.com", "ada.l"] {
            assert_eq!(Password::presented(own).unwrap().unlike(&name, &email), Err(PasswordError::Personal), "{own}");
        }
        assert_eq!(Password::presented("ada lovelace 2").unwrap().unlike(&name, &email), Ok(()));
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", Password::presented("demo-ada-1").unwrap()), "Password(..)");
    }
}
