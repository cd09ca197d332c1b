//! SQL, a file for each aggregate; functions take a connection or a transaction.

pub mod invitations;
pub mod memberships;
pub mod organizations;

use hc_access::Role;
use hc_storage::StoreError;

/// The tables of this service.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/accounts");

/// The schema that this code was written for, besides what hc-storage brings itself.
pub static SCHEMA: [&sqlx::migrate::Migrator; 3] = [&hc_events::MIGRATOR, &hc_access::MIGRATOR, &MIGRATOR];

fn role(text: &str, what: &'static str) -> Result<Role, StoreError> {
    text.parse().map_err(|_| StoreError::corrupt(what, format!("role {text:?}")))
}
