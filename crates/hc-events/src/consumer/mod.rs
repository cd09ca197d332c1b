//! The consumer: from a queue to an effect, once.

mod failure;
mod handler;
mod worker;

use std::{collections::HashMap, hash::BuildHasher, sync::Arc};

use futures::{FutureExt, StreamExt, future::BoxFuture, future::try_join_all};
use hc_proto::Event;
use hc_storage::Db;
use lapin::{
    Channel,
    message::Delivery,
    options::{BasicCancelOptions, BasicConsumeOptions, BasicNackOptions, BasicQosOptions},
    types::{FieldTable, ShortString},
};
use sqlx::PgConnection;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

pub(crate) use self::worker::acknowledge;
pub use self::{failure::Failure, handler::Delivered};
use self::{
    handler::{Handler, Typed},
    worker::{Breaker, Worker},
};
use crate::{
    BrokerError, BrokerSettings,
    broker::{Link, answer, supervise},
    dead,
    envelope::{PREFIX, header},
    metrics::describe,
    topology,
};

/// Handles the events of one queue.
///
/// For each event one transaction: its id into the inbox, the handler's effect, commit; then the acknowledgement. A
/// repeated event is acknowledged without an effect, one of a type without a handler too. Events of one object are handled
/// one after the other within a process. What fails goes by its [`Failure`]: tried again later, or a dead letter with its
/// cause; nothing is dropped. Also empties the queue's `.dead` queue into the table that [`crate::dead`] works on.
pub struct Consumer {
    db: Db,
    queue: &'static str,
    broker: BrokerSettings,
    handlers: HashMap<&'static str, Arc<dyn Handler>>,
}

impl Consumer {
    /// A consumer of `queue`, one of [`topology::QUEUES`].
    pub fn new(db: Db, queue: &'static str, broker: &BrokerSettings) -> Self {
        describe();
        Self { db, queue, broker: broker.clone(), handlers: HashMap::new() }
    }

    /// Adds the handler for events of type `E`; the last one counts.
    ///
    /// It works in the transaction that it is given and does nothing outside of it that must not happen twice.
    #[must_use]
    pub fn on<E: Event>(
        mut self,
        handler: impl for<'t> Fn(&'t mut PgConnection, Delivered<E>) -> BoxFuture<'t, Result<(), Failure>>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        self.handlers.insert(E::TYPE, Arc::new(Typed::new(handler)));
        self
    }

    /// Runs until the stop; then takes no more, ends what it has begun and gives the rest back.
    pub async fn run(self, stopping: CancellationToken) -> anyhow::Result<()> {
        supervise(self.queue, &stopping, || self.session(&stopping)).await;
        Ok(())
    }

    async fn session(&self, stopping: &CancellationToken) -> Result<(), BrokerError> {
        // Two connections: a broker that is short of memory blocks those that publish, and acknowledging must go on.
        let consuming = Link::open(&self.broker, self.queue).await?;
        let publishing = Link::open(&self.broker, &format!("{} retries", self.queue)).await?;
        topology::queue_exists(&consuming, self.queue).await?;
        let dead_queue = topology::dead_queue(self.queue);
        topology::queue_exists(&consuming, &dead_queue).await?;

        let concurrency = usize::from(self.broker.concurrency.max(1));
        // At most twice the concurrency: a crash counts as a delivery of all that was prefetched.
        let prefetch = self.broker.concurrency.max(1).saturating_mul(2);
        let breaker = Breaker::new(self.queue);
        let mut inputs = Vec::with_capacity(concurrency);
        let mut workers = Vec::with_capacity(concurrency);
        for _ in 0..concurrency {
            let (input, events) = mpsc::channel(usize::from(prefetch));
            let worker = Worker {
                db: &self.db,
                queue: self.queue,
                handlers: &self.handlers,
                publisher: publishing.publisher().await?,
                breaker: &breaker,
                stopping,
            };
            inputs.push(input);
            workers.push(worker.run(events));
        }
        let channel = consuming.channel().await?;
        let intake = intake(&channel, self.queue, prefetch, inputs, stopping);
        let collector = dead::collect(&self.db, self.queue, consuming.channel().await?, stopping);
        futures::try_join!(intake, try_join_all(workers), collector)?;
        consuming.close().await;
        publishing.close().await;
        Ok(())
    }
}

impl std::fmt::Debug for Consumer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Consumer").field("queue", &self.queue).finish_non_exhaustive()
    }
}

/// Deals the deliveries out to the workers, those of one object always to the same one.
async fn intake(
    channel: &Channel,
    queue: &str,
    prefetch: u16,
    inputs: Vec<mpsc::Sender<Delivery>>,
    stopping: &CancellationToken,
) -> Result<(), BrokerError> {
    let mut deliveries = subscribe(channel, queue, prefetch).await?;
    let hasher = std::hash::RandomState::new();
    loop {
        let delivery = tokio::select! {
            () = stopping.cancelled() => break,
            delivery = deliveries.next() => delivery,
        };
        let Some(delivery) = delivery else { return Err(BrokerError::Cancelled { queue: queue.to_owned() }) };
        let delivery = delivery?;
        let subject = header(&delivery.properties, &format!("{PREFIX}subject")).unwrap_or_default();
        let hash = usize::try_from(hasher.hash_one(subject) % (inputs.len() as u64)).unwrap_or(0);
        let Some(input) = inputs.get(hash) else { continue };
        // Full only when the broker sends more than the prefetch; closed only when the session is over.
        if input.send(delivery).await.is_err() {
            return Ok(());
        }
    }
    answer("end the subscription", channel.basic_cancel(deliveries.tag(), BasicCancelOptions::default())).await?;
    while let Some(Some(Ok(delivery))) = deliveries.next().now_or_never() {
        give_back(&delivery).await?;
    }
    Ok(())
}

/// Subscribes with manual acknowledgement and at most `prefetch` deliveries under way.
pub(crate) async fn subscribe(channel: &Channel, queue: &str, prefetch: u16) -> Result<lapin::Consumer, BrokerError> {
    answer("set the prefetch", channel.basic_qos(prefetch, BasicQosOptions::default())).await?;
    let name = ShortString::try_new(queue).unwrap_or_default();
    let tag = ShortString::default();
    let subscribed = channel.basic_consume(name, tag, BasicConsumeOptions::default(), FieldTable::default());
    answer("subscribe", subscribed).await
}

/// Returns work that was not begun. `nack`, because from RabbitMQ 4.3 on it does not count as a failed delivery.
pub(crate) async fn give_back(delivery: &Delivery) -> Result<(), BrokerError> {
    delivery.nack(BasicNackOptions { requeue: true, ..BasicNackOptions::default() }).await?;
    Ok(())
}
