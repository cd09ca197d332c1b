//! History again: to one queue, in order, throttled, resumable.

use std::time::Duration;

use hc_events::{Cause, Consumer, Failure, RawEvent};
use hc_testkit::eventually_within;
use hc_types::{OrganizationId, ReplayId};
use serde_json::json;
use sqlx::Executor as _;

use super::{Audit, Running, event, story};
use crate::{
    app::replay::{StartReplay, StartReplayError, start_replay, turn_replay},
    domain::{
        filter::{Period, TypePrefix},
        replay::{Rate, Replay, Selection, State, TargetQueue, Wish},
    },
    jobs,
    settings::ReplaySettings,
    store::{records, replays},
};

/// A queue that nothing but replays is sent to here.
const QUEUE: &str = "billing.instances";

impl Audit {
    async fn replay(&self, selection: Selection, rate: i32) -> Replay {
        self.replay_to(QUEUE, selection, rate).await.unwrap()
    }

    async fn replay_to(&self, queue: &str, selection: Selection, rate: i32) -> Result<Replay, StartReplayError> {
        let before = self.db.transact(|tx, _| Box::pin(async move { replays::stand_still(tx).await })).await.unwrap();
        let total = records::count_for_replay(self.db.pool(), &selection, before).await.unwrap();
        let wanted = StartReplay {
            queue: TargetQueue::parse(queue).unwrap(),
            selection,
            rate: Rate::new(Some(rate)).unwrap(),
            recorded_before: before,
            total,
            cause: Cause::by("usr_staff", "req-1"),
            open_at_most: 10,
        };
        self.db.transact(move |tx, now| Box::pin(async move { start_replay(tx, now, wanted).await })).await
    }

    async fn turn(&self, id: ReplayId, wish: Wish) {
        let turned = self.db.transact(move |tx, _| {
            Box::pin(async move { turn_replay(tx, id, wish, &Cause::by("usr_staff", "req-2")).await })
        });
        turned.await.unwrap();
    }

    fn sender(&self, queue_at_most: u32) -> Running {
        let settings = ReplaySettings { queue_at_most, ..ReplaySettings::default() };
        let (db, broker) = (self.db.clone(), self.settings.clone());
        Running::start(|stopping| jobs::replays::run(db, broker, settings, stopping))
    }

    async fn until(&self, id: ReplayId, what: &str, is: impl Fn(&Replay) -> bool) -> Replay {
        eventually_within(Duration::from_mins(1), format!("the replay {what}"), || async {
            replays::find(self.db.pool(), id).await.unwrap().filter(|replay| is(replay))
        })
        .await
    }

    /// A consumer whose projection is the newest version of each object, in its own database tables.
    fn projection(&self, table: &'static str) -> Running {
        let consumer = Consumer::new(self.db.clone(), QUEUE, &self.settings)
            .on_any(move |tx, event, _| Box::pin(async move { project(tx, table, &event).await }));
        Running::start(|stopping| consumer.run(stopping))
    }

    async fn projected(&self, table: &str) -> Vec<(String, i64, i64)> {
        let rows = format!("SELECT subject, version, events FROM {table} ORDER BY subject");
        sqlx::query_as(sqlx::AssertSqlSafe(rows)).fetch_all(self.database.pool()).await.unwrap()
    }
}

async fn project(tx: &mut sqlx::PgConnection, table: &str, event: &RawEvent) -> Result<(), Failure> {
    let sql = format!(
        "INSERT INTO {table} AS known (subject, version, events, out_of_order, replayed) VALUES ($1, $2, 1, $2 <> 1, $3)
         ON CONFLICT (subject) DO UPDATE SET version = excluded.version, events = known.events + 1,
             out_of_order = known.out_of_order OR excluded.version <> known.version + 1"
    );
    let row =
        sqlx::query(sqlx::AssertSqlSafe(sql)).bind(&event.subject).bind(event.version).bind(event.replay.is_some());
    row.execute(tx).await.map_err(hc_storage::StoreError::from)?;
    Ok(())
}

async fn with_history(objects: usize, versions: i64) -> (Audit, OrganizationId) {
    let audit = Audit::start().await;
    let table = "CREATE TABLE projection (subject text PRIMARY KEY, version bigint, events bigint, out_of_order bool, replayed bool)";
    audit.database.pool().execute(table).await.unwrap();
    let organization = OrganizationId::new();
    let recorder = audit.recorder();
    audit.deliver(&story(organization, objects, versions)).await;
    audit.recorded(organization, objects * usize::try_from(versions).unwrap()).await;
    recorder.stop().await;
    (audit, organization)
}

