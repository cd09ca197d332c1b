//! HostingCo as its users meet it: over the public interfaces only. GraphQL over HTTP and WebSocket, the sites, the events on
//! RabbitMQ, mails, webhooks, and for staff gRPC; the built binaries behind them.

#![expect(clippy::indexing_slicing, reason = "a test ends with what is missing")]

mod archive;
pub mod consumers;
mod customer;
mod events;
mod graphql;
mod live;
mod mailbox;
mod sites;
mod staff;
mod target;

pub use archive::{Entry, tar_gz, tar_gz_of};
pub use customer::{Customer, Order};
pub use events::{Recorded, Recorder, publish};
pub use graphql::{Answer, Client};
pub use live::Live;
pub use mailbox::{Mail, Mailbox};
pub use sites::Sites;
pub use staff::{Caller, reasons};
pub use target::{Posted, Target};
