//! One answer per idempotency key, kept beside its effect.

use std::time::Duration;

use prost::Message;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use crate::{Db, StoreError};

/// Rows that one transaction of the clean-up deletes.
const BATCH: i64 = 1_000;

/// What makes two calls the same call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idempotency {
    /// Who calls: keys of different principals never meet. At most 255 characters.
    pub principal: String,
    /// What is called, e.g. `billing.place_order`.
    pub operation: &'static str,
    /// The caller's key, 1 to 255 characters without control characters.
    pub key: String,
    /// SHA-256 of the input; another input under the same key is refused.
    pub request_hash: [u8; 32],
}

/// A key that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Empty, or too long.
    #[error("an idempotency key has 1 to 255 characters, not {length}")]
    Length {
        /// How many it has.
        length: usize,
    },
    /// What nobody types; the database takes no text with U+0000 at all.
    #[error("an idempotency key has no control character such as {found:?}")]
    Character {
        /// The first such character.
        found: char,
    },
}

impl Idempotency {
    /// The identity of one call with its request message.
    pub fn new(
        principal: impl Into<String>,
        operation: &'static str,
        key: impl Into<String>,
        request: &impl Message,
    ) -> Result<Self, KeyError> {
        let key = key.into();
        let length = key.chars().count();
        if !(1..=255).contains(&length) {
            return Err(KeyError::Length { length });
        }
        if let Some(found) = key.chars().find(|character| character.is_control()) {
            return Err(KeyError::Character { found });
        }
        let request_hash = Sha256::digest(request.encode_to_vec()).into();
        Ok(Self { principal: principal.into(), operation, key, request_hash })
    }
}

pub(crate) enum Claim<T> {
    /// Nobody used the key before; whoever comes next waits for the end of this transaction.
    First,
    /// The answer that was given.
    Answered(T),
}

/// Takes the key, or finds what was answered under it.
///
/// Insert first, then look: the second of two simultaneous calls waits at the primary key until the first has committed
/// (and then sees its answer) or rolled back (and then is the first).
pub(crate) async fn claim<T: Message + Default>(
    tx: &mut PgConnection,
    key: &Idempotency,
) -> Result<Claim<T>, StoreError> {
    let inserted = sqlx::query!(
        "INSERT INTO idempotency_records (principal, operation, key, request_hash) VALUES ($1, $2, $3, $4)
         ON CONFLICT DO NOTHING",
        key.principal,
        key.operation,
        key.key,
        &key.request_hash[..],
    );
    if inserted.execute(&mut *tx).await?.rows_affected() == 1 {
        return Ok(Claim::First);
    }
    let found = sqlx::query!(
        "SELECT request_hash, response FROM idempotency_records WHERE principal = $1 AND operation = $2 AND key = $3",
        key.principal,
        key.operation,
        key.key,
    );
    // Gone between the two statements: the clean-up took it. The caller's retry begins afresh.
    let found = found.fetch_optional(tx).await?.ok_or(StoreError::Conflict(sqlx::Error::RowNotFound))?;
    if found.request_hash != key.request_hash {
        return Err(StoreError::KeyReused);
    }
    let response = found.response.ok_or_else(|| StoreError::corrupt("idempotency record", "it has no response"))?;
    let answer = T::decode(response.as_slice()).map_err(|error| StoreError::corrupt("idempotency record", error))?;
    Ok(Claim::Answered(answer))
}

/// Keeps the answer under the key that this transaction has claimed.
pub(crate) async fn answer(tx: &mut PgConnection, key: &Idempotency, answer: &impl Message) -> Result<(), StoreError> {
    let kept = sqlx::query!(
        "UPDATE idempotency_records SET response = $4 WHERE principal = $1 AND operation = $2 AND key = $3",
        key.principal,
        key.operation,
        key.key,
        answer.encode_to_vec(),
    );
    kept.execute(tx).await?;
    Ok(())
}

/// Deletes what is older than `age`, batch by batch.
pub(crate) async fn forget(db: &Db, age: Duration) -> Result<u64, StoreError> {
    let seconds = age.as_secs_f64();
    let mut total = 0;
    loop {
        let deleted = sqlx::query!(
            "DELETE FROM idempotency_records WHERE ctid = ANY(ARRAY(
                 SELECT ctid FROM idempotency_records WHERE created_at < now() - make_interval(secs => $1)
                 LIMIT $2 FOR UPDATE SKIP LOCKED))",
            seconds,
            BATCH,
        );
        let deleted = deleted.execute(db.pool()).await?.rows_affected();
        total += deleted;
        if deleted < BATCH.unsigned_abs() {
            return Ok(total);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_short_text_that_the_database_can_keep() {
        let key = |text: &str| Idempotency::new("usr_1", "test", text, &String::new()).map(|key| key.key);
        assert_eq!(key("order 1 é"), Ok("order 1 é".to_owned()));
        assert_eq!(key(""), Err(KeyError::Length { length: 0 }));
        assert_eq!(key(&"k".repeat(256)), Err(KeyError::Length { length: 256 }));
        assert_eq!(key("order\0"), Err(KeyError::Character { found: '\0' }));
    }
}
