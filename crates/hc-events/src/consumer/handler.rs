//! Handlers, typed for who writes them and alike for who calls them.

use std::{collections::HashMap, marker::PhantomData, panic::AssertUnwindSafe, sync::Arc};

use futures::{FutureExt, future::BoxFuture};
use hc_proto::Event;
use hc_types::{EventId, OrganizationId, Timestamp};
use sqlx::PgConnection;

use super::Failure;
use crate::{Cause, RawEvent};

/// An event as its handler gets it.
#[derive(Debug, Clone)]
pub struct Delivered<E> {
    /// Unique for ever; the effect of an id happens once.
    pub id: EventId,
    /// The object that it is about, e.g. `inv_…`.
    pub subject: String,
    /// The customer that the object belongs to.
    pub organization: Option<OrganizationId>,
    /// Which change of the object this is: 1, 2, 3 …
    pub version: i64,
    /// Raised when the source was restored to an earlier moment; compared before the version.
    pub epoch: i64,
    /// When it happened, by the source's database.
    pub occurred_at: Timestamp,
    /// The time of the handler's transaction, by our database.
    pub now: Timestamp,
    /// The cause of what follows from this event, ready to pass on: same actor and story, caused by this event.
    pub cause: Cause,
    /// What happened.
    pub data: E,
}

impl<E: Event> Delivered<E> {
    /// An event whose payload cannot be read never will be.
    fn read(event: &RawEvent, now: Timestamp) -> Result<Self, Failure> {
        let data = match event.data::<E>() {
            Some(Ok(data)) => data,
            Some(Err(error)) => return Err(Failure::Permanent(error.into())),
            None => return Err(Failure::Permanent(anyhow::anyhow!("{} is not {}", event.kind, E::TYPE))),
        };
        Ok(Self {
            id: event.id,
            subject: event.subject.clone(),
            organization: event.organization,
            version: event.version,
            epoch: event.epoch,
            occurred_at: event.occurred_at,
            now,
            cause: event.cause(),
            data,
        })
    }
}

/// When a handler runs, and for the how-many-th time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run {
    /// The time of the handler's transaction.
    pub(crate) now: Timestamp,
    /// 1 for the first.
    pub(crate) attempt: usize,
}

/// A handler of events or of work, whichever.
pub(crate) trait Handler: Send + Sync {
    fn handle<'t>(
        &'t self,
        tx: &'t mut PgConnection,
        run: Run,
        event: &'t Arc<RawEvent>,
    ) -> BoxFuture<'t, Result<(), Failure>>;

    /// The handler as one that acts outside of the database: then it is called without a transaction.
    fn outside(&self) -> Option<&dyn Outside> {
        None
    }

    /// The handler as one that prepares: then what it makes is called in its place.
    fn preparing(&self) -> Option<&dyn Prepare> {
        None
    }
}

/// A handler that asks others for what it needs, before its transaction.
pub(crate) trait Prepare: Send + Sync {
    /// The handler that has all that it needs.
    fn prepare<'h>(&'h self, run: Run, event: &'h Arc<RawEvent>) -> BoxFuture<'h, Result<Arc<dyn Handler>, Failure>>;
}

/// A handler that acts outside of the database. What it does holds nothing of who called it, so that it can go on alone.
pub(crate) trait Outside: Send + Sync {
    fn act(&self, run: Run, event: Arc<RawEvent>) -> BoxFuture<'static, Result<(), Failure>>;
}

/// Who handles what comes out of a queue.
#[derive(Default)]
pub(crate) struct Handlers {
    pub(crate) by_type: HashMap<&'static str, Arc<dyn Handler>>,
    /// For the types that have none of their own.
    pub(crate) any: Option<Arc<dyn Handler>>,
    /// The queue has work and no events, so that its types are nobody's contract.
    pub(crate) is_work: bool,
}

impl Handlers {
    pub(super) fn of(&self, kind: &str) -> Option<&Arc<dyn Handler>> {
        self.by_type.get(kind).or(self.any.as_ref())
    }
}

pub(super) struct Typed<E, F> {
    run: F,
    event: PhantomData<fn() -> E>,
}

impl<E, F> Typed<E, F> {
    pub(super) fn new(run: F) -> Self {
        Self { run, event: PhantomData }
    }
}

impl<E, F> Handler for Typed<E, F>
where
    E: Event,
    F: for<'t> Fn(&'t mut PgConnection, Delivered<E>) -> BoxFuture<'t, Result<(), Failure>> + Send + Sync,
{
    fn handle<'t>(
        &'t self,
        tx: &'t mut PgConnection,
        run: Run,
        event: &'t Arc<RawEvent>,
    ) -> BoxFuture<'t, Result<(), Failure>> {
        surviving(async move { (self.run)(tx, Delivered::read(event, run.now)?).await })
    }
}

