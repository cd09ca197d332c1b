//! How deliveries are taken from a queue and given an answer.

use std::time::Duration;

use lapin::{
    Channel,
    message::Delivery,
    options::{BasicAckOptions, BasicConsumeOptions, BasicNackOptions, BasicQosOptions},
    types::{FieldTable, ShortString},
};

use crate::{BrokerError, broker::answer};

/// How long after it was taken a delivery is held while a dependency is down; below the 30 min after which RabbitMQ closes the
/// channel, by as much as those before it in its lane may need.
pub(crate) const LONGEST_HOLD: Duration = Duration::from_mins(15);

/// Subscribes with manual acknowledgement and at most `prefetch` deliveries under way.
pub(crate) async fn subscribe(channel: &Channel, queue: &str, prefetch: u16) -> Result<lapin::Consumer, BrokerError> {
    answer("set the prefetch", channel.basic_qos(prefetch, BasicQosOptions::default())).await?;
    let name = ShortString::try_new(queue).unwrap_or_default();
    let tag = ShortString::default();
    let subscribed = channel.basic_consume(name, tag, BasicConsumeOptions::default(), FieldTable::default());
    answer("subscribe", subscribed).await
}

/// Acknowledges; an acknowledgement that was not sent is an error, not a success.
pub(crate) async fn acknowledge(delivery: &Delivery) -> Result<(), BrokerError> {
    if delivery.ack(BasicAckOptions::default()).await? { Ok(()) } else { Err(BrokerError::AckLost) }
}

/// Returns work that was not begun. `nack`, because from RabbitMQ 4.3 on it does not count as a failed delivery.
pub(crate) async fn give_back(delivery: &Delivery) -> Result<(), BrokerError> {
    delivery.nack(BasicNackOptions { requeue: true, ..BasicNackOptions::default() }).await?;
    Ok(())
}
