//! What becomes of one delivery: its effect, and what the broker is told of it.

use std::{sync::Arc, time::Duration};

use futures::{StreamExt, stream::FuturesUnordered};
use hc_chassis::propagation;
use hc_storage::{Db, sabotage};
use hc_types::Timestamp;
use lapin::{message::Delivery, options::BasicRejectOptions};
use metrics::{counter, histogram};
use tokio::{
    sync::mpsc,
    time::{Instant, sleep},
};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use super::{
    Breaker, Failure, Taken,
    handler::{Handler, Handlers, Outside, Run},
};
use crate::{
    BrokerError, RawEvent,
    broker::{Published, Publisher, jittered},
    dead::{self, ATTEMPT},
    delivery::{acknowledge, give_back},
    envelope::header,
    inbox,
    metrics::{CONSUME_DELAY, CONSUMED, DEAD_LETTERS, UNKNOWN},
    topology::{Routes, TIERS},
};

/// How often a transaction that lost a race is run before the event has to wait.
const IMMEDIATE_TRIES: u32 = 3;
/// How often an event that came too early is run before it has to wait: about 1.5 s in all, because what it waits for is
/// usually with another process, which needs milliseconds.
const EARLY_TRIES: u32 = 8;
const SHORTEST_EARLY_PAUSE: Duration = Duration::from_millis(10);
/// How often an event is tried before it is a dead letter: at once, and once after each delay.
pub const ATTEMPTS: usize = TIERS.len() + 1;
/// How long an event is held while a dependency is down; below the 30 min after which RabbitMQ closes the channel.
const LONGEST_HOLD: Duration = Duration::from_mins(15);
/// Where an event waits that was held for too long: the tier of 10 min.
const HOLD_TIER: usize = 3;

/// Settles deliveries. Several may share what it borrows; each handles one delivery at a time.
pub(crate) struct Worker<'a> {
    pub(crate) db: &'a Db,
    /// Under which name the inbox knows what was handled.
    pub(crate) consumer: &'a Arc<str>,
    pub(crate) handlers: &'a Handlers,
    pub(crate) publisher: Publisher,
    pub(crate) breaker: &'a Breaker,
}

/// What a delivery came to.
enum Outcome {
    Handled,
    Repeated,
    /// Nobody here handles its type.
    PassedOver,
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
    /// What comes before it may be on its way: it is tried again at once.
    TooEarly,
}

impl Outcome {
    fn name(&self) -> &'static str {
        match self {
            Self::Handled => "handled",
            Self::Repeated => "repeated",
            Self::PassedOver => "passed_over",
            Self::Later { .. } => "retried",
            Self::Dead { .. } => "dead",
            Self::GivenBack => "given_back",
            Self::TooEarly => "too_early",
        }
    }
}

