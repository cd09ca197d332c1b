//! Owner and follower over real gRPC and a real database.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use hc_proto::access::v1::{AccessChange, AccessChangeKind};
use hc_rpc::{Channel, GrpcServer, GrpcSettings, PeerSettings, certs::DevCa};
use hc_storage::{Db, StoreError};
use hc_testkit::{TestDatabase, eventually};
use hc_types::{OrganizationId, SessionId, UserId};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{Change, Follower, Sink, append, reader::Reader, service};

struct Owner {
    database: TestDatabase,
    db: Db,
    folder: tempfile::TempDir,
    port: u16,
    stop: CancellationToken,
}

impl Owner {
    async fn start() -> Self {
        let database = TestDatabase::create(&[&super::MIGRATOR]).await;
        let db = connect(&database).await;
        let folder = tempfile::tempdir().unwrap();
        let mut owner = Self { database, db, folder, port: 0, stop: CancellationToken::new() };
        owner.serve().await;
        owner
    }

    /// Serves at the same address again after [`Owner::stop`].
    async fn serve(&mut self) {
        self.stop = CancellationToken::new();
        let listen = std::net::SocketAddr::from(([127, 0, 0, 1], self.port));
        let settings = GrpcSettings { listen, drain_timeout: Duration::ZERO, ..GrpcSettings::default() };
        let tls = self.authority().issue("accounts", &["localhost"]).unwrap();
        let server = GrpcServer::new(&settings, &tls).unwrap().add(service(&self.db, self.stop.clone()));
        let bound = server.bind().await.unwrap();
        self.port = bound.local_addr().unwrap().port();
        TaskTracker::new().spawn(bound.serve(self.stop.clone()));
    }

    fn authority(&self) -> DevCa {
        DevCa::create_or_load(self.folder.path()).unwrap()
    }

    fn channel(&self) -> Channel {
        let tls = self.authority().issue("billing", &["localhost"]).unwrap();
        let peer = PeerSettings { channels: 1, ..PeerSettings::new(format!("https://localhost:{}", self.port)) };
        hc_rpc::connect(&peer, &tls).unwrap()
    }

