//! One worker: handles deliveries one after the other and settles each with the broker.

use std::{collections::HashMap, sync::Arc, time::Duration};

use hc_chassis::propagation;
use hc_storage::Db;
use hc_types::Timestamp;
use lapin::{
    message::Delivery,
    options::{BasicAckOptions, BasicRejectOptions},
};
use metrics::{counter, gauge, histogram};
use tokio::{
    sync::mpsc,
    time::{Instant, sleep},
};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use super::{Failure, give_back, handler::Handler};
use crate::{
    BrokerError, RawEvent,
    broker::{Published, Publisher, jittered},
    dead::{self, ATTEMPT},
    envelope::header,
    inbox,
    metrics::{CONSUME_DELAY, CONSUMED, CONSUMER_PAUSED, DEAD_LETTERS},
    topology::{self, TIERS},
};

/// How often a transaction that lost a race is run before the event has to wait.
const IMMEDIATE_TRIES: u32 = 3;
/// The pause while a dependency is down, doubled from the one to the other.
const SHORTEST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// How long an event is held while a dependency is down; below the 30 min after which RabbitMQ closes the channel.
const LONGEST_HOLD: Duration = Duration::from_mins(15);
/// Where an event waits that was held for too long: the tier of 10 min.
const HOLD_TIER: usize = 3;

pub(super) struct Worker<'a> {
    pub(super) db: &'a Db,
    pub(super) queue: &'static str,
    pub(super) handlers: &'a HashMap<&'static str, Arc<dyn Handler>>,
    pub(super) publisher: Publisher,
    pub(super) breaker: &'a Breaker,
    pub(super) stopping: &'a CancellationToken,
}

/// What a delivery came to.
enum Outcome {
    Handled,
    Repeated,
    Unknown,
    /// The event is tried again from this tier, as this attempt.
    Later {
        tier: usize,
        attempt: usize,
        cause: String,
    },
    Dead {
        attempts: usize,
        cause: String,
    },
    GivenBack,
}

impl Outcome {
    fn name(&self) -> &'static str {
        match self {
            Self::Handled => "handled",
            Self::Repeated => "repeated",
            Self::Unknown => "unknown_type",
            Self::Later { .. } => "retried",
            Self::Dead { .. } => "dead",
            Self::GivenBack => "given_back",
        }
    }
}

