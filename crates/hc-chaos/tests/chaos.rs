//! The bus keeps its promises while its parts die, and the checker notices when it would not.
#![expect(clippy::unwrap_used, reason = "a step that fails is the test's failure")]

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use hc_chaos::{Plan, Report, Site, Victim};
use hc_storage::{DatabaseSettings, Presence};
use hc_testkit::{eventually, eventually_within};
use sqlx::PgPool;

const SEED: u64 = 20_261_121;

fn small(program: PathBuf, sabotage: Option<&str>) -> Plan {
    Plan {
        events: 3_000,
        writers: 8,
        objects: 200,
        kills: 1,
        seed: SEED,
        healed_within: 90,
        program: Some(program),
        sabotage: sabotage.map(str::to_owned),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_committed_event_has_its_effect_once_and_in_order_while_everything_dies() {
    let report = hc_chaos::run(&small(env!("CARGO_BIN_EXE_hc-chaos").into(), None)).await.unwrap();
    println!("{report}");
    assert_eq!(report.breaches, []);
    assert_eq!(report.faults.len(), 4);
    assert!(report.figures.refused > 0 && report.figures.unknown > 0 && report.figures.dead > 0, "{}", report.figures);
}

/// The program from which safeguards can be taken out; built here, because no other build has it.
async fn sabotaged() -> PathBuf {
    let mut build = tokio::process::Command::new(env!("CARGO"));
    build.args(["build", "--quiet", "--package", "hc-chaos", "--features", "sabotage", "--bin", "hc-chaos-sabotaged"]);
    assert!(build.status().await.unwrap().success(), "the sabotaged program does not build");
    Path::new(env!("CARGO_BIN_EXE_hc-chaos")).with_file_name("hc-chaos-sabotaged")
}

/// A run without a safeguard, of so many events, in which each part is killed so often: some mistakes need no fault to be seen.
async fn without(safeguard: &str, events: usize, kills: usize, seed: u64) -> Report {
    let plan = Plan { events, kills, seed, healed_within: 20, ..small(sabotaged().await, Some(safeguard)) };
    let report = hc_chaos::run(&plan).await.unwrap();
    println!("without {safeguard}: {report}");
    report
}

fn is_broken(report: &Report, promise: &str) -> bool {
    report.breaches.iter().any(|breach| breach.0.contains(promise))
}

fn assert_broken(report: &Report, promise: &str) {
    assert!(is_broken(report, promise), "{report}");
}

/// For mistakes that show only where two things meet, which chance decides: where they did not, another schedule is tried.
async fn assert_sometimes_broken(safeguard: &str, events: usize, kills: usize, promise: &str) {
    for seed in 1..=5 {
        if is_broken(&without(safeguard, events, kills, seed).await, promise) {
            return;
        }
    }
    panic!("five runs without {safeguard}, and never: {promise}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bus_without_inbox_is_caught() {
    // A kill has to come between an effect and what follows it.
    assert_sometimes_broken("inbox", 1_000, 2, "events have had their effect more than once").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bus_that_publishes_before_it_commits_is_caught() {
    assert_broken(&without("commit", 1_000, 0, SEED).await, "effects are of events that were never committed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bus_that_gives_failures_back_instead_of_moving_them_is_caught() {
    assert_broken(&without("dead-letters", 1_000, 0, SEED).await, "dead letters do not say what is wrong with them");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handler_that_its_caller_can_cut_in_half_is_caught() {
    // A caller has to give up at the wrong moment of its handler's work.
    assert_sometimes_broken("own-task", 4_000, 0, "acknowledged writes are lost").await;
}

/// Waits until the relay's process stands still, as a frozen machine does: it has published and not yet marked.
async fn frozen(pid: i32) {
    eventually_within(Duration::from_mins(1), "the relay stands still before it marks", async || {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).map_err(|error| error.to_string())?;
        let state = stat.rsplit_once(") ").and_then(|(_, rest)| rest.chars().next());
        if state == Some('T') { Ok(()) } else { Err(format!("its state is {state:?}")) }
    })
    .await;
}

/// A relay that was frozen over the end of its lease wakes up and marks what it has published. How many of its marks the
/// database took.
async fn marks_of_a_zombie(fencing: bool) -> i64 {
    let sabotage = if fencing { "freeze" } else { "freeze,fencing" };
    let mut site = Site::start(&sabotaged().await, Some(sabotage)).await.unwrap();
    let arguments = ["--events", "50", "--writers", "1", "--objects", "50", "--seed", "1"].map(str::to_owned);
    assert!(site.write(&arguments).unwrap().wait().await.unwrap().success());
    let zombie = Victim::Relay(0);
    site.start_role(zombie).unwrap();
    let pid = site.pid(zombie).unwrap();
    frozen(pid).await;

    // The heir: alive, and with the shards under the next fencing numbers. It publishes nothing here.
    let db = hc_storage::connect(&DatabaseSettings::new(site.writers())).await.unwrap();
    let mut presence = Presence::new(db.side_pool(1));
    let key = presence.key().await.unwrap();
    take_over(db.pool(), key).await;
    let kill = tokio::process::Command::new("kill").args(["-CONT", &pid.to_string()]).status().await.unwrap();
    assert!(kill.success());
    let marked = eventually("the zombie has tried to mark", async || {
        let marked = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM outbox WHERE published_at IS NOT NULL");
        let marked = marked.fetch_one(db.pool()).await.unwrap();
        (marked > 0 || site.log(zombie).contains("marks were refused")).then_some(marked)
    })
    .await;
    site.stop().await;
    marked
}

async fn take_over(pool: &PgPool, presence: i64) {
    for sql in [
        "INSERT INTO outbox_relays (relay, alive_until, presence) VALUES ('heir', now() + interval '1 minute', $1)",
        "UPDATE outbox_shards SET owner = 'heir', fence = fence + 1, lease_until = now() + interval '1 minute'
         WHERE $1::bigint IS NOT NULL",
    ] {
        sqlx::query(sql).bind(presence).execute(pool).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_late_write_of_a_zombie_is_refused_and_without_fencing_it_would_not_be() {
    assert_eq!(marks_of_a_zombie(true).await, 0);
    assert!(marks_of_a_zombie(false).await > 0);
}
