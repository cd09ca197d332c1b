//! Types and rules; no I/O, no clock, no SQL.
pub mod addresses;
pub mod capacity;
pub mod instance;
pub mod operation;
pub mod reconcile;
pub mod release;
pub mod site_path;
