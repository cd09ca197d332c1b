//! The corner of a consumer outside this repository: everything is called `ext.<client>.…` and is declared by the client
//! itself, under a user that may touch nothing else.
//!
//! | name | what it is |
//! |---|---|
//! | `ext.<client>.<purpose>` | the client's queue, bound to [`EVENTS`] |
//! | `ext.<client>.<purpose>.dead` | its dead letters |
//! | `ext.<client>.retry.<delay>` | exchange and queue of one delay between attempts, shared by the client's queues |
//! | `ext.<client>.requeue` | exchange that leads from the delays to the queues, and from the queues to the dead letters |
//!
//! Guard rails stand above all of it (policies `external`): a queue that is full loses its oldest, and one that nobody has
//! consumed from for 14 days is removed. So a client that stands still never blocks the others.

use lapin::{
    Channel, ExchangeKind,
    options::{ExchangeDeclareOptions, QueueBindOptions, QueueDeclareOptions},
    types::{AMQPValue, FieldTable, ShortString},
};
use serde_json::json;

use super::{EVENTS, EXTERNAL_PREFIX, TIERS, Tier, class_queue, dead_queue, management::Management, tier_name};
use crate::{
    BrokerError, BrokerSettings,
    broker::{Link, answer},
    class::Class,
};

const MAX_CONNECTIONS: u32 = 20;
const MAX_CHANNELS: u32 = 400;

/// How the messages of one queue move on: to a later attempt, and to the dead letters.
#[derive(Debug, Clone)]
pub(crate) struct Routes {
    pub(crate) queue: String,
    /// Exchanges, one per delay; the routing key is `queue`.
    pub(crate) tiers: Vec<String>,
    /// The routing key is `dead_queue`.
    pub(crate) dead_exchange: String,
    pub(crate) dead_queue: String,
}

impl Routes {
    /// Of a queue of events, ours or a client's.
    pub(crate) fn of(queue: &str) -> Self {
        match client_of(queue) {
            Some(client) => Self {
                queue: queue.to_owned(),
                tiers: TIERS.map(|tier| client_tier(client, tier)).into(),
                dead_exchange: client_requeue(client),
                dead_queue: dead_queue(queue),
            },
            None => Self::ours(queue.to_owned(), dead_queue(queue)),
        }
    }

    /// Of one class of work.
    pub(crate) fn of_work(work_queue: &str, class: Class) -> Self {
        Self::ours(class_queue(work_queue, class), dead_queue(work_queue))
    }

    fn ours(queue: String, dead_queue: String) -> Self {
        Self { queue, tiers: TIERS.map(tier_name).into(), dead_exchange: String::new(), dead_queue }
    }
}

/// Declares a client's queue with its dead letters and delays, and binds it to types of event (topic patterns such as
/// `billing.invoice.#`). The name is `ext.<client>.<purpose>`, each part of `a-z`, `0-9`, `-` and `_`.
///
/// Needs no more rights than [`add_client`] gives. Repeating it changes nothing; a pattern that is no longer wanted has to
/// be unbound by hand. The queue gets what is published from now on; for what was before, ask for a replay.
pub async fn declare_external(broker: &BrokerSettings, queue: &str, bindings: &[&str]) -> Result<(), BrokerError> {
    let client = client_of(queue).ok_or_else(|| BrokerError::NotExternal { queue: queue.to_owned() })?;
    let link = Link::open(broker, &format!("{queue} topology")).await?;
    let channel = link.channel().await?;
    let requeue = client_requeue(client);
    exchange(&channel, &requeue, ExchangeKind::Direct).await?;
    for tier in TIERS {
        let name = client_tier(client, tier);
        exchange(&channel, &name, ExchangeKind::Fanout).await?;
        // Arguments and no policies, because a client cannot make those. Only the client itself publishes to its delays,
        // so that they may refuse and lose nothing.
        let delay = i64::try_from(tier.delay.as_millis()).unwrap_or(i64::MAX);
        let arguments = [
            ("x-message-ttl", AMQPValue::LongLongInt(delay)),
            ("x-dead-letter-exchange", text(&requeue)),
            ("x-dead-letter-strategy", text("at-least-once")),
            ("x-overflow", text("reject-publish")),
        ];
        declare(&channel, &name, &arguments).await?;
        bind(&channel, &name, &name, "").await?;
    }
    let dead = dead_queue(queue);
    declare(&channel, &dead, &[]).await?;
    bind(&channel, &requeue, &dead, &dead).await?;
    let to_dead = [("x-dead-letter-exchange", text(&requeue)), ("x-dead-letter-routing-key", text(&dead))];
    declare(&channel, queue, &to_dead).await?;
    bind(&channel, &requeue, queue, queue).await?;
    for pattern in bindings {
        bind(&channel, EVENTS, queue, pattern).await?;
    }
    link.close().await;
    Ok(())
}

