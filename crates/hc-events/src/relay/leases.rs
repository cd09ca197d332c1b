//! Which shards this relay may publish. The database's clock decides.

use std::{collections::HashMap, time::Duration};

use hc_types::EventId;
use sqlx::PgPool;
use tokio::time::Instant;

use super::publish::Confirmed;
use crate::outbox::SHARDS;

/// How long a shard stays with a relay that says nothing. A round takes 7 s at most (2 s to begin, 5 s for the last
/// confirm).
const LEASE_SECONDS: f64 = 15.0;
const RENEW_EVERY: Duration = Duration::from_secs(3);
/// How long the relay trusts its own count of the lease; less than the lease by what its clock and the network may take.
const TRUSTED: Duration = Duration::from_secs(12);

/// The shards of one relay and the fencing number of each.
#[derive(Debug)]
pub(super) struct Leases {
    pool: PgPool,
    relay: String,
    fences: HashMap<i16, i64>,
    renewed_at: Option<Instant>,
}

impl Leases {
    pub(super) fn new(pool: PgPool, relay: String) -> Self {
        Self { pool, relay, fences: HashMap::new(), renewed_at: None }
    }

    pub(super) fn shards(&self) -> Vec<i16> {
        self.fences.keys().copied().collect()
    }

    /// Until when nobody else may have taken the shards.
    pub(super) fn good_until(&self) -> Instant {
        self.renewed_at.map_or_else(Instant::now, |renewed| renewed + TRUSTED)
    }

    /// Every 3 s: says that this relay lives, renews what it has, and takes or gives shards until each living relay has
    /// its share.
    pub(super) async fn keep(&mut self) -> Result<(), sqlx::Error> {
        if self.renewed_at.is_some_and(|renewed| renewed.elapsed() < RENEW_EVERY) {
            return Ok(());
        }
        // Before the questions, so that the time that they take counts against us.
        let now = Instant::now();
        let relays = self.say_alive().await?;
        self.renew().await?;
        let share = usize::try_from(SHARDS.div_ceil(relays)).unwrap_or(usize::MAX);
        if self.fences.len() > share {
            self.give_up(self.fences.len() - share).await?;
        } else if self.fences.len() < share {
            self.claim(share - self.fences.len()).await?;
        }
        self.renewed_at = Some(now);
        Ok(())
    }

    /// Gives everything back, for the others to take at once.
    pub(super) async fn release(mut self) -> Result<(), sqlx::Error> {
        self.give_up(self.fences.len()).await?;
        sqlx::query!("DELETE FROM outbox_relays WHERE relay = $1", self.relay).execute(&self.pool).await?;
        Ok(())
    }

    /// Marks events as published; answers how many. One statement that first locks the leases it stands on: an event of a
    /// shard that has another fence by now stays unmarked.
    pub(super) async fn mark(&self, confirmed: &[Confirmed]) -> Result<u64, sqlx::Error> {
        let (shards, fences): (Vec<i16>, Vec<i64>) = self.fences.iter().unzip();
        let events: Vec<EventId> =
            confirmed.iter().filter(|one| self.fences.contains_key(&one.shard)).map(|one| one.event).collect();
        let marked = sqlx::query!(
            "WITH held AS (
                 SELECT shard FROM outbox_shards
                 WHERE owner = $1 AND (shard, fence) IN (SELECT * FROM unnest($2::smallint[], $3::bigint[]))
                 FOR SHARE
             )
             UPDATE outbox SET published_at = now()
             WHERE event_id = ANY($4) AND shard IN (SELECT shard FROM held) AND published_at IS NULL",
            self.relay,
            &shards,
            &fences,
            &events as &[EventId],
        );
        Ok(marked.execute(&self.pool).await?.rows_affected())
    }

    async fn say_alive(&self) -> Result<u64, sqlx::Error> {
        let alive = sqlx::query_scalar!(
            r#"WITH me AS (
                 INSERT INTO outbox_relays (relay, alive_until) VALUES ($1, now() + make_interval(secs => $2))
                 ON CONFLICT (relay) DO UPDATE SET alive_until = excluded.alive_until
               ), gone AS (
                 DELETE FROM outbox_relays WHERE alive_until < now() AND relay <> $1
               )
               SELECT 1 + count(*) AS "relays!" FROM outbox_relays WHERE alive_until >= now() AND relay <> $1"#,
            self.relay,
            LEASE_SECONDS,
        );
        Ok(u64::try_from(alive.fetch_one(&self.pool).await?).unwrap_or(1))
    }

    async fn renew(&mut self) -> Result<(), sqlx::Error> {
        let renewed = sqlx::query!(
            "UPDATE outbox_shards SET lease_until = now() + make_interval(secs => $2)
             WHERE owner = $1 AND lease_until > now() RETURNING shard, fence",
            self.relay,
            LEASE_SECONDS,
        );
        let renewed = renewed.fetch_all(&self.pool).await?;
        self.fences = renewed.into_iter().map(|row| (row.shard, row.fence)).collect();
        Ok(())
    }

    async fn claim(&mut self, count: usize) -> Result<(), sqlx::Error> {
        let claimed = sqlx::query!(
            "UPDATE outbox_shards SET owner = $1, lease_until = now() + make_interval(secs => $2), fence = fence + 1
             WHERE shard IN (
                 SELECT shard FROM outbox_shards WHERE lease_until <= now() ORDER BY shard LIMIT $3 FOR UPDATE SKIP LOCKED
             )
             RETURNING shard, fence",
            self.relay,
            LEASE_SECONDS,
            i64::try_from(count).unwrap_or(i64::MAX),
        );
        let claimed = claimed.fetch_all(&self.pool).await?;
        if !claimed.is_empty() {
            tracing::info!(relay = self.relay, shards = claimed.len(), "took outbox shards");
        }
        self.fences.extend(claimed.into_iter().map(|row| (row.shard, row.fence)));
        Ok(())
    }

    async fn give_up(&mut self, count: usize) -> Result<(), sqlx::Error> {
        let surplus: Vec<i16> = self.fences.keys().copied().take(count).collect();
        let given = sqlx::query!(
            "UPDATE outbox_shards SET owner = NULL, lease_until = '-infinity' WHERE owner = $1 AND shard = ANY($2)",
            self.relay,
            &surplus,
        );
        given.execute(&self.pool).await?;
        self.fences.retain(|shard, _| !surplus.contains(shard));
        Ok(())
    }
}
