//! gRPC between our services: mutual TLS with certificates that reload, deadlines that travel, retries only where they
//! are harmless, errors with reasons.
//!
//! There is no plaintext mode. A server is a [`GrpcServer`], a client's channel comes from [`connect`]; what a call
//! carries on to the calls made for it is its [`CallContext`].

pub mod certs;
mod client;
mod context;
mod fault;
mod gather;
mod identity;
mod methods;
mod preflight;
mod problem;
mod server;
mod settings;
mod tls;

pub use client::{Channel, connect};
pub use context::CallContext;
pub use fault::Fault;
pub use identity::{Peer, TRUST_DOMAIN};
pub use problem::{DOMAIN, INVALID_FIELDS, Problem, Violation, Violations, refusal, status};
pub use server::{BoundServer, GrpcServer, GrpcService};
pub use settings::{GrpcSettings, PeerSettings, TlsSettings};
