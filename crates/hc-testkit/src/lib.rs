//! What tests stand on: a database of their own cloned from a migrated template, a vhost of their own, and waiting
//! on conditions instead of on time.
//!
//! The servers come from the environment (see [`env`]); `cargo xtask test` starts private ones and sets it.
//! Nothing here returns an error: a test cannot go on without its servers, so what fails panics and says why.

mod broker;
mod database;
pub mod env;
mod eventually;
mod teardown;

pub use broker::TestBroker;
pub use database::TestDatabase;
pub use eventually::{DEADLINE, Outcome, eventually, eventually_within};
