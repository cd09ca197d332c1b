//! What passes by, for those who can look again after a gap: the gateway's subscriptions.

use std::sync::Arc;

use futures::StreamExt;
use lapin::{
    Channel,
    options::{BasicConsumeOptions, QueueBindOptions, QueueDeclareOptions},
    types::{FieldTable, ShortString},
};
use metrics::counter;
use tokio::sync::broadcast;
use tokio_util::sync::{CancellationToken, DropGuard};
use uuid::Uuid;

use crate::{
    BrokerError, BrokerSettings, RawEvent,
    broker::{Link, answer, supervise},
    metrics::{TAP_GAPS, describe},
    topology::{EVENTS, TAP_PREFIX},
};

/// Items that a subscriber may be behind; a slower one gets `Lagged` from its receiver, which is a gap too.
const BEHIND: usize = 4_096;

/// What a tap's subscriber sees.
#[derive(Debug, Clone)]
pub enum TapItem {
    /// An event, as soon as it was published.
    Event(Arc<RawEvent>),
    /// Events may have been missed until now (the broker was away): look again at what you show.
    Gap,
}

/// A live view on events: a queue of its own that lives as long as its connection. No acknowledgement, no effect, nothing
/// kept. Runs until it is dropped; reconnects by itself.
#[derive(Debug)]
pub struct Tap {
    items: broadcast::Sender<TapItem>,
    _stop: DropGuard,
}

impl Tap {
    /// Begins to listen to the types of event that match `bindings` (topic patterns such as `billing.invoice.#`).
    pub fn start(broker: &BrokerSettings, bindings: &[&str]) -> Self {
        describe();
        let (items, _) = broadcast::channel(BEHIND);
        let stopping = CancellationToken::new();
        let tap = Listener {
            broker: broker.clone(),
            bindings: bindings.iter().map(|&pattern| pattern.to_owned()).collect(),
            items: items.clone(),
            stopping: stopping.clone(),
        };
        #[expect(clippy::disallowed_methods, reason = "the handle owns it: dropping the tap ends the task")]
        tokio::spawn(async move { supervise("tap", &tap.stopping, || tap.session()).await });
        Self { items, _stop: stopping.drop_guard() }
    }

    /// Everything from now on. The first item is a gap when the tap was not listening yet.
    pub fn subscribe(&self) -> broadcast::Receiver<TapItem> {
        self.items.subscribe()
    }
}

struct Listener {
    broker: BrokerSettings,
    bindings: Vec<String>,
    items: broadcast::Sender<TapItem>,
    stopping: CancellationToken,
}

impl Listener {
    async fn session(&self) -> Result<(), BrokerError> {
        let link = Link::open(&self.broker, "tap").await?;
        let channel = link.channel().await?;
        let queue = self.declare(&channel).await?;
        let options = BasicConsumeOptions { no_ack: true, exclusive: true, ..BasicConsumeOptions::default() };
        let subscribed = channel.basic_consume(queue.clone(), ShortString::default(), options, FieldTable::default());
        let mut deliveries = answer("subscribe", subscribed).await?;
        // From here on nothing is missed; what was before, nobody knows.
        counter!(TAP_GAPS).increment(1);
        self.send(TapItem::Gap);
        loop {
            let delivery = tokio::select! {
                () = self.stopping.cancelled() => break,
                delivery = deliveries.next() => delivery,
            };
            let Some(delivery) = delivery else { return Err(BrokerError::Cancelled { queue: queue.to_string() }) };
            let delivery = delivery?;
            match RawEvent::read(&delivery.properties, &delivery.data) {
                Ok(event) => self.send(TapItem::Event(Arc::new(event))),
                Err(error) => tracing::warn!(error = &error as &dyn std::error::Error, "tap saw no event, ignored it"),
            }
        }
        link.close().await;
        Ok(())
    }

    async fn declare(&self, channel: &Channel) -> Result<ShortString, BrokerError> {
        let queue = ShortString::from(format!("{TAP_PREFIX}{}", Uuid::now_v7().simple()));
        let options = QueueDeclareOptions { exclusive: true, auto_delete: true, ..QueueDeclareOptions::default() };
        answer("declare the tap's queue", channel.queue_declare(queue.clone(), options, FieldTable::default())).await?;
        for pattern in &self.bindings {
            let key = ShortString::try_new(pattern.as_str()).unwrap_or_default();
            let options = QueueBindOptions::default();
            let bound = channel.queue_bind(queue.clone(), EVENTS.into(), key, options, FieldTable::default());
            answer("bind the tap's queue", bound).await?;
        }
        Ok(queue)
    }

    fn send(&self, item: TapItem) {
        // Without subscribers there is nobody to tell.
        let _ = self.items.send(item);
    }
}
