//! One session with the broker: fetching, publishing and marking side by side.

use std::time::Duration;

use futures::{
    FutureExt, StreamExt,
    future::{BoxFuture, Fuse, FusedFuture},
    stream::FuturesUnordered,
};
use metrics::{counter, gauge};
use sqlx::PgPool;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

use super::{
    Relay, RelayState,
    flight::Flight,
    leases::{Confirmed, Leases},
};
use crate::{
    BrokerError,
    broker::{Link, Published, Publisher, jittered},
    metrics::{RELAY_FENCED, RELAY_PUBLISHED, RELAY_REFUSED, RELAY_SHARDS},
    outbox::{self, Waiting},
    topology,
};

/// Messages that are unconfirmed at once, each of another object.
const WINDOW: usize = 400;
/// Events that one fetch brings.
const FETCH: usize = 1_000;
/// Events between fetch and mark, beyond which nothing is fetched.
const IN_FLIGHT: usize = 2_500;
/// How long an idle relay sleeps when nothing wakes it: what other processes committed is found then.
const POLL: Duration = Duration::from_millis(250);
/// The least time between two fetches that nothing calls for but a wake, so that many small commits go out together.
const GATHER: Duration = Duration::from_millis(4);
/// The least time between two marks, unless many wait: each costs the database the same, however few it marks.
const GATHER_MARKS: Duration = Duration::from_millis(10);
/// Marks that wait no longer.
const MANY_MARKS: usize = 1_000;
/// How long it waits for what it cannot hear: the end of a blockade.
const LOOK: Duration = Duration::from_millis(50);
/// How long the last round may take when the process stops.
const FLUSH: Duration = Duration::from_secs(3);

/// What the database answered; an error of the session when it said nothing.
type Answer<T> = Result<Result<T, sqlx::Error>, BrokerError>;
type Fetched = (Instant, Answer<Vec<Waiting>>);
type Marked = (Vec<Confirmed>, Answer<u64>);

/// What a publication came to.
enum Sent {
    Confirmed(Waiting),
    Refused(Waiting),
}

pub(super) struct Pipeline<'a> {
    relay: &'a Relay,
    pool: &'a PgPool,
    link: &'a Link,
    publisher: &'a Publisher,
    leases: Leases,
    flight: Flight,
    sending: FuturesUnordered<BoxFuture<'a, Result<Sent, BrokerError>>>,
    fetching: Fuse<BoxFuture<'a, Fetched>>,
    marking: Fuse<BoxFuture<'a, Marked>>,
    /// What the broker has and the database does not know yet.
    confirmed: Vec<Confirmed>,
    next_fetch: Instant,
    next_mark: Instant,
    /// Whether the last mark failed, so that the pause after it counts.
    marks_fail: bool,
    /// Whether something was committed since the last fetch began.
    is_woken: bool,
    /// Whether the last fetch found nothing to do.
    is_drained: bool,
}

impl<'a> Pipeline<'a> {
    pub(super) fn new(relay: &'a Relay, pool: &'a PgPool, link: &'a Link, publisher: &'a Publisher) -> Self {
        let now = Instant::now();
        Self {
            relay,
            pool,
            link,
            publisher,
            leases: Leases::new(pool.clone(), relay.name.clone()),
            flight: Flight::default(),
            sending: FuturesUnordered::new(),
            fetching: Fuse::terminated(),
            marking: Fuse::terminated(),
            confirmed: Vec::new(),
            next_fetch: now,
            next_mark: now,
            marks_fail: false,
            is_woken: false,
            is_drained: false,
        }
    }

    /// Until the stop or the first error of the broker. Errors of the database are waited out; what is confirmed is kept
    /// until it is marked. A database that says nothing ends the session too: else the leases could go on being renewed while
    /// nothing of their shards is read.
    pub(super) async fn run(mut self, stopping: &CancellationToken) -> Result<(), BrokerError> {
        let mut outcome = self.until_stopped(stopping).await;
        // What was confirmed before an error counts all the same.
        if !self.marking.is_terminated() {
            let marked = (&mut self.marking).await;
            outcome = outcome.and(self.note_marks(marked));
        }
        while !self.confirmed.is_empty() && Instant::now() < self.leases.good_until() {
            let marked = self.begin_mark().await;
            if !matches!(marked.1, Ok(Ok(_))) {
                tokio::time::sleep(jittered(POLL)).await;
            }
            outcome = outcome.and(self.note_marks(marked));
        }
        outcome
    }

