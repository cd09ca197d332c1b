//! What one process does at a time.

use hc_storage::{Db, StoreError};
use sqlx::{Connection as _, PgConnection};

/// The advisory lock of the check of the books; the number is ours alone ("hc_books" in ASCII).
const LOCK: i64 = 0x6863_5f62_6f6f_6b73;
/// The check reads every entry of the ledger. When its process is gone, it ends too.
const SESSION: [(&str, &str); 2] = [("statement_timeout", "10min"), ("client_connection_check_interval", "10s")];

/// The right to check the books; none while another process has it. It is a connection besides the pool's, for statements
/// that take long, and ends with it: when it is closed, or its process is killed.
pub async fn take(db: &Db) -> Result<Option<PgConnection>, StoreError> {
    let options = db.pool().connect_options().as_ref().clone().options(SESSION);
    let mut connection = PgConnection::connect_with(&options).await?;
    let locked = sqlx::query_scalar!(r#"SELECT pg_try_advisory_lock($1) AS "locked!""#, LOCK);
    let locked = locked.fetch_one(&mut connection).await?;
    Ok(locked.then_some(connection))
}
