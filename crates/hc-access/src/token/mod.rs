//! Access tokens: RFC 9068 JWTs, checked in one place for every service.

mod jwt;
mod key;
mod keys;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod verifier;

pub use jwt::{Claims, Expected, Refused};
pub(crate) use key::public_key;
pub use key::{Algorithm, KeyError, PublicKey};
pub(crate) use keys::{FOLLOWED_EVERY, OWNED_EVERY};
pub use keys::{FetchKeys, Keys};
pub use verifier::{TokenError, Verified, Verifier};
