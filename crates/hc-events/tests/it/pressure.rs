//! A broker that is full, or short of memory: the relay slows down, those who commit do not notice, and nothing is lost.

use std::{
    collections::BTreeSet,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use hc_events::{BrokerSettings, Failure, RelayState, topology};
use hc_proto::events::v1::{InstanceActivated, ReleaseCreated};
use hc_servers::{Group, Needs, Ports, Program, Watcher};
use hc_testkit::{eventually, eventually_within};
use serde_json::json;
use tempfile::TempDir;
use tokio::{process::Command, sync::mpsc};

use crate::support::{Bus, QUEUE, Running, next, record, tell_of};

/// As long as the broker may take to notice its memory.
const SLOW: Duration = Duration::from_mins(1);

async fn waiting(bus: &Bus) -> i64 {
    let waiting = sqlx::query_scalar("SELECT count(*) FROM outbox WHERE published_at IS NULL");
    waiting.fetch_one(bus.database.pool()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_queue_holds_up_its_objects_and_nobody_else() {
    let bus = Bus::start().await;
    let limit = json!({
        "pattern": r"^billing\.instances$", "apply-to": "queues", "priority": 20,
        "definition": { "max-length": 5, "overflow": "reject-publish" },
    });
    let url = format!("{}/api/policies/{}/tiny", bus.broker.management_url(), bus.broker.vhost());
    let client = reqwest::Client::new();
    client.put(&url).json(&limit).send().await.unwrap().error_for_status().unwrap();
    let relay = bus.relay_seen();
    let mut state = relay.state.clone();
    for number in 0..40 {
        for _ in 0..3 {
            bus.tell(&format!("ins_{number:02}")).await;
        }
    }
    let refused = state.wait_for(|state| matches!(state, RelayState::Refused { .. })).await.unwrap().to_string();
    assert!(refused.contains("they wait in the outbox"), "{refused}");
    // What goes elsewhere passes by.
    tell_of(&bus.db, "rel_1", ReleaseCreated::default()).await.unwrap();
    let mut all = bus.messages("audit.everything").await;
    while next(&mut all).await.0.kind().as_ref().map(|kind| kind.as_str().to_owned())
        != Some("provisioning.release.created.v1".to_owned())
    {}
    assert!(waiting(&bus).await > 60, "{} wait", waiting(&bus).await);

    // With room again, and somebody who takes, everything goes, in order for each object.
    client.delete(&url).send().await.unwrap().error_for_status().unwrap();
    let consumer = bus.recorder();
    eventually_within(SLOW, "all have their effect", || async {
        bus.effects().await.values().map(Vec::len).sum::<usize>() == 120
    })
    .await;
    assert!(bus.effects().await.values().all(|versions| versions == &[1, 2, 3]));
    consumer.stop().await;
    relay.running.stop().await;
}

/// The control script that stands beside the server's.
fn control(broker: &Program) -> PathBuf {
    broker.path.with_file_name("rabbitmqctl")
}

/// A RabbitMQ of this test alone, which may be brought into need.
struct Needy {
    broker: Program,
    settings: BrokerSettings,
    _group: Group,
    _watcher: Watcher,
    _folder: TempDir,
}

impl Needy {
    /// None where RabbitMQ is a container, which has no control script beside it.
    async fn start() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let needs = Needs {
            directory: folder.path().join("data"),
            logs: folder.path().join("log"),
            environment: "",
            install: false,
            durable: false,
        };
        let servers = hc_servers::prepare(&needs, &mut Ports::throwaway()).unwrap();
        let programs: Vec<Program> =
            servers.programs.iter().filter(|one| ["epmd", "rabbitmq"].contains(&one.name.as_str())).cloned().collect();
        let broker = programs.iter().find(|one| one.name == "rabbitmq")?.clone();
        if !control(&broker).exists() {
            return None;
        }
        let watcher = Watcher::start().unwrap();
        let group = Group::start(&programs, &watcher).await.unwrap();
        topology::apply(&servers.management_url, "/").await.unwrap();
        let settings = BrokerSettings::new(servers.amqp_url.clone());
        Some(Self { broker, settings, _group: group, _watcher: watcher, _folder: folder })
    }

    /// The share of the machine's memory that it may use.
    async fn allow_memory(&self, share: &str) {
        let mut command = Command::new(control(&self.broker));
        let output = command.args(["set_vm_memory_high_watermark", share]).envs(self.broker.env.clone()).output();
        let output = output.await.unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broker_short_of_memory_is_waited_for_without_losing_the_connection_or_a_commit() {
    let Some(needy) = Needy::start().await else { return };
    let mut bus = Bus::start().await;
    bus.settings = needy.settings.clone();
    let relay = bus.relay_seen();
    let mut state = relay.state.clone();
    state.wait_for(|state| *state == RelayState::Publishing).await.unwrap();
    let consumer = bus.recorder();
    bus.tell("ins_00").await;
    bus.effect_of("ins_00").await;

    needy.allow_memory("0.00001").await;
    let (told, blocked) = tokio::join!(
        async {
            for number in 0..50 {
                bus.tell(&format!("ins_{number:02}")).await;
            }
        },
        async { state.wait_for(|state| *state == RelayState::Blocked).await.unwrap().to_string() },
    );
    assert_eq!((told, blocked.contains("short of memory")), ((), true));
    // Committed all the same; longer than a confirm may take otherwise, and still the same session.
    let since = tokio::time::Instant::now();
    eventually_within(SLOW, "a confirm would have been late by now", || async {
        assert_eq!(*relay.state.borrow(), RelayState::Blocked);
        since.elapsed() > Duration::from_secs(6)
    })
    .await;
    assert!(waiting(&bus).await > 0);

    needy.allow_memory("0.9").await;
    state.wait_for(|state| *state == RelayState::Publishing).await.unwrap();
    eventually("all have their effect", || async { bus.effects().await.values().map(Vec::len).sum::<usize>() == 51 })
        .await;
    assert_eq!(bus.effects().await["ins_00"], [1, 2]);
    consumer.stop().await;
    relay.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dependency_that_is_down_stops_the_queue_and_moves_nothing_through_the_delays() {
    let bus = Bus::start().await;
    let relay = bus.relay();
    for number in 0..100 {
        bus.tell(&format!("ins_{number}")).await;
    }
    bus.everything_is_published().await;
    let is_up = Arc::new(AtomicBool::new(false));
    let (seen, mut tries) = mpsc::unbounded_channel();
    let up = Arc::clone(&is_up);
    let consumer = bus.consumer().concurrency(4).on::<InstanceActivated>(move |tx, event| {
        let (up, seen) = (Arc::clone(&up), seen.clone());
        Box::pin(async move {
            if up.load(Ordering::Relaxed) {
                return Ok(record(tx, &event).await?);
            }
            seen.send(event.subject.clone()).unwrap();
            Err(Failure::DependencyDown(anyhow::anyhow!("the provider is away")))
        })
    });
    let consumer = Running::start(|stopping| consumer.run(stopping));
    // Each worker holds one and tries it again and again; the others stay where they are.
    let mut held = BTreeSet::new();
    for _ in 0..12 {
        held.insert(tries.recv().await.unwrap());
    }
    assert!(held.len() <= 4, "{held:?}");
    assert_eq!(bus.ready(QUEUE).await.0, 100 - 8);
    for tier in ["5s", "30s", "2m", "10m", "1h"] {
        assert_eq!(bus.ready(&format!("hostingco.retry.{tier}")).await.0, 0, "{tier}");
    }
    is_up.store(true, Ordering::Relaxed);
    eventually("all have their effect", || async { bus.effects().await.len() == 100 }).await;
    assert!(bus.effects().await.values().all(|versions| versions == &[1]));
    consumer.stop().await;
    relay.stop().await;
}
