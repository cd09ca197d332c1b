//! Reads from a replica, and what becomes of a service when the primary dies.
#![expect(clippy::unwrap_used, reason = "a step that fails is the test's failure")]

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use futures::future::join_all;
use hc_storage::{DatabaseSettings, Db, StoreError, connect};
use hc_testkit::{ReplicatedPostgres, eventually};
use sqlx::PgPool;
use tokio::{task::JoinSet, time::Instant};

const MAX_LAG: Duration = Duration::from_millis(500);

async fn database(cluster: &ReplicatedPostgres) -> Db {
    let mut settings = DatabaseSettings::new(format!("{}/postgres", cluster.primary_url()));
    settings.replica_url = Some(format!("{}/postgres", cluster.standby_url()).into());
    settings.replica_max_lag = MAX_LAG;
    connect(&settings).await.unwrap()
}

async fn reads_replica(db: &Db) -> Result<bool, StoreError> {
    let mut reader = db.stale_reader().await?;
    Ok(sqlx::query_scalar("SELECT pg_is_in_recovery()").fetch_one(&mut *reader).await?)
}

/// The last number, and whether it was a replica that said so.
async fn last_number(db: &Db) -> (i64, bool) {
    let mut reader = db.stale_reader().await.unwrap();
    let read = "SELECT coalesce(max(number), 0), pg_is_in_recovery() FROM numbers";
    sqlx::query_as(read).fetch_one(&mut *reader).await.unwrap()
}

/// Writes and reads for a while, and sees that no read is staler than is allowed. Answers how many reads went to the
/// primary, and how many to a replica.
async fn write_and_read(db: &Db) -> (u32, u32) {
    let mut written: Vec<(Instant, i64)> = Vec::new();
    let (mut from_primary, mut from_replica) = (0, 0);
    let (begun, (before, _)) = (Instant::now(), last_number(db).await);
    while begun.elapsed() < MAX_LAG * 6 {
        let number = before + i64::try_from(written.len()).unwrap() + 1;
        sqlx::query("INSERT INTO numbers VALUES ($1)").bind(number).execute(db.pool()).await.unwrap();
        written.push((Instant::now(), number));
        let asked = Instant::now();
        let (seen, replica) = last_number(db).await;
        let old = written.iter().rev().find(|(when, _)| asked - *when > MAX_LAG).map_or(0, |(_, number)| *number);
        assert!(seen >= old, "after {:?}: {seen} was read, but {old} had been there for longer", begun.elapsed());
        *if replica { &mut from_replica } else { &mut from_primary } += 1;
    }
    (from_primary, from_replica)
}

#[tokio::test]
async fn reads_that_may_be_stale_are_never_staler_than_is_said() {
    let mut cluster = ReplicatedPostgres::start(false).await;
    let db = database(&cluster).await;
    let standby = PgPool::connect(&format!("{}/postgres", cluster.standby_url())).await.unwrap();
    sqlx::query("CREATE TABLE numbers (number bigint)").execute(db.pool()).await.unwrap();
    eventually("the replica is read", async || reads_replica(&db).await.unwrap()).await;
    eventually("the replica has the table", || async { sqlx::query("TABLE numbers").execute(&standby).await }).await;

    // A replica that stands still while the primary goes on: what it shows gets older and older.
    sqlx::query("SELECT pg_wal_replay_pause()").execute(&standby).await.unwrap();
    let (from_primary, _) = write_and_read(&db).await;
    assert!(from_primary > 0, "the paused replica was read for ever");

    sqlx::query("SELECT pg_wal_replay_resume()").execute(&standby).await.unwrap();
    eventually("the replica is read again", async || reads_replica(&db).await.unwrap()).await;
    standby.close().await;
    cluster.kill_standby().await;
    eventually("reads go on without it", async || reads_replica(&db).await.is_ok_and(|replica| !replica)).await;
    db.close().await;
    cluster.stop().await;
}

