//! The secret in an invitation's link.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

/// Names the kind, so that scanners of code and logs find one that leaked.
const PREFIX: &str = "hci_";
const RANDOM: usize = 32;
const CHECKSUM: usize = 4;

/// `hci_` and, in base64url, 256 random bits with a checksum over them. Shown once; what is stored is its hash.
#[derive(Clone, PartialEq, Eq)]
pub struct InvitationToken([u8; RANDOM]);

impl InvitationToken {
    /// The token of these random bits.
    pub const fn new(random: [u8; RANDOM]) -> Self {
        Self(random)
    }

    /// Reads a token. One with a typing error is told from the checksum, without a look into the database.
    pub fn parse(text: &str) -> Option<Self> {
        let encoded = text.trim().strip_prefix(PREFIX)?;
        // 36 bytes are 48 characters.
        if encoded.len() != (RANDOM + CHECKSUM) / 3 * 4 {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(encoded).ok()?;
        let (random, checksum) = bytes.split_first_chunk::<RANDOM>()?;
        (hash(random).starts_with(checksum)).then_some(Self(*random))
    }

    /// The text for the link.
    pub fn expose(&self) -> String {
        let hash = hash(&self.0);
        let checked: Vec<u8> = self.0.iter().chain(hash.iter().take(CHECKSUM)).copied().collect();
        format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(checked))
    }

    /// What is stored. The checksum is the beginning of another hash, so it gives nothing of this one away.
    pub fn stored_hash(&self) -> [u8; 32] {
        hash(self.expose().as_bytes())
    }
}

impl fmt::Debug for InvitationToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InvitationToken(…)")
    }
}

fn hash(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, bytes).as_ref());
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_back_and_never_shown_by_accident() {
        let token = InvitationToken::new([7; 32]);
        let text = token.expose();
        assert!(text.starts_with("hci_") && text.len() == 52, "{text}");
        assert_eq!(InvitationToken::parse(&text), Some(token.clone()));
        assert_eq!(InvitationToken::parse(&format!(" {text}\n")), Some(token.clone()));
        assert_eq!(format!("{token:?}"), "InvitationToken(…)");
    }

    #[test]
    fn a_typing_error_is_no_token() {
        let text = InvitationToken::new([7; 32]).expose();
        let swapped = text.replacen('B', "C", 1);
        for wrong in ["", "hci_", &text[4..], &text[..51], &format!("{text}A"), &swapped, "hcr_AAAA", &"ä".repeat(52)]
        {
            assert_eq!(InvitationToken::parse(wrong), None, "{wrong}");
        }
    }
}
