//! Sends replays: one sender for each, throttled, behind what is new; goes on after a crash where the queue had last
//! confirmed.

use std::{collections::HashSet, time::Duration};

use futures::future::try_join_all;
use hc_chassis::Stopping;
use hc_events::{BrokerError, BrokerSettings, Forwarder, RawEvent};
use hc_storage::{Db, StoreError};
use hc_types::ReplayId;
use tokio::time::{Instant, sleep, sleep_until};

use crate::{
    app::replay::finish_replay,
    domain::{
        record::Record,
        replay::{Cursor, Replay},
    },
    metrics,
    settings::ReplaySettings,
    store::{
        records,
        replays::{self, Lease, Progress},
    },
};

/// How often a sender without work looks for some.
const LOOK: Duration = Duration::from_millis(500);
/// How long a replay belongs to a sender that is not heard of; in seconds.
const LEASE: f64 = 30.0;
/// The pause after something failed, or while the queue is full.
const PAUSE: Duration = Duration::from_secs(1);
/// Records that are in memory at once.
const PIECE: i64 = 500;
/// Messages that wait for their confirm at once, at most.
const WINDOW: usize = 100;

/// Sends one replay after the other until the stop.
pub async fn run(db: Db, broker: BrokerSettings, settings: ReplaySettings, stopping: Stopping) -> anyhow::Result<()> {
    let sender = Sender { db, broker, settings, stopping };
    loop {
        let found = match sender.claim().await {
            Ok(Some((lease, replay))) => {
                sender.send(lease, replay).await;
                true
            }
            Ok(None) => false,
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "replays cannot be looked for, trying later");
                false
            }
        };
        tokio::select! {
            () = sender.stopping.cancelled() => return Ok(()),
            () = sleep(LOOK), if !found => {}
            () = std::future::ready(()), if found => {}
        }
    }
}

struct Sender {
    db: Db,
    broker: BrokerSettings,
    settings: ReplaySettings,
    stopping: Stopping,
}

/// Why a sender lets go of a replay.
#[derive(Debug, thiserror::Error)]
enum Stopped {
    #[error("the process stops")]
    Stopping,
    #[error("somebody else has turned or taken it")]
    Taken,
    #[error("the store failed")]
    Store(#[from] StoreError),
}

impl Sender {
    async fn claim(&self) -> Result<Option<(Lease, Replay)>, StoreError> {
        let (running, left) = replays::backlog(self.db.pool()).await?;
        metrics::replays(running, left);
        if running == 0 {
            return Ok(None);
        }
        self.db.transact(|tx, _| Box::pin(async move { replays::claim(tx, LEASE).await })).await
    }

    async fn send(&self, lease: Lease, replay: Replay) {
        tracing::info!(replay.id = %replay.id, queue = replay.queue.as_str(), sent = replay.sent, "sending a replay");
        match self.send_all(lease, &replay).await {
            Ok(()) => tracing::info!(replay.id = %replay.id, "replay has sent everything"),
            Err(why) => {
                tracing::info!(replay.id = %replay.id, why = &why as &dyn std::error::Error, "replay is let go");
                let released =
                    self.db.transact(move |tx, _| Box::pin(async move { replays::release(tx, lease).await })).await;
                if let Err(error) = released {
                    tracing::warn!(error = &error as &dyn std::error::Error, "lease of a replay was not given back");
                }
            }
        }
    }

    async fn send_all(&self, lease: Lease, replay: &Replay) -> Result<(), Stopped> {
        let mut cursor = replay.cursor;
        let mut link = None;
        loop {
            let before = replay.recorded_before;
            let piece = records::for_replay(self.db.pool(), &replay.selection, before, cursor, PIECE).await?;
            if piece.is_empty() {
                let ended =
                    self.db.transact(move |tx, _| Box::pin(async move { finish_replay(tx, lease).await })).await?;
                return if ended { Ok(()) } else { Err(Stopped::Taken) };
            }
            for wave in waves(piece, window(replay)) {
                self.send_wave(lease, replay, &mut link, &wave).await?;
                cursor = wave.last().map(cursor_of).or(cursor);
            }
        }
    }

    /// Sends a wave until the queue has confirmed all of it, then notes that. A wave that failed half-way is sent again as a
    /// whole: the consumer's inbox knows what it has seen.
    async fn send_wave(
        &self,
        lease: Lease,
        replay: &Replay,
        link: &mut Option<Forwarder>,
        wave: &[Record],
    ) -> Result<(), Stopped> {
        loop {
            let begun = Instant::now();
            match self.try_wave(replay, link, wave).await {
                Ok(None) => {
                    let sent = i64::try_from(wave.len()).unwrap_or(i64::MAX);
                    self.note(lease, Progress { cursor: wave.last().map(cursor_of), sent, waiting_for: "" }).await?;
                    metrics::replayed(sent);
                    let rate = f64::from(replay.rate.per_second());
                    #[expect(clippy::cast_precision_loss, reason = "a wave has at most a hundred")]
                    let due = begun + Duration::from_secs_f64(wave.len() as f64 / rate);
                    return self.until(due).await;
                }
                Ok(Some(waiting_for)) => {
                    self.note(lease, Progress { cursor: None, sent: 0, waiting_for: &waiting_for }).await?;
                }
                Err(error) => {
                    *link = None;
                    tracing::warn!(replay.id = %replay.id, error = &error as &dyn std::error::Error, "replay waits for the broker");
                    self.note(lease, Progress { cursor: None, sent: 0, waiting_for: "RabbitMQ" }).await?;
                }
            }
            self.until(Instant::now() + PAUSE).await?;
        }
    }

