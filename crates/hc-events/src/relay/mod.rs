//! The relay: from the outbox to the exchange, in order for each object.

mod days;
mod leases;
mod publish;

use std::{sync::Arc, time::Duration};

use hc_storage::Db;
use metrics::{counter, gauge};
use sqlx::PgPool;
use tokio::{
    sync::Notify,
    time::{Instant, sleep, timeout_at},
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use self::{
    leases::Leases,
    publish::{Confirmed, Round},
};
use crate::{
    BrokerError, BrokerSettings,
    broker::{Link, Publisher, jittered, supervise},
    metrics::{OUTBOX_LAG, OUTBOX_WAITING, RELAY_FENCED, RELAY_PUBLISHED, RELAY_SHARDS, describe},
    outbox, topology,
};

/// Events that one round takes from the outbox.
const BATCH: i64 = 500;
/// How long an idle relay sleeps when nothing wakes it: what other processes committed is found then.
const POLL: Duration = Duration::from_millis(250);
/// The pause after a round in which the broker refused something.
const AFTER_REFUSAL: Duration = Duration::from_secs(1);
/// How long the last round may take when the process stops.
const FLUSH: Duration = Duration::from_secs(3);
const LAG_EVERY: Duration = Duration::from_secs(5);

/// Publishes what this service's database has in its outbox.
///
/// Any number may run on one database: the objects are dealt out in 16 shards, each leased to one relay under a fencing
/// number. At most one message of an object is unconfirmed at any time; different objects go out side by side. A crash
/// between confirm and mark sends a message again, which the consumers' inboxes absorb.
#[derive(Debug)]
pub struct Relay {
    pool: PgPool,
    wake: Arc<Notify>,
    service: &'static str,
    broker: BrokerSettings,
    name: String,
}

impl Relay {
    /// A relay for `service`, which becomes the events' source. It takes two connections of its own to the database, so
    /// that calls cannot starve it.
    #[expect(clippy::needless_pass_by_value, reason = "every part is given its own handle")]
    pub fn new(db: Db, service: &'static str, broker: &BrokerSettings) -> Self {
        describe();
        Self {
            pool: db.side_pool(2),
            wake: db.committed(),
            service,
            broker: broker.clone(),
            name: format!("{service}/{}", Uuid::now_v7()),
        }
    }

    /// Runs until the stop, then sends what is left (3 s at most) and gives its shards back.
    pub async fn run(self, stopping: CancellationToken) -> anyhow::Result<()> {
        tokio::select! {
            () = supervise("relay", &stopping, || self.session(&stopping)) => {}
            () = self.watch_backlog() => {}
            () = self.look_after_days() => {}
        }
        if let Err(error) = leases::release(&self.pool, &self.name).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "outbox shards stay leased until they run out");
        }
        self.pool.close().await;
        Ok(())
    }

    async fn session(&self, stopping: &CancellationToken) -> Result<(), BrokerError> {
        let link = Link::open(&self.broker, &format!("{} relay", self.service)).await?;
        topology::exchange_exists(&link, topology::EVENTS).await?;
        let publisher = link.publisher().await?;
        let mut leases = Leases::new(self.pool.clone(), self.name.clone());
        self.relay(&link, &publisher, &mut leases, stopping).await?;
        link.close().await;
        Ok(())
    }

    /// Rounds until the stop or the first error of the broker. Errors of the database are waited out: the confirmed
    /// messages of a round are kept until they are marked.
    async fn relay(
        &self,
        link: &Link,
        publisher: &Publisher,
        leases: &mut Leases,
        stopping: &CancellationToken,
    ) -> Result<(), BrokerError> {
        let mut flush_until = None;
        while link.is_alive() {
            let progress = self.round(publisher, leases).await?;
            if stopping.is_cancelled() {
                let until = *flush_until.get_or_insert_with(|| Instant::now() + FLUSH);
                if progress != Progress::Published || Instant::now() >= until {
                    return Ok(());
                }
            }
            let pause = match progress {
                Progress::Published => continue,
                Progress::Idle => POLL,
                Progress::Refused | Progress::DatabaseDown => jittered(AFTER_REFUSAL),
            };
            let is_idle = progress == Progress::Idle;
            tokio::select! {
                () = stopping.cancelled() => {}
                () = sleep(pause) => {}
                () = self.wake.notified(), if is_idle => {}
            }
        }
        Err(BrokerError::Lost)
    }

    async fn round(&self, publisher: &Publisher, leases: &mut Leases) -> Result<Progress, BrokerError> {
        let waiting = async {
            leases.keep().await?;
            gauge!(RELAY_SHARDS).set(f64::from(u16::try_from(leases.shards().len()).unwrap_or(u16::MAX)));
            outbox::waiting(&self.pool, self.service, &leases.shards(), BATCH).await
        };
        let waiting = match waiting.await {
            Ok(waiting) if waiting.is_empty() => return Ok(Progress::Idle),
            Ok(waiting) => waiting,
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "outbox cannot be read, trying again");
                return Ok(Progress::DatabaseDown);
            }
        };
        let round = Round::publish(publisher, leases.good_until(), waiting).await;
        counter!(RELAY_PUBLISHED).increment(round.confirmed.len().try_into().unwrap_or(u64::MAX));
        if !self.mark(leases, &round.confirmed).await {
            leases.doubt();
        }
        round.outcome?;
        Ok(if round.refused == 0 { Progress::Published } else { Progress::Refused })
    }

    /// Notes what is confirmed, as long as the lease is ours; after that somebody else publishes it again. False when not
    /// all could be noted.
    async fn mark(&self, leases: &Leases, confirmed: &[Confirmed]) -> bool {
        if confirmed.is_empty() {
            return true;
        }
        let until = leases.good_until();
        loop {
            match timeout_at(until, leases.mark(confirmed)).await {
                Ok(Ok(marked)) => {
                    let refused = u64::try_from(confirmed.len()).unwrap_or(u64::MAX).saturating_sub(marked);
                    if refused > 0 {
                        tracing::warn!(refused, "marks were refused, the shards have another owner");
                        counter!(RELAY_FENCED).increment(refused);
                    }
                    return refused == 0;
                }
                Ok(Err(error)) if Instant::now() < until => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "published events cannot be marked yet");
                    sleep(jittered(POLL)).await;
                }
                _ => return false,
            }
        }
    }

    /// Makes and drops the outbox's days. Never ends.
    async fn look_after_days(&self) {
        loop {
            let looked_after = days::look_after(&self.pool, self.broker.outbox_days).await;
            if let Err(error) = &looked_after {
                let error = error as &dyn std::error::Error;
                tracing::warn!(error, "outbox days were not looked after, trying again");
            }
            sleep(jittered(if looked_after.is_ok() { days::EVERY } else { days::AFTER_ERROR })).await;
        }
    }

    /// Tells the metrics how far behind the outbox is, whether or not the broker is there. Never ends.
    async fn watch_backlog(&self) {
        loop {
            if let Ok(backlog) = outbox::backlog(&self.pool).await {
                gauge!(OUTBOX_LAG).set(backlog.oldest.as_secs_f64());
                gauge!(OUTBOX_WAITING).set(f64::from(u32::try_from(backlog.events).unwrap_or(u32::MAX)));
            }
            sleep(LAG_EVERY).await;
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    Published,
    Idle,
    Refused,
    DatabaseDown,
}
