//! The SQL, a file for each aggregate. Functions take a connection; who calls them has the transaction.

pub mod allowances;
pub mod devices;
pub mod mail_links;
pub mod platform_roles;
pub mod reset_requests;
pub mod sessions;
pub mod signing_keys;
pub mod users;

/// The tables of this service.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/auth");

/// The schema that this code was written for, besides what hc-storage brings itself.
pub static SCHEMA: [&sqlx::migrate::Migrator; 3] = [&hc_events::MIGRATOR, &hc_access::MIGRATOR, &MIGRATOR];
