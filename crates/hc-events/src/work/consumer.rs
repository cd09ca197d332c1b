//! Three queues, one pool of workers.

use std::{collections::VecDeque, sync::Arc};

use futures::{
    FutureExt, StreamExt,
    future::BoxFuture,
    stream::{self, BoxStream, FuturesUnordered},
};
use hc_storage::Db;
use serde::de::DeserializeOwned;
use sqlx::PgConnection;
use tokio::sync::mpsc;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    Class, Job,
    job::{Acting, Worked},
    shares::Shares,
};
use crate::{
    BrokerError, BrokerSettings, ConsumerHandle, Failure,
    broker::{Link, supervise},
    collector::Collector,
    consumer::{Breaker, Handlers, Intake, Taken, Worker},
    metrics::describe,
    topology::{self, Routes, dead_queue},
};

/// Does the work of one work queue, in all its classes.
///
/// For each piece one transaction, as [`crate::Consumer`] has it: its id into the inbox, the handler's effect, commit, then
/// the acknowledgement; failures go the same ways. One pool of workers serves the three classes 6:3:1.
pub struct WorkConsumer {
    db: Db,
    queue: Arc<str>,
    broker: BrokerSettings,
    handlers: Handlers,
    concurrency: Option<u16>,
    handle: ConsumerHandle,
    /// What is being done outside.
    acts: TaskTracker,
}

impl WorkConsumer {
    /// A consumer of `queue`, one of [`topology::WORK_QUEUES`].
    pub fn new(db: Db, queue: &'static str, broker: &BrokerSettings) -> Self {
        describe();
        let queue: Arc<str> = queue.into();
        let acts = TaskTracker::new();
        // It is waited for between two sessions, each of which begins more.
        acts.close();
        Self {
            db,
            handle: ConsumerHandle::new(Arc::clone(&queue)),
            queue,
            broker: broker.clone(),
            handlers: Handlers { is_work: true, ..Handlers::default() },
            concurrency: None,
            acts,
        }
    }

    /// The handler; the last one counts. Work whose payload is no `T` becomes a dead letter.
    #[must_use]
    pub fn on<T: DeserializeOwned + Send + 'static>(
        mut self,
        handler: impl for<'t> Fn(&'t mut PgConnection, Job<T>) -> BoxFuture<'t, Result<(), Failure>> + Send + Sync + 'static,
    ) -> Self {
        self.handlers.any = Some(Arc::new(Worked::new(handler)));
        self
    }

    /// A handler for work that is done outside, such as a mail that is handed over: it is called without a transaction, which
    /// would be open for as long as the other side takes. It may be called again for work that it has done, when the process
    /// died before that was noted; it brings a key of its own. It ends by itself, in minutes: what it has begun goes on when
    /// the broker is lost, and is waited for before the next pieces are taken.
    #[must_use]
    pub fn on_outside<T: DeserializeOwned + Send + 'static>(
        mut self,
        handler: impl Fn(Job<T>) -> BoxFuture<'static, Result<(), Failure>> + Send + Sync + 'static,
    ) -> Self {
        self.handlers.any = Some(Arc::new(Acting::new(handler)));
        self
    }

    /// How many pieces are done at once, of all classes together (1 to 1,000), instead of `[broker] concurrency`; what the
    /// settings say for this queue comes before it.
    #[must_use]
    pub fn concurrency(mut self, pieces: u16) -> Self {
        self.concurrency = Some(pieces);
        self
    }

    /// Pauses and resumes it while it runs.
    pub fn handle(&self) -> ConsumerHandle {
        self.handle.clone()
    }

    /// Runs until the stop; then takes no more, ends what it has begun and gives the rest back.
    pub async fn run(self, stopping: CancellationToken) -> anyhow::Result<()> {
        anyhow::ensure!(self.handlers.any.is_some(), "{} has no handler", self.queue);
        supervise(&self.queue, &stopping, || self.session(&stopping)).await;
        self.acts.wait().await;
        Ok(())
    }

    async fn session(&self, stopping: &CancellationToken) -> Result<(), BrokerError> {
        // What a lost session has begun outside comes again, and is known as done only when it has ended.
        self.acts.wait().await;
        let consuming = Link::open(&self.broker, &self.queue).await?;
        let publishing = Link::open(&self.broker, &format!("{} retries", self.queue)).await?;
        let routes = Class::ALL.map(|class| Routes::of_work(&self.queue, class));
        for routes in &routes {
            topology::queue_exists(&consuming, &routes.queue).await?;
        }
        topology::queue_exists(&consuming, &dead_queue(&self.queue)).await?;

        let concurrency = self.broker.concurrency_of(&self.queue, self.concurrency);
        let prefetch = concurrency.saturating_mul(2);
        let breaker = Breaker::new(Arc::clone(&self.queue));
        let worker = Worker {
            db: &self.db,
            consumer: &self.queue,
            handlers: &self.handlers,
            publisher: publishing.publisher().await?,
            breaker: &breaker,
            acts: &self.acts,
        };
        let mut taken = Vec::with_capacity(routes.len());
        let mut intakes = Vec::with_capacity(routes.len());
        for (class, routes) in Class::ALL.into_iter().zip(&routes) {
            let (output, input) = mpsc::channel(usize::from(prefetch));
            taken.push(of_class(class, input));
            let intake = Intake {
                channel: consuming.channel().await?,
                queue: &routes.queue,
                prefetch,
                handle: &self.handle,
                stopping,
            };
            intakes.push(intake.run(vec![output], |_| 0));
        }
        let pool = pool(&worker, &routes, usize::from(concurrency), stream::select_all(taken).boxed());
        let [Routes { dead_exchange, .. }, ..] = &routes;
        let collector = Collector {
            db: &self.db,
            queue: &self.queue,
            channel: consuming.channel().await?,
            publisher: publishing.publisher().await?,
            dead_exchange,
            stopping,
        };
        futures::try_join!(futures::future::try_join_all(intakes), pool, collector.run())?;
        consuming.close().await;
        publishing.close().await;
        Ok(())
    }
}

