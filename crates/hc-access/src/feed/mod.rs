//! What is revoked is refused everywhere within one second: the owner of a fact logs its changes in the transaction
//! that makes them, and streams the log to every process that decides.
//!
//! The stream is followed by pings and pongs. After `Pong{n}` the follower knows all that was committed before it sent
//! `Ping{n}`, so what it remembers is right as of that instant of **its own** monotonic clock; it may use it for
//! [`FRESH_FOR`]. No two clocks are compared, and neither broker nor Redis has a part in it.

mod core;
mod follower;
mod log;
#[cfg(test)]
mod model;
mod reader;
mod server;
#[cfg(test)]
mod tests;

use std::time::Duration;

pub(crate) use core::{Effect, Follow};
pub(crate) use follower::{Follower, Sink};
pub use log::{Change, MIGRATOR, append};
pub use server::{Feed, service};

/// How long a confirmed state of affairs may be used. With the time to use an answer it stays below one second.
pub(crate) const FRESH_FOR: Duration = Duration::from_millis(900);
/// How often a follower pings: as seldom as leaves a pong half a second to come. Every process pings both owners, so that
/// an idle installation does little else.
pub(crate) const PING_EVERY: Duration = Duration::from_millis(400);
/// A follower that heard nothing for longer does not resume, it starts afresh.
pub(crate) const RESUME_WITHIN: Duration = Duration::from_mins(1);
/// How long a row stays: longer than any access token lives, and far longer than a follower may be away and resume.
pub(crate) const RETENTION: Duration = Duration::from_mins(30);
