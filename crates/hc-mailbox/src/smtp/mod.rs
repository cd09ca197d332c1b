//! The server side of SMTP: RFC 5321.

mod command;
mod connection;
mod data;

pub use connection::{Entry, serve};
