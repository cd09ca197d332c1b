//! Handlers, typed for who writes them and alike for who calls them.

use std::{marker::PhantomData, panic::AssertUnwindSafe};

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

impl<E> Delivered<E> {
    fn new(event: &RawEvent, now: Timestamp, data: E) -> Self {
        Self {
            id: event.id,
            subject: event.subject.clone(),
            organization: event.organization,
            version: event.version,
            epoch: event.epoch,
            occurred_at: event.occurred_at,
            now,
            cause: Cause {
                actor: event.actor.clone(),
                correlation: event.correlation.clone(),
                causation: Some(event.id.to_string()),
            },
            data,
        }
    }
}

/// A handler of one type of event, whichever.
pub(super) trait Handler: Send + Sync {
    fn handle<'t>(
        &'t self,
        tx: &'t mut PgConnection,
        now: Timestamp,
        event: &'t RawEvent,
    ) -> BoxFuture<'t, Result<(), Failure>>;
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
        now: Timestamp,
        event: &'t RawEvent,
    ) -> BoxFuture<'t, Result<(), Failure>> {
        let run = async move {
            let data = match event.data::<E>() {
                Some(Ok(data)) => data,
                Some(Err(error)) => return Err(Failure::Permanent(error.into())),
                None => return Err(Failure::Permanent(anyhow::anyhow!("{} is not {}", event.kind, E::TYPE))),
            };
            (self.run)(tx, Delivered::new(event, now, data)).await
        };
        // A bug that an event sets off must not take the others with it; its transaction is rolled back.
        let survived = AssertUnwindSafe(run).catch_unwind().map(|outcome| {
            outcome.unwrap_or_else(|panic| {
                Err(Failure::Permanent(anyhow::anyhow!("the handler panicked: {}", text(&*panic))))
            })
        });
        survived.boxed()
    }
}

fn text(panic: &(dyn std::any::Any + Send)) -> &str {
    panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("?")
}