#[tokio::test]
async fn a_new_consumer_is_built_up_from_history_though_the_sender_is_killed() {
    let (audit, _) = with_history(40, 5).await;
    let consumer = audit.projection("projection");
    let replay = audit.replay(Selection::default(), 400).await;
    assert_eq!(replay.total, 200);
    // Killed twice on the way; the next sender waits for the lease of a killed one, so the test takes it away.
    for sent in [20, 80] {
        let sender = audit.sender(1_000);
        audit.until(replay.id, "has begun", |replay| replay.sent >= sent).await;
        sender.kill();
        let expire = "UPDATE replays SET lease_until = '-infinity'";
        audit.database.pool().execute(expire).await.unwrap();
    }
    let sender = audit.sender(1_000);
    let ended = audit.until(replay.id, "ends", |replay| replay.state == State::Finished).await;
    assert_eq!(ended.sent, 200);
    let expected: Vec<_> = {
        let mut subjects: Vec<_> = (0..40).map(|object| format!("inv_{object}")).collect();
        subjects.sort();
        subjects.into_iter().map(|subject| (subject, 5, 5)).collect()
    };
    eventually_within(Duration::from_secs(30), "the projection is whole", || async {
        audit.projected("projection").await == expected
    })
    .await;
    let wrong = "SELECT count(*) FROM projection WHERE out_of_order OR NOT replayed";
    assert_eq!(sqlx::query_scalar::<_, i64>(wrong).fetch_one(audit.database.pool()).await.unwrap(), 0);

    // The inbox makes another replay harmless.
    let again = audit.replay(Selection::default(), 10_000).await;
    audit.until(again.id, "ends", |replay| replay.state == State::Finished).await;
    let empty = format!("queues/{}/{QUEUE}", audit.broker.vhost());
    eventually_within(Duration::from_secs(30), "the queue is empty", || async {
        audit.broker.get(&empty).await["messages"] == json!(0)
    })
    .await;
    consumer.stop().await;
    assert_eq!(audit.projected("projection").await, expected);
    sender.stop().await;
    let told = "SELECT type FROM outbox ORDER BY position";
    let told: Vec<String> = sqlx::query_scalar(told).fetch_all(audit.database.pool()).await.unwrap();
    let [started, finished] = ["audit.replay.started.v1", "audit.replay.finished.v1"];
    assert_eq!(told, [started, finished, started, finished]);
}

#[tokio::test]
async fn a_part_of_history_is_sent_and_a_full_queue_is_waited_for() {
    let (audit, organization) = with_history(10, 3).await;
    let recorder = audit.recorder();
    let mut other = event(organization, "ses_1", 1, &json!({}));
    other.kind = "auth.session.started.v1".to_owned();
    audit.deliver(&[other]).await;
    audit.recorded(organization, 31).await;
    recorder.stop().await;
    let kind = Some(TypePrefix::parse("billing.invoice").unwrap());
    let replay = audit.replay(Selection { kind, organization: Some(organization), ..Selection::default() }, 100).await;
    assert_eq!(replay.total, 30);
    // Nobody consumes: more than a dozen would be in front of what is new.
    let sender = audit.sender(12);
    let waiting = audit.until(replay.id, "waits", |replay| replay.waiting_for.contains("messages")).await;
    assert!((13..30).contains(&waiting.sent), "{}", waiting.sent);
    audit.turn(replay.id, Wish::Pause).await;
    let consumer = audit.projection("projection");
    eventually_within(Duration::from_secs(30), "what was sent has arrived", || async {
        let arrived: i64 = audit.projected("projection").await.iter().map(|(.., events)| events).sum();
        arrived >= waiting.sent
    })
    .await;
    assert_eq!(audit.until(replay.id, "is paused", |_| true).await.state, State::Paused);
    audit.turn(replay.id, Wish::Resume).await;
    audit.until(replay.id, "ends", |replay| replay.state == State::Finished).await;
    eventually_within(Duration::from_secs(30), "the rest has arrived", || async {
        audit.projected("projection").await.iter().map(|(.., events)| events).sum::<i64>() == 30
    })
    .await;
    consumer.stop().await;
    sender.stop().await;
}

#[tokio::test]
async fn a_canceled_replay_sends_no_more() {
    let (audit, _) = with_history(10, 10).await;
    let replay = audit.replay(Selection::default(), 20).await;
    let sender = audit.sender(1_000);
    audit.until(replay.id, "has begun", |replay| replay.sent > 0).await;
    audit.turn(replay.id, Wish::Cancel).await;
    let canceled = audit.until(replay.id, "is canceled", |replay| replay.state == State::Canceled).await;
    sender.stop().await;
    assert!(canceled.sent < 100 && canceled.ended_at.is_some());
    assert_eq!(replays::find(audit.db.pool(), replay.id).await.unwrap().unwrap().sent, canceled.sent);
}

#[tokio::test]
async fn what_was_told_and_is_forgotten_is_told_to_nobody_again() {
    let (audit, organization) = with_history(1, 3).await;
    audit.tamper("UPDATE audit_events SET recorded_at = recorded_at - interval '114 days' WHERE version = 1").await;
    let refused = audit.replay_to("notifications.mailings", Selection::default(), 100).await.unwrap_err();
    assert!(matches!(refused, StartReplayError::Forgotten(1)), "{refused:?}");
    assert_eq!(audit.replay_to(QUEUE, Selection::default(), 100).await.unwrap().total, 3);
    let later = audit.records(organization).await.into_iter().filter(|record| record.place.version > 1);
    let period = Period { from: later.map(|record| record.occurred_at).min(), to: None };
    assert_eq!(
        audit
            .replay_to("notifications.mailings", Selection { period, ..Selection::default() }, 100)
            .await
            .unwrap()
            .total,
        2
    );
}
