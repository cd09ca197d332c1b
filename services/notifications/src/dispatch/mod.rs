//! Sends webhooks: takes deliveries that are due under a lease, posts them, writes what came of it.
//!
//! Any number of processes do this at once. Each delivery has a lease and a fencing number, so a process that dies gives
//! its deliveries back by time, and one that was only slow cannot overwrite what another has done since. A delivery may so
//! be posted twice, under the same `webhook-id`. [`crate::domain::webhook_pacing`] keeps slow endpoints from delaying
//! others.

mod attempt;
pub mod client;
pub mod guard;
mod metrics;
mod pool;
pub mod resolver;
mod settler;
mod targets;
mod tls;

use std::{
    panic::AssertUnwindSafe,
    time::{Duration, Instant},
};

use ::metrics::gauge;
use futures::FutureExt as _;
use hc_chassis::Stopping;
use hc_storage::Db;
use tokio::{
    sync::mpsc,
    task::{JoinError, JoinSet},
    time,
};

use self::{
    attempt::{attempt, broken_off},
    client::Client,
    metrics::RUNNING,
    targets::Targets,
};
use crate::{
    app::webhooks::{settle::Outcome, vault::Vault},
    domain::webhook_pacing::{Pacing, Slot},
    settings::WebhookSettings,
    store::webhook_queue::{self, Claimed},
};

/// How long a claim holds beyond an attempt's own time: for the queue of outcomes and a database that is away for a moment.
const LEASE_MARGIN: Duration = Duration::from_secs(45);
/// How long between two claims at least, so that each finds more than one delivery; and at most, for what other processes
/// have put in, and what has become due.
const SHORTEST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_millis(250);
/// How long the database is left alone when it did not answer.
const PAUSE_AFTER_ERROR: Duration = Duration::from_secs(1);
/// How often idle connections are closed and idle endpoints forgotten.
const SWEEP: Duration = Duration::from_secs(10);
const FORGET: Duration = Duration::from_mins(10);

/// The part of this process that sends.
pub struct Dispatcher {
    db: Db,
    client: Client,
    vault: Vault,
    settings: WebhookSettings,
}

/// An attempt that has ended, with the slot that it had.
struct Ended {
    slot: Slot,
    succeeded: bool,
    took: Duration,
    outcome: Outcome,
}

impl Dispatcher {
    /// Sends with this client, signs with secrets of this vault.
    pub fn new(db: Db, client: Client, vault: Vault, settings: WebhookSettings) -> Self {
        metrics::describe();
        Self { db, client, vault, settings }
    }

    /// Sends until the stop; then takes no more and ends what it has begun.
    pub async fn run(self, stopping: Stopping) -> anyhow::Result<()> {
        let (outcomes, gathered) = mpsc::channel(4_096);
        let settler = settler::run(self.db.clone(), gathered, self.settings.patience);
        tokio::join!(self.send(outcomes, stopping), settler);
        Ok(())
    }

    async fn send(&self, outcomes: mpsc::Sender<Outcome>, stopping: Stopping) {
        let mut pacing = Pacing::new(self.settings.concurrency, self.settings.concurrency_per_endpoint);
        let mut targets = Targets::new(self.db.clone(), self.vault.clone());
        let mut running = JoinSet::new();
        let committed = self.db.committed();
        let (mut next_claim, mut next_sweep) = (time::Instant::now(), time::Instant::now() + SWEEP);
        let mut wanted = true;
        while !stopping.is_cancelled() {
            if wanted && time::Instant::now() >= next_claim {
                wanted = false;
                let begun = Instant::now();
                let pause = match self.begin(&mut pacing, &mut targets, &mut running).await {
                    // With very many endpoints a claim takes its time: the database has the same time for others.
                    Ok(()) => begun.elapsed().clamp(SHORTEST_PAUSE, LONGEST_PAUSE),
                    Err(error) => {
                        tracing::warn!(error = format!("{error:#}"), "webhook deliveries not claimed");
                        PAUSE_AFTER_ERROR
                    }
                };
                next_claim = time::Instant::now() + pause;
            }
            if time::Instant::now() >= next_sweep {
                next_sweep = time::Instant::now() + SWEEP;
                self.client.sweep();
                pacing.forget(FORGET, Instant::now());
            }
            let wake_at = if wanted { next_claim } else { next_claim + LONGEST_PAUSE };
            tokio::select! {
                () = stopping.cancelled() => {}
                () = time::sleep_until(wake_at) => wanted = true,
                () = committed.notified() => wanted = true,
                Some(ended) = running.join_next() => {
                    settle(&mut pacing, ended, &outcomes).await;
                    wanted = true;
                }
            }
            gauge!(RUNNING).set(f64::from(pacing.used()));
        }
        while let Some(ended) = running.join_next().await {
            settle(&mut pacing, ended, &outcomes).await;
        }
    }

    /// Claims as many as there is room for, and begins them.
    async fn begin(
        &self,
        pacing: &mut Pacing,
        targets: &mut Targets,
        running: &mut JoinSet<Ended>,
    ) -> anyhow::Result<()> {
        let lease = self.settings.timeout + LEASE_MARGIN;
        let claimed = webhook_queue::claim(self.db.pool(), &pacing.room(), lease.as_secs_f64()).await?;
        let claimed_at = Instant::now();
        if let Err(error) = targets.load(&claimed).await {
            self.give_back(&claimed).await;
            return Err(error);
        }
        for claimed in claimed {
            // Deleted between the two: its deliveries go with it.
            let Some(target) = targets.get(&claimed) else { continue };
            let slot = pacing.begin(claimed.endpoint_id);
            let client = self.client.clone();
            running.spawn(async move {
                let begun = Instant::now();
                // Whatever happens, the slot comes back and the attempt counts: what panics each time would else be tried
                // for ever.
                let work = AssertUnwindSafe(attempt(client, target, &claimed, claimed_at)).catch_unwind();
                let outcome = work.await.unwrap_or_else(|_| {
                    tracing::error!(delivery.id = %claimed.delivery_id, "a webhook attempt panicked");
                    broken_off(&claimed, claimed_at)
                });
                let succeeded = outcome.settled.status == "succeeded";
                Ended { slot, succeeded, took: begun.elapsed(), outcome }
            });
        }
        Ok(())
    }

    async fn give_back(&self, claimed: &[Claimed]) {
        let claims: Vec<_> = claimed.iter().map(|claimed| (claimed.delivery_id, claimed.fence)).collect();
        let given = self.db.transact(move |tx, _| Box::pin(async move { webhook_queue::give_back(tx, &claims).await }));
        if let Err(error) = given.await {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(error, "claimed deliveries not given back: their leases will end");
        }
    }
}

async fn settle(pacing: &mut Pacing, ended: Result<Ended, JoinError>, outcomes: &mpsc::Sender<Outcome>) {
    let Ok(Ended { slot, succeeded, took, outcome }) = ended else { return };
    pacing.end(&slot, succeeded, took, Instant::now());
    // The receiver lives as long as this sender.
    drop(outcomes.send(outcome).await);
}
