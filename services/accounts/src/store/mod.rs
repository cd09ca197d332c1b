//! SQL, a file for each aggregate; functions take a connection or a transaction.

pub mod invitations;
pub mod memberships;
pub mod organizations;

use hc_access::Role;
use hc_storage::StoreError;

/// The tables of this service.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/accounts");

fn role(text: &str, what: &'static str) -> Result<Role, StoreError> {
    text.parse().map_err(|_| StoreError::corrupt(what, format!("role {text:?}")))
}