#[tokio::test]
async fn of_several_replicas_behind_one_address_only_those_that_keep_up_are_read() {
    let mut cluster = ReplicatedPostgres::start(false).await;
    let urls = [cluster.standby_url(), cluster.start_another().await];
    let address = Address::of(&urls[0]).await;
    let mut settings = DatabaseSettings::new(format!("{}/postgres", cluster.primary_url()));
    settings.replica_url = Some(address.here.clone().into());
    settings.replica_max_lag = MAX_LAG;
    let db = connect(&settings).await.unwrap();
    sqlx::query("CREATE TABLE numbers (number bigint)").execute(db.pool()).await.unwrap();
    eventually("a replica is read", async || reads_replica(&db).await.unwrap()).await;
    address.lead_to(&urls[1]);
    eventually("both are read", async || {
        // Several at once, so that connections are made to where the address leads now.
        let readers = join_all((0..4).map(|_| db.stale_reader())).await;
        let ports = readers.into_iter().map(async |reader| {
            let port = "SELECT current_setting('port')::bigint";
            sqlx::query_scalar(port).fetch_one(&mut *reader.unwrap()).await.unwrap()
        });
        let ports: Vec<i64> = join_all(ports).await;
        urls.iter().all(|url| ports.contains(&port_of(url)))
    })
    .await;

    let paused = PgPool::connect(&format!("{}/postgres", urls[1])).await.unwrap();
    eventually("it has the table", async || sqlx::query("TABLE numbers").execute(&paused).await.is_ok()).await;
    sqlx::query("SELECT pg_wal_replay_pause()").execute(&paused).await.unwrap();
    address.lead_to(&urls[0]);
    let (from_primary, from_replica) = write_and_read(&db).await;
    assert!(from_replica > 0, "the replica that keeps up was not read");
    assert!(from_primary > 0, "nobody saw that the other one is behind");
    db.close().await;
    cluster.stop().await;
}

/// Where a cluster's address leads: what a load balancer before the database is told when the leader changes.
struct Address {
    port: Arc<AtomicI64>,
    here: String,
    _task: JoinSet<()>,
}

impl Address {
    async fn of(url: &str) -> Self {
        let port = Arc::new(AtomicI64::new(port_of(url)));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let here = format!("postgres://postgres@{}/postgres", listener.local_addr().unwrap());
        let leads = Arc::clone(&port);
        let mut task = JoinSet::new();
        task.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((mut client, _)) = listener.accept().await {
                let to = format!("127.0.0.1:{}", leads.load(Ordering::Relaxed));
                connections.spawn(async move {
                    let mut server = tokio::net::TcpStream::connect(to).await?;
                    tokio::io::copy_bidirectional(&mut client, &mut server).await
                });
            }
        });
        Self { port, here, _task: task }
    }

    fn lead_to(&self, url: &str) {
        self.port.store(port_of(url), Ordering::Relaxed);
    }
}

fn port_of(url: &str) -> i64 {
    url.rsplit(':').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_failover_loses_nothing_that_was_acknowledged_and_heals_without_a_restart() {
    let mut cluster = ReplicatedPostgres::start(true).await;
    let address = Address::of(&cluster.primary_url()).await;
    let db = connect(&DatabaseSettings::new(address.here.clone())).await.unwrap();
    sqlx::query("CREATE TABLE numbers (number bigint PRIMARY KEY)").execute(db.pool()).await.unwrap();

    let acknowledged = Arc::new(std::sync::Mutex::new(Vec::new()));
    let stop = tokio_util::sync::CancellationToken::new();
    let mut writers = JoinSet::new();
    for writer in 0..4_i64 {
        let (db, acknowledged, stop) = (db.clone(), Arc::clone(&acknowledged), stop.clone());
        writers.spawn(async move {
            let mut number = writer;
            while !stop.is_cancelled() {
                number += 4;
                let write = db.transact::<(), StoreError, _>(move |tx, _| {
                    Box::pin(async move {
                        sqlx::query("INSERT INTO numbers VALUES ($1)").bind(number).execute(tx).await?;
                        Ok(())
                    })
                });
                if write.await.is_ok() {
                    acknowledged.lock().unwrap().push((number, Instant::now()));
                }
            }
        });
    }
    let count = || acknowledged.lock().unwrap().len();
    eventually("there is load", || async { count() > 200 }).await;

    cluster.kill_primary().await;
    let killed = Instant::now();
    cluster.promote();
    address.lead_to(&cluster.standby_url());
    let before = count();
    eventually("writes go on", || async { count() > before + 200 }).await;
    stop.cancel();
    writers.join_all().await;
    let written: std::collections::HashSet<i64> =
        sqlx::query_scalar("SELECT number FROM numbers").fetch_all(db.pool()).await.unwrap().into_iter().collect();
    let acknowledged = acknowledged.lock().unwrap().clone();
    let lost: Vec<i64> = acknowledged.iter().map(|(number, _)| *number).filter(|n| !written.contains(n)).collect();
    let next = acknowledged.iter().map(|(_, when)| *when).filter(|when| *when > killed).min().unwrap() - killed;
    println!("failover: {} acknowledged, {} lost, next write after {next:?}", acknowledged.len(), lost.len());
    assert_eq!(lost, Vec::<i64>::new());
    assert!(next < Duration::from_secs(30), "{next:?}");
    db.close().await;
    cluster.stop().await;
}
