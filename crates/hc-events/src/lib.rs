//! The event bus: how a committed change becomes a message, and a message an effect, at least once out and once in.
//!
//! Out: [`outbox::enqueue`] writes the event in the transaction of its change; the [`Relay`] publishes it, in order for
//! each object, and marks it when RabbitMQ has confirmed it. In: a [`Consumer`] commits the event's id and its effect
//! together and then acknowledges; what fails is tried again later or becomes a dead letter, never nothing. The
//! [`Tap`] shows what passes by to whoever can look again after a gap. [`topology`] says which exchanges and queues there
//! are.
//!
//! RabbitMQ may be away at any time: callers never wait for it, events wait in the outbox.

mod broker;
pub mod consumer;
pub mod dead;
mod envelope;
mod fact;
mod forward;
pub mod gate;
mod housekeeping;
mod inbox;
mod metrics;
pub mod outbox;
mod relay;
mod settings;
mod tap;
pub mod topology;
pub mod work;

pub use broker::BrokerError;
pub use consumer::{Consumer, ConsumerHandle, Delivered, Failure};
pub use envelope::{RawEvent, Unreadable};
pub use fact::{Cause, Fact};
pub use forward::Forwarder;
pub use housekeeping::housekeeping;
pub use relay::Relay;
pub use settings::{BrokerSettings, QueueSettings};
pub use tap::{Tap, TapItem};
pub use work::WorkConsumer;

/// The tables of the event bus, in every service's database.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!();

/// The largest body of an event in bytes: what CloudEvents asks every intermediary to forward. Larger facts carry a
/// reference.
pub const MAX_BODY: usize = 64 * 1024;