/// Makes the user `ext.<client>` through RabbitMQ's management API, or gives it another password: it may declare, read and
/// write what is called `ext.<client>.…`, bind to [`EVENTS`], and nothing else.
pub async fn add_client(management_url: &str, vhost: &str, client: &str, password: &str) -> anyhow::Result<()> {
    anyhow::ensure!(is_label(client), "a client's name has 1 to 40 of a-z, 0-9, - and _, not {client:?}");
    let management = Management::new(management_url)?;
    let user = format!("{EXTERNAL_PREFIX}{client}");
    management.put(&["users", &user], &json!({ "password": password, "tags": "" })).await?;
    for (limit, value) in [("max-connections", MAX_CONNECTIONS), ("max-channels", MAX_CHANNELS)] {
        management.put(&["user-limits", &user, limit], &json!({ "value": value })).await?;
    }
    // Not the default exchange: who may publish to it reaches every queue.
    let own = format!(r"^ext\.{client}\.");
    let readable = format!(r"^(ext\.{client}\..*|{})$", EVENTS.replace('.', r"\."));
    let rights = json!({ "configure": own, "write": own, "read": readable });
    management.put(&["permissions", vhost, &user], &rights).await
}

/// The client whose queue this is: `acme` for `ext.acme.invoices`.
fn client_of(queue: &str) -> Option<&str> {
    let (client, purpose) = queue.strip_prefix(EXTERNAL_PREFIX)?.split_once('.')?;
    let is_free = !["retry", "requeue"].contains(&purpose);
    (is_label(client) && is_label(purpose) && is_free).then_some(client)
}

fn is_label(text: &str) -> bool {
    (1..=40).contains(&text.len()) && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'))
}

fn client_requeue(client: &str) -> String {
    format!("{EXTERNAL_PREFIX}{client}.requeue")
}

fn client_tier(client: &str, tier: Tier) -> String {
    format!("{EXTERNAL_PREFIX}{client}.retry.{}", tier.suffix)
}

fn text(value: &str) -> AMQPValue {
    AMQPValue::LongString(value.into())
}

async fn exchange(channel: &Channel, name: &str, kind: ExchangeKind) -> Result<(), BrokerError> {
    let options = ExchangeDeclareOptions { durable: true, ..ExchangeDeclareOptions::default() };
    let declared = channel.exchange_declare(name.into(), kind, options, FieldTable::default());
    answer("declare an exchange", declared).await
}

async fn declare(channel: &Channel, name: &str, arguments: &[(&str, AMQPValue)]) -> Result<(), BrokerError> {
    let options = QueueDeclareOptions { durable: true, ..QueueDeclareOptions::default() };
    let mut table = FieldTable::default();
    table.insert("x-queue-type".into(), text("quorum"));
    for (name, value) in arguments {
        table.insert(ShortString::from(*name), value.clone());
    }
    answer("declare a queue", channel.queue_declare(name.into(), options, table)).await.map(drop)
}

async fn bind(channel: &Channel, exchange: &str, queue: &str, key: &str) -> Result<(), BrokerError> {
    let key = ShortString::try_new(key).unwrap_or_default();
    let options = QueueBindOptions::default();
    let bound = channel.queue_bind(queue.into(), exchange.into(), key, options, FieldTable::default());
    answer("bind a queue", bound).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_keeps_to_its_corner() {
        assert_eq!(client_of("ext.acme.invoices"), Some("acme"));
        for other in [
            "billing.instances",
            "ext.acme",
            "ext.acme.",
            "ext..x",
            "ext.acme.retry",
            "ext.a.b.c",
            "ext.A.b",
            "ext.a*.b",
        ] {
            assert_eq!(client_of(other), None, "{other}");
        }
    }

    #[test]
    fn the_routes_of_a_client_never_leave_its_corner() {
        let Routes { queue, tiers, dead_exchange, dead_queue } = Routes::of("ext.acme.invoices");
        let all = [queue, dead_exchange, dead_queue].into_iter().chain(tiers);
        for name in all {
            assert!(name.starts_with("ext.acme."), "{name}");
        }
    }
}