    /// Nothing when the queue has all of it; else what has to be waited for.
    async fn try_wave(
        &self,
        replay: &Replay,
        link: &mut Option<Forwarder>,
        wave: &[Record],
    ) -> Result<Option<String>, BrokerError> {
        let forwarder = match link {
            Some(forwarder) => &*forwarder,
            None => &*link.insert(Forwarder::open(&self.broker, "replay").await?),
        };
        let queue = replay.queue.as_str();
        match forwarder.depth(queue).await {
            Ok(depth) if depth > self.settings.queue_at_most => {
                return Ok(Some(format!("the queue, which holds {depth} messages")));
            }
            Ok(_) => {}
            Err(BrokerError::Missing { .. }) => return Ok(Some("the queue, which is not there".to_owned())),
            Err(error) => return Err(error),
        }
        let events: Vec<RawEvent> = wave.iter().filter_map(|record| event_of(record, replay.id)).collect();
        match try_join_all(events.iter().map(|event| forwarder.send(queue, event))).await {
            Ok(_) => Ok(None),
            Err(BrokerError::Refused(why)) => Ok(Some(format!("the queue, which refused an event: {why}"))),
            Err(error) => Err(error),
        }
    }

    async fn note(&self, lease: Lease, progress: Progress<'_>) -> Result<(), Stopped> {
        let Progress { cursor, sent, .. } = progress;
        let waiting_for = progress.waiting_for.to_owned();
        let noted = self.db.transact(move |tx, _| {
            Box::pin(async move {
                let progress = Progress { cursor, sent, waiting_for: &waiting_for };
                replays::advance(tx, lease, progress, LEASE).await
            })
        });
        if noted.await? { Ok(()) } else { Err(Stopped::Taken) }
    }

    async fn until(&self, due: Instant) -> Result<(), Stopped> {
        tokio::select! {
            () = self.stopping.cancelled() => Err(Stopped::Stopping),
            () = sleep_until(due) => Ok(()),
        }
    }
}

/// A tenth of a second's worth, so that the rate is even.
fn window(replay: &Replay) -> usize {
    usize::try_from(replay.rate.per_second() / 10).unwrap_or(1).clamp(1, WINDOW)
}

/// Cuts records into parts that may be sent at once: in none of them an object occurs twice, so that the queue gets the
/// events of each object in their order.
fn waves(records: Vec<Record>, window: usize) -> Vec<Vec<Record>> {
    let mut waves: Vec<Vec<Record>> = Vec::new();
    let mut subjects: HashSet<String> = HashSet::new();
    for record in records {
        match waves.last_mut() {
            Some(wave) if wave.len() < window && subjects.insert(record.subject.clone()) => wave.push(record),
            _ => {
                subjects = HashSet::from([record.subject.clone()]);
                waves.push(vec![record]);
            }
        }
    }
    waves
}

fn cursor_of(record: &Record) -> Cursor {
    Cursor { recorded_at: record.recorded_at, event: record.id }
}

/// The event as it was, marked as replayed. What is recorded was an event, so it is one again.
fn event_of(record: &Record, replay: ReplayId) -> Option<RawEvent> {
    let document = serde_json::from_str(&record.event).ok()?;
    match RawEvent::from_structured(&document) {
        Ok(event) => Some(RawEvent { replay: Some(replay), ..event }),
        Err(error) => {
            tracing::error!(event.id = %record.id, error = &error as &dyn std::error::Error, "record is no event, passed over");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use hc_types::OrganizationId;

    use super::*;
    use crate::domain::record::testing;

    #[test]
    fn no_object_is_twice_in_a_wave() {
        let organization = OrganizationId::new();
        let of = |subject: &str| Record { subject: subject.to_owned(), ..testing::record(organization) };
        let cut = waves(["a", "b", "a", "c", "d", "e", "e"].map(of).into(), 3);
        let subjects: Vec<Vec<_>> =
            cut.iter().map(|wave| wave.iter().map(|record| record.subject.as_str()).collect()).collect();
        assert_eq!(subjects, [vec!["a", "b"], vec!["a", "c", "d"], vec!["e"], vec!["e"]]);
    }

    #[test]
    fn a_record_is_its_event_again() {
        let record = testing::record(OrganizationId::new());
        assert!(event_of(&record, ReplayId::new()).is_none(), "an event without a correlation is none of the contract");
        let event = record.event.replace("\"epoch\"", "\"correlationid\":\"req-1\",\"epoch\"");
        let event = event_of(&Record { event, ..record.clone() }, ReplayId::new()).unwrap();
        assert_eq!((event.id, event.subject, event.version), (record.id, record.subject, 1));
    }
}
