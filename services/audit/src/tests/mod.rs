//! The service's parts on a real PostgreSQL and a real RabbitMQ.

mod chain;
mod export;
mod recording;
mod replays;
mod retention;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use bytes::Bytes;
use hc_events::{BrokerSettings, Consumer, Forwarder, RawEvent};
use hc_storage::{DatabaseSettings, Db};
use hc_testkit::{TestBroker, TestDatabase, eventually_within};
use hc_types::{EventId, OrganizationId, SessionId, Timestamp};
use serde_json::{Value, json};
use sqlx::Executor as _;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::{
    app::{policy::Policy, verify},
    consumers,
    domain::{chain::Owner, filter::Filter, record::Record},
    settings::RetentionSettings,
    store::{
        self,
        records::{self, Order},
    },
};

/// A database with the service's tables, and a broker with its queues.
struct Audit {
    database: TestDatabase,
    db: Db,
    broker: TestBroker,
    settings: BrokerSettings,
}

impl Audit {
    async fn start() -> Self {
        let migrators = [&hc_storage::MIGRATOR, &hc_events::MIGRATOR, &store::MIGRATOR];
        let database = TestDatabase::create(&migrators).await;
        let db = hc_storage::connect(&DatabaseSettings::new(database.url())).await.unwrap();
        let broker = TestBroker::start().await;
        let settings = BrokerSettings::new(broker.url());
        Self { database, db, broker, settings }
    }

    /// Records every event that arrives, until it is stopped.
    fn recorder(&self) -> Running {
        self.recorder_with(&RetentionSettings::default())
    }

    fn recorder_with(&self, retention: &RetentionSettings) -> Running {
        let policy = Arc::new(Policy::new(retention).unwrap());
        let consumer: Consumer = consumers::everything(self.db.clone(), &self.settings, policy, 256);
        Running::start(|stopping| consumer.run(stopping))
    }

    /// Puts events into the queue, as the exchange would.
    async fn deliver(&self, events: &[RawEvent]) {
        let forwarder = Forwarder::open(&self.settings, "test").await.unwrap();
        for event in events {
            forwarder.send("audit.everything", event).await.unwrap();
        }
        forwarder.close().await;
    }

    /// Everything of an owner, oldest first.
    async fn records(&self, owner: impl Into<Owner>) -> Vec<Record> {
        let reading = (Order::Oldest, None);
        records::of_owners(self.db.pool(), &[owner.into()], &Filter::default(), reading, 100_000).await.unwrap()
    }

    /// Waits until so many of an owner's events are recorded.
    async fn recorded(&self, owner: impl Into<Owner> + Copy, events: usize) -> Vec<Record> {
        eventually_within(Duration::from_mins(1), format!("{events} events are recorded"), || async {
            let records = self.records(owner).await;
            (records.len() >= events).then_some(records)
        })
        .await
    }

    async fn verify(&self, owner: impl Into<Owner>) -> verify::Findings {
        verify::verify_owner(&self.db, owner.into(), i64::MAX).await.unwrap()
    }

    /// What only a superuser who has switched the triggers off can do.
    async fn tamper(&self, sql: &'static str) {
        let mut connection = self.database.pool().acquire().await.unwrap();
        connection.execute("SET session_replication_role = replica").await.unwrap();
        connection.execute(sql).await.unwrap();
        connection.execute("SET session_replication_role = DEFAULT").await.unwrap();
    }
}

/// Something that runs until it is stopped or killed.
struct Running {
    stopping: CancellationToken,
    task: JoinHandle<anyhow::Result<()>>,
}

impl Running {
    fn start<F>(run: impl FnOnce(CancellationToken) -> F) -> Self
    where
        F: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        let stopping = CancellationToken::new();
        #[expect(clippy::disallowed_methods, reason = "the test owns it and ends it")]
        let task = tokio::spawn(run(stopping.clone()));
        Self { stopping, task }
    }

    async fn stop(self) {
        self.stopping.cancel();
        self.task.await.unwrap().unwrap();
    }

    /// As `kill -9` would.
    fn kill(self) {
        self.task.abort();
    }
}

/// An event of an organization's invoice.
fn event(organization: impl Into<Option<OrganizationId>>, subject: &str, version: i64, data: &Value) -> RawEvent {
    let now = EventId::new();
    let (seconds, nanos) = now.uuid().get_timestamp().unwrap().to_unix();
    let micros = i64::try_from(seconds).unwrap() * 1_000_000 + i64::from(nanos / 1_000);
    RawEvent {
        id: now,
        source: "/hostingco/billing".to_owned(),
        kind: "billing.invoice.paid.v1".to_owned(),
        subject: subject.to_owned(),
        organization: organization.into(),
        version,
        epoch: 1,
        occurred_at: Timestamp::from_micros(micros).unwrap(),
        actor: "usr_1".to_owned(),
        session: Some(SessionId::new()),
        correlation: "req-1".to_owned(),
        causation: None,
        traceparent: None,
        replay: None,
        data: Bytes::from(data.to_string()),
    }
}

/// Some events of each of these objects, in their order.
fn story(organization: OrganizationId, objects: usize, versions: i64) -> Vec<RawEvent> {
    let of_object = |object: usize| {
        let subject = format!("inv_{object}");
        (1..=versions)
            .map(move |version| event(organization, &subject, version, &json!({ "version": version.to_string() })))
    };
    let mut events: Vec<_> = (0..objects).flat_map(of_object).collect();
    events.sort_by_key(|event| event.version);
    // A millisecond apart.
    let begin = events.first().map(|event| event.occurred_at);
    for (at, event) in (0..).zip(&mut events) {
        event.occurred_at = begin.unwrap().after(Duration::from_millis(at));
    }
    events
}

/// Versions in the order of recording, by object.
fn versions(records: &[Record]) -> BTreeMap<String, Vec<i64>> {
    let mut versions: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for record in records {
        versions.entry(record.subject.clone()).or_default().push(record.place.version);
    }
    versions
}
