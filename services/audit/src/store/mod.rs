//! SQL, a file for each aggregate; functions take a connection or a transaction.

pub mod chains;
pub mod deployments;
pub mod months;
pub mod objects;
pub mod origins;
pub mod records;
pub mod replays;

/// The tables of this service.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/audit");

/// The schema that this code was written for, besides what hc-storage brings itself.
pub static SCHEMA: [&sqlx::migrate::Migrator; 2] = [&hc_events::MIGRATOR, &MIGRATOR];
