//! The built binary, over its public interfaces: command line, gRPC and HTTP, on a real PostgreSQL.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "what a test sets up has to work")]

mod calls;
mod commands;
mod harness;
mod mails;
mod published;
