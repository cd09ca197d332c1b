//! Use cases: load, decide, save, enqueue, in the transaction that they are given.

pub mod export;
pub mod policy;
pub mod record;
pub mod record_deployment;
pub mod replay;
pub mod retention;
pub mod verify;
