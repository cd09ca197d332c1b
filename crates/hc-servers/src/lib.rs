//! Runs the parts of HostingCo on one machine: the servers it needs and its own services.
//!
//! [`prepare`] finds PostgreSQL, Redis and RabbitMQ (what the environment names, else binaries that are there, else a
//! Docker engine, else the system's packages) and answers what to run and where it will listen; [`Group`] runs it and
//! waits until each part speaks its protocol. Private servers keep their data under a given directory, listen on the
//! loopback address only, run unprivileged where the server demands it, and never outlive their owner: a [`Watcher`]
//! stops them when the owner is killed.
//!
//! Used by `cargo xtask` and by tests, and built before everything else, so it depends on little.

mod account;
mod docker;
mod failure;
mod find;
mod group;
mod install;
mod ports;
mod postgres;
mod probe;
mod process;
mod rabbitmq;
mod redis;
mod servers;
pub mod services;
mod source;
pub mod sql;
mod watcher;

pub use failure::{Failure, tail};
pub use find::{executable_in_path, version_of};
pub use group::Group;
pub use ports::Ports;
pub use probe::Probe;
pub use process::{Identity, Program, Running, Signal};
pub use servers::{Needs, Servers, prepare, remove_data};
pub use watcher::Watcher;
