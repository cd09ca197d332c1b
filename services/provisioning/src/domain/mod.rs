//! Types and rules; no I/O, no clock, no SQL.
pub mod site_path;
