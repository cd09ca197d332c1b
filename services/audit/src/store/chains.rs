//! The ends of the chains, and what was verified of them.

use hc_storage::StoreError;
use hc_types::{EventId, Timestamp};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use crate::domain::{
    chain::{ChainKey, Hash, Link, Owner},
    class::Class,
};

/// A chain: where it begins, where it ends, how far it was verified.
#[derive(Debug, Clone)]
pub struct Chain {
    /// Which.
    pub key: ChainKey,
    /// The last record that retention took away.
    pub anchor: Link,
    /// The last record.
    pub head: Link,
    /// When that was recorded.
    pub recorded_at: Option<Timestamp>,
    /// The last record that the job has verified.
    pub verified: Link,
    /// When the job last verified it from the anchor on.
    pub fully_verified_at: Option<Timestamp>,
    /// Since when it is known to be broken.
    pub broken_at: Option<Timestamp>,
}

struct Row {
    organization_id: Uuid,
    class: String,
    sequence: i64,
    hash: Vec<u8>,
    recorded_at: Option<Timestamp>,
    anchor_sequence: i64,
    anchor_hash: Vec<u8>,
    verified_sequence: i64,
    verified_hash: Vec<u8>,
    fully_verified_at: Option<Timestamp>,
    broken_at: Option<Timestamp>,
}

impl TryFrom<Row> for Chain {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let link = |sequence, hash: Vec<u8>| {
            let hash = Hash::try_from(hash).map_err(|_| StoreError::corrupt("chain", "a hash has not 32 bytes"))?;
            Ok::<_, StoreError>(Link { sequence, hash })
        };
        Ok(Self {
            key: ChainKey { owner: row.organization_id.into(), class: class(row.class)? },
            anchor: link(row.anchor_sequence, row.anchor_hash)?,
            head: link(row.sequence, row.hash)?,
            recorded_at: row.recorded_at,
            verified: link(row.verified_sequence, row.verified_hash)?,
            fully_verified_at: row.fully_verified_at,
            broken_at: row.broken_at,
        })
    }
}

pub(super) fn class(name: String) -> Result<Class, StoreError> {
    Class::try_from(name).map_err(|error| StoreError::corrupt("retention class", error))
}

/// The chains of these keys, made where they are missing and locked until the transaction ends; sorted, so that two
/// writers never wait for each other.
pub async fn lock(tx: &mut PgConnection, keys: &[ChainKey]) -> Result<Vec<Chain>, StoreError> {
    let owners: Vec<Uuid> = keys.iter().map(|key| key.owner.uuid()).collect();
    let classes: Vec<String> = keys.iter().map(|key| key.class.to_string()).collect();
    let made = sqlx::query!(
        "INSERT INTO audit_chains (organization_id, class)
         SELECT * FROM unnest($1::uuid[], $2::text[]) AS wanted (organization_id, class)
         ORDER BY organization_id, class ON CONFLICT DO NOTHING",
        &owners,
        &classes,
    );
    made.execute(&mut *tx).await?;
    let rows = sqlx::query_as!(
        Row,
        "SELECT chain.organization_id, chain.class, sequence, hash, recorded_at, anchor_sequence, anchor_hash,
                verified_sequence, verified_hash, fully_verified_at, broken_at
         FROM audit_chains AS chain
         WHERE (chain.organization_id, chain.class) IN (SELECT * FROM unnest($1::uuid[], $2::text[]))
         ORDER BY chain.organization_id, chain.class FOR NO KEY UPDATE",
        &owners,
        &classes,
    );
    rows.fetch_all(tx).await?.into_iter().map(Chain::try_from).collect()
}

