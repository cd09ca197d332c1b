//! `[database]`.

use std::time::Duration;

use secrecy::SecretString;
use serde::Deserialize;

/// `[database]` in the settings file, or `BILLING_DATABASE__URL=…` on top of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseSettings {
    /// Where PostgreSQL is: `postgres://user:password@host:5432/database`. Required.
    pub url: SecretString,
    /// The user's password, in place of one in the URL: for a file of its own, with any characters. Default none.
    #[serde(default)]
    pub password: Option<SecretString>,
    /// A read replica of it, for reads that may be a little old; user and database as above. Default none: all reads go to
    /// the primary.
    #[serde(default)]
    pub replica_url: Option<SecretString>,
    /// How stale a read from the replica may be; while it is staler, or cannot be compared, reads go to the primary.
    /// Default 2 s.
    #[serde(default = "replica_max_lag", with = "hc_types::duration")]
    pub replica_max_lag: Duration,
    /// How many connections the pool holds at most. The sum over all processes stays below the server's
    /// `max_connections`. Default 10.
    #[serde(default = "max_connections")]
    pub max_connections: u32,
    /// How long a caller waits for a free connection before it is told that the database is busy; below the deadline of
    /// the calls it serves. Default 2 s.
    #[serde(default = "acquire_timeout", with = "hc_types::duration")]
    pub acquire_timeout: Duration,
    /// How long one statement may run. Default 15 s.
    #[serde(default = "statement_timeout", with = "hc_types::duration")]
    pub statement_timeout: Duration,
    /// How long a statement waits for a lock; then the caller has lost the race. Default 5 s.
    #[serde(default = "lock_timeout", with = "hc_types::duration")]
    pub lock_timeout: Duration,
    /// How long a session may do nothing inside a transaction before the server ends it. Default 10 s.
    #[serde(default = "idle_in_transaction_timeout", with = "hc_types::duration")]
    pub idle_in_transaction_timeout: Duration,
    /// How long a transaction may take in all, by this process's clock. The server keeps the limits above by itself while it
    /// is there; this one frees a connection to a server that has gone without a word. Default 1 min.
    #[serde(default = "transaction_timeout", with = "hc_types::duration")]
    pub transaction_timeout: Duration,
}

impl DatabaseSettings {
    /// The defaults for a database; for tests and tools that have no settings file.
    pub fn new(url: impl Into<SecretString>) -> Self {
        Self {
            url: url.into(),
            password: None,
            replica_url: None,
            replica_max_lag: replica_max_lag(),
            max_connections: max_connections(),
            acquire_timeout: acquire_timeout(),
            statement_timeout: statement_timeout(),
            lock_timeout: lock_timeout(),
            idle_in_transaction_timeout: idle_in_transaction_timeout(),
            transaction_timeout: transaction_timeout(),
        }
    }
}

const fn replica_max_lag() -> Duration {
    Duration::from_secs(2)
}

const fn max_connections() -> u32 {
    10
}

const fn acquire_timeout() -> Duration {
    Duration::from_secs(2)
}

const fn statement_timeout() -> Duration {
    Duration::from_secs(15)
}

const fn lock_timeout() -> Duration {
    Duration::from_secs(5)
}

const fn idle_in_transaction_timeout() -> Duration {
    Duration::from_secs(10)
}

const fn transaction_timeout() -> Duration {
    Duration::from_mins(1)
}
