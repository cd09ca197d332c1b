//! Wrapped data keys.

use hc_storage::StoreError;
use sqlx::PgConnection;

use crate::envelope::WrappedKey;

/// Waits until no other transaction turns the data keys, until the end of this one.
pub async fn lock(tx: &mut PgConnection) -> Result<(), StoreError> {
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended('data_keys', 0))").execute(tx).await?;
    Ok(())
}

/// All data keys.
pub async fn all(tx: &mut PgConnection) -> Result<Vec<WrappedKey>, StoreError> {
    let rows = sqlx::query_as!(WrappedKey, "SELECT data_key_id AS id, kek_id, wrapped, created_at FROM data_keys");
    Ok(rows.fetch_all(tx).await?)
}

/// Adds a data key.
pub async fn add(tx: &mut PgConnection, key: &WrappedKey) -> Result<(), StoreError> {
    let added = sqlx::query!(
        "INSERT INTO data_keys (data_key_id, kek_id, wrapped, created_at) VALUES ($1, $2, $3, $4)",
        key.id,
        key.kek_id,
        key.wrapped,
        key.created_at as _,
    );
    added.execute(tx).await?;
    Ok(())
}

/// Stores a data key under another key-encryption key.
pub async fn save_wrapping(tx: &mut PgConnection, key: &WrappedKey) -> Result<(), StoreError> {
    let saved = sqlx::query!(
        "UPDATE data_keys SET kek_id = $2, wrapped = $3 WHERE data_key_id = $1",
        key.id,
        key.kek_id,
        key.wrapped
    );
    saved.execute(tx).await?;
    Ok(())
}
