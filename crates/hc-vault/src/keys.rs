//! The data keys of a database, opened, and turned by their age.

use std::time::Duration;

use hc_storage::StoreError;
use hc_types::Timestamp;
use sqlx::PgConnection;
use tracing::info;

use crate::{
    DataKeys, Keks, UnwrapError,
    envelope::{new_data_key, rewrap},
    store,
};

/// How long a data key encrypts new values.
const DATA_KEY_LIFETIME: Duration = Duration::from_hours(90 * 24);

/// Whether the database has a data key. Where values are encrypted and none is left, new keys would hide the loss.
pub async fn any_data_key(tx: &mut PgConnection) -> Result<bool, StoreError> {
    Ok(!store::all(tx).await?.is_empty())
}

/// The data keys, all under the current key-encryption key; a new one when the newest is old or there is none.
///
/// Instances that start together make one: the caller's transaction is the only one in here until it ends.
pub async fn data_keys<E>(tx: &mut PgConnection, keks: &Keks, now: Timestamp) -> Result<DataKeys, E>
where
    E: From<UnwrapError> + From<StoreError>,
{
    store::lock(tx).await?;
    let mut rows = store::all(tx).await?;
    for row in &mut rows {
        if let Some(rewrapped) = rewrap(keks, row)? {
            info!(data_key.id = %row.id, kek.id = %keks.current(), "data key re-encrypted");
            store::save_wrapping(tx, &rewrapped).await?;
            *row = rewrapped;
        }
    }
    if let Some(known) = DataKeys::unwrap(keks, &rows)?
        && now.since(known.created_at()) < DATA_KEY_LIFETIME
    {
        return Ok(known);
    }
    let made = new_data_key(keks, now);
    info!(data_key.id = %made.id, kek.id = %keks.current(), "data key made");
    store::add(tx, &made).await?;
    rows.push(made);
    let opened = DataKeys::unwrap(keks, &rows)?;
    Ok(opened.ok_or_else(|| StoreError::corrupt("set of data keys", "the one just made is missing"))?)
}
