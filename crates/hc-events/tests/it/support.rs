//! A database with the event bus's tables, a vhost with its topology, and what tests say and see.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures::{Stream, StreamExt};
use hc_events::{BrokerSettings, Cause, Consumer, Delivered, Fact, Failure, Relay, RelayState, outbox, topology};
use hc_proto::{Event, events::v1::InstanceActivated};
use hc_storage::{DatabaseSettings, Db, StoreError};
use hc_testkit::{TestBroker, TestDatabase, eventually};
use lapin::{
    BasicProperties, Channel, Connection, ConnectionProperties,
    options::{BasicAckOptions, BasicConsumeOptions, BasicPublishOptions, QueueDeclareOptions},
    types::FieldTable,
};
use sqlx::{Executor, PgConnection};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OnceCell, watch},
    task::{JoinHandle, JoinSet},
};
use tokio_util::sync::CancellationToken;

/// A queue that gets `provisioning.instance.#`.
pub const QUEUE: &str = "billing.instances";

pub struct Bus {
    pub database: TestDatabase,
    pub db: Db,
    pub broker: TestBroker,
    pub settings: BrokerSettings,
    stranger: OnceCell<Connection>,
}

impl Bus {
    pub async fn start() -> Self {
        let database = TestDatabase::create(&[&hc_storage::MIGRATOR, &hc_events::MIGRATOR]).await;
        // No key: an effect that happens twice is to be seen.
        let effects = "CREATE TABLE effects (event_id uuid, subject text, version bigint, position bigserial)";
        database.pool().execute(effects).await.unwrap();
        let db = hc_storage::connect(&DatabaseSettings::new(database.url())).await.unwrap();
        let broker = TestBroker::empty().await;
        topology::apply(broker.management_url(), broker.vhost()).await.unwrap();
        let settings = BrokerSettings::new(broker.url());
        Self { database, db, broker, settings, stranger: OnceCell::new() }
    }

    /// Commits one more change of an object.
    pub async fn tell(&self, subject: &str) {
        let payload = InstanceActivated { instance_id: subject.to_owned(), ..InstanceActivated::default() };
        tell_of(&self.db, subject, payload).await.unwrap();
    }

    /// The same, because of this.
    pub async fn tell_because(&self, subject: &str, cause: Cause) {
        let subject = subject.to_owned();
        let payload = InstanceActivated { instance_id: subject.clone(), ..InstanceActivated::default() };
        let told = self.db.transact(move |tx, _| {
            Box::pin(
                async move { outbox::enqueue(tx, Fact { subject, organization: None, cause: &cause, payload }).await },
            )
        });
        told.await.unwrap();
    }

    pub fn relay(&self) -> Running {
        self.relay_over(&self.settings)
    }

    pub fn relay_over(&self, settings: &BrokerSettings) -> Running {
        let relay = Relay::new(self.db.clone(), "provisioning", settings);
        Running::start(|stopping| relay.run(stopping))
    }

    /// A relay whose state can be looked at.
    pub fn relay_seen(&self) -> Seen {
        let relay = Relay::new(self.db.clone(), "provisioning", &self.settings);
        let state = relay.state();
        Seen { running: Running::start(|stopping| relay.run(stopping)), state }
    }

    pub fn consumer(&self) -> Consumer {
        Consumer::new(self.db.clone(), QUEUE, &self.settings)
    }

    /// A consumer whose only effect is a row in `effects`.
    pub fn recorder(&self) -> Running {
        self.recorder_over(&self.settings)
    }

    pub fn recorder_over(&self, settings: &BrokerSettings) -> Running {
        let consumer = Consumer::new(self.db.clone(), QUEUE, settings)
            .on::<InstanceActivated>(|tx, event| Box::pin(async move { Ok(record(tx, &event).await?) }));
        Running::start(|stopping| consumer.run(stopping))
    }

    /// Versions in the order in which they had their effect, by object.
    pub async fn effects(&self) -> BTreeMap<String, Vec<i64>> {
        let rows = sqlx::query_as::<_, (String, i64)>("SELECT subject, version FROM effects ORDER BY position");
        let mut effects: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        for (subject, version) in rows.fetch_all(self.database.pool()).await.unwrap() {
            effects.entry(subject).or_default().push(version);
        }
        effects
    }

    pub async fn effect_of(&self, subject: &str) {
        eventually(format!("{subject} has its effect"), || async { self.effects().await.contains_key(subject) }).await;
    }

    pub async fn everything_is_published(&self) {
        eventually("the outbox is empty", || async {
            let waiting = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM outbox WHERE published_at IS NULL");
            waiting.fetch_one(self.database.pool()).await.unwrap() == 0
        })
        .await;
    }

    /// A channel of an AMQP client that is not ours.
    pub async fn stranger(&self) -> Channel {
        let connect = || Connection::connect(self.broker.url(), ConnectionProperties::default());
        let connection = self.stranger.get_or_try_init(connect).await.unwrap();
        connection.create_channel().await.unwrap()
    }

    /// The messages of a queue, as they come: properties and bodies.
    pub async fn messages(&self, queue: &str) -> impl Stream<Item = (BasicProperties, Vec<u8>)> + Unpin {
        let channel = self.stranger().await;
        let options = BasicConsumeOptions::default();
        let consumed = channel.basic_consume(queue.into(), "".into(), options, FieldTable::default()).await.unwrap();
        Box::pin(consumed.then(|delivery| async {
            let delivery = delivery.unwrap();
            delivery.ack(BasicAckOptions::default()).await.unwrap();
            (delivery.properties, delivery.data)
        }))
    }

