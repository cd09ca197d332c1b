//! Which shards this relay may publish. The database's clock decides.

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use hc_storage::Presence;
use hc_types::{EventId, Timestamp};
use sqlx::PgPool;
use tokio::time::Instant;

use crate::{broker::jittered, outbox::SHARDS};

/// How long a shard stays with a relay that says nothing.
const LEASE_SECONDS: f64 = 15.0;
const RENEW_EVERY: Duration = Duration::from_secs(3);
/// How long the relay trusts its own count of the lease and begins to publish: the lease without the 5 s that a confirm may
/// take, and a second for its clock and the network.
const TRUSTED: Duration = Duration::from_secs(9);
/// The pause after an error.
const AGAIN: Duration = Duration::from_millis(250);

/// A message that the broker has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Confirmed {
    pub(super) shard: i16,
    pub(super) event: EventId,
    pub(super) occurred_at: Timestamp,
}

/// The shards of one relay and the fencing number of each.
#[derive(Debug)]
pub(super) struct Leases {
    pool: PgPool,
    relay: String,
    presence: Presence,
    fences: HashMap<i16, i64>,
    /// Shards of ours that other relays shall have, once nothing of them is under way.
    leaving: HashSet<i16>,
    renewed_at: Option<Instant>,
    not_before: Option<Instant>,
}

impl Leases {
    pub(super) fn new(pool: PgPool, relay: String) -> Self {
        Self {
            presence: Presence::new(pool.clone()),
            pool,
            relay,
            fences: HashMap::new(),
            leaving: HashSet::new(),
            renewed_at: None,
            not_before: None,
        }
    }

    /// What may be fetched.
    pub(super) fn shards(&self) -> Vec<i16> {
        self.fences.keys().filter(|shard| !self.leaving.contains(shard)).copied().collect()
    }

    pub(super) fn holds(&self, shard: i16) -> bool {
        self.fences.contains_key(&shard)
    }

    /// Until when nobody else may have taken the shards.
    pub(super) fn good_until(&self) -> Instant {
        self.renewed_at.map_or_else(Instant::now, |renewed| renewed + TRUSTED)
    }

    /// Makes the next [`Leases::keep`] ask the database at once, before anything is published again.
    pub(super) fn doubt(&mut self) {
        self.renewed_at = None;
    }

    /// Every 3 s: says that this relay lives, renews what it has, and takes or gives shards until each living relay has
    /// its share. A shard of which something is under way (`is_busy`) is given as soon as nothing is. False when there was
    /// nothing to do.
    pub(super) async fn keep(&mut self, is_busy: impl Fn(i16) -> bool) -> Result<bool, sqlx::Error> {
        let is_fresh = self.renewed_at.is_some_and(|renewed| renewed.elapsed() < RENEW_EVERY);
        let may_give = self.leaving.iter().any(|shard| !is_busy(*shard));
        if (is_fresh && !may_give) || self.not_before.is_some_and(|until| Instant::now() < until) {
            return Ok(false);
        }
        // Before the questions, so that the time that they take counts against us.
        let now = Instant::now();
        let kept = self.ask(is_busy).await;
        match &kept {
            Ok(()) => (self.renewed_at, self.not_before) = (Some(now), None),
            Err(_) => self.not_before = Some(Instant::now() + jittered(AGAIN)),
        }
        kept.map(|()| true)
    }

    async fn ask(&mut self, is_busy: impl Fn(i16) -> bool) -> Result<(), sqlx::Error> {
        let relays = self.say_alive().await?;
        self.renew().await?;
        let share = usize::try_from(SHARDS.div_ceil(relays)).unwrap_or(usize::MAX);
        let surplus = self.fences.len().saturating_sub(share);
        self.leaving.retain(|shard| self.fences.contains_key(shard));
        if self.leaving.len() > surplus {
            self.leaving.clear();
        }
        let stay: Vec<i16> = self.shards();
        self.leaving.extend(stay.into_iter().take(surplus - self.leaving.len()));
        let idle: Vec<i16> = self.leaving.iter().filter(|shard| !is_busy(**shard)).copied().collect();
        if !idle.is_empty() {
            self.give_up(&idle).await?;
        }
        if self.fences.len() < share {
            self.claim(share - self.fences.len()).await?;
        }
        Ok(())
    }

    /// What it takes to mark in the name of the leases as they are now.
    pub(super) fn marker(&self) -> Marker {
        Marker { pool: self.pool.clone(), relay: self.relay.clone(), fences: self.fences.clone() }
    }

