//! A server that goes without a word, as one whose machine has lost its power: connections stay open and say nothing.
#![expect(clippy::unwrap_used, reason = "a step that fails is the test's failure")]

use std::{net::SocketAddr, time::Duration};

use hc_storage::{DatabaseSettings, Presence, StoreError, Turn};
use hc_testkit::{TestDatabase, eventually};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
    time::{sleep, timeout},
};

/// How many outages mean that nobody comes back.
const FOR_GOOD: u32 = u32::MAX;

/// An address before the database. Connections that were open at an outage hear nothing more; those after it are well.
struct Line {
    address: SocketAddr,
    outages: watch::Sender<u32>,
    _task: JoinSet<()>,
}

impl Line {
    async fn to(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let outages = watch::Sender::new(0);
        let heard = outages.clone();
        let mut task = JoinSet::new();
        task.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((mut outer, _)) = listener.accept().await {
                let (server, mut outage) = (server.clone(), heard.subscribe());
                connections.spawn(async move {
                    if *outage.borrow() == FOR_GOOD {
                        return std::future::pending().await;
                    }
                    let mut inner = TcpStream::connect(server).await.unwrap();
                    tokio::select! {
                        _ = copy_bidirectional(&mut outer, &mut inner) => {}
                        _ = outage.changed() => std::future::pending().await,
                    }
                });
            }
        });
        Self { address, outages, _task: task }
    }

    fn goes_silent(&self) {
        self.outages.send_modify(|outages| *outages += 1);
    }

    /// Takes connections from now on, and says nothing on any of them.
    fn goes_for_good(&self) {
        self.outages.send_replace(FOR_GOOD);
    }
}

/// A database behind a line, with one connection.
async fn behind_a_line() -> (TestDatabase, Line, DatabaseSettings) {
    let database = TestDatabase::create(&[&hc_storage::MIGRATOR]).await;
    let (user, rest) = database.url().rsplit_once('@').unwrap();
    let (server, name) = rest.split_once('/').unwrap();
    let line = Line::to(server.to_owned()).await;
    let url = format!("{user}@{}/{name}", line.address);
    let settings = DatabaseSettings {
        max_connections: 1,
        acquire_timeout: Duration::from_secs(1),
        statement_timeout: Duration::from_secs(2),
        transaction_timeout: Duration::from_millis(500),
        ..DatabaseSettings::new(url)
    };
    (database, line, settings)
}

#[tokio::test]
async fn a_transaction_to_a_server_that_has_gone_ends_and_leaves_its_place_to_the_next() {
    let (_database, line, settings) = behind_a_line().await;
    let db = hc_storage::connect(&settings).await.unwrap();
    db.transact::<(), StoreError, _>(|_, _| Box::pin(async { Ok(()) })).await.unwrap();
    eventually("it is back in the pool", async || db.pool().num_idle() == 1).await;
    line.goes_silent();
    let cut: Result<(), StoreError> = db.transact(|_, _| Box::pin(async { Ok(()) })).await;
    assert!(matches!(cut, Err(StoreError::Unavailable(_))), "{cut:?}");
    db.transact::<(), StoreError, _>(|_, _| Box::pin(async { Ok(()) })).await.unwrap();
}

#[tokio::test]
async fn a_job_may_have_longer() {
    let (_database, _line, settings) = behind_a_line().await;
    let db = hc_storage::connect(&settings).await.unwrap().with_limit(Duration::from_mins(1));
    let slow = db.transact::<(), StoreError, _>(|tx, _| {
        Box::pin(async move {
            sqlx::query("SELECT pg_sleep(0.8)").execute(tx).await?;
            Ok(())
        })
    });
    slow.await.unwrap();
}

#[tokio::test]
async fn who_lost_the_database_without_a_word_says_anew_that_it_is_there() {
    let (database, line, settings) = behind_a_line().await;
    let db = hc_storage::connect(&settings).await.unwrap();
    let mut presence = Presence::new(db.pool().clone());
    let before = presence.key().await.unwrap();
    line.goes_silent();
    let after = presence.key().await.unwrap();
    assert_ne!(before, after);
    let present = sqlx::query_scalar::<_, bool>("SELECT is_present($1)").bind(after);
    assert!(present.fetch_one(database.pool()).await.unwrap());
}

#[tokio::test]
async fn a_connection_that_went_silent_while_it_rested_is_replaced_for_who_takes_it() {
    let (_database, line, settings) = behind_a_line().await;
    let db = hc_storage::connect(&settings).await.unwrap();
    eventually("it is back in the pool", async || db.pool().num_idle() == 1).await;
    line.goes_silent();
    // As long as a connection may rest unasked.
    sleep(Duration::from_millis(1_100)).await;
    sqlx::query("SELECT 1").execute(db.pool()).await.unwrap();
}

#[tokio::test]
async fn a_read_that_was_given_up_since_the_server_has_gone_leaves_its_place_to_the_next() {
    let (_database, line, settings) = behind_a_line().await;
    let db = hc_storage::connect(&settings).await.unwrap();
    let mut connection = db.pool().acquire().await.unwrap();
    line.goes_silent();
    let read = sqlx::query("SELECT 1").execute(&mut *connection);
    timeout(Duration::from_millis(100), read).await.unwrap_err();
    drop(connection);
    eventually("its place is free", async || sqlx::query("SELECT 1").execute(db.pool()).await).await;
}

#[tokio::test]
async fn a_read_that_was_given_up_keeps_its_connection_where_the_server_is_there() {
    let (_database, _line, settings) = behind_a_line().await;
    let db = hc_storage::connect(&settings).await.unwrap();
    let mut connection = db.pool().acquire().await.unwrap();
    let session: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut *connection).await.unwrap();
    let read = sqlx::query("SELECT pg_sleep(0.3)").execute(&mut *connection);
    timeout(Duration::from_millis(100), read).await.unwrap_err();
    drop(connection);
    let next: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(db.pool()).await.unwrap();
    assert_eq!(session, next);
}

#[tokio::test]
async fn nobody_waits_for_ever_for_a_turn_at_a_server_that_has_gone() {
    let (_database, line, settings) = behind_a_line().await;
    let db = hc_storage::connect(&settings).await.unwrap();
    line.goes_for_good();
    let taken = Turn::take(&db, 7, &[]).await;
    assert!(matches!(taken, Err(StoreError::Unavailable(_))), "{taken:?}");
}