impl std::fmt::Debug for WorkConsumer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WorkConsumer").field("queue", &self.queue).finish_non_exhaustive()
    }
}

fn of_class(class: Class, input: mpsc::Receiver<Taken>) -> BoxStream<'static, (Class, Taken)> {
    stream::unfold(input, move |mut input| async move {
        let taken = input.recv().await?;
        Some(((class, taken), input))
    })
    .boxed()
}

/// Up to `concurrency` pieces at once; whose turn it is is decided when a worker is free, so that what has just arrived
/// can come before what has waited.
async fn pool(
    worker: &Worker<'_>,
    routes: &[Routes; 3],
    concurrency: usize,
    mut taken: BoxStream<'_, (Class, Taken)>,
) -> Result<(), BrokerError> {
    let mut waiting = Class::ALL.map(|class| (class, routes_of(class, routes), VecDeque::new()));
    let mut shares = Shares::default();
    let mut working = FuturesUnordered::new();
    let mut is_open = true;
    loop {
        // All that has arrived, before anybody is chosen.
        while let Some(Some((class, one))) = taken.next().now_or_never() {
            queue_up(&mut waiting, class, one);
        }
        while working.len() < concurrency {
            let has_work = |class| waiting.iter().any(|(other, _, queue)| *other == class && !queue.is_empty());
            let Some(class) = shares.next(has_work) else { break };
            let of_class = waiting.iter_mut().find(|(other, ..)| *other == class);
            let Some((_, routes, queue)) = of_class else { break };
            if let Some(one) = queue.pop_front() {
                working.push(worker.process(one, routes));
            }
        }
        if !is_open && working.is_empty() {
            return Ok(());
        }
        tokio::select! {
            Some(done) = working.next(), if !working.is_empty() => done?,
            next = taken.next(), if is_open => match next {
                Some((class, one)) => queue_up(&mut waiting, class, one),
                None => is_open = false,
            },
        }
    }
}

type Waiting<'a> = [(Class, &'a Routes, VecDeque<Taken>); 3];

fn queue_up(waiting: &mut Waiting<'_>, class: Class, one: Taken) {
    if let Some((.., queue)) = waiting.iter_mut().find(|(other, ..)| *other == class) {
        queue.push_back(one);
    }
}

fn routes_of(class: Class, routes: &[Routes; 3]) -> &Routes {
    let [high, normal, bulk] = routes;
    match class {
        Class::High => high,
        Class::Normal => normal,
        Class::Bulk => bulk,
    }
}