    /// How many messages are ready in a queue, and how many consume from it. Exact, unlike the management API.
    pub async fn ready(&self, queue: &str) -> (u32, u32) {
        let options = QueueDeclareOptions { passive: true, ..QueueDeclareOptions::default() };
        let found = self.stranger().await.queue_declare(queue.into(), options, FieldTable::default()).await.unwrap();
        (found.message_count(), found.consumer_count())
    }

    pub async fn publish_raw(&self, queue: &str, properties: BasicProperties, body: &[u8]) {
        let options = BasicPublishOptions::default();
        self.stranger().await.basic_publish("".into(), queue.into(), options, body, properties).await.unwrap();
    }

    /// Makes every delay tier as short as this.
    pub async fn shorten_tiers(&self, delay: Duration) {
        for tier in ["5s", "30s", "2m", "10m", "1h"] {
            let name = format!("hostingco.retry.{tier}");
            let policy = serde_json::json!({
                "pattern": format!("^{}$", name.replace('.', r"\.")), "apply-to": "queues", "priority": 20,
                "definition": {
                    "message-ttl": u64::try_from(delay.as_millis()).unwrap(),
                    "dead-letter-exchange": "hostingco.requeue",
                    "dead-letter-strategy": "at-least-once",
                    "overflow": "reject-publish",
                },
            });
            let url = format!("{}/api/policies/{}/short-{tier}", self.broker.management_url(), self.broker.vhost());
            let response = reqwest::Client::new().put(url).json(&policy).send().await.unwrap();
            assert!(response.status().is_success());
        }
    }
}

pub async fn tell_of<E: Event>(db: &Db, subject: &str, payload: E) -> Result<(), StoreError> {
    let subject = subject.to_owned();
    db.transact(move |tx, _| {
        Box::pin(async move {
            let cause = Cause::system("test");
            outbox::enqueue(tx, Fact { subject, organization: None, cause: &cause, payload }).await?;
            Ok(())
        })
    })
    .await
}

pub async fn record<E>(tx: &mut PgConnection, event: &Delivered<E>) -> Result<(), StoreError> {
    let row = sqlx::query("INSERT INTO effects (event_id, subject, version) VALUES ($1, $2, $3)");
    row.bind(event.id).bind(&event.subject).bind(event.version).execute(tx).await?;
    Ok(())
}

pub fn transient() -> Failure {
    Failure::Transient(anyhow::anyhow!("not today"))
}

/// The next of a stream that must go on.
pub async fn next<T>(stream: &mut (impl Stream<Item = T> + Unpin)) -> T {
    tokio::time::timeout(Duration::from_secs(20), stream.next()).await.expect("it comes").expect("the stream goes on")
}

/// A running relay and how it stands with the broker.
pub struct Seen {
    pub running: Running,
    pub state: watch::Receiver<RelayState>,
}

/// A part of a service, running until it is stopped or killed.
pub struct Running {
    stopping: CancellationToken,
    task: JoinHandle<anyhow::Result<()>>,
}

impl Running {
    pub fn start<F>(run: impl FnOnce(CancellationToken) -> F) -> Self
    where
        F: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        let stopping = CancellationToken::new();
        #[expect(clippy::disallowed_methods, reason = "the test owns it and ends it")]
        let task = tokio::spawn(run(stopping.clone()));
        Self { stopping, task }
    }

    pub fn begin_stop(&self) {
        self.stopping.cancel();
    }

    pub async fn stop(self) {
        self.stopping.cancel();
        self.task.await.unwrap().unwrap();
    }

    /// As `kill -9` would.
    pub fn kill(self) {
        self.task.abort();
    }
}

/// Stands between a client and the broker and cuts.
pub struct Proxy {
    address: SocketAddr,
    connections: Arc<Mutex<JoinSet<()>>>,
    accepted: Arc<AtomicUsize>,
}

impl Proxy {
    pub async fn start(target: &str) -> Self {
        let target = target.to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(Mutex::new(JoinSet::new()));
        let accepted = Arc::new(AtomicUsize::new(0));
        let (open, counted) = (Arc::clone(&connections), Arc::clone(&accepted));
        #[expect(clippy::disallowed_methods, reason = "ends with the test's runtime")]
        tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                let target = target.clone();
                counted.fetch_add(1, Ordering::Relaxed);
                open.lock().unwrap().spawn(async move {
                    let Ok(mut server) = TcpStream::connect(target).await else { return };
                    let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
                });
            }
        });
        Self { address, connections, accepted }
    }

    /// Drops every connection that is open now; new ones are welcome.
    pub fn cut(&self) {
        self.connections.lock().unwrap().abort_all();
    }

    pub fn connections(&self) -> usize {
        let mut connections = self.connections.lock().unwrap();
        while connections.try_join_next().is_some() {}
        connections.len()
    }

    /// How many connections there have been in all.
    pub fn accepted(&self) -> usize {
        self.accepted.load(Ordering::Relaxed)
    }

    /// The broker's settings with the proxy in between.
    pub async fn before(bus: &Bus) -> (Self, BrokerSettings) {
        let url = bus.broker.url();
        let authority = url.split("://").nth(1).unwrap().split('/').next().unwrap();
        let target = authority.rsplit('@').next().unwrap();
        let proxy = Self::start(target).await;
        let settings = BrokerSettings::new(url.replace(target, &proxy.address.to_string()));
        (proxy, settings)
    }
}
