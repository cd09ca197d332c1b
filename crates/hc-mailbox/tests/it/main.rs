//! The mailbox as its users meet it.
#![expect(clippy::unwrap_used, reason = "a step that fails is the test's failure")]

mod delivery;
mod web;
