//! PostgreSQL for every service: the pool, the one way to write, idempotency, migrations.
//!
//! A caller that hangs up drops its handler's future, and a `begin` that is dropped half-way leaves its connection inside
//! an open transaction (sqlx#4385): the next borrower's write would be acknowledged and never committed. Two things stand
//! against it: only [`Db::transact`] begins transactions, in a task that nobody cancels (clippy's list of methods refuses
//! every other `begin`), and the server ends sessions that idle in one.

mod db;
mod error;
mod idempotency;
mod keys;
mod metrics;
mod migrate;
mod pattern;
mod pool;
mod presence;
mod replica;
#[doc(hidden)]
pub mod sabotage;
mod settings;
mod turn;

pub use db::Db;
pub use error::StoreError;
pub use idempotency::{Idempotency, KeyError};
pub use keys::{any_of, each_of};
pub use migrate::{migrate, migrate_until};
pub use pattern::contains;
pub use pool::{connect, connect_when_up};
pub use presence::Presence;
pub use settings::DatabaseSettings;
pub use turn::Turn;

/// The tables of this crate; [`migrate`] applies them before all others.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!();
