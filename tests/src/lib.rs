//! HostingCo as its users meet it: over the public interfaces only. GraphQL over HTTP and WebSocket, the sites, and the
//! events on RabbitMQ; the built binaries behind them.

#![expect(clippy::indexing_slicing, reason = "a test ends with what is missing")]

mod archive;
mod customer;
mod events;
mod graphql;
mod live;
mod sites;

pub use archive::{Entry, tar_gz, tar_gz_of};
pub use customer::{Customer, Order};
pub use events::{Recorded, Recorder};
pub use graphql::{Answer, Client};
pub use live::Live;
pub use sites::Sites;
