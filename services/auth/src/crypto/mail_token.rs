//! The secret in a link that goes out by mail: `hcv_` or `hcp_` and, in base64url, 256 random bits with a checksum.

use std::fmt;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

use super::sha256;
use crate::domain::mail_link::Purpose;

const RANDOM: usize = 32;
const CHECKSUM: usize = 4;
/// 36 bytes are 48 characters.
const ENCODED_LENGTH: usize = (RANDOM + CHECKSUM) / 3 * 4;

/// The secret's text; the only place where it exists outside of the mail. `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct MailToken(Zeroizing<String>);

impl MailToken {
    /// A new secret. Its prefix says what it is for, to people and to scanners of logs.
    pub fn new(purpose: Purpose) -> Self {
        let random = Zeroizing::new(hc_vault::random::<RANDOM>());
        let mut bytes = Zeroizing::new(random.to_vec());
        bytes.extend(sha256(&*random).iter().take(CHECKSUM));
        Self(Zeroizing::new(format!("{}{}", prefix(purpose), BASE64_URL_SAFE_NO_PAD.encode(&*bytes))))
    }

    /// Reads a secret of this purpose. A typing error is told from the checksum, without a look into the database.
    pub fn parse(text: &str, purpose: Purpose) -> Option<Self> {
        let text = text.trim();
        let encoded = text.strip_prefix(prefix(purpose)).filter(|encoded| encoded.len() == ENCODED_LENGTH)?;
        let bytes = Zeroizing::new(BASE64_URL_SAFE_NO_PAD.decode(encoded).ok()?);
        let (random, checksum) = bytes.split_first_chunk::<RANDOM>()?;
        sha256(random).starts_with(checksum).then(|| Self(Zeroizing::new(text.to_owned())))
    }

    /// For the mail.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// What is stored. The text has full entropy, so a plain hash is enough.
    pub fn hash(&self) -> [u8; 32] {
        sha256(self.0.as_bytes())
    }
}

impl fmt::Debug for MailToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MailToken(..)")
    }
}

const fn prefix(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::VerifyEmail => "hcv_",
        Purpose::ResetPassword => "hcp_",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_read_back_for_its_purpose_only() {
        let token = MailToken::new(Purpose::ResetPassword);
        let text = format!(" {}\n", token.text());
        assert_eq!(MailToken::parse(&text, Purpose::ResetPassword), Some(token.clone()));
        assert_eq!(MailToken::parse(&text, Purpose::VerifyEmail), None);
        assert_eq!(MailToken::parse(&text.replace("hcp_", "hcv_"), Purpose::ResetPassword), None);
        assert_eq!(format!("{token:?}"), "MailToken(..)");
        assert_ne!(token, MailToken::new(Purpose::ResetPassword));
    }

    #[test]
    fn a_typing_error_is_no_secret() {
        let token = MailToken::new(Purpose::VerifyEmail);
        let last = if token.text().ends_with('A') { "B" } else { "A" };
        let mistyped = format!("{}{last}", &token.text()[..token.text().len() - 1]);
        for wrong in ["", "hcv_", &mistyped, &token.text()[..51], &format!("{}A", token.text()), &"ä".repeat(52)] {
            assert_eq!(MailToken::parse(wrong, Purpose::VerifyEmail), None, "{wrong}");
        }
    }
}
