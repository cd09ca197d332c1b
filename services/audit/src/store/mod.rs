//! SQL, a file for each aggregate; functions take a connection or a transaction.

/// The tables of this service.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/audit");
