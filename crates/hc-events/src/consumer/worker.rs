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
    time::{sleep, sleep_until, timeout},
};
use tokio_util::task::TaskTracker;
use tracing::Instrument;

use super::{
    Breaker, Failure, Taken,
    handler::{Handler, Handlers, Outside, Prepare, Run},
};
use crate::{
    BrokerError, RawEvent,
    broker::{Published, Publisher, jittered},
    dead::{self, ATTEMPT},
    delivery::{LONGEST_HOLD, acknowledge, give_back},
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
/// How long what a handler prepares may take; as long as its transaction may.
const LONGEST_PREPARATION: Duration = Duration::from_mins(1);
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
    /// What is done outside, each a task of its own: a session that is lost must not cut it half-way.
    pub(crate) acts: &'a TaskTracker,
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
        let delivery = &taken.delivery;
        if taken.subscription.is_cancelled() {
            return give_back(delivery).await.map(|()| None);
        }
        let outcome = match RawEvent::read(&delivery.properties, &delivery.data) {
            Ok(event) => self.handle(event, &taken, routes, tried_early).await,
            Err(unreadable) => Outcome::Dead { attempts: 1, cause: causes(&unreadable) },
        };
        if matches!(outcome, Outcome::TooEarly) {
            return Ok(Some(taken));
        }
        self.settle(delivery, outcome, routes).await.map(|()| None)
    }

    async fn handle(&self, event: RawEvent, taken: &Taken, routes: &Routes, tried_early: u32) -> Outcome {
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
        let failed_before = failures(&taken.delivery);
        async {
            match self.until_dependencies_are_up(handler, &event, failed_before + 1, taken).await {
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
        taken: &Taken,
    ) -> Option<Result<Option<Duration>, Failure>> {
        while self.may_try(taken).await {
            let outcome = self.effect(handler, event, attempt).await;
            if !self.holds(taken, outcome.as_ref().err()) {
                return Some(outcome);
            }
        }
        None
    }

    /// Waits while a dependency is known to be down, for as long as the delivery may be held. False when its subscription
    /// ends meanwhile.
    pub(super) async fn may_try(&self, taken: &Taken) -> bool {
        tokio::select! {
            () = taken.subscription.cancelled() => false,
            () = self.breaker.closed() => true,
            () = sleep_until(taken.at + LONGEST_HOLD) => true,
        }
    }

    /// Whether a delivery is tried again because of how it failed, or did not; tells the others what is known by that.
    pub(super) fn holds(&self, taken: &Taken, failure: Option<&Failure>) -> bool {
        let Some(Failure::DependencyDown(error)) = failure else {
            self.breaker.reset();
            return false;
        };
        let may_wait = taken.at.elapsed() < LONGEST_HOLD;
        if may_wait {
            tracing::warn!(error = format!("{error:#}"), "dependency is down, queue waits");
            self.breaker.open();
        }
        may_wait
    }

    /// Lets a delivery that was held for too long wait in a tier.
    pub(super) async fn put_off(&self, taken: &Taken, cause: &str, routes: &Routes) -> Result<(), BrokerError> {
        let attempt = failures(&taken.delivery);
        let outcome = Outcome::Later { tier: HOLD_TIER, attempt, cause: cause.to_owned() };
        self.settle(&taken.delivery, outcome, routes).await
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
        let handler = match handler.preparing() {
            None => Arc::clone(handler),
            Some(preparing) => match self.prepare(preparing, event, attempt).await? {
                Some(prepared) => prepared,
                None => return Ok(None),
            },
        };
        let mut tries = 1;
        loop {
            let (handler, event, consumer) = (Arc::clone(&handler), Arc::clone(event), Arc::clone(self.consumer));
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

    /// The handler with what it needs for its transaction; none for an event that has had its effect before.
    async fn prepare(
        &self,
        preparing: &dyn Prepare,
        event: &Arc<RawEvent>,
        attempt: usize,
    ) -> Result<Option<Arc<dyn Handler>>, Failure> {
        let (is_new, now) = inbox::look(self.db.pool(), self.consumer, event.id).await?;
        if !is_new {
            return Ok(None);
        }
        let prepared = timeout(LONGEST_PREPARATION, preparing.prepare(Run { now, attempt }, event)).await;
        let in_time = prepared.map_err(|_| {
            Failure::DependencyDown(anyhow::anyhow!("what it needs was not there within {LONGEST_PREPARATION:?}"))
        });
        in_time?.map(Some)
    }

    /// The act without a transaction around it, and then its id into the inbox: at least once, and not again once that is
    /// committed. Once begun the two end, even when the session is lost meanwhile.
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
        let act = outside.act(Run { now, attempt }, Arc::clone(event));
        let (db, id, consumer) = (self.db.clone(), event.id, Arc::clone(self.consumer));
        let act_and_note = async move {
            act.await?;
            db.transact(move |tx, _| Box::pin(async move { inbox::is_new(tx, &consumer, id).await })).await?;
            Ok::<_, Failure>(())
        };
        let done = self.acts.spawn(act_and_note.in_current_span()).await;
        done.map_err(|error| Failure::Transient(error.into()))??;
        Ok(Some(now.since(event.occurred_at)))
    }

    async fn settle(&self, delivery: &Delivery, outcome: Outcome, routes: &Routes) -> Result<(), BrokerError> {
        counter!(CONSUMED, "queue" => routes.queue.clone(), "outcome" => outcome.name()).increment(1);
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
    use futures::future::BoxFuture;
    use hc_storage::DatabaseSettings;
    use hc_testkit::{TestBroker, TestDatabase, eventually};
    use hc_types::EventId;
    use sqlx::PgConnection;
    use tokio::time::Instant;
    use tokio_util::sync::CancellationToken;

    use super::*;
    use crate::{BrokerSettings, broker::Link, consumer::handler::Untyped, delivery::subscribe, topology};

    const QUEUE: &str = "billing.instances";

    fn away(_: &mut PgConnection, _: Arc<RawEvent>, _: Timestamp) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(async { Err(Failure::DependencyDown(anyhow::anyhow!("away"))) })
    }

    #[tokio::test]
    async fn an_event_is_held_for_so_long_after_its_delivery_and_not_after_its_turn() {
        let database = TestDatabase::create(&[&hc_storage::MIGRATOR, &crate::MIGRATOR]).await;
        let broker = TestBroker::start().await;
        let db = hc_storage::connect(&DatabaseSettings::new(database.url())).await.unwrap();
        let link = Link::open(&BrokerSettings::new(broker.url()), "test").await.unwrap();
        let publisher = link.publisher().await.unwrap();
        let event = serde_json::json!({
            "id": EventId::new().to_string(), "source": "/hostingco/provisioning",
            "type": "provisioning.instance.activated.v1", "subject": "ins_1", "objectversion": "1", "epoch": "1",
            "time": "2026-11-21T07:30:00Z", "actor": "usr_1", "correlationid": "req-1", "data": {},
        });
        let event = RawEvent::from_structured(&event).unwrap();
        publisher.publish("", QUEUE, event.properties(), &event.data).await.unwrap();
        let mut deliveries = subscribe(&link.channel().await.unwrap(), QUEUE, 1).await.unwrap();
        let delivery = deliveries.next().await.unwrap().unwrap();
        let (consumer, acts): (Arc<str>, _) = (Arc::from(QUEUE), TaskTracker::new());
        let breaker = Breaker::new(Arc::clone(&consumer));
        let handlers = Handlers { any: Some(Arc::new(Untyped(away))), ..Handlers::default() };
        let worker =
            Worker { db: &db, consumer: &consumer, handlers: &handlers, publisher, breaker: &breaker, acts: &acts };

        let at = Instant::now().checked_sub(LONGEST_HOLD).unwrap();
        let taken = Taken { delivery, subscription: CancellationToken::new(), at };
        let processed = timeout(Duration::from_secs(20), worker.process(taken, &Routes::of(QUEUE))).await;
        processed.expect("it is not held any more").unwrap();
        eventually("it waits in the tier of 10 min", || async {
            topology::queue_depth(&link, "hostingco.retry.10m").await.unwrap() == 1
        })
        .await;
    }

    #[test]
    fn a_later_version_of_a_known_type_is_told_from_an_unknown_type() {
        assert_eq!(unknown("billing.invoice.paid.v1"), None);
        assert_eq!(unknown("billing.invoice.paid.v2"), Some("version"));
        for kind in ["billing.invoice.framed.v1", "billing.invoice.paid", "", ".v1"] {
            assert_eq!(unknown(kind), Some("type"), "{kind}");
        }
    }
}
