//! A sign of life that the database itself takes back.

use std::{io, time::Duration};

use hc_types::EventId;
use sqlx::{Connection, PgConnection, PgPool};
use tokio::time::timeout;

/// How long the database may take to say that it is there; a server that has gone without a word never does.
const LIMIT: Duration = Duration::from_secs(5);

/// Says that this process is there, for as long as its connection lives: a session's advisory lock under a key of its own.
///
/// Leases bound what a process that hangs can hold up; this tells at once of one that was killed. In SQL,
/// `is_present(key)` asks for it.
#[derive(Debug)]
pub struct Presence {
    pool: PgPool,
    held: Option<(PgConnection, i64)>,
}

impl Presence {
    /// Not there yet: the first [`Presence::key`] opens a connection besides the pool's.
    pub fn new(pool: PgPool) -> Self {
        Self { pool, held: None }
    }

    /// The key that is held now: the same one until its connection is lost, then a fresh one.
    pub async fn key(&mut self) -> Result<i64, sqlx::Error> {
        if let Some((connection, key)) = &mut self.held
            && let Ok(Ok(())) = timeout(LIMIT, connection.ping()).await
        {
            return Ok(*key);
        }
        self.held = None;
        let taken = timeout(LIMIT, self.take()).await;
        taken.unwrap_or_else(|_| Err(io::Error::from(io::ErrorKind::TimedOut).into()))
    }

    async fn take(&mut self) -> Result<i64, sqlx::Error> {
        let mut connection = PgConnection::connect_with(&self.pool.connect_options()).await?;
        // The random half of a new id: two processes never meet.
        let (_, random) = EventId::new().uuid().as_u64_pair();
        let key = random.cast_signed();
        sqlx::query!("SELECT pg_advisory_lock_shared($1)", key).execute(&mut connection).await?;
        self.held = Some((connection, key));
        Ok(key)
    }
}
