//! A sign of life that the database itself takes back.

use hc_types::EventId;
use sqlx::{Connection, PgConnection, PgPool};

/// Says that this process is there, for as long as its connection lives: a session's advisory lock under a key of its own.
///
/// Leases bound what a process that hangs can hold up; this tells at once of one that was killed. In SQL,
/// `is_present(key)` asks for it.
#[derive(Debug)]
pub struct Presence {
    connection: PgConnection,
    key: i64,
}

impl Presence {
    /// Opens a connection besides the pool's and holds a fresh key on it.
    pub async fn announce(pool: &PgPool) -> Result<Self, sqlx::Error> {
        let mut connection = PgConnection::connect_with(&pool.connect_options()).await?;
        // The random half of a new id: two processes never meet.
        let (_, random) = EventId::new().uuid().as_u64_pair();
        let key = random.cast_signed();
        sqlx::query!("SELECT pg_advisory_lock_shared($1)", key).execute(&mut connection).await?;
        Ok(Self { connection, key })
    }

    /// What `is_present` takes.
    pub const fn key(&self) -> i64 {
        self.key
    }

    /// Fails when the connection is gone, and with it the presence: announce a new one then.
    pub async fn confirm(&mut self) -> Result<(), sqlx::Error> {
        self.connection.ping().await
    }
}
