use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use anyhow::ensure;
use clap::Args;
use hc_events::{BrokerSettings, Consumer, Relay};
use hc_proto::events::v1::InstanceUpdated;
use hc_storage::{DatabaseSettings, StoreError};
use hc_types::{EventId, InstanceId};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::{enqueue, quantile};
use crate::{Site, roles};

/// The most that the 99th of 100 events may take.
const GOAL_MS: f64 = 50.0;

/// From a commit to its consumer.
#[derive(Debug, Args)]
pub struct Latency {
    /// Events a second.
    #[arg(long, default_value_t = 500)]
    rate: u32,
    /// For how many seconds.
    #[arg(long, default_value_t = 20)]
    seconds: u32,
}

/// When each event was committed, or heard.
type Moments = Arc<Mutex<HashMap<EventId, Instant>>>;

impl Latency {
    /// Measures and prints.
    pub async fn run(self) -> anyhow::Result<()> {
        let site = Site::start(&std::env::current_exe()?, None).await?;
        let measured = self.measure(&site).await;
        site.stop().await;
        let mut sorted = measured?;
        sorted.sort_by(f64::total_cmp);
        let (p50, p99) = (quantile(&sorted, 0.5), quantile(&sorted, 0.99));
        let (rate, count) = (self.rate, sorted.len());
        println!(
            "commit to consumer at {rate} events/s, {count} events: p50 {p50:.1} ms, p99 {p99:.1} ms (goal {GOAL_MS} ms)"
        );
        Ok(())
    }

    async fn measure(&self, site: &Site) -> anyhow::Result<Vec<f64>> {
        let writers = hc_storage::connect(&DatabaseSettings::new(site.writers())).await?;
        let consumers = hc_storage::connect(&DatabaseSettings::new(site.consumers())).await?;
        let broker = BrokerSettings::new(site.broker());
        let stopping = CancellationToken::new();
        let (committed, heard) = (Moments::default(), Moments::default());
        let mut parts = JoinSet::new();
        parts.spawn(Relay::new(writers.clone(), roles::SERVICE, &broker).run(stopping.clone()));
        let listening = heard.clone();
        let consumer = Consumer::new(consumers, roles::QUEUE, &broker).on::<InstanceUpdated>(move |_, event| {
            listening.lock().unwrap_or_else(PoisonError::into_inner).insert(event.id, Instant::now());
            Box::pin(async { Ok(()) })
        });
        parts.spawn(consumer.run(stopping.clone()));
        // Leases and subscriptions are taken with the first events, which do not count.
        self.write(&writers, Duration::from_secs(2), &Moments::default()).await?;
        let length = Duration::from_secs(self.seconds.into());
        self.write(&writers, length, &committed).await?;
        let committed = committed.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let begun = Instant::now();
        while !committed.keys().all(|event| heard.lock().unwrap_or_else(PoisonError::into_inner).contains_key(event)) {
            ensure!(begun.elapsed() < Duration::from_secs(30), "not every event was heard");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        stopping.cancel();
        while parts.join_next().await.is_some() {}
        let heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
        let took = committed.iter().filter_map(|(event, at)| Some(heard.get(event)?.saturating_duration_since(*at)));
        Ok(took.map(|took| took.as_secs_f64() * 1_000.0).collect())
    }

    /// Writes at the rate, however long single commits take.
    async fn write(&self, db: &hc_storage::Db, length: Duration, committed: &Moments) -> anyhow::Result<()> {
        let objects: Vec<InstanceId> = std::iter::repeat_with(InstanceId::new).take(500).collect();
        let mut ticks = tokio::time::interval(Duration::from_secs(1) / self.rate);
        let mut under_way = JoinSet::new();
        let begun = Instant::now();
        for object in objects.iter().cycle() {
            if begun.elapsed() >= length {
                break;
            }
            ticks.tick().await;
            let (db, object, committed) = (db.clone(), *object, committed.clone());
            under_way.spawn(async move {
                let written = db.transact::<_, StoreError, _>(move |tx, _| Box::pin(enqueue(tx, object))).await?;
                committed.lock().unwrap_or_else(PoisonError::into_inner).insert(written, Instant::now());
                Ok::<_, StoreError>(())
            });
        }
        while let Some(written) = under_way.join_next().await {
            written??;
        }
        Ok(())
    }
}