/// A handler with a step before its transaction.
pub(super) struct Preparing<E, P, A, F> {
    ask: A,
    run: Arc<F>,
    types: PhantomData<fn() -> (E, P)>,
}

impl<E, P, A, F> Preparing<E, P, A, F> {
    pub(super) fn new(ask: A, run: F) -> Self {
        Self { ask, run: Arc::new(run), types: PhantomData }
    }
}

impl<E, P, A, F> Handler for Preparing<E, P, A, F>
where
    E: Event,
    P: Send + Sync + 'static,
    A: Fn(Delivered<E>) -> BoxFuture<'static, Result<P, Failure>> + Send + Sync,
    F: for<'t> Fn(&'t mut PgConnection, Delivered<E>, &'t P) -> BoxFuture<'t, Result<(), Failure>>
        + Send
        + Sync
        + 'static,
{
    fn handle<'t>(
        &'t self,
        tx: &'t mut PgConnection,
        run: Run,
        event: &'t Arc<RawEvent>,
    ) -> BoxFuture<'t, Result<(), Failure>> {
        Box::pin(async move {
            let prepared = self.prepare(run, event).await?;
            prepared.handle(tx, run, event).await
        })
    }

    fn preparing(&self) -> Option<&dyn Prepare> {
        Some(self)
    }
}

impl<E, P, A, F> Prepare for Preparing<E, P, A, F>
where
    E: Event,
    P: Send + Sync + 'static,
    A: Fn(Delivered<E>) -> BoxFuture<'static, Result<P, Failure>> + Send + Sync,
    F: for<'t> Fn(&'t mut PgConnection, Delivered<E>, &'t P) -> BoxFuture<'t, Result<(), Failure>>
        + Send
        + Sync
        + 'static,
{
    fn prepare<'h>(&'h self, run: Run, event: &'h Arc<RawEvent>) -> BoxFuture<'h, Result<Arc<dyn Handler>, Failure>> {
        surviving(async move {
            let answer = (self.ask)(Delivered::read(event, run.now)?).await?;
            let prepared: Arc<dyn Handler> =
                Arc::new(Prepared { run: Arc::clone(&self.run), answer, event: PhantomData });
            Ok(prepared)
        })
    }
}

/// A handler that has what it needs for one event.
struct Prepared<E, P, F> {
    run: Arc<F>,
    answer: P,
    event: PhantomData<fn() -> E>,
}

impl<E, P, F> Handler for Prepared<E, P, F>
where
    E: Event,
    P: Send + Sync,
    F: for<'t> Fn(&'t mut PgConnection, Delivered<E>, &'t P) -> BoxFuture<'t, Result<(), Failure>> + Send + Sync,
{
    fn handle<'t>(
        &'t self,
        tx: &'t mut PgConnection,
        run: Run,
        event: &'t Arc<RawEvent>,
    ) -> BoxFuture<'t, Result<(), Failure>> {
        surviving(async move { (self.run)(tx, Delivered::read(event, run.now)?, &self.answer).await })
    }
}

/// A handler that reads the payload itself.
pub(super) struct Untyped<F>(pub(super) F);

impl<F> Handler for Untyped<F>
where
    F: for<'t> Fn(&'t mut PgConnection, Arc<RawEvent>, Timestamp) -> BoxFuture<'t, Result<(), Failure>> + Send + Sync,
{
    fn handle<'t>(
        &'t self,
        tx: &'t mut PgConnection,
        run: Run,
        event: &'t Arc<RawEvent>,
    ) -> BoxFuture<'t, Result<(), Failure>> {
        surviving(async move { (self.0)(tx, Arc::clone(event), run.now).await })
    }
}

/// A bug that an event sets off must not take the others with it; its transaction is rolled back.
pub(crate) fn surviving<'t, T: 't>(
    work: impl Future<Output = Result<T, Failure>> + Send + 't,
) -> BoxFuture<'t, Result<T, Failure>> {
    let outcome = AssertUnwindSafe(work).catch_unwind().map(|outcome| {
        outcome
            .unwrap_or_else(|panic| Err(Failure::Permanent(anyhow::anyhow!("the handler panicked: {}", text(&*panic)))))
    });
    outcome.boxed()
}

fn text(panic: &(dyn std::any::Any + Send)) -> &str {
    panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("?")
}
