//! Services that start before their database.
#![expect(clippy::unwrap_used, reason = "a step that fails is the test's failure")]

use std::{net::SocketAddr, time::Duration};

use hc_storage::{DatabaseSettings, connect_when_up};
use hc_testkit::TestDatabase;
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    task::JoinSet,
};
use tokio_util::sync::CancellationToken;

/// A port where nobody listens.
async fn silent_port() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}

/// The settings for a database behind another address, and the address that it has.
fn behind(address: SocketAddr, url: &str) -> (DatabaseSettings, String) {
    let (user, rest) = url.rsplit_once('@').unwrap();
    let (server, database) = rest.split_once('/').unwrap();
    let settings = DatabaseSettings::new(format!("{user}@{address}/{database}"));
    (DatabaseSettings { acquire_timeout: Duration::from_millis(200), ..settings }, server.to_owned())
}

#[tokio::test]
async fn a_service_that_starts_before_its_database_waits_for_it() {
    let database = TestDatabase::create(&[]).await;
    hc_storage::migrate(&DatabaseSettings::new(database.url()), &[]).await.unwrap();
    let address = silent_port().await;
    let (settings, server) = behind(address, database.url());
    let stopping = CancellationToken::new();
    let comes_up_late = async {
        // Nobody is there for longer than one attempt takes.
        assert!(hc_storage::connect(&settings).await.is_err());
        let listener = TcpListener::bind(address).await.unwrap();
        let mut connections = JoinSet::new();
        loop {
            let (mut inner, mut outer) =
                (TcpStream::connect(&server).await.unwrap(), listener.accept().await.unwrap().0);
            connections.spawn(async move { copy_bidirectional(&mut outer, &mut inner).await });
        }
    };
    let connected = tokio::select! {
        connected = connect_when_up(&settings, &[], &stopping, |_| {}) => connected,
        () = comes_up_late => unreachable!("it serves for ever"),
    };
    assert!(connected.unwrap().is_some());
}

#[tokio::test]
async fn a_service_that_waits_for_its_database_stops_when_it_is_told() {
    let (settings, _) = behind(silent_port().await, "postgres://nobody@localhost/none");
    let stopping = CancellationToken::new();
    stopping.cancel();
    assert!(connect_when_up(&settings, &[], &stopping, |_| {}).await.unwrap().is_none());
}

#[tokio::test]
async fn a_service_that_starts_before_its_migrations_waits_for_them_and_says_so() {
    let database = TestDatabase::create(&[]).await;
    let settings = DatabaseSettings::new(database.url());
    let stopping = CancellationToken::new();
    let (reasons, mut told) = tokio::sync::mpsc::unbounded_channel();
    let waiting = connect_when_up(&settings, &[], &stopping, |why| reasons.send(why.to_owned()).unwrap());
    let migrating = async {
        let why = told.recv().await.unwrap();
        assert!(why.contains("older than this version") && why.contains("migrate"), "{why}");
        hc_storage::migrate(&settings, &[]).await.unwrap();
        // A newer schema is good.
        let newer = sqlx::query(
            "INSERT INTO _sqlx_migrations_storage (version, description, success, checksum, execution_time) VALUES (9999, 'later', true, '', 0)",
        );
        newer.execute(hc_storage::connect(&settings).await.unwrap().pool()).await
    };
    let (connected, _newer) = tokio::join!(waiting, migrating);
    assert!(connected.unwrap().is_some());
}
