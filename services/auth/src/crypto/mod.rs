//! The tokens that go out. All of it aws-lc.

pub mod access_token;
pub mod mac_keys;
pub mod mail_token;
pub mod refresh_token;
pub mod session_secret;

/// SHA-256.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes);
    digest.as_ref().try_into().expect("SHA-256 has 32 bytes")
}
