//! The event bus under load while its parts die.
//!
//! [`run`] starts private servers, and processes that write, relay and consume; kills them at random, by a seed that
//! repeats the schedule; lets everything heal; and then checks that every committed event has had its effect exactly once
//! and in order for its object, that nothing else has, and that nothing is left lying about. `cargo xtask chaos` is its
//! command; a short run is part of the tests.
//!
//! A checker that never failed proves nothing: with the feature `sabotage` the same program runs without one of the bus's
//! safeguards, and the tests demand that the checker sees it.

pub mod bench;
pub mod check;
pub mod command;
mod history;
mod plan;
pub mod roles;
mod run;
mod schema;
mod site;

pub use plan::{Plan, Victim};
pub use run::{Report, run};
pub use site::Site;
