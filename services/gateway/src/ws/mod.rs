//! GraphQL over WebSocket: the protocol `graphql-transport-ws`, with all of its close codes.

mod operation;
mod protocol;
mod session;
mod sockets;

pub use sockets::Sockets;
