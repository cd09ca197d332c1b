//! Signing keys, their secrets encrypted.

use hc_storage::StoreError;
use hc_types::Timestamp;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use crate::domain::key_rotation::KeyState;

/// The advisory lock under which keys are made and moved; the number is ours alone ("hcsigkey" in ASCII).
const LOCK: i64 = 0x6863_7369_676b_6579;

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// Signs access tokens.
    Es256,
    /// Authenticates refresh tokens.
    Hs256,
}

impl Algorithm {
    /// All algorithms.
    pub const ALL: [Self; 2] = [Self::Es256, Self::Hs256];

    /// The algorithm's name in JOSE and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Hs256 => "HS256",
        }
    }
}

/// A key as the database has it.
#[derive(Debug)]
pub struct StoredKey {
    /// Its id, part of the place that its secret is sealed for.
    pub id: Uuid,
    /// Its name in refresh tokens.
    pub number: u32,
    /// What it is for.
    pub algorithm: Algorithm,
    /// Where it is in its life.
    pub state: KeyState,
    /// Since when.
    pub state_since: Timestamp,
    /// Of ES256: the public half as JSON.
    pub public_jwk: Option<String>,
    /// Encrypted; `None` once it signs no more.
    pub secret: Option<Vec<u8>>,
}

/// Waits until no other instance makes or moves keys; held until the transaction ends.
pub async fn lock(tx: &mut PgConnection) -> Result<(), StoreError> {
    sqlx::query!("SELECT pg_advisory_xact_lock($1)", LOCK).execute(tx).await?;
    Ok(())
}

/// The time after the lock was had: `now()` is older than the wait for it.
pub async fn now(tx: &mut PgConnection) -> Result<Timestamp, StoreError> {
    Ok(sqlx::query_scalar!(r#"SELECT clock_timestamp() AS "now!""#).fetch_one(tx).await?)
}

/// All keys, oldest first.
pub async fn all(tx: &mut PgConnection) -> Result<Vec<StoredKey>, StoreError> {
    let corrupt = |why: &str| StoreError::corrupt("signing key", why);
    let rows = sqlx::query!(
        "SELECT signing_key_id, number, algorithm, state, state_since, public_jwk, secret FROM signing_keys
         ORDER BY number"
    );
    let mut keys = Vec::new();
    for row in rows.fetch_all(tx).await? {
        let algorithm = Algorithm::ALL.into_iter().find(|algorithm| algorithm.as_str() == row.algorithm);
        let state = KeyState::ALL.into_iter().find(|state| state.as_str() == row.state);
        keys.push(StoredKey {
            id: row.signing_key_id,
            number: u32::try_from(row.number).map_err(|_| corrupt("its number is negative"))?,
            algorithm: algorithm.ok_or_else(|| corrupt("its algorithm is unknown"))?,
            state: state.ok_or_else(|| corrupt("its state is unknown"))?,
            state_since: row.state_since,
            public_jwk: row.public_jwk,
            secret: row.secret,
        });
    }
    Ok(keys)
}

/// The public halves of all keys that verifiers need, as JSON.
pub async fn published(db: impl PgExecutor<'_>) -> Result<Vec<String>, StoreError> {
    let found = sqlx::query_scalar!(
        r#"SELECT public_jwk AS "public_jwk!" FROM signing_keys WHERE public_jwk IS NOT NULL ORDER BY number"#
    );
    Ok(found.fetch_all(db).await?)
}

/// Adds a key; the database numbers it.
pub async fn add(
    tx: &mut PgConnection,
    id: Uuid,
    algorithm: Algorithm,
    state: KeyState,
    public_jwk: Option<&str>,
    secret: &[u8],
    now: Timestamp,
) -> Result<(), StoreError> {
    let added = sqlx::query!(
        "INSERT INTO signing_keys (signing_key_id, algorithm, state, state_since, public_jwk, secret, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $4)",
        id,
        algorithm.as_str(),
        state.as_str(),
        now as _,
        public_jwk,
        secret,
    );
    added.execute(tx).await?;
    Ok(())
}

/// Moves a key on in its life. A published key that signs no more loses its private half.
pub async fn move_to(tx: &mut PgConnection, id: Uuid, state: KeyState, now: Timestamp) -> Result<(), StoreError> {
    let moved = sqlx::query!(
        "UPDATE signing_keys SET state = $2, state_since = $3,
             secret = CASE WHEN algorithm = 'ES256' AND $2 = 'retiring' THEN NULL ELSE secret END
         WHERE signing_key_id = $1",
        id,
        state.as_str(),
        now as _,
    );
    moved.execute(tx).await?;
    Ok(())
}

/// Deletes a key.
pub async fn remove(tx: &mut PgConnection, id: Uuid) -> Result<(), StoreError> {
    sqlx::query!("DELETE FROM signing_keys WHERE signing_key_id = $1", id).execute(tx).await?;
    Ok(())
}
