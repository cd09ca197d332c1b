//! One round: a batch of events goes out, side by side for different objects, one by one for each.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use futures::{StreamExt, stream};
use hc_types::{EventId, Timestamp};
use metrics::counter;
use tokio::time::Instant;

use crate::{
    BrokerError,
    broker::{Published, Publisher},
    metrics::RELAY_REFUSED,
    outbox::Waiting,
    topology,
};

/// Objects whose messages are under way at once.
const WINDOW: usize = 200;
/// No message begins later than this in its round: with the confirm's timeout it stays well below the lease.
const ROUND: Duration = Duration::from_secs(2);

/// A message that the broker has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Confirmed {
    pub(super) shard: i16,
    pub(super) event: EventId,
    pub(super) occurred_at: Timestamp,
}

pub(super) struct Round {
    pub(super) confirmed: Vec<Confirmed>,
    /// Objects whose first waiting message the broker refused; their later ones wait behind it.
    pub(super) refused: usize,
    /// An error ends the connection; what was confirmed before it counts all the same.
    pub(super) outcome: Result<(), BrokerError>,
}

impl Round {
    pub(super) async fn publish(publisher: &Publisher, lease_until: Instant, batch: Vec<Waiting>) -> Self {
        let until = lease_until.min(Instant::now() + ROUND);
        let mut objects: HashMap<String, Vec<Waiting>> = HashMap::new();
        for waiting in batch {
            // No work waits for another; an object's events do.
            let object =
                if waiting.work_queue.is_some() { waiting.event.id.to_string() } else { waiting.event.subject.clone() };
            objects.entry(object).or_default().push(waiting);
        }
        let confirmed = Mutex::new(Vec::new());
        let sink = &confirmed;
        let one_by_one = objects.into_values().map(|events| publish_in_order(publisher, until, events, sink));
        let mut objects = stream::iter(one_by_one).buffer_unordered(WINDOW);
        let mut refused = 0;
        let mut outcome = Ok(());
        while let Some(object) = objects.next().await {
            match object {
                Ok(went_out) => refused += usize::from(!went_out),
                Err(error) => {
                    outcome = Err(error);
                    break;
                }
            }
        }
        drop(objects);
        Self { confirmed: confirmed.into_inner().unwrap_or_else(PoisonError::into_inner), refused, outcome }
    }
}

/// Publishes the events of one object, each after the confirm of the one before. False when one was refused.
async fn publish_in_order(
    publisher: &Publisher,
    until: Instant,
    events: Vec<Waiting>,
    confirmed: &Mutex<Vec<Confirmed>>,
) -> Result<bool, BrokerError> {
    for Waiting { shard, work_queue, event } in events {
        if Instant::now() >= until {
            break;
        }
        let (exchange, key) = match &work_queue {
            Some(queue) => ("", queue),
            None => (topology::EVENTS, &event.kind),
        };
        match publisher.publish(exchange, key, event.properties(), &event.data).await? {
            Published::Confirmed => {
                confirmed.lock().unwrap_or_else(PoisonError::into_inner).push(Confirmed {
                    shard,
                    event: event.id,
                    occurred_at: event.occurred_at,
                });
            }
            Published::Refused(why) => {
                counter!(RELAY_REFUSED).increment(1);
                tracing::error!(event.id = %event.id, event.r#type = event.kind, why, "broker refused an event, it waits");
                return Ok(false);
            }
        }
    }
    Ok(true)
}