    /// Puts this relay among the living and the dead out; answers how many live. A relay is dead when it said nothing for
    /// a lease's time, or at once when its connection ended.
    async fn say_alive(&mut self) -> Result<u64, sqlx::Error> {
        let presence = self.presence.key().await?;
        let alive = sqlx::query_scalar!(
            r#"WITH me AS (
                 INSERT INTO outbox_relays (relay, alive_until, presence)
                 VALUES ($1, now() + make_interval(secs => $2), $3)
                 ON CONFLICT (relay) DO UPDATE SET alive_until = excluded.alive_until, presence = excluded.presence
               ), gone AS (
                 DELETE FROM outbox_relays WHERE relay <> $1 AND (alive_until < now() OR NOT is_present(presence))
               )
               SELECT 1 + count(*) AS "relays!" FROM outbox_relays
               WHERE relay <> $1 AND alive_until >= now() AND is_present(presence)"#,
            self.relay,
            LEASE_SECONDS,
            presence,
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
                 SELECT shard FROM outbox_shards
                 WHERE lease_until <= now() OR NOT EXISTS (SELECT FROM outbox_relays WHERE relay = owner)
                 ORDER BY shard LIMIT $3 FOR UPDATE SKIP LOCKED
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

    async fn give_up(&mut self, shards: &[i16]) -> Result<(), sqlx::Error> {
        let given = sqlx::query!(
            "UPDATE outbox_shards SET owner = NULL, lease_until = '-infinity' WHERE owner = $1 AND shard = ANY($2)",
            self.relay,
            shards,
        );
        given.execute(&self.pool).await?;
        self.fences.retain(|shard, _| !shards.contains(shard));
        self.leaving.retain(|shard| !shards.contains(shard));
        Ok(())
    }
}

/// Marks under the fencing numbers that were known when it was made.
#[derive(Debug)]
pub(super) struct Marker {
    pool: PgPool,
    relay: String,
    fences: HashMap<i16, i64>,
}

impl Marker {
    /// Marks events as published; answers how many. One statement that first locks the leases it stands on: an event of a
    /// shard that has another fence by now stays unmarked. Finds them by their ids: with `published_at IS NULL` among the
    /// conditions the planner may read all that waits for each mark.
    pub(super) async fn mark(&self, confirmed: &[Confirmed]) -> Result<u64, sqlx::Error> {
        let (shards, fences): (Vec<i16>, Vec<i64>) = self.fences.iter().unzip();
        let times = || confirmed.iter().map(|one| one.occurred_at);
        let (Some(earliest), Some(latest)) = (times().min(), times().max()) else { return Ok(0) };
        let events: Vec<EventId> =
            confirmed.iter().filter(|one| self.fences.contains_key(&one.shard)).map(|one| one.event).collect();
        #[cfg(feature = "sabotage")]
        {
            crate::sabotage::freeze_once();
            if crate::sabotage::is_without("fencing") {
                return crate::sabotage::mark_without_fencing(&self.pool, &events).await;
            }
        }
        let marked = sqlx::query!(
            "WITH held AS (
                 SELECT shard FROM outbox_shards
                 WHERE owner = $1 AND (shard, fence) IN (SELECT * FROM unnest($2::smallint[], $3::bigint[]))
                 FOR SHARE
             )
             UPDATE outbox SET published_at = COALESCE(published_at, now())
             WHERE event_id = ANY($4) AND occurred_at BETWEEN $5 AND $6 AND shard IN (SELECT shard FROM held)",
            self.relay,
            &shards,
            &fences,
            &events as &[EventId],
            // So that only the days which they are of are looked at.
            earliest as Timestamp,
            latest as Timestamp,
        );
        Ok(marked.execute(&self.pool).await?.rows_affected())
    }
}

