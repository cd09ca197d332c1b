//! A server that goes without a word, as one whose machine has lost its power: connections stay open and say nothing.
#![expect(clippy::unwrap_used, reason = "a step that fails is the test's failure")]

use std::{net::SocketAddr, time::Duration};

use hc_storage::{DatabaseSettings, Presence, StoreError};
use hc_testkit::{TestDatabase, eventually};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
};

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
