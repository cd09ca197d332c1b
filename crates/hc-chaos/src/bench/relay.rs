use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use clap::Args;
use futures::{StreamExt, stream};
use hc_events::BrokerSettings;
use hc_storage::{DatabaseSettings, Db, StoreError};
use hc_types::InstanceId;
use lapin::{
    BasicProperties, Channel, Confirmation, Connection, ConnectionProperties, ExchangeKind,
    options::{
        BasicGetOptions, BasicPublishOptions, ConfirmSelectOptions, ExchangeDeclareOptions, QueueBindOptions,
        QueueDeclareOptions, QueuePurgeOptions,
    },
    types::{AMQPValue, FieldTable},
};
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;

use super::{enqueue, quantile};
use crate::{Site, roles};

/// The share of a bare publisher's rate that the relay must reach.
const GOAL: f64 = 0.70;
/// Messages under way at once, as the relay has them.
const WINDOW: usize = 200;
/// A topology of its own: the exchange and one queue, so that the broker does the same for both.
const VHOST: &str = "bench";
const QUEUE: &str = "bench.all";

/// The relay beside a bare publisher.
#[derive(Debug, Args)]
pub struct Relay {
    /// Events a round.
    #[arg(long, default_value_t = 40_000)]
    events: usize,
    /// Rounds of each; the median of the ratios counts.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
}

/// A message as the relay sends it.
struct Sample {
    routing_key: String,
    properties: BasicProperties,
    body: Vec<u8>,
}

impl Relay {
    /// Measures and prints.
    pub async fn run(self) -> anyhow::Result<()> {
        let site = Site::start(&std::env::current_exe()?, None).await?;
        let measured = self.measure(&site).await;
        site.stop().await;
        measured
    }

    async fn measure(&self, site: &Site) -> anyhow::Result<()> {
        let url = vhost(site).await?;
        let connection = Connection::connect(&url, ConnectionProperties::default()).await?;
        let channel = connection.create_channel().await?;
        declare(&channel).await?;
        channel.confirm_select(ConfirmSelectOptions::default()).await?;
        let db = hc_storage::connect(&DatabaseSettings::new(site.writers())).await?;
        let mut ratios = Vec::with_capacity(self.rounds);
        for round in 1..=self.rounds {
            self.write(&db).await?;
            let relayed = self.relay(&db, &url, &channel).await?;
            let sample = sample(&channel).await?;
            purge(&channel).await?;
            let bare = self.publish(&channel, &sample).await?;
            purge(&channel).await?;
            println!(
                "round {round}: relay {relayed:.0} events/s, bare publisher {bare:.0} messages/s ({} bytes), ratio {:.2}",
                sample.body.len(),
                relayed / bare
            );
            ratios.push(relayed / bare);
        }
        ratios.sort_by(f64::total_cmp);
        println!("median of the ratios {:.2} (goal {GOAL})", quantile(&ratios, 0.5));
        Ok(())
    }