/// Gives all shards of a relay back, for the others to take at once.
pub(super) async fn release(pool: &PgPool, relay: &str) -> Result<(), sqlx::Error> {
    let given = sqlx::query!(
        "WITH gone AS (DELETE FROM outbox_relays WHERE relay = $1)
         UPDATE outbox_shards SET owner = NULL, lease_until = '-infinity' WHERE owner = $1",
        relay,
    );
    given.execute(pool).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use hc_testkit::{TestDatabase, eventually};

    use super::*;

    async fn waiting(database: &TestDatabase) -> Vec<Confirmed> {
        let rows = sqlx::query_as::<_, (i16, EventId, Timestamp)>(
            "INSERT INTO outbox (event_id, shard, subject, version, epoch, type, actor, correlation_id, data)
             SELECT gen_random_uuid(), shard, 'ins_' || shard, 1, 1, 'test.object.changed.v1', 'system:test', 'c', '{}'
             FROM outbox_shards RETURNING shard, event_id, occurred_at",
        );
        let rows = rows.fetch_all(database.pool()).await.unwrap();
        rows.into_iter().map(|(shard, event, occurred_at)| Confirmed { shard, event, occurred_at }).collect()
    }

    async fn run_out(database: &TestDatabase, relay: &str) {
        for sql in [
            "UPDATE outbox_shards SET lease_until = now() - interval '1 second' WHERE owner = $1",
            "UPDATE outbox_relays SET alive_until = now() - interval '1 second' WHERE relay = $1",
        ] {
            sqlx::query(sql).bind(relay).execute(database.pool()).await.unwrap();
        }
    }

    #[tokio::test]
    async fn a_relay_whose_lease_has_gone_to_another_cannot_mark() {
        let database = TestDatabase::create(&[&hc_storage::MIGRATOR, &crate::MIGRATOR]).await;
        let confirmed = waiting(&database).await;
        let mut zombie = Leases::new(database.pool().clone(), "zombie".to_owned());
        zombie.keep(|_| false).await.unwrap();
        assert_eq!(zombie.shards().len(), 16);
        run_out(&database, "zombie").await;
        let mut heir = Leases::new(database.pool().clone(), "heir".to_owned());
        heir.keep(|_| false).await.unwrap();
        assert_eq!(heir.shards().len(), 16);
        assert_eq!(zombie.marker().mark(&confirmed).await.unwrap(), 0);
        assert_eq!(heir.marker().mark(&confirmed).await.unwrap(), 16);
        // The same owner under an older number is refused as well.
        let mut again = Leases::new(database.pool().clone(), "heir".to_owned());
        again.fences = heir.fences.iter().map(|(shard, fence)| (*shard, fence - 1)).collect();
        sqlx::query("UPDATE outbox SET published_at = NULL").execute(database.pool()).await.unwrap();
        assert_eq!(again.marker().mark(&confirmed).await.unwrap(), 0);
    }

    #[tokio::test]
    async fn relays_share_the_shards_and_a_dead_ones_are_taken_over() {
        let database = TestDatabase::create(&[&hc_storage::MIGRATOR, &crate::MIGRATOR]).await;
        let mut relays: Vec<_> =
            ["a", "b", "c"].map(|name| Leases::new(database.pool().clone(), name.to_owned())).into();
        for _ in 0..3 {
            for relay in &mut relays {
                relay.renewed_at = None;
                relay.keep(|_| false).await.unwrap();
            }
        }
        let mut all: Vec<_> = relays.iter().flat_map(Leases::shards).collect();
        all.sort_unstable();
        assert_eq!(all, (0..16).collect::<Vec<_>>());
        assert!(relays.iter().all(|relay| (4..=6).contains(&relay.shards().len())));
        run_out(&database, "a").await;
        for _ in 0..2 {
            for relay in relays.iter_mut().skip(1) {
                relay.renewed_at = None;
                relay.keep(|_| false).await.unwrap();
            }
        }
        assert_eq!(relays.iter().skip(1).map(|relay| relay.shards().len()).sum::<usize>(), 16);
    }

    #[tokio::test]
    async fn a_shard_of_which_something_is_under_way_is_given_afterwards() {
        let database = TestDatabase::create(&[&hc_storage::MIGRATOR, &crate::MIGRATOR]).await;
        let [mut first, mut second] = ["a", "b"].map(|name| Leases::new(database.pool().clone(), name.to_owned()));
        first.keep(|_| true).await.unwrap();
        second.keep(|_| true).await.unwrap();
        first.doubt();
        first.keep(|_| true).await.unwrap();
        // Fetched no more, but still held and marked.
        assert_eq!((first.shards().len(), first.fences.len()), (8, 16));
        assert!(!first.keep(|_| true).await.unwrap());
        assert!(first.keep(|_| false).await.unwrap());
        assert_eq!((first.shards().len(), first.fences.len()), (8, 8));
        second.doubt();
        second.keep(|_| true).await.unwrap();
        assert_eq!(second.shards().len(), 8);
    }

    #[tokio::test]
    async fn a_killed_relays_shards_are_taken_before_its_lease_runs_out() {
        let database = TestDatabase::create(&[&hc_storage::MIGRATOR, &crate::MIGRATOR]).await;
        let mut killed = Leases::new(database.pool().clone(), "killed".to_owned());
        killed.keep(|_| false).await.unwrap();
        assert_eq!(killed.shards().len(), 16);
        let mut heir = Leases::new(database.pool().clone(), "heir".to_owned());
        heir.keep(|_| false).await.unwrap();
        assert_eq!(heir.shards().len(), 0, "the other one lives");
        drop(killed);
        let database = &database;
        eventually("the server has noticed that the connection ended", || async move {
            let gone = sqlx::query_scalar::<_, bool>(
                "SELECT NOT is_present(presence) FROM outbox_relays WHERE relay = 'killed'",
            );
            gone.fetch_one(database.pool()).await.unwrap()
        })
        .await;
        heir.renewed_at = None;
        heir.keep(|_| false).await.unwrap();
        assert_eq!(heir.shards().len(), 16);
    }
}
