//! The relay: from the outbox to the exchange, in order for each object.

mod days;
mod flight;
mod leases;
mod pipeline;
mod state;

use std::{sync::Arc, time::Duration};

use hc_storage::Db;
use metrics::gauge;
use sqlx::PgPool;
use tokio::{
    sync::{Notify, watch},
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use self::pipeline::Pipeline;
pub use self::state::RelayState;
use crate::{
    BrokerError, BrokerSettings,
    broker::{Link, jittered, supervise},
    metrics::{OUTBOX_LAG, OUTBOX_WAITING, RELAY_HELD_UP, describe},
    outbox, topology,
};

const LAG_EVERY: Duration = Duration::from_secs(5);
/// How long the database may take to answer a session. More than a statement may take by the server's clock, and than it
/// takes to get a connection: what says nothing for so long has gone without a word.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long is waited for connections that are given back.
const GOOD_BYE: Duration = Duration::from_secs(1);

/// Publishes what this service's database has in its outbox.
///
/// Any number may run on one database: the objects are dealt out in 16 shards, each leased to one relay under a fencing
/// number. At most one message of an object is unconfirmed at any time; different objects go out side by side. A crash
/// between confirm and mark sends a message again, which the consumers' inboxes absorb.
#[derive(Debug)]
pub struct Relay {
    /// For what goes on beside the sessions.
    pool: PgPool,
    patience: Duration,
    wake: Arc<Notify>,
    service: &'static str,
    broker: BrokerSettings,
    name: String,
    state: watch::Sender<RelayState>,
}

impl Relay {
    /// A relay for `service`, which becomes the events' source. It takes four connections of its own to the database, so
    /// that calls cannot starve it.
    #[expect(clippy::needless_pass_by_value, reason = "every part is given its own handle")]
    pub fn new(db: Db, service: &'static str, broker: &BrokerSettings) -> Self {
        describe();
        Self {
            pool: planned_afresh(&db.side_pool(1)),
            patience: PATIENCE,
            wake: db.committed(),
            service,
            broker: broker.clone(),
            name: format!("{service}/{}", Uuid::now_v7()),
            state: watch::Sender::new(RelayState::Disconnected),
        }
    }

    /// How it stands with the broker, now and whenever that changes.
    pub fn state(&self) -> watch::Receiver<RelayState> {
        self.state.subscribe()
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
        let _ = timeout(GOOD_BYE, self.pool.close()).await;
        Ok(())
    }

    async fn session(&self, stopping: &CancellationToken) -> Result<(), BrokerError> {
        let link = Link::open(&self.broker, &format!("{} relay", self.service)).await?;
        topology::exchange_exists(&link, topology::EVENTS).await?;
        let publisher = link.publisher().await?;
        // Of the session's own: a connection on which the database says nothing any more would keep its place in the pool.
        let connections = self.pool.options().clone().max_connections(3);
        let pool = connections.connect_lazy_with(self.pool.connect_options().as_ref().clone());
        let outcome = Pipeline::new(self, &pool, &link, &publisher).run(stopping).await;
        self.tell(RelayState::Disconnected);
        outcome?;
        let _ = timeout(GOOD_BYE, pool.close()).await;
        link.close().await;
        Ok(())
    }

    fn tell(&self, state: RelayState) {
        let is_new = self.state.send_if_modified(|known| {
            let is_new = std::mem::discriminant(known) != std::mem::discriminant(&state);
            *known = state;
            is_new
        });
        if is_new {
            tracing::info!(service = self.service, %state, "relay");
            let whys = [("disconnected", RelayState::Disconnected), ("blocked", RelayState::Blocked)];
            for (why, held_up) in whys {
                gauge!(RELAY_HELD_UP, "why" => why).set(f64::from(u8::from(state == held_up)));
            }
            let is_refused = matches!(state, RelayState::Refused { .. });
            gauge!(RELAY_HELD_UP, "why" => "refused").set(f64::from(u8::from(is_refused)));
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

/// The same pool, whose statements are planned as the relay needs them: for their very values, and in the order of the
/// index of what waits. After a burst the table has no statistics yet, and the planner would read and sort the whole
/// backlog for each fetch.
fn planned_afresh(pool: &PgPool) -> PgPool {
    let options = pool.connect_options().as_ref().clone().options([
        ("plan_cache_mode", "force_custom_plan"),
        ("enable_seqscan", "off"),
        ("enable_bitmapscan", "off"),
        ("enable_sort", "off"),
        // What is off is not forbidden but dear, and what is dear would be compiled first.
        ("jit", "off"),
        // A mark that a crash forgets costs a repetition, which the inboxes absorb; a lease that it forgets is under the name
        // of a relay that nobody else has.
        ("synchronous_commit", "off"),
    ]);
    pool.options().clone().connect_lazy_with(options)
}

#[cfg(test)]
mod tests {
    use hc_storage::DatabaseSettings;
    use hc_testkit::{TestBroker, TestDatabase, eventually};

    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_session_that_the_database_does_not_answer_ends_and_the_next_goes_on() {
        let database = TestDatabase::create(&[&hc_storage::MIGRATOR, &crate::MIGRATOR]).await;
        let broker = TestBroker::start().await;
        let db = hc_storage::connect(&DatabaseSettings::new(database.url())).await.unwrap();
        let relay = Relay {
            patience: Duration::from_secs(1),
            ..Relay::new(db, "provisioning", &BrokerSettings::new(broker.url()))
        };
        let state = relay.state();
        let becomes = |wanted: RelayState| {
            let state = &state;
            eventually(format!("the relay is {wanted}"), move || async move { *state.borrow() == wanted })
        };
        let stopping = CancellationToken::new();
        let watched = async {
            becomes(RelayState::Publishing).await;
            let mut other = database.pool().acquire().await.unwrap();
            for sql in ["BEGIN", "LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE"] {
                sqlx::query(sql).execute(&mut *other).await.unwrap();
            }
            becomes(RelayState::Disconnected).await;
            sqlx::query("ROLLBACK").execute(&mut *other).await.unwrap();
            let told = "INSERT INTO outbox (event_id, shard, subject, version, epoch, type, actor, correlation_id, data)
                        VALUES (gen_random_uuid(), 1, 'ins_1', 1, 1, 'test.object.changed.v1', 'system:test', 'c', '{}')";
            sqlx::query(told).execute(&mut *other).await.unwrap();
            let published = "SELECT published_at IS NOT NULL FROM outbox";
            eventually("the event is published", || async {
                sqlx::query_scalar::<_, bool>(published).fetch_one(database.pool()).await.unwrap()
            })
            .await;
            stopping.cancel();
        };
        let (outcome, ()) = tokio::join!(relay.run(stopping.clone()), watched);
        outcome.unwrap();
    }
}
