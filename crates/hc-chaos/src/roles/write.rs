use std::{future::poll_fn, path::PathBuf, pin::pin, sync::Arc, task::Poll, time::Duration};

use clap::Args;
use futures::future::try_join_all;
use hc_events::{Cause, Fact, outbox};
use hc_proto::events::v1::InstanceUpdated;
use hc_storage::{Db, StoreError};
use hc_types::{InstanceId, OrganizationId};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use sqlx::PgConnection;
use tokio::time::timeout;

use super::{FLAKY, POISON};
use crate::history::{Journal, Outcome};

/// Of 1,000 writes so many are rolled back by their own use case.
const ROLLED_BACK: u32 = 60;
/// Of 1,000 callers so many hang up in the middle.
const HANGS_UP: u32 = 200;
/// Of 1,000 writes so many are one statement without an event, as a mark or a lease is: they use the same connections, and
/// vanish when one of these was left inside of somebody else's transaction.
const NOTES: u32 = 300;
/// Of 1,000 events so many are about an object of their own and fail for good, or at first.
const POISONOUS: u32 = 3;
const FLAKY_ONES: u32 = 3;

/// Writes events as services do: with their change, in one transaction.
#[derive(Debug, Args)]
pub struct Write {
    /// The writers' database.
    #[arg(long)]
    database: String,
    /// RabbitMQ; for the build that publishes before it commits.
    #[arg(long)]
    broker: String,
    /// Where the answers are noted.
    #[arg(long)]
    history: PathBuf,
    /// Acknowledged writes to come to.
    #[arg(long)]
    events: usize,
    /// Writers at once.
    #[arg(long)]
    writers: usize,
    /// Objects.
    #[arg(long)]
    objects: usize,
    /// Repeats the choices.
    #[arg(long)]
    seed: u64,
}

/// What a write's use case answers.
#[derive(Debug)]
enum WriteError {
    /// It does not want to.
    Refused,
    Store(StoreError),
}

impl From<StoreError> for WriteError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Write {
    /// Until so many writes are acknowledged.
    pub async fn run(self) -> anyhow::Result<()> {
        // Few for so many writers: what one leaves behind in a connection is soon met by another.
        let db = super::connect(&self.database, 4).await?;
        let journal = Arc::new(Journal::create(&self.history)?);
        let objects: Arc<[InstanceId]> = std::iter::repeat_with(InstanceId::new).take(self.objects).collect();
        let share = self.events.div_ceil(self.writers);
        let writers = (0..self.writers).map(|number| {
            let random = StdRng::seed_from_u64(self.seed.wrapping_add(number as u64));
            let writer = Writer {
                number,
                db: db.clone(),
                #[cfg(feature = "sabotage")]
                broker: self.broker.clone(),
                journal: journal.clone(),
                objects: objects.clone(),
                random,
            };
            writer.run(share)
        });
        try_join_all(writers).await?;
        db.close().await;
        Ok(())
    }
}

struct Writer {
    number: usize,
    db: Db,
    #[cfg(feature = "sabotage")]
    broker: String,
    journal: Arc<Journal>,
    objects: Arc<[InstanceId]>,
    random: StdRng,
}

impl Writer {
    async fn run(mut self, share: usize) -> anyhow::Result<()> {
        let mut acknowledged = 0;
        for turn in 0_usize.. {
            if acknowledged >= share {
                break;
            }
            let write = format!("{}-{turn}", self.number);
            let is_note = self.random.random_range(0..1_000) < NOTES;
            let outcome = if is_note { self.note(&write).await } else { self.write(&write).await };
            self.journal.note(&write, outcome)?;
            match outcome {
                Outcome::Acknowledged => acknowledged += usize::from(!is_note),
                Outcome::Refused => {}
                // The server may be away.
                Outcome::Unknown => tokio::time::sleep(Duration::from_millis(2)).await,
            }
        }
        Ok(())
    }

    async fn note(&self, write: &str) -> Outcome {
        let note = sqlx::query("INSERT INTO notes (write) VALUES ($1)").bind(write).execute(self.db.pool()).await;
        note.map_or(Outcome::Unknown, |_| Outcome::Acknowledged)
    }

