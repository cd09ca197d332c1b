//! Servers and channels on real sockets of this machine.

#![expect(clippy::unwrap_used, reason = "what a test sets up has to work")]

mod deadlines;
mod drain;
mod failures;
mod identity;
mod limits;
mod preflight;
mod records;
mod reload;
mod serving;
mod support;
