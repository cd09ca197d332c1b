//! A piece of work as its handler gets it.

use std::{marker::PhantomData, sync::Arc};

use futures::future::BoxFuture;
use hc_types::{EventId, Timestamp};
use serde::de::DeserializeOwned;
use sqlx::PgConnection;

use crate::{
    Cause, Failure, RawEvent,
    consumer::{Handler, Outside, Run, surviving},
};

/// A piece of work as its handler gets it.
#[derive(Debug, Clone)]
pub struct Job<T> {
    /// Unique for ever; a repetition has the same one.
    pub id: EventId,
    /// The object that it is about.
    pub subject: String,
    /// When it was ordered.
    pub ordered_at: Timestamp,
    /// The time of the handler's transaction, by our database.
    pub now: Timestamp,
    /// The how-many-th time that it is tried: 1 to [`super::ATTEMPTS`], after which it is a dead letter.
    pub attempt: usize,
    /// The cause of what follows from it, ready to pass on.
    pub cause: Cause,
    /// What was ordered.
    pub data: T,
}

pub(super) struct Worked<T, F> {
    run: F,
    payload: PhantomData<fn() -> T>,
}

impl<T, F> Worked<T, F> {
    pub(super) fn new(run: F) -> Self {
        Self { run, payload: PhantomData }
    }
}

impl<T, F> Handler for Worked<T, F>
where
    T: DeserializeOwned + Send + 'static,
    F: for<'t> Fn(&'t mut PgConnection, Job<T>) -> BoxFuture<'t, Result<(), Failure>> + Send + Sync,
{
    fn handle<'t>(
        &'t self,
        tx: &'t mut PgConnection,
        run: Run,
        event: &'t Arc<RawEvent>,
    ) -> BoxFuture<'t, Result<(), Failure>> {
        surviving(async move { (self.run)(tx, Job::read(run, event)?).await })
    }
}

impl<T: DeserializeOwned> Job<T> {
    fn read(run: Run, event: &RawEvent) -> Result<Self, Failure> {
        let data = serde_json::from_slice(&event.data).map_err(|error| Failure::Permanent(error.into()))?;
        Ok(Self {
            id: event.id,
            subject: event.subject.clone(),
            ordered_at: event.occurred_at,
            now: run.now,
            attempt: run.attempt,
            cause: event.cause(),
            data,
        })
    }
}

/// A handler that acts outside of the database.
pub(super) struct Acting<T, F> {
    run: Arc<F>,
    payload: PhantomData<fn() -> T>,
}

impl<T, F> Acting<T, F> {
    pub(super) fn new(run: F) -> Self {
        Self { run: Arc::new(run), payload: PhantomData }
    }
}

impl<T, F> Handler for Acting<T, F>
where
    T: DeserializeOwned + Send + 'static,
    F: Fn(Job<T>) -> BoxFuture<'static, Result<(), Failure>> + Send + Sync + 'static,
{
    fn handle<'t>(
        &'t self,
        _: &'t mut PgConnection,
        run: Run,
        event: &'t Arc<RawEvent>,
    ) -> BoxFuture<'t, Result<(), Failure>> {
        self.act(run, Arc::clone(event))
    }

    fn outside(&self) -> Option<&dyn Outside> {
        Some(self)
    }
}

impl<T, F> Outside for Acting<T, F>
where
    T: DeserializeOwned + Send + 'static,
    F: Fn(Job<T>) -> BoxFuture<'static, Result<(), Failure>> + Send + Sync + 'static,
{
    fn act(&self, run: Run, event: Arc<RawEvent>) -> BoxFuture<'static, Result<(), Failure>> {
        let act = Arc::clone(&self.run);
        surviving(async move { act(Job::read(run, &event)?).await })
    }
}
