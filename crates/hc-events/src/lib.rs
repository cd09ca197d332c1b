//! The event bus: how a committed change becomes a message, and a message an effect, at least once out and once in.
//!
//! Out: [`outbox::enqueue`] writes the event in the transaction of its change; the [`Relay`] publishes it, in order for
//! each object, and marks it when RabbitMQ has confirmed it. In: a [`Consumer`] commits the event's id and its effect
//! together and then acknowledges; what fails is tried again later or becomes a dead letter, never nothing. The
//! [`Tap`] shows what passes by to whoever can look again after a gap. [`work`] is for what is to be done and not told.
//! [`topology`] says which exchanges and queues there are.
//!
//! RabbitMQ may be away at any time: callers never wait for it, events wait in the outbox.
//!
//! # A consumer of your own
//!
//! A service outside HostingCo's repository uses the same consumer. It needs a PostgreSQL database, and a user on the
//! broker (somebody who runs it calls [`topology::add_client`], or does by hand what it does):
//!
//! ```no_run
//! use hc_events::{BrokerSettings, Consumer, Failure, gate, housekeeping, topology};
//! use hc_proto::events::v1::InvoicePaid;
//! use hc_storage::DatabaseSettings;
//! use tokio_util::sync::CancellationToken;
//!
//! const QUEUE: &str = "ext.acme.invoices";
//!
//! # async fn run() -> anyhow::Result<()> {
//! // In a settings file these are `[database]` and `[broker]`: both structs are `serde::Deserialize`.
//! let database = DatabaseSettings::new("postgres://acme@localhost/acme");
//! let broker = BrokerSettings::new("amqp://ext.acme:secret@broker.example:5672/%2f");
//!
//! // The tables that a consumer needs, beside your own; at each start, or in a job before it.
//! hc_storage::migrate(&database, &[&hc_events::MIGRATOR]).await?;
//! let db = hc_storage::connect(&database).await?;
//!
//! // Your queue with its delays and dead letters. It gets what is published from now on.
//! topology::declare_external(&broker, QUEUE, &["billing.invoice.#"]).await?;
//!
//! let consumer = Consumer::new(db.clone(), QUEUE, &broker).concurrency(4).on::<InvoicePaid>(|tx, event| {
//!     Box::pin(async move {
//!         // Once for each event, however often it comes: its id and what you write with `tx` commit together.
//!         // A copy of somebody else's objects also has to keep their order:
//!         if gate::pass(tx, QUEUE, &event).await?.in_order()? {
//!             sqlx::query("UPDATE bills SET paid = true WHERE invoice_id = $1")
//!                 .bind(&event.data.invoice_id)
//!                 .execute(tx)
//!                 .await
//!                 .map_err(|error| Failure::Transient(error.into()))?;
//!         }
//!         Ok(())
//!     })
//! });
//! let handle = consumer.handle(); // pause() and resume(), from a signal or an endpoint of yours
//!
//! // On SIGTERM: take no more, end what has begun, give the rest back.
//! let stopping = CancellationToken::new();
//! tokio::try_join!(consumer.run(stopping.clone()), housekeeping(db, stopping))?;
//! # drop(handle);
//! # Ok(())
//! # }
//! ```
//!
//! - **Connections** are looked after: one that is lost is replaced, a broker that restarts is waited for.
//! - **Types** without a handler are acknowledged and passed over; [`Consumer::on_any`] takes them all, as [`RawEvent`]s.
//!   Fields that a type has gained are ignored, types and versions that are new are counted.
//! - **Failures** say what they are. [`Failure::Transient`]: again after 5 s, 30 s, 2 min, 10 min, 1 h, then a dead letter.
//!   [`Failure::Permanent`], a panic, and what cannot be read: a dead letter at once. [`Failure::DependencyDown`]: the
//!   consumer waits and tries again, and nothing moves. A lost race in your database is tried again at once.
//! - **Others** are asked before the transaction ([`Consumer::on_prepared`]): it would be open for as long as they take.
//! - **Dead letters** are in the table `dead_letters` with their cause; [`dead`] lists, retries and drops them.
//! - **Order** holds for each object ([`Delivered::epoch`], then [`Delivered::version`]) and not across objects. An event
//!   that was retried comes late, which [`gate`] sees: it waits for what is missing, and ignores what is old. When the
//!   owner's database was restored, the epoch rises, and only the owner can tell what is true: fetch, then [`gate::jump`].
//! - **A replay** sends history to your queue under the same ids ([`RawEvent::replay`]); the inbox ignores what it knows.
//! - **Limits**: a queue of yours that holds more than 100,000 messages or 256 MiB loses its oldest, a message is kept for
//!   seven days, and a queue that nobody has consumed from for 14 days is removed.
//! - **Metrics** go to whichever recorder of the `metrics` crate is installed: `hostingco_events_consumed_total`,
//!   `hostingco_events_delay_seconds`, `hostingco_events_unknown_total`, `hostingco_consumer_paused`,
//!   `hostingco_dead_letters_total`, `hostingco_broker_failures_total`. Alerts on them are in
//!   `docker/prometheus/rules/events.yaml`.

mod broker;
mod class;
mod collector;
pub mod consumer;
pub mod dead;
mod delivery;
mod envelope;
mod fact;
mod forward;
pub mod gate;
mod housekeeping;
mod inbox;
mod metrics;
pub mod outbox;
mod relay;
#[cfg(feature = "sabotage")]
#[doc(hidden)]
pub mod sabotage;
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
pub use relay::{Relay, RelayState};
pub use settings::{BrokerSettings, QueueSettings};
pub use tap::{Tap, TapItem};
pub use work::WorkConsumer;

/// The tables of the event bus, in every service's database.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!();

/// The largest body of an event in bytes: what CloudEvents asks every intermediary to forward. Larger facts carry a
/// reference.
pub const MAX_BODY: usize = 64 * 1024;