    async fn until_stopped(&mut self, stopping: &CancellationToken) -> Result<(), BrokerError> {
        let mut flush_until = None;
        while self.link.is_alive() {
            if stopping.is_cancelled() {
                let until = *flush_until.get_or_insert_with(|| {
                    self.next_fetch = Instant::now();
                    self.is_drained = false;
                    Instant::now() + FLUSH
                });
                if (self.is_drained && self.flight.is_empty()) || Instant::now() >= until {
                    return Ok(());
                }
            }
            self.keep_leases().await?;
            self.begin();
            let now = Instant::now();
            let mut timer = if self.next_fetch > now { self.next_fetch.min(now + POLL) } else { now + LOOK };
            if self.marking.is_terminated() && !self.confirmed.is_empty() {
                timer = timer.min(self.next_mark);
            }
            tokio::select! {
                Some(sent) = self.sending.next() => {
                    self.note(sent?);
                    while let Some(Some(sent)) = self.sending.next().now_or_never() {
                        self.note(sent?);
                    }
                }
                fetched = &mut self.fetching => self.note_fetch(fetched)?,
                marked = &mut self.marking => self.note_marks(marked)?,
                () = self.relay.wake.notified(), if !stopping.is_cancelled() => {
                    self.is_woken = true;
                    self.next_fetch = self.next_fetch.min(Instant::now() + GATHER);
                }
                () = stopping.cancelled(), if flush_until.is_none() => {}
                () = sleep_until(timer) => {}
            }
        }
        Err(BrokerError::Lost)
    }