impl Worker<'_> {
    /// Works until the intake ends. An error ends the session: everything unacknowledged is delivered again.
    pub(super) async fn run(self, mut deliveries: mpsc::Receiver<Delivery>) -> Result<(), BrokerError> {
        while let Some(delivery) = deliveries.recv().await {
            if self.stopping.is_cancelled() {
                give_back(&delivery).await?;
                continue;
            }
            let outcome = match RawEvent::read(&delivery.properties, &delivery.data) {
                Ok(event) => self.handle(event, attempts(&delivery)).await,
                Err(unreadable) => Outcome::Dead { attempts: 1, cause: unreadable.to_string() },
            };
            counter!(CONSUMED, "queue" => self.queue, "outcome" => outcome.name()).increment(1);
            self.settle(&delivery, outcome).await?;
        }
        Ok(())
    }

    async fn handle(&self, event: RawEvent, failed_before: usize) -> Outcome {
        let Some(handler) = self.handlers.get(event.kind.as_str()) else { return Outcome::Unknown };
        let span = tracing::info_span!(
            "consume",
            messaging.destination.name = self.queue,
            event.id = %event.id,
            event.r#type = event.kind,
            event.subject = event.subject,
        );
        propagation::continue_from(&span, |key| (key == "traceparent").then(|| event.traceparent.clone()).flatten());
        let event = Arc::new(event);
        async {
            match self.until_dependencies_are_up(handler, &event).await {
                Some(Ok(Some(delay))) => {
                    histogram!(CONSUME_DELAY, "queue" => self.queue).record(delay.as_secs_f64());
                    Outcome::Handled
                }
                Some(Ok(None)) => Outcome::Repeated,
                Some(Err(Failure::Permanent(error))) => {
                    Outcome::Dead { attempts: failed_before + 1, cause: format!("permanent: {error:#}") }
                }
                Some(Err(Failure::Transient(error))) if failed_before >= TIERS.len() => {
                    Outcome::Dead { attempts: failed_before + 1, cause: format!("exhausted: {error:#}") }
                }
                Some(Err(Failure::Transient(error))) => {
                    tracing::warn!(
                        attempt = failed_before + 1,
                        error = format!("{error:#}"),
                        "event failed, trying later"
                    );
                    Outcome::Later { tier: failed_before, attempt: failed_before + 1, cause: format!("{error:#}") }
                }
                Some(Err(Failure::DependencyDown(error))) => {
                    Outcome::Later { tier: HOLD_TIER, attempt: failed_before, cause: format!("{error:#}") }
                }
                None => Outcome::GivenBack,
            }
        }
        .instrument(span)
        .await
    }

    /// Holds the event, and through the prefetch its whole queue, while a dependency is down: moving a queue through the
    /// tiers would help nobody. None when the process stops meanwhile.
    async fn until_dependencies_are_up(
        &self,
        handler: &Arc<dyn Handler>,
        event: &Arc<RawEvent>,
    ) -> Option<Result<Option<Duration>, Failure>> {
        let held_since = Instant::now();
        loop {
            tokio::select! {
                () = self.stopping.cancelled() => return None,
                () = self.breaker.closed() => {}
            }
            match self.effect(handler, event).await {
                Err(Failure::DependencyDown(error)) if held_since.elapsed() < LONGEST_HOLD => {
                    tracing::warn!(error = format!("{error:#}"), "dependency is down, queue waits");
                    self.breaker.open();
                }
                outcome => {
                    if !matches!(outcome, Err(Failure::DependencyDown(_))) {
                        self.breaker.reset();
                    }
                    return Some(outcome);
                }
            }
        }
    }

    /// Inbox and effect in one transaction, again at once when it loses a race. The time since the event occurred, or none
    /// when it has had its effect before.
    async fn effect(&self, handler: &Arc<dyn Handler>, event: &Arc<RawEvent>) -> Result<Option<Duration>, Failure> {
        let mut tries = 1;
        loop {
            let (handler, event, queue) = (Arc::clone(handler), Arc::clone(event), self.queue);
            let outcome = self.db.transact(move |tx, now: Timestamp| {
                Box::pin(async move {
                    if !inbox::is_new(tx, queue, event.id).await? {
                        return Ok(None);
                    }
                    handler.handle(tx, now, &event).await?;
                    Ok::<_, Failure>(Some(now.since(event.occurred_at)))
                })
            });
            match outcome.await {
                Err(failure) if failure.is_conflict() && tries < IMMEDIATE_TRIES => {
                    tries += 1;
                    sleep(jittered(Duration::from_millis(50))).await;
                }
                outcome => return outcome,
            }
        }
    }

    async fn settle(&self, delivery: &Delivery, outcome: Outcome) -> Result<(), BrokerError> {
        let published = match &outcome {
            Outcome::Handled | Outcome::Repeated | Outcome::Unknown => Published::Confirmed,
            Outcome::GivenBack => return give_back(delivery).await,
            Outcome::Later { tier, attempt, cause } => {
                let tier = TIERS.get(*tier).map_or("", |tier| tier.name);
                let properties = dead::with_history(&delivery.properties, *attempt, cause);
                self.publisher.publish(tier, self.queue, properties, &delivery.data).await?
            }
            Outcome::Dead { attempts, cause } => {
                counter!(DEAD_LETTERS, "queue" => self.queue).increment(1);
                tracing::error!(queue = self.queue, cause, "event became a dead letter");
                let properties = dead::with_history(&delivery.properties, *attempts, cause);
                self.publisher.publish("", &topology::dead_queue(self.queue), properties, &delivery.data).await?
            }
        };
        match published {
            // Only now: a crash before gives a repetition, which the inbox knows, and never a loss.
            Published::Confirmed => acknowledge(delivery).await,
            // `reject`, which counts as a failed delivery, so that it ends: at the limit the broker itself moves it.
            Published::Refused(why) => {
                tracing::error!(queue = self.queue, why, "event could not be moved, giving it back");
                delivery.reject(BasicRejectOptions { requeue: true }).await?;
                Ok(())
            }
        }
    }
}

/// Acknowledges; an acknowledgement that was not sent is an error, not a success.
pub(crate) async fn acknowledge(delivery: &Delivery) -> Result<(), BrokerError> {
    if delivery.ack(BasicAckOptions::default()).await? { Ok(()) } else { Err(BrokerError::AckLost) }
}

/// How many attempts have failed before this delivery, by our own header: the broker's counter starts again in each tier.
/// Bounded, because anybody may have written it.
fn attempts(delivery: &Delivery) -> usize {
    header(&delivery.properties, ATTEMPT).and_then(|text| text.parse().ok()).unwrap_or(0).min(TIERS.len())
}

/// Shared by the workers of a queue: while it is open, nobody tries.
pub(super) struct Breaker {
    queue: &'static str,
    state: std::sync::Mutex<Option<(Instant, Duration)>>,
}

impl Breaker {
    pub(super) fn new(queue: &'static str) -> Self {
        Self { queue, state: std::sync::Mutex::default() }
    }

    async fn closed(&self) {
        loop {
            let open = *self.lock();
            match open {
                Some((until, _)) if until > Instant::now() => tokio::time::sleep_until(until).await,
                _ => return,
            }
        }
    }

    /// Opens it for twice as long as the last time.
    fn open(&self) {
        let mut state = self.lock();
        let now = Instant::now();
        let pause = match *state {
            // Another worker has opened it just now.
            Some((until, _)) if until > now => return,
            Some((_, pause)) => (pause * 2).min(LONGEST_PAUSE),
            None => SHORTEST_PAUSE,
        };
        *state = Some((now + jittered(pause), pause));
        gauge!(CONSUMER_PAUSED, "queue" => self.queue).set(1.0);
    }

    fn reset(&self) {
        if self.lock().take().is_some() {
            gauge!(CONSUMER_PAUSED, "queue" => self.queue).set(0.0);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<(Instant, Duration)>> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
