//! Many events in one transaction, for consumers whose work is mostly the transaction itself.

use std::{collections::HashSet, sync::Arc};

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
            if self.succeeds(worker, &batch, routes).await {
                for taken in &batch {
                    acknowledge(&taken.delivery).await?;
                }
                continue;
            }
            // One by one: each then goes the way of its own failure, and none is held up by another's.
            for taken in batch {
                worker.process(taken, routes).await?;
            }
        }
        Ok(())
    }

    /// Whether all had their effect, in one transaction.
    async fn succeeds(&self, worker: &Worker<'_>, batch: &[Taken], routes: &Routes) -> bool {
        if batch.len() < 2 || batch.iter().any(|taken| taken.subscription.is_cancelled()) {
            return false;
        }
        let read = |taken: &Taken| RawEvent::read(&taken.delivery.properties, &taken.delivery.data).map(Arc::new);
        let Ok(events) = batch.iter().map(read).collect::<Result<Vec<_>, _>>() else { return false };
        let (handler, consumer) = (Arc::clone(&self.handler), Arc::clone(worker.consumer));
        let outcome = worker.db.transact(move |tx, now| {
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
        match outcome.await {
            Ok(delays) => {
                let (fresh, all) = (delays.len() as u64, batch.len() as u64);
                for delay in delays {
                    histogram!(CONSUME_DELAY, "queue" => routes.queue.clone()).record(delay.as_secs_f64());
                }
                for (outcome, events) in [("handled", fresh), ("repeated", all - fresh)] {
                    counter!(CONSUMED, "queue" => routes.queue.clone(), "outcome" => outcome).increment(events);
                }
                true
            }
            Err(failure) => {
                let (queue, events) = (&routes.queue, batch.len());
                tracing::debug!(queue, events, error = %failure, "batch failed, handling its events one by one");
                false
            }
        }
    }
}
