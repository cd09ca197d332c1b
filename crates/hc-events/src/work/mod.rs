//! Work that is to be done once, in classes: what a person waits for overtakes what nobody does.
//!
//! [`enqueue`] writes a piece of work in the transaction that it follows from; the relay brings it to the queue of its class;
//! a [`WorkConsumer`] does it, with inbox, delays and dead letters as for events. An event tells everybody what has
//! happened; work tells one service what to do, is no part of the public contract, and has no order.

mod consumer;
mod job;
mod shares;

use hc_chassis::propagation;
use hc_storage::StoreError;
use hc_types::{EventId, SessionId};
use serde::Serialize;
use sqlx::PgConnection;

pub use self::{consumer::WorkConsumer, job::Job};
use crate::{
    Cause, MAX_BODY,
    outbox::{cut, shard},
    topology::{WORK_QUEUES, class_queue},
};
pub use crate::{class::Class, consumer::ATTEMPTS};

/// A piece of work that is to be done.
#[derive(Debug)]
pub struct Work<'a, T> {
    /// Where: one of [`crate::topology::WORK_QUEUES`].
    pub queue: &'static str,
    /// How urgent it is.
    pub class: Class,
    /// The id of the object that it is about, e.g. `mail_…`.
    pub subject: String,
    /// Why it is to be done.
    pub cause: &'a Cause,
    /// What the worker needs to know, as it reads it back in its [`Job`]. No secrets: it is stored and travels.
    pub payload: &'a T,
}

/// Writes a piece of work in the transaction that it follows from; the relay brings it to its queue after the commit.
///
/// It is done at least once and has its effect in our database once: a handler that acts outside must bring a key of its
/// own. A payload over 64 KiB is an error of the code that built it.
pub async fn enqueue<T: Serialize>(tx: &mut PgConnection, work: Work<'_, T>) -> Result<EventId, StoreError> {
    let data = serde_json::to_string(work.payload).map_err(|error| StoreError::corrupt(work.queue, error))?;
    if data.len() > MAX_BODY {
        return Err(StoreError::corrupt(work.queue, format!("{} bytes are more than work may have", data.len())));
    }
    if !data.starts_with('{') {
        return Err(StoreError::corrupt(work.queue, "a payload is an object"));
    }
    if !WORK_QUEUES.contains(&work.queue) {
        return Err(StoreError::corrupt(work.queue, "there is no such work queue"));
    }
    let id = EventId::new();
    let query = sqlx::query!(
        "INSERT INTO outbox (event_id, shard, subject, version, epoch, type, work_queue, actor, session_id,
                             correlation_id, causation_id, traceparent, data)
         SELECT $1, $2, $3, 1, event_epoch.epoch, $4, $5, $6, $7, $8, $9, $10, $11::text::json FROM event_epoch",
        id as EventId,
        // By its own id: no work waits for another.
        shard(&id.to_string()),
        work.subject,
        work.queue,
        class_queue(work.queue, work.class),
        cut(&work.cause.actor),
        work.cause.session as Option<SessionId>,
        cut(&work.cause.correlation),
        work.cause.causation.as_deref().map(cut),
        propagation::traceparent(),
        data,
    );
    query.execute(tx).await?;
    Ok(id)
}