    /// Fills the outbox.
    async fn write(&self, db: &Db) -> anyhow::Result<()> {
        let objects: Vec<InstanceId> = std::iter::repeat_with(InstanceId::new).take(1_000).collect();
        let mut left = self.events;
        for chunk in objects.chunks(500).cycle() {
            let batch: Vec<InstanceId> = chunk.iter().copied().take(left).collect();
            left -= batch.len();
            let written = db.transact::<(), StoreError, _>(move |tx, _| {
                Box::pin(async move {
                    for object in batch {
                        enqueue(tx, object).await?;
                    }
                    Ok(())
                })
            });
            written.await?;
            if left == 0 {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Events a second, from the relay's start until everything is published and marked.
    async fn relay(&self, db: &Db, url: &str, channel: &Channel) -> anyhow::Result<f64> {
        let stopping = CancellationToken::new();
        let relay = hc_events::Relay::new(db.clone(), roles::SERVICE, &BrokerSettings::new(url));
        let begun = Instant::now();
        let (outcome, took) = tokio::join!(relay.run(stopping.clone()), async {
            let took = self.until_published(db.pool(), channel, begun).await;
            stopping.cancel();
            took
        });
        outcome?;
        #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
        Ok(self.events as f64 / took?.as_secs_f64())
    }

    /// Asks the broker first: a look at the outbox passes by all that was published, and would cost the relay's own time.
    async fn until_published(&self, pool: &PgPool, channel: &Channel, begun: Instant) -> anyhow::Result<Duration> {
        let waits = "SELECT EXISTS (SELECT FROM outbox WHERE published_at IS NULL)";
        let passive = QueueDeclareOptions { passive: true, ..QueueDeclareOptions::default() };
        loop {
            let queue = channel.queue_declare(QUEUE.into(), passive, FieldTable::default()).await?;
            let has_all = usize::try_from(queue.message_count())? >= self.events;
            if has_all && !sqlx::query_scalar::<_, bool>(waits).fetch_one(pool).await? {
                return Ok(begun.elapsed());
            }
            ensure!(begun.elapsed() < Duration::from_mins(2), "the relay is stuck");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Messages a second, each confirmed by itself.
    async fn publish(&self, channel: &Channel, sample: &Sample) -> anyhow::Result<f64> {
        let begun = Instant::now();
        let messages = (0..self.events).map(|_| publish(channel, sample));
        let mut messages = stream::iter(messages).buffer_unordered(WINDOW);
        while let Some(confirmed) = messages.next().await {
            ensure!(matches!(confirmed?, Confirmation::Ack(None)), "the broker refused a message");
        }
        #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
        Ok(self.events as f64 / begun.elapsed().as_secs_f64())
    }
}

async fn publish(channel: &Channel, sample: &Sample) -> Result<Confirmation, lapin::Error> {
    let options = BasicPublishOptions { mandatory: true, ..BasicPublishOptions::default() };
    let (exchange, key) = (hc_events::topology::EVENTS.into(), sample.routing_key.as_str().into());
    channel.basic_publish(exchange, key, options, &sample.body, sample.properties.clone()).await?.await
}

/// Makes the vhost; its URL.
async fn vhost(site: &Site) -> anyhow::Result<String> {
    let client = reqwest::Client::new();
    let base = format!("{}/api", site.management().trim_end_matches('/'));
    client.put(format!("{base}/vhosts/{VHOST}")).json(&serde_json::json!({})).send().await?.error_for_status()?;
    let all = serde_json::json!({ "configure": ".*", "write": ".*", "read": ".*" });
    let permissions = format!("{base}/permissions/{VHOST}/guest");
    client.put(permissions).json(&all).send().await?.error_for_status()?;
    let (server, _) = site.broker().rsplit_once('/').context("the broker's URL has no vhost")?;
    Ok(format!("{server}/{VHOST}"))
}

async fn declare(channel: &Channel) -> anyhow::Result<()> {
    let durable = ExchangeDeclareOptions { durable: true, ..ExchangeDeclareOptions::default() };
    let (exchange, queue) = (hc_events::topology::EVENTS, QUEUE);
    channel.exchange_declare(exchange.into(), ExchangeKind::Topic, durable, FieldTable::default()).await?;
    let durable = QueueDeclareOptions { durable: true, ..QueueDeclareOptions::default() };
    let mut quorum = FieldTable::default();
    quorum.insert("x-queue-type".into(), AMQPValue::LongString("quorum".into()));
    channel.queue_declare(queue.into(), durable, quorum).await?;
    channel
        .queue_bind(queue.into(), exchange.into(), "#".into(), QueueBindOptions::default(), FieldTable::default())
        .await?;
    Ok(())
}

async fn purge(channel: &Channel) -> anyhow::Result<()> {
    channel.queue_purge(QUEUE.into(), QueuePurgeOptions::default()).await?;
    Ok(())
}

async fn sample(channel: &Channel) -> anyhow::Result<Sample> {
    let message = channel.basic_get(QUEUE.into(), BasicGetOptions { no_ack: true }).await?;
    let message = message.context("nothing was published")?.delivery;
    let routing_key = message.routing_key.as_str().to_owned();
    Ok(Sample { routing_key, properties: message.properties, body: message.data })
}
