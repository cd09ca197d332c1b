//! Types and rules; no I/O, no clock, no SQL.
//!
//! Of our crates it knows `hc-types`, and of `hc-access` the table of roles, which every service shares.

pub mod invitation;
pub mod membership;
pub mod organization;
pub mod token;
