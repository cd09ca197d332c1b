//! Emptying a `.dead` queue into the table.

use std::{sync::Arc, time::Duration};

use futures::StreamExt;
use hc_storage::{Db, StoreError};
use lapin::{Channel, message::Delivery};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use crate::{
    BrokerError,
    broker::{Published, Publisher, jittered},
    dead::{self, Letter},
    delivery::{LONGEST_HOLD, acknowledge, give_back, subscribe},
    topology,
};

/// One: while the database is away a letter is held, and what waited behind it would wait for longer than the broker allows.
const PREFETCH: u16 = 1;
/// The pause after a letter that could not be kept, doubled from the one to the other.
const SHORTEST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// Moves what arrives in a queue's `.dead` queue into the table.
pub(crate) struct Collector<'a> {
    pub(crate) db: &'a Db,
    /// The queue whose letters they are.
    pub(crate) queue: &'a str,
    pub(crate) channel: Channel,
    pub(crate) publisher: Publisher,
    /// By which the `.dead` queue is reached.
    pub(crate) dead_exchange: &'a str,
    pub(crate) stopping: &'a CancellationToken,
}

impl Collector<'_> {
    /// Until the stop. Only the broker ends it before: its session is that of the workers, who wait out a database that is
    /// away and would give back, as failed, what they hold.
    pub(crate) async fn run(self) -> Result<(), BrokerError> {
        let dead_queue = topology::dead_queue(self.queue);
        let mut deliveries = subscribe(&self.channel, &dead_queue, PREFETCH).await?;
        let mut pause = SHORTEST_PAUSE;
        loop {
            let delivery = tokio::select! {
                () = self.stopping.cancelled() => return Ok(()),
                delivery = deliveries.next() => delivery,
            };
            let Some(delivery) = delivery else { return Err(BrokerError::Cancelled { queue: dead_queue }) };
            self.settle(&delivery?, &dead_queue, &mut pause).await?;
        }
    }

    /// Keeps a letter, at the latest when the database is there again. One that the database refuses for its own sake goes
    /// behind the others: it must not hold them up, and nothing is dropped.
    async fn settle(&self, delivery: &Delivery, dead_queue: &str, pause: &mut Duration) -> Result<(), BrokerError> {
        let taken_at = Instant::now();
        let letter = Arc::new(Letter::read(self.queue, delivery));
        loop {
            let Err(error) = self.keep(&letter).await else {
                *pause = SHORTEST_PAUSE;
                return acknowledge(delivery).await;
            };
            let wait = jittered(*pause);
            tracing::warn!(
                queue = dead_queue,
                error = &error as &dyn std::error::Error,
                retry_ms = wait.as_millis(),
                "dead letter cannot be kept yet"
            );
            if self.stopping.run_until_cancelled(sleep(wait)).await.is_none() {
                // Unacknowledged, so that it is there for the next.
                return Ok(());
            }
            *pause = (*pause * 2).min(LONGEST_PAUSE);
            let is_away = matches!(error, StoreError::Busy(_) | StoreError::Unavailable(_) | StoreError::Conflict(_));
            if !is_away {
                return self.put_behind(delivery, dead_queue).await;
            }
            if taken_at.elapsed() >= LONGEST_HOLD {
                return give_back(delivery).await;
            }
        }
    }

    async fn keep(&self, letter: &Arc<Letter>) -> Result<(), StoreError> {
        let letter = Arc::clone(letter);
        self.db.transact(move |tx, _| Box::pin(async move { dead::keep(tx, &letter).await })).await
    }

    async fn put_behind(&self, delivery: &Delivery, dead_queue: &str) -> Result<(), BrokerError> {
        let properties = delivery.properties.clone();
        match self.publisher.publish(self.dead_exchange, dead_queue, properties, &delivery.data).await? {
            Published::Confirmed => acknowledge(delivery).await,
            Published::Refused(why) => {
                tracing::warn!(queue = dead_queue, why, "dead letter could not be put behind the others");
                give_back(delivery).await
            }
        }
    }
}
