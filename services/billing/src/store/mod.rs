//! The SQL of each aggregate; a function is one statement with a name, on the connection that it is given.

pub mod billing_details;
pub mod catalogue;
pub mod credits;
pub mod invoices;
pub mod ledger;
pub mod numbers;
pub mod orders;
pub mod payments;
pub mod sellers;
pub mod subscriptions;

use hc_storage::StoreError;
use hc_types::{Currency, Timestamp};
use sqlx::PgExecutor;

/// The schema of this service.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/billing");

/// The schema that this code was written for, besides what hc-storage brings itself.
pub static SCHEMA: [&sqlx::migrate::Migrator; 2] = [&hc_events::MIGRATOR, &MIGRATOR];

/// A stored currency code.
fn currency(what: &'static str, code: &str) -> Result<Currency, StoreError> {
    code.parse().map_err(|error| StoreError::corrupt(what, error))
}

/// A stored name of a state or kind.
fn named<T>(what: &'static str, name: &str, from_name: impl Fn(&str) -> Option<T>) -> Result<T, StoreError> {
    from_name(name).ok_or_else(|| StoreError::corrupt(what, format_args!("{name:?} is not one of its names")))
}

/// The database's clock: the time of the transaction that this runs in.
pub async fn now(executor: impl PgExecutor<'_>) -> Result<Timestamp, StoreError> {
    Ok(sqlx::query_scalar!(r#"SELECT now() AS "now!""#).fetch_one(executor).await?)
}