/// Sets the heads after records were appended.
pub async fn advance(tx: &mut PgConnection, heads: &[(ChainKey, Link, Timestamp)]) -> Result<(), StoreError> {
    let owners: Vec<Uuid> = heads.iter().map(|(key, ..)| key.owner.uuid()).collect();
    let classes: Vec<String> = heads.iter().map(|(key, ..)| key.class.to_string()).collect();
    let sequences: Vec<i64> = heads.iter().map(|(_, head, _)| head.sequence).collect();
    let hashes: Vec<Vec<u8>> = heads.iter().map(|(_, head, _)| head.hash.as_bytes().to_vec()).collect();
    let times: Vec<Timestamp> = heads.iter().map(|(.., at)| *at).collect();
    let advanced = sqlx::query!(
        "UPDATE audit_chains AS chain SET sequence = head.sequence, hash = head.hash, recorded_at = head.recorded_at
         FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::bytea[], $5::timestamptz[])
              AS head (organization_id, class, sequence, hash, recorded_at)
         WHERE chain.organization_id = head.organization_id AND chain.class = head.class",
        &owners,
        &classes,
        &sequences,
        &hashes,
        &times as &[Timestamp],
    );
    advanced.execute(tx).await?;
    Ok(())
}

/// The chains of one owner.
pub async fn of_owner(db: impl PgExecutor<'_>, owner: Owner) -> Result<Vec<Chain>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT organization_id, class, sequence, hash, recorded_at, anchor_sequence, anchor_hash, verified_sequence,
                verified_hash, fully_verified_at, broken_at
         FROM audit_chains WHERE organization_id = $1 ORDER BY class",
        owner.uuid(),
    );
    rows.fetch_all(db).await?.into_iter().map(Chain::try_from).collect()
}

/// All chains in the order of their keys, so many at a time.
pub async fn walk(db: impl PgExecutor<'_>, after: Option<&ChainKey>, limit: i64) -> Result<Vec<Chain>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT organization_id, class, sequence, hash, recorded_at, anchor_sequence, anchor_hash, verified_sequence,
                verified_hash, fully_verified_at, broken_at
         FROM audit_chains WHERE $1::uuid IS NULL OR (organization_id, class) > ($1, $2)
         ORDER BY organization_id, class LIMIT $3",
        after.map(|key| key.owner.uuid()),
        after.map(|key| key.class.to_string()),
        limit,
    );
    rows.fetch_all(db).await?.into_iter().map(Chain::try_from).collect()
}

/// Notes that the chain is whole up to `verified`; `fully` when it was recomputed from its anchor.
pub async fn note_verified(
    tx: &mut PgConnection,
    key: &ChainKey,
    verified: Link,
    fully: bool,
) -> Result<(), StoreError> {
    let noted = sqlx::query!(
        "UPDATE audit_chains SET verified_sequence = $3, verified_hash = $4, verified_at = now(), broken_at = NULL,
                broken_event_id = NULL, fully_verified_at = CASE WHEN $5 THEN now() ELSE fully_verified_at END
         WHERE organization_id = $1 AND class = $2 AND anchor_sequence <= $3",
        key.owner.uuid(),
        key.class.as_str(),
        verified.sequence,
        verified.hash.as_bytes(),
        fully,
    );
    noted.execute(tx).await?;
    Ok(())
}

/// Notes that the chain is broken, and keeps since when it is known.
pub async fn note_broken(tx: &mut PgConnection, key: &ChainKey, event: Option<EventId>) -> Result<(), StoreError> {
    let noted = sqlx::query!(
        "UPDATE audit_chains SET broken_at = coalesce(broken_at, now()), broken_event_id = $3
         WHERE organization_id = $1 AND class = $2",
        key.owner.uuid(),
        key.class.as_str(),
        event.map(EventId::uuid),
    );
    noted.execute(tx).await?;
    Ok(())
}

/// How many chains there are, and how many of them are broken.
pub async fn count(db: impl PgExecutor<'_>) -> Result<(i64, i64), StoreError> {
    let row = sqlx::query!(
        r#"SELECT count(*) AS "chains!", count(*) FILTER (WHERE broken_at IS NOT NULL) AS "broken!" FROM audit_chains"#
    );
    let row = row.fetch_one(db).await?;
    Ok((row.chains, row.broken))
}
