//! What one process does at a time.

use std::time::Duration;

use hc_storage::{Db, StoreError};
use sqlx::{Connection as _, PgConnection};
use tokio::time::timeout;

/// The advisory lock of retention; the number is ours alone ("hcretain" in ASCII).
const LOCK: i64 = 0x6863_7265_7461_696e;
/// How long the database may take to answer.
const LIMIT: Duration = Duration::from_secs(5);

/// The right to take months away; none while another process has it. It is a connection besides the pool's, and ends with
/// it: when it is closed, or its process is killed.
pub async fn take(db: &Db) -> Result<Option<PgConnection>, StoreError> {
    let taken = async {
        let mut connection = PgConnection::connect_with(&db.pool().connect_options()).await?;
        let locked = sqlx::query_scalar!(r#"SELECT pg_try_advisory_lock($1) AS "locked!""#, LOCK);
        let locked = locked.fetch_one(&mut connection).await?;
        Ok::<_, StoreError>(locked.then_some(connection))
    };
    timeout(LIMIT, taken).await.unwrap_or_else(|_| Err(StoreError::silent(LIMIT)))
}
