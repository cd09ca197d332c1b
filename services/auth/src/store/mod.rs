//! The SQL, a file for each aggregate. Functions take a connection; who calls them has the transaction.

pub mod platform_roles;
pub mod sessions;
pub mod signing_keys;
pub mod users;

/// The tables of this service.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/auth");
