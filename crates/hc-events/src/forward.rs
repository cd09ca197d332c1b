//! Sending an event to one queue only: replays, and what people bring back.

use crate::{
    BrokerError, BrokerSettings, RawEvent,
    broker::{Link, Published, Publisher},
    topology,
};

/// Publishes events as they are, with their own ids, to a queue of choice instead of the exchange.
///
/// One connection; after an error it is of no more use: begin afresh with a new one and the event that failed, whose
/// repetition the consumer's inbox absorbs.
pub struct Forwarder {
    link: Link,
    pub(crate) publisher: Publisher,
}

impl Forwarder {
    /// Connects within 3 s; `name` is what RabbitMQ's management shows.
    pub async fn open(broker: &BrokerSettings, name: &str) -> Result<Self, BrokerError> {
        let link = Link::open(broker, name).await?;
        let publisher = link.publisher().await?;
        Ok(Self { link, publisher })
    }

    /// Sends one event and waits until the queue has it. A queue that is missing or full is [`BrokerError::Refused`], after
    /// which the connection is still good.
    pub async fn send(&self, queue: &str, event: &RawEvent) -> Result<(), BrokerError> {
        match self.publisher.publish("", queue, event.properties(), &event.data).await? {
            Published::Confirmed => Ok(()),
            Published::Refused(why) => Err(BrokerError::Refused(why)),
        }
    }

    /// How many messages wait in a queue; [`BrokerError::Missing`] when there is none. The connection stays good.
    pub async fn depth(&self, queue: &str) -> Result<u32, BrokerError> {
        topology::queue_depth(&self.link, queue).await
    }

    /// Says good-bye, for a second at most.
    pub async fn close(self) {
        self.link.close().await;
    }
}

impl std::fmt::Debug for Forwarder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Forwarder").finish_non_exhaustive()
    }
}