    async fn write(&mut self, write: &str) -> Outcome {
        let dice = self.random.random_range(0..1_000);
        let (object, status) = if dice < POISONOUS {
            (InstanceId::new(), POISON.to_owned())
        } else if dice < POISONOUS + FLAKY_ONES {
            (InstanceId::new(), FLAKY.to_owned())
        } else {
            (self.objects.choose(&mut self.random).copied().unwrap_or_else(InstanceId::new), write.to_owned())
        };
        let roll_back = self.random.random_range(0..1_000) < ROLLED_BACK;
        let label = write.to_owned();
        #[cfg(feature = "sabotage")]
        let broker = self.broker.clone();
        let written = self.db.transact::<(), WriteError, _>(move |tx, _| {
            Box::pin(async move {
                change(tx, &label, object, status).await?;
                #[cfg(feature = "sabotage")]
                if hc_events::sabotage::is_without("commit") {
                    drop(publish_at_once(tx, &broker, &label).await);
                }
                if roll_back { Err(WriteError::Refused) } else { Ok(()) }
            })
        });
        if self.random.random_range(0..1_000) < HANGS_UP {
            // As a server drops a handler when its client goes away: after a time, or at one of its awaits.
            let written = if self.random.random() {
                timeout(Duration::from_micros(self.random.random_range(0..3_000)), written).await.ok()
            } else {
                at_most_polls(self.random.random_range(1..5), written).await
            };
            return written.map_or(Outcome::Unknown, |written| outcome(&written));
        }
        outcome(&written.await)
    }
}

/// The future's answer, or none when it is not there after this many looks.
async fn at_most_polls<T>(looks: u32, future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    let mut left = looks;
    poll_fn(move |context| match future.as_mut().poll(context) {
        Poll::Ready(answer) => Poll::Ready(Some(answer)),
        Poll::Pending => {
            left -= 1;
            if left == 0 { Poll::Ready(None) } else { Poll::Pending }
        }
    })
    .await
}

async fn change(tx: &mut PgConnection, write: &str, object: InstanceId, status: String) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO writes (write) VALUES ($1)").bind(write).execute(&mut *tx).await?;
    let organization = OrganizationId::from(object.uuid());
    let fact = Fact {
        subject: object.to_string(),
        organization: Some(organization),
        cause: &Cause::by("system:chaos", write),
        payload: InstanceUpdated { instance_id: object.to_string(), organization_id: organization.to_string(), status },
    };
    outbox::enqueue(tx, fact).await?;
    Ok(())
}

/// The mistake of a build that publishes before it commits: what is rolled back afterwards has been told all the same.
#[cfg(feature = "sabotage")]
async fn publish_at_once(tx: &mut PgConnection, broker: &str, write: &str) -> anyhow::Result<()> {
    use hc_events::{BrokerSettings, Forwarder, RawEvent};
    let row: (uuid::Uuid, String, String, i64, i64, hc_types::Timestamp, String) = sqlx::query_as(
        "SELECT event_id, type, subject, version, epoch, occurred_at, data::text FROM outbox WHERE correlation_id = $1",
    )
    .bind(write)
    .fetch_one(tx)
    .await?;
    let (id, kind, subject, version, epoch, occurred_at, data) = row;
    let event = RawEvent {
        id: id.into(),
        source: format!("/hostingco/{}", super::SERVICE),
        kind,
        subject,
        organization: None,
        version,
        epoch,
        occurred_at,
        actor: "system:chaos".to_owned(),
        session: None,
        correlation: write.to_owned(),
        causation: None,
        traceparent: None,
        replay: None,
        data: data.into(),
    };
    let forwarder = Forwarder::open(&BrokerSettings::new(broker), "sabotage").await?;
    forwarder.send(super::QUEUE, &event).await?;
    forwarder.close().await;
    Ok(())
}

fn outcome(written: &Result<(), WriteError>) -> Outcome {
    match written {
        Ok(()) => Outcome::Acknowledged,
        // Nothing was sent, or all of it was taken back.
        Err(WriteError::Refused | WriteError::Store(StoreError::Busy(_) | StoreError::Conflict(_))) => Outcome::Refused,
        Err(WriteError::Store(_)) => Outcome::Unknown,
    }
}
