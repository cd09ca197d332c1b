//! SQL, a file for each aggregate; functions take a connection or a transaction.

pub mod bounces;
pub mod brands;
pub mod causes;
pub mod mails;
pub mod notifications;
pub mod preferences;
pub mod webhook_deliveries;
pub mod webhook_endpoints;
pub mod webhook_queue;

/// The tables of this service.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/notifications");

/// The schema that this code was written for, besides what hc-storage brings itself.
pub static SCHEMA: [&sqlx::migrate::Migrator; 2] = [&hc_events::MIGRATOR, &MIGRATOR];
