//! Records of edges that were told as events.

use hc_storage::StoreError;
use sqlx::PgConnection;
use uuid::Uuid;

/// What is known of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// Nothing until now; from now on it is known.
    New,
    /// It came before.
    Same,
    /// Another came under its id.
    Other,
}

/// Keeps a record, or finds the one that came under its id. The second of two at once waits for the first to commit.
pub async fn keep(tx: &mut PgConnection, id: Uuid, record: &str) -> Result<Known, StoreError> {
    let kept =
        sqlx::query!("INSERT INTO deployments (record_id, record) VALUES ($1, $2) ON CONFLICT DO NOTHING", id, record);
    if kept.execute(&mut *tx).await?.rows_affected() == 1 {
        return Ok(Known::New);
    }
    let found = sqlx::query_scalar!("SELECT record FROM deployments WHERE record_id = $1", id).fetch_one(tx).await?;
    Ok(if found == record { Known::Same } else { Known::Other })
}
