//! The consumer: from a queue to an effect, once.

mod batch;
mod breaker;
mod failure;
mod handle;
mod handler;
mod intake;
mod worker;

use std::{hash::BuildHasher, sync::Arc};

use futures::future::{BoxFuture, try_join_all};
use hc_proto::Event;
use hc_storage::Db;
use hc_types::Timestamp;
use sqlx::PgConnection;
use tokio::sync::mpsc;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use self::{
    batch::Batches,
    handler::{Preparing, Typed, Untyped},
};
pub(crate) use self::{
    breaker::Breaker,
    handler::{Handler, Handlers, Outside, Run, surviving},
    intake::{Intake, Taken},
    worker::Worker,
};
pub use self::{failure::Failure, handle::ConsumerHandle, handler::Delivered, worker::ATTEMPTS};
use crate::{
    BrokerError, BrokerSettings, RawEvent,
    broker::{Link, supervise},
    collector::Collector,
    metrics::describe,
    topology::{self, Routes},
};

/// Handles the events of one queue.
///
/// For each event one transaction: its id into the inbox, the handler's effect, commit; then the acknowledgement. A
/// repeated event is acknowledged without an effect, one of a type without a handler too. Events of one object are handled
/// one after the other within a process. What fails goes by its [`Failure`]: tried again later, or a dead letter with its
/// cause; nothing is dropped. Also empties the queue's `.dead` queue into the table that [`crate::dead`] works on.
pub struct Consumer {
    db: Db,
    queue: Arc<str>,
    broker: BrokerSettings,
    handlers: Handlers,
    concurrency: Option<u16>,
    batches: Option<Batches>,
    handle: ConsumerHandle,
}

impl Consumer {
    /// A consumer of `queue`: one of [`topology::QUEUES`], or one that was declared with
    /// [`topology::declare_external`].
    pub fn new(db: Db, queue: impl Into<Arc<str>>, broker: &BrokerSettings) -> Self {
        describe();
        let queue = queue.into();
        Self {
            db,
            handle: ConsumerHandle::new(Arc::clone(&queue)),
            queue,
            broker: broker.clone(),
            handlers: Handlers::default(),
            concurrency: None,
            batches: None,
        }
    }

