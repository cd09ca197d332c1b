//! Looks, and changes nothing.

use lapin::{
    options::{ExchangeDeclareOptions, QueueDeclareOptions},
    types::{FieldTable, ShortString},
};

use super::{EVENTS, PARKING, QUEUES, REQUEUE, TIERS, WORK_QUEUES, class_queue, dead_queue, tier_name};
use crate::{
    BrokerError, BrokerSettings,
    broker::{Link, answer},
    class::Class,
};

/// Looks whether the exchanges and queues that events pass through are there; changes nothing.
pub async fn check(settings: &BrokerSettings) -> Result<(), BrokerError> {
    let link = Link::open(settings, "topology check").await?;
    for exchange in [EVENTS, REQUEUE, PARKING] {
        exchange_exists(&link, exchange).await?;
    }
    for tier in TIERS {
        exchange_exists(&link, &tier_name(tier)).await?;
    }
    for queue in QUEUES {
        queue_exists(&link, queue.name).await?;
        queue_exists(&link, &dead_queue(queue.name)).await?;
    }
    for work_queue in WORK_QUEUES {
        for class in Class::ALL {
            queue_exists(&link, &class_queue(work_queue, class)).await?;
        }
        queue_exists(&link, &dead_queue(work_queue)).await?;
    }
    link.close().await;
    Ok(())
}

/// A failed look closes its channel, so each has one to lose.
pub(crate) async fn exchange_exists(link: &Link, name: &str) -> Result<(), BrokerError> {
    let channel = link.channel().await?;
    let options = ExchangeDeclareOptions { passive: true, ..ExchangeDeclareOptions::default() };
    let short = ShortString::try_new(name).unwrap_or_default();
    let look = channel.exchange_declare(short, lapin::ExchangeKind::Topic, options, FieldTable::default());
    answer("look for an exchange", look).await.map_err(|error| missing(error, format!("exchange {name}")))
}

pub(crate) async fn queue_exists(link: &Link, name: &str) -> Result<(), BrokerError> {
    queue_depth(link, name).await.map(drop)
}

/// How many messages of a queue nobody has taken yet.
pub(crate) async fn queue_depth(link: &Link, name: &str) -> Result<u32, BrokerError> {
    let channel = link.channel().await?;
    let options = QueueDeclareOptions { passive: true, ..QueueDeclareOptions::default() };
    let short = ShortString::try_new(name).unwrap_or_default();
    let look = channel.queue_declare(short, options, FieldTable::default());
    let queue = answer("look for a queue", look).await.map_err(|error| missing(error, format!("queue {name}")))?;
    // The next look has a channel of its own; this one would stay open as long as the connection.
    answer("close a channel", channel.close(200, "OK".into())).await?;
    Ok(queue.message_count())
}

fn missing(error: BrokerError, what: String) -> BrokerError {
    const NOT_FOUND: u16 = 404;
    match &error {
        BrokerError::Amqp(amqp) => match amqp.kind() {
            lapin::ErrorKind::ProtocolError(answer) if answer.get_id() == NOT_FOUND => BrokerError::Missing { what },
            _ => error,
        },
        _ => error,
    }
}
