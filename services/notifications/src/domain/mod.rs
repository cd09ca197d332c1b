//! Types and rules; no I/O, no clock, no SQL.
//!
//! Of our crates it knows `hc-types`, and of `hc-access` the table of roles, which every service shares.

pub mod bounce;
pub mod brand;
pub mod delivery;
pub mod language;
pub mod preferences;
pub mod story;
pub mod template;
pub mod topic;
pub mod unsubscribe;
pub mod webhook_address;
pub mod webhook_endpoint;
pub mod webhook_filter;
pub mod webhook_pacing;
pub mod webhook_retry;
pub mod webhook_secret;
pub mod webhook_url;