    /// Adds the handler for events of type `E`; the last one counts.
    ///
    /// It works in the transaction that it is given and does nothing outside of it that must not happen twice. It asks nobody
    /// else: for what only others know there is [`Consumer::on_prepared`].
    #[must_use]
    pub fn on<E: Event>(
        mut self,
        handler: impl for<'t> Fn(&'t mut PgConnection, Delivered<E>) -> BoxFuture<'t, Result<(), Failure>>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        self.handlers.by_type.insert(E::TYPE, Arc::new(Typed::new(handler)));
        self
    }

    /// [`Consumer::on`] for what only others know: `prepare` asks them before the transaction, which would be open for as long
    /// as they take, and the handler gets the answer in it.
    ///
    /// Nobody is asked for an event that has had its effect before. Each attempt asks anew, so that asking must change nothing;
    /// a transaction that lost a race is run again with the same answer. A question fails as a handler does, and as
    /// [`Failure::DependencyDown`] when it is not answered within a minute.
    #[must_use]
    pub fn on_prepared<E: Event, P: Send + Sync + 'static>(
        mut self,
        prepare: impl Fn(Delivered<E>) -> BoxFuture<'static, Result<P, Failure>> + Send + Sync + 'static,
        handler: impl for<'t> Fn(&'t mut PgConnection, Delivered<E>, &'t P) -> BoxFuture<'t, Result<(), Failure>>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        self.handlers.by_type.insert(E::TYPE, Arc::new(Preparing::<E, P, _, _>::new(prepare, handler)));
        self
    }

    /// The handler for events of every type that has none of its own, also of types and versions that this build does not
    /// know. It gets the event as it came and the time of its transaction.
    #[must_use]
    pub fn on_any(
        mut self,
        handler: impl for<'t> Fn(&'t mut PgConnection, Arc<RawEvent>, Timestamp) -> BoxFuture<'t, Result<(), Failure>>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        self.handlers.any = Some(Arc::new(Untyped(handler)));
        self
    }

    /// Handles up to `most` waiting events of whatever type in one transaction, in the order of their arrival and one batch
    /// after the other, for consumers whose work is mostly the transaction itself. Repeated events are left out before.
    ///
    /// Takes the place of every other handler and of the concurrency. When a batch fails, its events are handled one by
    /// one, each a batch by itself, so that each goes the way of its own [`Failure`]; while a dependency is down, it waits as
    /// one.
    #[must_use]
    pub fn on_batch(
        mut self,
        most: u16,
        handler: impl for<'t> Fn(
            &'t mut PgConnection,
            Arc<[Arc<RawEvent>]>,
            Timestamp,
        ) -> BoxFuture<'t, Result<(), Failure>>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        let handler = Arc::new(handler);
        self.batches = Some(Batches { most: most.max(1), handler: handler.clone() });
        self.handlers = Handlers::default();
        self.on_any(move |tx, event, now| handler(tx, Arc::from([event]), now))
    }

    /// How many events are handled at once (1 to 1,000), instead of `[broker] concurrency`; what the settings say for this
    /// queue comes before it. Events of one object stay one after the other.
    #[must_use]
    pub fn concurrency(mut self, events: u16) -> Self {
        self.concurrency = Some(events);
        self
    }

    /// Pauses and resumes it while it runs.
    pub fn handle(&self) -> ConsumerHandle {
        self.handle.clone()
    }

    /// Runs until the stop; then takes no more, ends what it has begun and gives the rest back.
    pub async fn run(self, stopping: CancellationToken) -> anyhow::Result<()> {
        supervise(&self.queue, &stopping, || self.session(&stopping)).await;
        Ok(())
    }

    async fn session(&self, stopping: &CancellationToken) -> Result<(), BrokerError> {
        // Two connections: a broker that is short of memory blocks those that publish, and acknowledging must go on.
        let consuming = Link::open(&self.broker, &self.queue).await?;
        let publishing = Link::open(&self.broker, &format!("{} retries", self.queue)).await?;
        let routes = Routes::of(&self.queue);
        topology::queue_exists(&consuming, &self.queue).await?;
        topology::queue_exists(&consuming, &routes.dead_queue).await?;

        // Batches come one after the other.
        let (concurrency, at_once) = if let Some(batches) = &self.batches {
            (1, batches.most)
        } else {
            let concurrency = self.broker.concurrency_of(&self.queue, self.concurrency);
            (concurrency, concurrency)
        };
        // At most twice what is handled at once: a crash counts as a delivery of all that was prefetched.
        let prefetch = at_once.saturating_mul(2);
        let breaker = Breaker::new(Arc::clone(&self.queue));
        // Handlers of events do all that they do in their transaction.
        let acts = TaskTracker::new();
        let mut inputs = Vec::with_capacity(usize::from(concurrency));
        let mut workers = Vec::with_capacity(usize::from(concurrency));
        for _ in 0..concurrency {
            let (input, deliveries) = mpsc::channel(usize::from(prefetch));
            inputs.push(input);
            let worker = Worker {
                db: &self.db,
                consumer: &self.queue,
                handlers: &self.handlers,
                publisher: publishing.publisher().await?,
                breaker: &breaker,
                acts: &acts,
            };
            let routes = &routes;
            // Until the intake ends. An error ends the session: everything unacknowledged is delivered again.
            let batches = self.batches.as_ref();
            workers.push(async move {
                if let Some(batches) = batches {
                    return batches.run(&worker, deliveries, routes).await;
                }
                worker.process_all(deliveries, routes).await
            });
        }
        let intake = Intake {
            channel: consuming.channel().await?,
            queue: &self.queue,
            prefetch,
            handle: &self.handle,
            stopping,
        };
        // Those of one object always to the same worker.
        let hasher = std::hash::RandomState::new();
        let lanes = u64::from(concurrency);
        let choose = move |subject: &str| usize::try_from(hasher.hash_one(subject) % lanes).unwrap_or(0);
        let collector = Collector {
            db: &self.db,
            queue: &self.queue,
            channel: consuming.channel().await?,
            publisher: publishing.publisher().await?,
            dead_exchange: &routes.dead_exchange,
            stopping,
        };
        futures::try_join!(intake.run(inputs, choose), try_join_all(workers), collector.run())?;
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
