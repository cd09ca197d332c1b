//! Types and rules: no I/O, no clock, no SQL.

pub mod canonical;
pub mod chain;
pub mod changes;
pub mod class;
pub mod deployment;
pub mod filter;
pub mod privacy;
pub mod record;
pub mod replay;
