//! The event contract as documents: `docs/asyncapi.yaml`, golden samples of every event, and what every release promised.
//!
//! All of it is made from `proto/hostingco/events/v1` and hc-events; nothing here is written by hand but the samples'
//! values ([`samples`]) and the rules that hold for all events ([`asyncapi`]). `cargo xtask schema` writes the documents,
//! `cargo xtask ci` compares them, with each other and with the last release ([`compatibility`]).

pub mod asyncapi;
pub mod catalogue;
mod comments;
pub mod compatibility;
pub mod files;
mod queue;
mod reparse;
mod rules;
pub mod samples;
mod schema;
pub mod yaml;

pub use reparse::reparse;
