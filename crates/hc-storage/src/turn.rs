//! What one process does at a time.

use std::time::Duration;

use sqlx::{Connection as _, PgConnection};
use tokio::time::timeout;

use crate::{Db, StoreError};

/// How long the database may take to give or take back a turn; a server that has gone without a word never does.
const LIMIT: Duration = Duration::from_secs(5);

/// The right to do what one process does at a time: an advisory lock on a connection besides the pool's. It ends with the
/// connection: when that is closed, or its process is killed.
#[derive(Debug)]
pub struct Turn(PgConnection);

impl Turn {
    /// The turn under this lock, a number of its own; none while another process has it. `session` is what its connection is
    /// told besides what those of the pool are, such as a longer `statement_timeout`.
    ///
    /// [`StoreError::Unavailable`] where the database does not answer within five seconds.
    pub async fn take(db: &Db, lock: i64, session: &[(&str, &str)]) -> Result<Option<Self>, StoreError> {
        let options = db.pool().connect_options().as_ref().clone().options(session.iter().copied());
        let taken = async {
            let mut connection = PgConnection::connect_with(&options).await?;
            let locked = sqlx::query_scalar!(r#"SELECT pg_try_advisory_lock($1) AS "locked!""#, lock);
            let locked = locked.fetch_one(&mut connection).await?;
            Ok::<_, StoreError>(locked.then_some(Self(connection)))
        };
        timeout(LIMIT, taken).await.unwrap_or_else(|_| Err(StoreError::silent(LIMIT)))
    }

    /// The connection, for statements that take long. None of them may end the lock.
    pub fn connection(&mut self) -> &mut PgConnection {
        &mut self.0
    }

    /// Gives it to the next. Whatever becomes of that: the lock goes with the connection.
    pub async fn end(self) {
        drop(timeout(LIMIT, self.0.close()).await);
    }
}