    async fn keep_leases(&mut self) -> Result<(), BrokerError> {
        let Self { relay, leases, flight, .. } = self;
        let kept = leases.keep(|shard| flight.has(shard));
        match answer("keep the leases", relay.patience, kept).await? {
            Ok(false) => {}
            Ok(true) => gauge!(RELAY_SHARDS).set(f64::from(u16::try_from(leases.shards().len()).unwrap_or(u16::MAX))),
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "outbox leases cannot be kept, trying again");
            }
        }
        Ok(())
    }

    /// Begins what may begin: a fetch, publications, a mark.
    fn begin(&mut self) {
        let now = Instant::now();
        let is_blocked = self.link.is_blocked();
        self.relay.tell(match (is_blocked, self.flight.refused()) {
            (true, _) => RelayState::Blocked,
            (false, 0) => RelayState::Publishing,
            (false, lines) => RelayState::Refused { lines },
        });
        let is_ours = now < self.leases.good_until();
        let has_room = self.flight.len() + FETCH <= IN_FLIGHT && self.flight.may_grow(now) && !is_blocked;
        if self.fetching.is_terminated() && now >= self.next_fetch && has_room && is_ours {
            let shards = self.leases.shards();
            let excluded = self.flight.begin_fetch(now);
            let (pool, service, patience) = (self.pool, self.relay.service, self.relay.patience);
            let limit = i64::try_from(FETCH).unwrap_or(i64::MAX);
            // At rest there mostly is nothing, and to be sure of that costs less than to ask for it.
            let looks_first = self.is_drained && !self.is_woken;
            let fetch = async move {
                let waiting = async {
                    if looks_first && !outbox::is_waiting(pool).await? {
                        return Ok(Vec::new());
                    }
                    outbox::waiting(pool, service, &shards, &excluded, limit).await
                };
                (now, answer("read the outbox", patience, waiting).await)
            };
            self.fetching = fetch.boxed().fuse();
            self.is_woken = false;
        }
        while self.sending.len() < WINDOW && is_ours && !is_blocked {
            let Some(waiting) = self.flight.next() else { break };
            if self.leases.holds(waiting.shard) {
                self.sending.push(send(self.publisher, waiting).boxed());
            } else {
                self.flight.give_up(&waiting, now);
            }
        }
        let is_due = now >= self.next_mark || (self.confirmed.len() >= MANY_MARKS && !self.marks_fail);
        if self.marking.is_terminated() && !self.confirmed.is_empty() && is_due {
            self.marking = self.begin_mark().fuse();
        }
    }

    fn begin_mark(&mut self) -> BoxFuture<'a, Marked> {
        let confirmed = std::mem::take(&mut self.confirmed);
        let (leases, patience) = (self.leases.marker(), self.relay.patience);
        async move {
            let marked = answer("mark what is published", patience, leases.mark(&confirmed)).await;
            (confirmed, marked)
        }
        .boxed()
    }

    fn note(&mut self, sent: Sent) {
        match sent {
            Sent::Confirmed(waiting) => {
                counter!(RELAY_PUBLISHED).increment(1);
                self.flight.confirmed(&waiting);
                self.confirmed.push(Confirmed {
                    shard: waiting.shard,
                    event: waiting.event.id,
                    occurred_at: waiting.event.occurred_at,
                });
            }
            Sent::Refused(waiting) => {
                counter!(RELAY_REFUSED).increment(1);
                self.flight.refuse(&waiting, Instant::now());
            }
        }
    }

    fn note_fetch(&mut self, (begun, fetched): Fetched) -> Result<(), BrokerError> {
        let now = Instant::now();
        match fetched? {
            Ok(waiting) => {
                // A full one is followed by the next at once.
                let is_full = waiting.len() >= FETCH;
                self.next_fetch = now
                    + if is_full {
                        Duration::ZERO
                    } else if self.is_woken {
                        GATHER
                    } else {
                        POLL
                    };
                self.is_drained = waiting.is_empty();
                self.flight.take_in(waiting, begun);
            }
            Err(error) => {
                self.next_fetch = now + jittered(POLL);
                tracing::warn!(error = &error as &dyn std::error::Error, "outbox cannot be read, trying again");
            }
        }
        Ok(())
    }

    fn note_marks(&mut self, (mut confirmed, marked): Marked) -> Result<(), BrokerError> {
        let outcome = match marked {
            Ok(Ok(marked)) => {
                let refused = u64::try_from(confirmed.len()).unwrap_or(u64::MAX).saturating_sub(marked);
                if refused > 0 {
                    tracing::warn!(refused, "marks were refused, the shards have another owner");
                    counter!(RELAY_FENCED).increment(refused);
                    self.leases.doubt();
                }
                self.flight.settle(confirmed.into_iter().map(|one| one.event));
                (self.next_mark, self.marks_fail) = (Instant::now() + GATHER_MARKS, false);
                return Ok(());
            }
            Ok(Err(error)) => {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, "published events cannot be marked yet");
                Ok(())
            }
            Err(unanswered) => Err(unanswered),
        };
        confirmed.append(&mut self.confirmed);
        self.confirmed = confirmed;
        (self.next_mark, self.marks_fail) = (Instant::now() + jittered(POLL), true);
        outcome
    }
}

async fn answer<T>(
    what: &'static str,
    within: Duration,
    question: impl Future<Output = Result<T, sqlx::Error>>,
) -> Answer<T> {
    timeout(within, question).await.map_err(|_| BrokerError::Unanswered { what, within })
}

async fn send(publisher: &Publisher, waiting: Waiting) -> Result<Sent, BrokerError> {
    let event = &waiting.event;
    let (exchange, key) = match &waiting.work_queue {
        Some(queue) => ("", queue),
        None => (topology::EVENTS, &event.kind),
    };
    Ok(match publisher.publish(exchange, key, event.properties(), &event.data).await? {
        Published::Confirmed => Sent::Confirmed(waiting),
        Published::Refused(why) => {
            tracing::warn!(event.id = %event.id, event.r#type = event.kind, why, "broker refused an event, it waits");
            Sent::Refused(waiting)
        }
    })
}