    async fn log(&self, changes: Vec<Change>) {
        let logged = self.db.transact(move |tx, _| Box::pin(async move { append(tx, &changes).await }));
        logged.await.unwrap_or_else(|error: StoreError| panic!("{error}"));
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

async fn connect(database: &TestDatabase) -> Db {
    hc_storage::connect(&hc_storage::DatabaseSettings::new(database.url())).await.unwrap()
}

#[derive(Default)]
struct Heard {
    changes: Mutex<Vec<AccessChange>>,
    resets: Mutex<usize>,
}

impl Sink for Heard {
    fn changed(&self, change: &AccessChange) {
        self.changes.lock().unwrap().push(change.clone());
    }

    fn reset(&self) {
        *self.resets.lock().unwrap() += 1;
    }
}

/// Falls over the first change.
#[derive(Default)]
struct Clumsy {
    heard: Heard,
    fell: AtomicBool,
}

impl Sink for Clumsy {
    fn changed(&self, change: &AccessChange) {
        assert!(self.fell.swap(true, Ordering::SeqCst), "a bug");
        self.heard.changed(change);
    }

    fn reset(&self) {
        self.heard.reset();
    }
}

struct Following {
    follower: Arc<Follower>,
    heard: Arc<Heard>,
    stop: CancellationToken,
}

impl Following {
    async fn start(owner: &Owner) -> Self {
        let (follower, heard, stop) = (Follower::new("accounts"), Arc::new(Heard::default()), CancellationToken::new());
        let follow = Arc::clone(&follower).run(owner.channel(), Arc::clone(&heard) as Arc<dyn Sink>, stop.clone());
        TaskTracker::new().spawn(follow);
        let following = Self { follower, heard, stop };
        following.confirmed_after(Instant::now()).await;
        following
    }

    /// Waits until everything that was committed before is known.
    async fn confirmed_after(&self, instant: Instant) {
        eventually("the feed confirms", async || self.follower.confirmed().is_some_and(|at| at > instant)).await;
    }

    fn subjects(&self) -> Vec<(AccessChangeKind, String)> {
        let changes = self.heard.changes.lock().unwrap();
        changes.iter().map(|change| (change.kind(), change.subject.clone())).collect()
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

#[tokio::test]
async fn what_was_committed_before_a_ping_is_known_after_its_pong() {
    let owner = Owner::start().await;
    let following = Following::start(&owner).await;
    let (session, user, organization) = (SessionId::new(), UserId::new(), OrganizationId::new());
    owner
        .log(vec![
            Change::SessionRevoked(session),
            Change::UserChanged(user),
            Change::KeysChanged,
            Change::MembershipChanged { user, organization },
        ])
        .await;
    following.confirmed_after(Instant::now()).await;
    assert_eq!(
        following.subjects(),
        [
            (AccessChangeKind::SessionRevoked, session.to_string()),
            (AccessChangeKind::UserChanged, user.to_string()),
            (AccessChangeKind::KeysChanged, String::new()),
            (AccessChangeKind::MembershipChanged, user.to_string()),
        ]
    );
    assert_eq!(following.heard.changes.lock().unwrap()[3].organization_id, organization.to_string());
    assert!(following.follower.is_fresh());
}

#[tokio::test]
async fn revisions_become_visible_in_order_however_transactions_overlap() {
    let owner = Owner::start().await;
    let following = Following::start(&owner).await;
    let users: Vec<_> = std::iter::repeat_with(UserId::new).take(40).collect();
    futures::future::join_all(users.iter().map(|user| owner.log(vec![Change::UserChanged(*user)]))).await;
    following.confirmed_after(Instant::now()).await;
    let changes = following.heard.changes.lock().unwrap().clone();
    assert!(changes.is_sorted_by_key(|change| change.revision));
    let heard: std::collections::HashSet<_> = changes.iter().map(|change| change.subject.clone()).collect();
    assert_eq!(heard, users.iter().map(ToString::to_string).collect());
    assert_eq!(changes.len(), users.len());
}

#[tokio::test]
async fn a_new_follower_hears_of_what_was_revoked_before_it_came() {
    let owner = Owner::start().await;
    let session = SessionId::new();
    owner.log(vec![Change::SessionRevoked(session)]).await;
    let following = Following::start(&owner).await;
    assert_eq!(following.subjects(), [(AccessChangeKind::SessionRevoked, session.to_string())]);
    assert_eq!(*following.heard.resets.lock().unwrap(), 1);
}

#[tokio::test]
async fn an_owner_that_comes_back_is_followed_again_and_nothing_old_is_believed() {
    let mut owner = Owner::start().await;
    let following = Following::start(&owner).await;
    owner.stop.cancel();
    eventually("the feed is no longer fresh", async || !following.follower.is_fresh()).await;
    let session = SessionId::new();
    owner.log(vec![Change::SessionRevoked(session)]).await;
    owner.serve().await;
    following.confirmed_after(Instant::now()).await;
    assert_eq!(following.subjects(), [(AccessChangeKind::SessionRevoked, session.to_string())]);
    assert_eq!(*following.heard.resets.lock().unwrap(), 2, "another process, another epoch");
}

#[tokio::test]
async fn a_database_that_was_set_back_begins_a_new_epoch() {
    let owner = Owner::start().await;
    owner.log(vec![Change::KeysChanged, Change::KeysChanged, Change::KeysChanged]).await;
    let following = Following::start(&owner).await;
    let pool = owner.database.pool();
    sqlx::raw_sql("DELETE FROM access_log WHERE revision > 1; ALTER SEQUENCE access_log_revision_seq RESTART WITH 2")
        .execute(pool)
        .await
        .unwrap();
    let session = SessionId::new();
    owner.log(vec![Change::SessionRevoked(session)]).await;
    following.confirmed_after(Instant::now()).await;
    assert!(following.subjects().contains(&(AccessChangeKind::SessionRevoked, session.to_string())));
    assert_eq!(*following.heard.resets.lock().unwrap(), 2);
}

#[tokio::test]
async fn a_change_that_was_rolled_back_is_never_heard_of() {
    let owner = Owner::start().await;
    let following = Following::start(&owner).await;
    let failed = owner.db.transact(|tx, _| {
        Box::pin(async move {
            append(tx, &[Change::KeysChanged]).await?;
            Err::<(), _>(StoreError::corrupt("test", "rolled back"))
        })
    });
    failed.await.unwrap_err();
    following.confirmed_after(Instant::now()).await;
    assert_eq!(following.subjects(), []);
}

#[tokio::test]
async fn a_follower_that_panics_begins_anew_and_misses_nothing() {
    let owner = Owner::start().await;
    let (follower, sink, stop) = (Follower::new("accounts"), Arc::new(Clumsy::default()), CancellationToken::new());
    let _stopped = stop.clone().drop_guard();
    let follow = Arc::clone(&follower).run(owner.channel(), Arc::clone(&sink) as Arc<dyn Sink>, stop);
    TaskTracker::new().spawn(follow);
    eventually("the feed is up", async || follower.confirmed().is_some()).await;
    let session = SessionId::new();
    owner.log(vec![Change::SessionRevoked(session)]).await;
    let told = Instant::now();
    eventually("the feed confirms", async || follower.confirmed().is_some_and(|at| at > told)).await;
    assert!(sink.fell.load(Ordering::SeqCst));
    let heard: Vec<_> = sink.heard.changes.lock().unwrap().iter().map(|change| change.subject.clone()).collect();
    assert_eq!(heard, [session.to_string()]);
    assert_eq!(*sink.heard.resets.lock().unwrap(), 2, "whatever the panic cut off is void");
}

#[tokio::test]
async fn a_follower_that_takes_nothing_does_not_hold_up_the_others() {
    let owner = Owner::start().await;
    let reader = Arc::new(Reader::new(owner.db.side_pool(1)));
    let mut first = Box::pin(reader.read());
    assert!(futures::poll!(&mut first).is_pending());
    let second = tokio::time::timeout(Duration::from_secs(10), reader.read()).await;
    assert!(second.is_ok_and(|log| log.is_ok()));
}