impl Worker<'_> {
    /// Handles one delivery, or gives it back when its subscription has ended.
    pub(crate) async fn process(&self, taken: Taken, routes: &Routes) -> Result<(), BrokerError> {
        match self.attempt(taken, routes, 0).await? {
            None => Ok(()),
            Some(too_early) => self.wait_for_others(too_early, routes).await,
        }
    }

    /// Handles deliveries one after the other, until there are none. One that came too early waits beside the others:
    /// what it waits for may be right behind it, or behind another that waits in another process.
    pub(crate) async fn process_all(
        &self,
        mut deliveries: mpsc::Receiver<Taken>,
        routes: &Routes,
    ) -> Result<(), BrokerError> {
        let mut early = FuturesUnordered::new();
        let mut is_open = true;
        while is_open || !early.is_empty() {
            tokio::select! {
                Some(done) = early.next(), if !early.is_empty() => done?,
                taken = deliveries.recv(), if is_open => match taken {
                    Some(taken) => {
                        let too_early = self.attempt(taken, routes, 0).await?;
                        early.extend(too_early.map(|taken| self.wait_for_others(taken, routes)));
                    }
                    None => is_open = false,
                },
            }
        }
        Ok(())
    }

    /// Tries an event that came too early until its predecessors have been here or it has to wait for longer.
    async fn wait_for_others(&self, mut taken: Taken, routes: &Routes) -> Result<(), BrokerError> {
        for tried in 0..EARLY_TRIES {
            tokio::select! {
                () = taken.subscription.cancelled() => {}
                () = sleep(jittered(SHORTEST_EARLY_PAUSE * 2_u32.pow(tried))) => {}
            }
            match self.attempt(taken, routes, tried + 1).await? {
                None => break,
                Some(still_too_early) => taken = still_too_early,
            }
        }
        Ok(())
    }

    /// One try and what follows from it; the delivery again when it came too early and may be tried at once.
    async fn attempt(&self, taken: Taken, routes: &Routes, tried_early: u32) -> Result<Option<Taken>, BrokerError> {
        let Taken { delivery, subscription } = &taken;
        if subscription.is_cancelled() {
            return give_back(delivery).await.map(|()| None);
        }
        let outcome = match RawEvent::read(&delivery.properties, &delivery.data) {
            Ok(event) => self.handle(event, failures(delivery), routes, subscription, tried_early).await,
            Err(unreadable) => Outcome::Dead { attempts: 1, cause: causes(&unreadable) },
        };
        if matches!(outcome, Outcome::TooEarly) {
            return Ok(Some(taken));
        }
        counter!(CONSUMED, "queue" => routes.queue.clone(), "outcome" => outcome.name()).increment(1);
        self.settle(delivery, outcome, routes).await.map(|()| None)
    }

    async fn handle(
        &self,
        event: RawEvent,
        failed_before: usize,
        routes: &Routes,
        subscription: &CancellationToken,
        tried_early: u32,
    ) -> Outcome {
        if !self.handlers.is_work
            && let Some(what) = unknown(&event.kind)
        {
            counter!(UNKNOWN, "queue" => routes.queue.clone(), "what" => what).increment(1);
        }
        let Some(handler) = self.handlers.of(&event.kind) else { return Outcome::PassedOver };
        let span = tracing::info_span!(
            "consume",
            messaging.destination.name = routes.queue,
            event.id = %event.id,
            event.r#type = event.kind,
            event.subject = event.subject,
        );
        propagation::continue_from(&span, |key| (key == "traceparent").then(|| event.traceparent.clone()).flatten());
        let event = Arc::new(event);
        async {
            match self.until_dependencies_are_up(handler, &event, failed_before + 1, subscription).await {
                Some(Ok(Some(delay))) => {
                    histogram!(CONSUME_DELAY, "queue" => routes.queue.clone()).record(delay.as_secs_f64());
                    Outcome::Handled
                }
                Some(Ok(None)) => Outcome::Repeated,
                Some(Err(Failure::Permanent(error))) => {
                    Outcome::Dead { attempts: failed_before + 1, cause: format!("permanent: {error:#}") }
                }
                Some(Err(Failure::Early(_))) if tried_early < EARLY_TRIES => Outcome::TooEarly,
                Some(Err(Failure::Transient(error) | Failure::Early(error))) if failed_before >= TIERS.len() => {
                    Outcome::Dead { attempts: failed_before + 1, cause: format!("exhausted: {error:#}") }
                }
                Some(Err(Failure::Transient(error) | Failure::Early(error))) => {
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
    /// tiers would help nobody. None when the subscription ends meanwhile.
    async fn until_dependencies_are_up(
        &self,
        handler: &Arc<dyn Handler>,
        event: &Arc<RawEvent>,
        attempt: usize,
        subscription: &CancellationToken,
    ) -> Option<Result<Option<Duration>, Failure>> {
        let held_since = Instant::now();
        loop {
            tokio::select! {
                () = subscription.cancelled() => return None,
                () = self.breaker.closed() => {}
            }
            match self.effect(handler, event, attempt).await {
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
    async fn effect(
        &self,
        handler: &Arc<dyn Handler>,
        event: &Arc<RawEvent>,
        attempt: usize,
    ) -> Result<Option<Duration>, Failure> {
        if let Some(outside) = handler.outside() {
            return self.act(outside, event, attempt).await;
        }
        let mut tries = 1;
        loop {
            let (handler, event, consumer) = (Arc::clone(handler), Arc::clone(event), Arc::clone(self.consumer));
            let outcome = self.db.transact(move |tx, now: Timestamp| {
                Box::pin(async move {
                    if !inbox::is_new(tx, &consumer, event.id).await? {
                        return Ok(None);
                    }
                    handler.handle(tx, Run { now, attempt }, &event).await?;
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

    /// The act without a transaction around it, and then its id into the inbox: at least once, and not again once that is
    /// committed.
    async fn act(
        &self,
        outside: &dyn Outside,
        event: &Arc<RawEvent>,
        attempt: usize,
    ) -> Result<Option<Duration>, Failure> {
        let (is_new, now) = inbox::look(self.db.pool(), self.consumer, event.id).await?;
        if !is_new {
            return Ok(None);
        }
        outside.act(Run { now, attempt }, event).await?;
        let (id, consumer) = (event.id, Arc::clone(self.consumer));
        let noted = self.db.transact(move |tx, _| Box::pin(async move { inbox::is_new(tx, &consumer, id).await }));
        noted.await?;
        Ok(Some(now.since(event.occurred_at)))
    }

    async fn settle(&self, delivery: &Delivery, outcome: Outcome, routes: &Routes) -> Result<(), BrokerError> {
        if sabotage::is_without("dead-letters") && matches!(outcome, Outcome::Later { .. } | Outcome::Dead { .. }) {
            return give_back(delivery).await;
        }
        let published = match &outcome {
            Outcome::Handled | Outcome::Repeated | Outcome::PassedOver => Published::Confirmed,
            Outcome::GivenBack | Outcome::TooEarly => return give_back(delivery).await,
            Outcome::Later { tier, attempt, cause } => {
                let tier = routes.tiers.get(*tier).map_or("", String::as_str);
                let properties = dead::with_history(&delivery.properties, *attempt, cause, &routes.queue);
                self.publisher.publish(tier, &routes.queue, properties, &delivery.data).await?
            }
            Outcome::Dead { attempts, cause } => {
                counter!(DEAD_LETTERS, "queue" => routes.queue.clone()).increment(1);
                tracing::error!(queue = routes.queue, cause, "event became a dead letter");
                let properties = dead::with_history(&delivery.properties, *attempts, cause, &routes.queue);
                self.publisher.publish(&routes.dead_exchange, &routes.dead_queue, properties, &delivery.data).await?
            }
        };
        match published {
            // Only now: a crash before gives a repetition, which the inbox knows, and never a loss.
            Published::Confirmed => acknowledge(delivery).await,
            // `reject`, which counts as a failed delivery, so that it ends: at the limit the broker itself moves it.
            Published::Refused(why) => {
                tracing::error!(queue = routes.queue, why, "event could not be moved, giving it back");
                delivery.reject(BasicRejectOptions { requeue: true }).await?;
                Ok(())
            }
        }
    }
}

/// How many attempts have failed before this delivery, by our own header: the broker's counter starts again in each tier.
/// Bounded, because anybody may have written it.
fn failures(delivery: &Delivery) -> usize {
    header(&delivery.properties, ATTEMPT).and_then(|text| text.parse().ok()).unwrap_or(0).min(TIERS.len())
}

/// What this build does not know of a type: a version of a type that it knows, or all of it.
fn unknown(kind: &str) -> Option<&'static str> {
    if hc_proto::EVENT_TYPES.binary_search(&kind).is_ok() {
        return None;
    }
    let object = |kind: &str| kind.rsplit_once(".v").map(|(object, _)| object.to_owned());
    let is_known = object(kind).is_some_and(|wanted| {
        hc_proto::EVENT_TYPES.iter().any(|known| object(known).is_some_and(|known| known == wanted))
    });
    Some(if is_known { "version" } else { "type" })
}

/// An error with what caused it, in one line.
fn causes(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_version_of_a_known_type_is_told_from_an_unknown_type() {
        assert_eq!(unknown("billing.invoice.paid.v1"), None);
        assert_eq!(unknown("billing.invoice.paid.v2"), Some("version"));
        for kind in ["billing.invoice.framed.v1", "billing.invoice.paid", "", ".v1"] {
            assert_eq!(unknown(kind), Some("type"), "{kind}");
        }
    }
}
