//! What tests stand on: a database of their own cloned from a migrated template, a vhost of their own, certificates,
//! all of HostingCo as processes, and waiting on conditions instead of on time.
//!
//! The servers come from the environment (see [`env`]); `cargo xtask test` starts private ones and sets it.
//! Nothing here returns an error: a test cannot go on without its servers, so what fails panics and says why.

mod broker;
mod certificates;
mod database;
pub mod env;
mod eventually;
mod replicated;
mod stack;
mod teardown;

pub use broker::TestBroker;
pub use certificates::{Certificates, certificates, issue_certificates};
pub use database::TestDatabase;
pub use eventually::{DEADLINE, Outcome, eventually, eventually_within};
pub use replicated::ReplicatedPostgres;
pub use stack::Stack;
