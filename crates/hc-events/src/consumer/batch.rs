//! Many events in one transaction, for consumers whose work is mostly the transaction itself.

use std::{collections::HashSet, sync::Arc, time::Duration};

use futures::future::BoxFuture;
use hc_types::{EventId, Timestamp};
use metrics::{counter, histogram};
use sqlx::PgConnection;
use tokio::sync::mpsc;

use super::{Failure, Taken, handler::surviving, worker::Worker};
use crate::{
    BrokerError, RawEvent,
    delivery::acknowledge,
    inbox,
    metrics::{CONSUME_DELAY, CONSUMED},
    topology::Routes,
};

/// Handles events in the order of their arrival, none of which has had its effect before.
pub(super) type BatchHandler = dyn for<'t> Fn(&'t mut PgConnection, Arc<[Arc<RawEvent>]>, Timestamp) -> BoxFuture<'t, Result<(), Failure>>
    + Send
    + Sync;

/// How events are taken together.
#[derive(Clone)]
pub(super) struct Batches {
    /// How many at most.
    pub(super) most: u16,
    pub(super) handler: Arc<BatchHandler>,
}

/// What a batch came to as one.
enum Together {
    Handled,
    /// A dependency was down for as long as the deliveries may be held.
    HeldTooLong {
        cause: String,
    },
    /// It cannot be handled as one.
    No,
}

impl Batches {
    /// Takes together what waits, until the intake ends.
    pub(super) async fn run(
        &self,
        worker: &Worker<'_>,
        mut deliveries: mpsc::Receiver<Taken>,
        routes: &Routes,
    ) -> Result<(), BrokerError> {
        while let Some(first) = deliveries.recv().await {
            let mut batch = vec![first];
            while batch.len() < usize::from(self.most)
                && let Ok(next) = deliveries.try_recv()
            {
                batch.push(next);
            }
            match self.together(worker, &batch, routes).await {
                Together::Handled => {
                    for taken in &batch {
                        acknowledge(&taken.delivery).await?;
                    }
                }
                // All at once: each try of its own would take as long as the dependency lets it wait.
                Together::HeldTooLong { cause } => {
                    for taken in &batch {
                        worker.put_off(taken, &cause, routes).await?;
                    }
                }
                // One by one: each then goes the way of its own failure, and none is held up by another's.
                Together::No => {
                    for taken in batch {
                        worker.process(taken, routes).await?;
                    }
                }
            }
        }
        Ok(())
    }

    /// All in one transaction, held as one while a dependency is down.
    async fn together(&self, worker: &Worker<'_>, batch: &[Taken], routes: &Routes) -> Together {
        let [oldest, _, ..] = batch else { return Together::No };
        let read = |taken: &Taken| RawEvent::read(&taken.delivery.properties, &taken.delivery.data).map(Arc::new);
        let Ok(events) = batch.iter().map(read).collect::<Result<Vec<_>, _>>() else { return Together::No };
        while worker.may_try(oldest).await && !batch.iter().any(|taken| taken.subscription.is_cancelled()) {
            let outcome = self.effect(worker, events.clone()).await;
            if worker.holds(oldest, outcome.as_ref().err()) {
                continue;
            }
            return match outcome {
                Ok(delays) => {
                    count(&delays, batch.len(), routes);
                    Together::Handled
                }
                Err(Failure::DependencyDown(error)) => Together::HeldTooLong { cause: format!("{error:#}") },
                Err(failure) => {
                    let (queue, events) = (&routes.queue, batch.len());
                    tracing::debug!(queue, events, error = %failure, "batch failed, handling its events one by one");
                    Together::No
                }
            };
        }
        Together::No
    }

    /// The times since those occurred that had their effect now.
    async fn effect(&self, worker: &Worker<'_>, events: Vec<Arc<RawEvent>>) -> Result<Vec<Duration>, Failure> {
        let (handler, consumer) = (Arc::clone(&self.handler), Arc::clone(worker.consumer));
        let effect = worker.db.transact(move |tx, now| {
            Box::pin(async move {
                let ids: Vec<EventId> = events.iter().map(|event| event.id).collect();
                let mut new: HashSet<EventId> = inbox::new_ones(tx, &consumer, &ids).await?;
                let events: Arc<[_]> = events.into_iter().filter(|event| new.remove(&event.id)).collect();
                let delays: Vec<_> = events.iter().map(|event| now.since(event.occurred_at)).collect();
                if !events.is_empty() {
                    surviving(handler(tx, events, now)).await?;
                }
                Ok::<_, Failure>(delays)
            })
        });
        effect.await
    }
}

fn count(delays: &[Duration], batch: usize, routes: &Routes) {
    for delay in delays {
        histogram!(CONSUME_DELAY, "queue" => routes.queue.clone()).record(delay.as_secs_f64());
    }
    let (fresh, all) = (delays.len() as u64, batch as u64);
    for (outcome, events) in [("handled", fresh), ("repeated", all - fresh)] {
        counter!(CONSUMED, "queue" => routes.queue.clone(), "outcome" => outcome).increment(events);
    }
}
