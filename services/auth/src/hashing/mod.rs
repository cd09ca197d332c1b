//! Argon2id for passwords, on threads of its own: hashing is heavy on purpose, so that it must never decide how much
//! memory the process takes or how long a readiness probe waits.

mod pool;
mod stored;

pub use pool::{HashError, HashPool};
