//! Serves the sites: a listener of its own that needs nothing but the folder on disk. The control plane, PostgreSQL and
//! the broker may all be away; a restart then brings back every site as it was.
mod body;
mod conditions;
mod content;
mod encoding;
mod handler;
mod pages;
mod ranges;
mod server;
mod stall;
pub mod state;
mod table;
#[cfg(test)]
mod tests;
mod url_path;
mod watch;

pub use handler::STATUS_PATH;
pub use server::{SitesSettings, run};
