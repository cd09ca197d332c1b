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
    time::sleep,
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
    state: watch::Sender<RelayState>,
}

impl Relay {
    /// A relay for `service`, which becomes the events' source. It takes three connections of its own to the database, so
    /// that calls cannot starve it.
    #[expect(clippy::needless_pass_by_value, reason = "every part is given its own handle")]
    pub fn new(db: Db, service: &'static str, broker: &BrokerSettings) -> Self {
        describe();
        Self {
            pool: planned_afresh(&db.side_pool(3)),
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
        self.pool.close().await;
        Ok(())
    }

    async fn session(&self, stopping: &CancellationToken) -> Result<(), BrokerError> {
        let link = Link::open(&self.broker, &format!("{} relay", self.service)).await?;
        topology::exchange_exists(&link, topology::EVENTS).await?;
        let publisher = link.publisher().await?;
        let outcome = Pipeline::new(self, &link, &publisher).run(stopping).await;
        self.tell(RelayState::Disconnected);
        outcome?;
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
