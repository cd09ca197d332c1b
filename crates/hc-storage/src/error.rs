//! What can go wrong between a use case and PostgreSQL.

use std::{fmt::Display, time::Duration};

use hc_rpc::Problem;
use tonic::Code;

/// When a caller that was told "busy" or "away" may come back.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// Why a store function or a transaction failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A serialization failure, a deadlock or a lock that did not come in time: nothing has changed, a retry may work.
    #[error("the same thing is being changed by another call")]
    Conflict(#[source] sqlx::Error),
    /// The idempotency key was used before, with another input.
    #[error("the idempotency key was used before with another input")]
    KeyReused,
    /// No connection came free in time, or the statement took too long.
    #[error("the database is busy")]
    Busy(#[source] sqlx::Error),
    /// PostgreSQL cannot be reached or went away. After a commit that was sent this means "unknown": the same
    /// idempotency key again gives the one true answer.
    #[error("the database cannot be reached")]
    Unavailable(#[source] sqlx::Error),
    /// A stored row breaks an invariant of its type.
    #[error("a stored {what} is corrupt: {why}")]
    Corrupt {
        /// What the row holds, e.g. `invoice`.
        what: &'static str,
        /// Which rule it breaks.
        why: String,
    },
    /// The work in the transaction panicked; it was rolled back.
    #[error("the transaction's work panicked")]
    Panicked,
    /// Anything else: a broken constraint that no use case expected, a wrong statement.
    #[error("a database statement failed")]
    Other(#[source] sqlx::Error),
}

impl StoreError {
    /// A server that says nothing any more.
    pub fn silent(limit: Duration) -> Self {
        let error = std::io::Error::new(std::io::ErrorKind::TimedOut, format!("nothing came back within {limit:?}"));
        Self::Unavailable(error.into())
    }

    /// A row that cannot be turned into its type.
    pub fn corrupt(what: &'static str, why: impl Display) -> Self {
        Self::Corrupt { what, why: why.to_string() }
    }

    /// The name of the constraint that refused the statement, for use cases that expect it (`organizations_slug_key`).
    pub fn constraint(&self) -> Option<&str> {
        match self {
            Self::Other(sqlx::Error::Database(error)) => error.constraint(),
            _ => None,
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::PoolTimedOut => Self::Busy(error),
            sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => {
                Self::Unavailable(error)
            }
            sqlx::Error::Database(database) => match database.code().as_deref() {
                // serialization_failure, deadlock_detected, lock_not_available
                Some("40001" | "40P01" | "55P03") => Self::Conflict(error),
                // query_canceled, by statement_timeout
                Some("57014") => Self::Busy(error),
                // connection exceptions, insufficient resources, operator intervention, idle in transaction, a primary that is
                // none any more
                Some(code) if ["08", "53", "57P", "25P03", "25006"].iter().any(|class| code.starts_with(class)) => {
                    Self::Unavailable(error)
                }
                _ => Self::Other(error),
            },
            _ => Self::Other(error),
        }
    }
}

impl Problem for StoreError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::Conflict(_) => (Code::Aborted, "CONCURRENT_CHANGE"),
            Self::KeyReused => (Code::Aborted, "IDEMPOTENCY_KEY_REUSED"),
            Self::Busy(_) => (Code::Unavailable, "DATABASE_BUSY"),
            Self::Unavailable(_) => (Code::Unavailable, "DATABASE_UNAVAILABLE"),
            Self::Corrupt { .. } | Self::Panicked | Self::Other(_) => (Code::Internal, "INTERNAL"),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        matches!(self, Self::Busy(_) | Self::Unavailable(_)).then_some(RETRY_AFTER)
    }
}
