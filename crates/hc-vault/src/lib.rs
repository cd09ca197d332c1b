//! Secrets at rest: envelope encryption, AES-256-GCM by aws-lc.
//!
//! A key-encryption key from outside ([`KekSettings`]) wraps data keys in the service's database (table `data_keys`, in
//! the service's own migrations); data keys encrypt values, each bound to its [`Place`]. [`data_keys`] opens them, makes
//! the first, and turns them.

pub mod envelope;
mod keys;
pub mod seal;
mod settings;
mod store;

pub use envelope::{DataKeys, Keks, Place, UnwrapError};
pub use keys::{any_data_key, data_keys};
pub use seal::OpenError;
pub use settings::KekSettings;

/// Bytes from the operating system.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    aws_lc_rs::rand::fill(&mut bytes).expect("the system's random generator does not fail once it is seeded");
    bytes
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes);
    digest.as_ref().try_into().expect("SHA-256 has 32 bytes")
}
