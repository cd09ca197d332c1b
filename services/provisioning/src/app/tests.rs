//! The use cases and the reconciler on a real database, a real disk and a real site server.
use std::collections::HashMap;
use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use futures::future::BoxFuture;
use futures::{FutureExt, future};
use hc_events::Cause;
use hc_storage::{Db, Idempotency, Presence, StoreError};
use hc_testkit::{TestDatabase, eventually};
use hc_types::{InstanceId, OrderId, OrganizationId, PageRequest, RegionId, SubscriptionId};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::deploy::{DeployError, deploy};
use super::orders::{self, Position};
use super::reserve::{Item, Reserve, ReserveError, reserve};
use super::roll_back::roll_back;
use super::terminate::terminate;
use super::{Addresses, App, reconciler};
use crate::archive::ArchiveError;
use crate::blobs::BlobStore;
use crate::domain::capacity::Resources;
use crate::domain::instance::{Desired, Instance, Kind, Ordered, Status};
use crate::domain::operation::{Operation, OperationKind, OperationStatus};
use crate::domain::release::ReleaseStatus;
use crate::driver::embedded::Embedded;
use crate::driver::{Call, Driver, DriverError, ErrorClass, Observation, Plan, Progress, Spec};
use crate::settings::{ReconcilerSettings, ReservationSettings, UploadSettings};
use crate::sites::state::StateDir;
use crate::sites::{SitesSettings, run};
use crate::store::queue::{self, Again, Priority};
use crate::store::regions::NewNode;
use crate::store::{MIGRATOR, capacity, instances, operations, regions, releases};

struct World {
    database: TestDatabase,
    root: tempfile::TempDir,
    address: String,
    app: App,
    region: RegionId,
    parts: JoinSet<anyhow::Result<()>>,
    stopping: CancellationToken,
}

/// A driver between the reconciler and the real one, that fails as it is told.
struct Faulty {
    inner: Embedded,
    failures: AtomicU32,
    class: ErrorClass,
}

impl Driver for Faulty {
    fn plan<'a>(&'a self, call: &'a Call, spec: &'a Spec) -> BoxFuture<'a, Result<Plan, DriverError>> {
        self.inner.plan(call, spec)
    }
    fn apply<'a>(
        &'a self,
        call: &'a Call,
        spec: &'a Spec,
        plan: &'a Plan,
        progress: Progress,
    ) -> BoxFuture<'a, Result<Observation, DriverError>> {
        async move {
            // The effect happens, the answer is lost.
            let done = self.inner.apply(call, spec, plan, progress).await?;
            let left = self.failures.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
            if left.is_ok() { Err(DriverError::new(self.class, "TEST_FAULT", "the answer is lost")) } else { Ok(done) }
        }
        .boxed()
    }
    fn observe(&self, instance: InstanceId) -> BoxFuture<'_, Result<Observation, DriverError>> {
        // What is final is seen by nobody: it would otherwise be found to have happened.
        if self.class == ErrorClass::Final && self.failures.load(Ordering::Relaxed) > 0 {
            let absent = crate::driver::Observed::Absent;
            return future::ready(Ok(Observation { instance, state: absent })).boxed();
        }
        self.inner.observe(instance)
    }
    fn observe_all(&self) -> BoxFuture<'_, Result<Vec<Observation>, DriverError>> {
        self.inner.observe_all()
    }
    fn adopt<'a>(&'a self, call: &'a Call) -> BoxFuture<'a, Result<Observation, DriverError>> {
        self.inner.adopt(call)
    }
    fn remove<'a>(&'a self, call: &'a Call) -> BoxFuture<'a, Result<(), DriverError>> {
        self.inner.remove(call)
    }
}

fn settings() -> ReconcilerSettings {
    ReconcilerSettings {
        lease: Duration::from_secs(3),
        poll: Duration::from_millis(50),
        apply_timeout: Duration::from_secs(5),
        ..ReconcilerSettings::default()
    }
}

impl World {
    async fn start() -> Self {
        Self::with(|driver| Arc::new(driver)).await
    }

    async fn with(driver: impl FnOnce(Embedded) -> Arc<dyn Driver>) -> Self {
        let database = TestDatabase::create(&[&hc_storage::MIGRATOR, &hc_events::MIGRATOR, &MIGRATOR]).await;
        let db = hc_storage::connect(&hc_storage::DatabaseSettings::new(database.url())).await.unwrap();
        let root = tempfile::tempdir().unwrap();
        let listener = hc_chassis::listen(([127, 0, 0, 1], 0).into()).await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let stopping = CancellationToken::new();
        let mut parts = JoinSet::new();
        parts.spawn(run(root.path().to_owned(), SitesSettings::default(), listener, stopping.clone()));
        let state = StateDir::open(root.path()).unwrap();
        let app = App {
            db,
            blobs: BlobStore::open(root.path()).unwrap(),
            driver: driver(Embedded::new(state, address.clone(), "test".into())),
            addresses: Addresses { scheme: "http".into(), domain: "localhost".into(), port: 8088 },
            uploads: UploadSettings::default(),
            reservations: ReservationSettings::default(),
            unpacking: Arc::new(Semaphore::new(2)),
            tasks: TaskTracker::new(),
        };
        let region = in_transaction(&app.db, |tx| {
            async move {
                let region = regions::put(tx, "fra", "Frankfurt", 0).await?;
                let capacity = Resources { cpu_milli: 1_000, memory_mib: 1_000, disk_bytes: 100 << 20 };
                regions::put_node(tx, region, &NewNode { name: "fra-1".into(), capacity, instances: 10 }).await?;
                Ok(region)
            }
            .boxed()
        })
        .await;
        Self { database, root, address, app, region, parts, stopping }
    }

    fn reconcile(&mut self) {
        self.parts.spawn(reconciler::run(self.app.clone(), settings(), self.stopping.clone()));
    }

    fn ordered(&self, organization: OrganizationId) -> Ordered {
        Ordered {
            instance: InstanceId::new(),
            organization,
            subscription: SubscriptionId::new(),
            order: Some(OrderId::new()),
            region: self.region,
            name: "My Shop".into(),
            kind: Kind::Site,
            resources: Resources { disk_bytes: 1 << 20, ..Resources::default() },
            max_files: 100,
        }
    }

    fn hold(&self, order: OrderId, items: &[InstanceId], disk: i64) -> Reserve {
        let resources = Resources { disk_bytes: disk, ..Resources::default() };
        let item = |instance: &InstanceId| Item { instance: *instance, region: Some(self.region), resources };
        let items = items.iter().map(item).collect();
        Reserve { order, organization: OrganizationId::new(), items, hold: Duration::from_mins(1) }
    }

    async fn reserve(&self, request: Reserve) -> Result<usize, ReserveError> {
        let held = self.app.db.transact::<_, ReserveError, _>(move |tx, now| {
            async move { Ok(reserve(tx, now, request).await?.len()) }.boxed()
        });
        held.await
    }

    async fn placed(&self, ordered: &Ordered) {
        let ordered = ordered.clone();
        let placed = self.app.db.transact::<_, orders::OrderError, _>(move |tx, now| {
            async move {
                let order = ordered.order.unwrap();
                orders::placed(tx, (&Cause::system("test"), now), order, vec![ordered]).await
            }
            .boxed()
        });
        placed.await.unwrap();
    }

    async fn activated(&self, ordered: &Ordered, version: i64) {
        let (ordered, addresses) = (ordered.clone(), self.app.addresses.clone());
        let activated = self.app.db.transact::<_, orders::OrderError, _>(move |tx, now| {
            async move {
                let position = Position { epoch: 1, version };
                orders::activated(tx, &addresses, (&Cause::system("test"), now), position, ordered).await
            }
            .boxed()
        });
        activated.await.unwrap();
    }

    async fn changed(&self, id: InstanceId, version: i64, desired: Desired) -> Result<(), orders::OrderError> {
        let addresses = self.app.addresses.clone();
        let changed = self.app.db.transact(move |tx, now| {
            async move {
                let (position, cause) = (Position { epoch: 1, version }, Cause::system("test"));
                let story = (&cause, now);
                if desired == Desired::Terminated {
                    orders::ended(tx, &addresses, story, position, id).await
                } else {
                    orders::changed(tx, &addresses, story, position, id, desired).await
                }
            }
            .boxed()
        });
        changed.await
    }

    async fn voided(&self, ordered: &Ordered) {
        let (order, id, addresses) = (ordered.order.unwrap(), ordered.instance, self.app.addresses.clone());
        let voided = self.app.db.transact::<_, orders::OrderError, _>(move |tx, now| {
            async move { orders::voided(tx, &addresses, (&Cause::system("test"), now), order, &[id]).await }.boxed()
        });
        voided.await.unwrap();
    }

    async fn terminate(&self, id: InstanceId) -> Option<Operation> {
        let addresses = self.app.addresses.clone();
        let terminated = self.app.db.transact(move |tx, now| {
            async move { terminate(tx, &addresses, (&Cause::system("test"), now), id).await }.boxed()
        });
        terminated.await.unwrap().1
    }

    async fn instance(&self, id: InstanceId) -> Option<Instance> {
        let mut connection = self.app.db.pool().acquire().await.unwrap();
        instances::find_many(&mut connection, &[id]).await.unwrap().pop()
    }

    async fn until(&self, id: InstanceId, status: Status) -> Instance {
        eventually(format!("the instance is {}", status.word()), async || {
            let instance = self.instance(id).await.ok_or_else(|| "unknown".to_owned())?;
            if instance.status == status { Ok(instance) } else { Err(format!("{:?}", instance.status)) }
        })
        .await
    }

    async fn operations(&self, id: InstanceId) -> Vec<Operation> {
        let mut connection = self.app.db.pool().acquire().await.unwrap();
        let page = PageRequest::new(None, None, None, None).unwrap();
        let mut found = operations::list(&mut connection, &[id], &page).await.unwrap().remove(0).items;
        found.reverse();
        found
    }

    /// What a visitor of the instance gets.
    async fn visit(&self, instance: &Instance) -> (u16, String) {
        let request = reqwest::Client::new().get(format!("http://{}/", self.address));
        let answer = request.header("host", self.app.addresses.host(instance)).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    async fn deploy(&self, id: InstanceId, text: &str, key: Option<&str>) -> Result<String, DeployError> {
        let mut archive = tempfile::tempfile().unwrap();
        archive.write_all(&tarball(&[("index.html", text)])).unwrap();
        let key = key.map(|key| Idempotency {
            principal: "test".into(),
            operation: "provisioning.deploy_release",
            key: key.into(),
            request_hash: *crate::blobs::Digest::of(text.as_bytes()).bytes(),
        });
        let instance = self.instance(id).await.unwrap();
        Ok(deploy(&self.app, instance, archive, key, Cause::system("test")).await?.release.unwrap().id)
    }

    /// The types of all events about a subject, in the order of their versions.
    async fn events(&self, subject: impl ToString) -> Vec<String> {
        let rows: Vec<(i64, String)> =
            sqlx::query_as("SELECT version, type FROM outbox WHERE subject = $1 ORDER BY version")
                .bind(subject.to_string())
                .fetch_all(self.database.pool())
                .await
                .unwrap();
        for (expected, (version, _)) in (1..).zip(&rows) {
            assert_eq!(*version, expected, "no event is missing");
        }
        rows.into_iter()
            .map(|(_, kind)| kind.trim_start_matches("provisioning.").trim_end_matches(".v1").to_owned())
            .collect()
    }

    async fn count(&self, table: &'static str) -> i64 {
        let sql = sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {table}"));
        sqlx::query_scalar(sql).fetch_one(self.database.pool()).await.unwrap()
    }

    fn files_under(&self, part: &str) -> usize {
        fn count(folder: &std::path::Path) -> usize {
            let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
            let entries = entries.map(|entry| entry.unwrap().path());
            let entries = entries.filter(|path| path.file_name().is_none_or(|name| name != ".lock"));
            entries.map(|path| if path.is_dir() { count(&path) } else { 1 }).sum()
        }
        count(&self.root.path().join(part))
    }
}

async fn in_transaction<T: Send + 'static>(
    db: &Db,
    work: impl for<'t> FnOnce(&'t mut sqlx::PgConnection) -> BoxFuture<'t, Result<T, StoreError>> + Send + 'static,
) -> T {
    db.transact::<_, StoreError, _>(move |tx, _| work(tx)).await.unwrap()
}

fn tarball(files: &[(&str, &str)]) -> Vec<u8> {
    let mut builder = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    for (name, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, content.as_bytes()).unwrap();
    }
    builder.into_inner().unwrap().finish().unwrap()
}

#[tokio::test]
async fn an_order_becomes_a_live_site_and_goes_through_its_life() {
    let mut world = World::start().await;
    world.reconcile();
    let ordered = world.ordered(OrganizationId::new());
    let id = ordered.instance;
    world.reserve(world.hold(ordered.order.unwrap(), &[id], 1 << 20)).await.unwrap();
    world.placed(&ordered).await;
    assert_eq!(world.instance(id).await.unwrap().status, Status::Pending);
    assert_eq!((world.count("reservations").await, world.count("placements").await), (0, 1));

    world.activated(&ordered, 2).await;
    let site = world.until(id, Status::Active).await;
    let (status, text) = world.visit(&site).await;
    assert!(status == 200 && text.contains("My Shop is live"), "{text}");
    assert_eq!(world.events(id).await, ["instance.created", "instance.updated", "instance.activated"]);
    let provision = world.operations(id).await.remove(0);
    assert_eq!((provision.kind, provision.status), (OperationKind::Provision, OperationStatus::Succeeded));
    let told = world.events(provision.id).await;
    assert_eq!(
        (told.first().unwrap().as_str(), told.last().unwrap().as_str()),
        ("operation.created", "operation.finished")
    );
    assert!(told.iter().filter(|kind| *kind == "operation.progressed").count() >= 2);

    let first = world.deploy(id, "<p>first", None).await.unwrap();
    world.until(id, Status::Active).await;
    assert_eq!(world.visit(&site).await, (200, "<p>first".into()));
    let second = world.deploy(id, "<p>second", None).await.unwrap();
    world.until(id, Status::Active).await;
    assert_eq!(world.visit(&site).await, (200, "<p>second".into()));
    assert_eq!(world.events(&first).await, ["release.created", "release.went_live", "release.superseded"]);

    let (addresses, release) = (world.app.addresses.clone(), first.parse().unwrap());
    let rolled = world.app.db.transact(move |tx, now| {
        async move { roll_back(tx, &addresses, (&Cause::system("test"), now), (id, release)).await }.boxed()
    });
    rolled.await.unwrap();
    let back = world.until(id, Status::Active).await;
    assert_eq!(back.observed_release, Some(release));
    assert_eq!(world.visit(&site).await, (200, "<p>first".into()));
    assert_eq!(world.events(&second).await.last().unwrap(), "release.superseded");

    world.changed(id, 3, Desired::Suspended).await.unwrap();
    world.until(id, Status::Suspended).await;
    assert_eq!(world.visit(&site).await.0, 503);
    assert!(matches!(world.deploy(id, "<p>no", None).await, Err(DeployError::Refused(_))));
    world.changed(id, 4, Desired::Active).await.unwrap();
    world.until(id, Status::Active).await;
    assert_eq!(world.visit(&site).await, (200, "<p>first".into()));

    assert!(world.files_under("blobs") > 0 && world.files_under("manifests") > 0);
    let work = world.terminate(id).await.unwrap();
    world.until(id, Status::Terminated).await;
    assert_eq!(world.visit(&site).await.0, 404);
    assert_eq!((world.files_under("blobs"), world.files_under("manifests"), world.files_under("spool")), (0, 0, 0));
    assert_eq!((world.count("placements").await, world.count("releases").await), (0, 0));
    assert!(world.terminate(id).await.is_none(), "twice is fine");
    assert_eq!(world.events(work.id).await.last().unwrap(), "operation.finished");
    assert_eq!(world.events(id).await.last().unwrap(), "instance.terminated");
}

#[tokio::test]
async fn events_may_come_first_twice_or_late() {
    let mut world = World::start().await;
    world.reconcile();
    // Activation before the order, then everything again.
    let ordered = world.ordered(OrganizationId::new());
    world.activated(&ordered, 2).await;
    world.placed(&ordered).await;
    world.activated(&ordered, 2).await;
    let site = world.until(ordered.instance, Status::Active).await;
    assert_eq!(site.generation, 2);
    assert_eq!(world.operations(site.id).await.len(), 1);
    // What comes late is older news.
    world.changed(site.id, 4, Desired::Suspended).await.unwrap();
    world.changed(site.id, 3, Desired::Active).await.unwrap();
    world.activated(&ordered, 2).await;
    world.voided(&ordered).await;
    assert_eq!(world.until(site.id, Status::Suspended).await.desired, Desired::Suspended);

    // Given up before it was heard of.
    let lapsed = world.ordered(OrganizationId::new());
    world.reserve(world.hold(lapsed.order.unwrap(), &[lapsed.instance], 1)).await.unwrap();
    world.voided(&lapsed).await;
    world.placed(&lapsed).await;
    assert!(world.instance(lapsed.instance).await.is_none());
    assert_eq!(world.count("reservations").await, 0);
    // Given up after it was heard of.
    let lapsed = world.ordered(OrganizationId::new());
    world.reserve(world.hold(lapsed.order.unwrap(), &[lapsed.instance], 1)).await.unwrap();
    world.placed(&lapsed).await;
    world.voided(&lapsed).await;
    world.until(lapsed.instance, Status::Terminated).await;
    assert_eq!(world.count("placements").await, 1);

    // Ended before it was heard of: a late activation brings nothing to life.
    let ended = world.ordered(OrganizationId::new());
    world.changed(ended.instance, 3, Desired::Terminated).await.unwrap();
    world.activated(&ended, 2).await;
    world.placed(&ended).await;
    assert!(world.instance(ended.instance).await.is_none());
    let unknown = world.changed(InstanceId::new(), 3, Desired::Suspended).await;
    assert!(matches!(unknown, Err(orders::OrderError::UnknownInstance(_))));
}

#[tokio::test]
async fn a_repeated_key_deploys_once_and_equal_content_is_kept_once() {
    let mut world = World::start().await;
    world.reconcile();
    let ordered = world.ordered(OrganizationId::new());
    world.activated(&ordered, 1).await;
    let id = ordered.instance;
    let first = world.deploy(id, "<p>one", Some("key")).await.unwrap();
    assert_eq!(world.deploy(id, "<p>one", Some("key")).await.unwrap(), first);
    let other = world.deploy(id, "<p>two", Some("key")).await;
    assert!(matches!(other, Err(DeployError::Store(StoreError::KeyReused))));
    let second = world.deploy(id, "<p>one", None).await.unwrap();
    let mut connection = world.app.db.pool().acquire().await.unwrap();
    let ids = [first.parse().unwrap(), second.parse().unwrap()];
    let mut found = releases::find_many(&mut connection, &ids).await.unwrap();
    found.sort_by_key(|release| release.version);
    assert_eq!(found.iter().map(|release| release.version).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(found[0].manifest, found[1].manifest);
    drop(connection);
    eventually("the second is live", async || {
        let mut connection = world.app.db.pool().acquire().await.unwrap();
        let release = releases::find(&mut connection, id, ids[1]).await.unwrap().unwrap();
        release.status == ReleaseStatus::Live
    })
    .await;
    crate::jobs::sweep::sweep(&world.app, ordered.organization).await.unwrap();
    // The content of the refused upload is gone, that of the releases is there.
    assert_eq!((world.files_under("manifests"), world.files_under("blobs")), (1, 1));
}

#[tokio::test]
async fn refused_archives_change_nothing() {
    let mut world = World::start().await;
    world.reconcile();
    let ordered = world.ordered(OrganizationId::new());
    world.activated(&ordered, 1).await;
    let site = world.until(ordered.instance, Status::Active).await;
    let large = "x".repeat(2 << 20);
    let refused = world.deploy(site.id, &large, None).await;
    assert!(matches!(refused, Err(DeployError::Archive(ArchiveError::TooLarge { .. }))), "{refused:?}");
    assert_eq!(world.instance(site.id).await.unwrap(), site);
    assert_eq!(world.count("releases").await, 0);
    assert_eq!((world.files_under("blobs"), world.files_under("spool")), (0, 0));
}

#[tokio::test]
async fn capacity_is_never_given_twice() {
    let world = Arc::new(World::start().await);
    let mut asking = JoinSet::new();
    for _ in 0..30 {
        let world = Arc::clone(&world);
        asking.spawn(async move {
            let mut answer = world.reserve(world.hold(OrderId::new(), &[InstanceId::new()], 1 << 20)).await;
            // Whoever has lost a race for the locks asks again.
            while matches!(answer, Err(ReserveError::Store(_))) {
                answer = world.reserve(world.hold(OrderId::new(), &[InstanceId::new()], 1 << 20)).await;
            }
            answer.is_ok()
        });
    }
    let held = asking.join_all().await.into_iter().filter(|held| *held).count();
    assert_eq!((held, world.count("reservations").await), (10, 10));

    // What lapses is free again.
    sqlx::query("UPDATE reservations SET expires_at = now() - interval '1 second'")
        .execute(world.database.pool())
        .await
        .unwrap();
    let (order, instance) = (OrderId::new(), InstanceId::new());
    assert_eq!(world.reserve(world.hold(order, &[instance], 60 << 20)).await.unwrap(), 1);
    assert_eq!(world.reserve(world.hold(order, &[instance], 60 << 20)).await.unwrap(), 1, "the same order again");
    let refused = world.reserve(world.hold(OrderId::new(), &[InstanceId::new(), InstanceId::new()], 30 << 20)).await;
    assert!(matches!(refused, Err(ReserveError::NoCapacity { item: 1 })), "all or nothing: {refused:?}");
    let mut elsewhere = world.hold(OrderId::new(), &[InstanceId::new()], 1);
    elsewhere.items[0].region = Some(RegionId::new());
    assert!(matches!(world.reserve(elsewhere).await, Err(ReserveError::RegionNotFound { items }) if items == [0]));
    let mut anywhere = world.hold(OrderId::new(), &[InstanceId::new()], 1);
    anywhere.items[0].region = None;
    assert_eq!(world.reserve(anywhere).await.unwrap(), 1);
    in_transaction(&world.app.db, move |tx| capacity::release(tx, order).boxed()).await;
    assert_eq!(world.reserve(world.hold(OrderId::new(), &[InstanceId::new()], 90 << 20)).await.unwrap(), 1);
    let shown = in_transaction(&world.app.db, |tx| regions::list(tx, None).boxed()).await;
    assert!(shown[0].available);
}

#[tokio::test]
async fn an_order_reserves_once_however_often_and_whenever_it_asks() {
    let world = Arc::new(World::start().await);
    let ordered = world.ordered(OrganizationId::new());
    // More than half of the region: there is no room for it twice.
    let request = Reserve {
        organization: ordered.organization,
        ..world.hold(ordered.order.unwrap(), &[ordered.instance], 60 << 20)
    };
    let mut asking = JoinSet::new();
    for _ in 0..8 {
        let (db, request) = (world.app.db.clone(), request.clone());
        asking.spawn(async move {
            db.transact::<_, ReserveError, _>(move |tx, now| reserve(tx, now, request).boxed()).await
        });
    }
    let answers = asking.join_all().await.into_iter().collect::<Result<Vec<_>, _>>().unwrap();
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");

    // A call that was on its way for longer than the order took to be placed.
    world.placed(&ordered).await;
    assert_eq!(world.reserve(request).await.unwrap(), 1);
    assert_eq!((world.count("reservations").await, world.count("placements").await), (0, 1));
}

#[tokio::test]
async fn a_region_without_room_is_not_available() {
    let world = World::start().await;
    world.reserve(world.hold(OrderId::new(), &[InstanceId::new()], 100 << 20)).await.unwrap();
    let shown = in_transaction(&world.app.db, |tx| regions::list(tx, None).boxed()).await;
    assert!(!shown[0].available);
}

#[tokio::test]
async fn lost_answers_do_nothing_twice() {
    let faulty =
        |inner| Arc::new(Faulty { inner, failures: AtomicU32::new(3), class: ErrorClass::Unknown }) as Arc<dyn Driver>;
    let mut world = World::with(faulty).await;
    world.reconcile();
    let ordered = world.ordered(OrganizationId::new());
    world.activated(&ordered, 1).await;
    let site = world.until(ordered.instance, Status::Active).await;
    assert_eq!(world.visit(&site).await.0, 200);
    let work = world.operations(site.id).await;
    assert_eq!(work.iter().map(|operation| operation.status).collect::<Vec<_>>(), [OperationStatus::Succeeded]);
}

#[tokio::test]
async fn a_final_error_fails_the_operation_and_the_instance() {
    let faulty = |inner| {
        Arc::new(Faulty { inner, failures: AtomicU32::new(1_000), class: ErrorClass::Final }) as Arc<dyn Driver>
    };
    let mut world = World::with(faulty).await;
    world.reconcile();
    let ordered = world.ordered(OrganizationId::new());
    world.activated(&ordered, 1).await;
    let failed = world.until(ordered.instance, Status::Failed).await;
    assert_eq!(failed.failure.as_deref(), Some("TEST_FAULT"));
    let work = world.operations(failed.id).await.remove(0);
    assert_eq!((work.status, work.error.unwrap().retryable), (OperationStatus::Failed, false));
    assert_eq!(world.events(failed.id).await.last().unwrap(), "instance.failed");
}

#[tokio::test]
async fn what_vanishes_from_the_engine_is_brought_back() {
    let mut world = World::start().await;
    world.reconcile();
    let ordered = world.ordered(OrganizationId::new());
    world.activated(&ordered, 1).await;
    let site = world.until(ordered.instance, Status::Active).await;
    let state = StateDir::open(world.root.path()).unwrap();
    state.lock().unwrap().delete(site.id).unwrap();
    let (id, organization) = (site.id, site.organization);
    in_transaction(&world.app.db, move |tx| queue::wake(tx, id, organization, Priority::Resync).boxed()).await;
    eventually("the repair is done", async || {
        let work = world.operations(id).await;
        work.last().is_some_and(|work| work.kind == OperationKind::Repair && work.status == OperationStatus::Succeeded)
    })
    .await;
    assert_eq!(world.until(id, Status::Active).await.generation, site.generation);
    assert_eq!(world.visit(&site).await.0, 200);
    let told = world.events(id).await;
    assert!(told.ends_with(&["instance.updated".into(), "instance.activated".into()]), "{told:?}");
}

#[tokio::test]
async fn a_killed_reconciler_is_followed_by_another() {
    let mut world = World::start().await;
    let organization = OrganizationId::new();
    let all: Vec<Ordered> = (0..8).map(|_| world.ordered(organization)).collect();
    for ordered in &all {
        world.activated(ordered, 1).await;
    }
    for _ in 0..3 {
        let mut doomed = JoinSet::new();
        doomed.spawn(reconciler::run(world.app.clone(), settings(), CancellationToken::new()));
        let woken = world.app.db.committed();
        for _ in 0..4 {
            woken.notified().await;
        }
        // In the middle of its work, without a chance to give anything back.
        doomed.shutdown().await;
    }
    world.reconcile();
    for ordered in &all {
        let site = world.until(ordered.instance, Status::Active).await;
        assert_eq!(world.visit(&site).await.0, 200);
        let activated = world.events(site.id).await.into_iter().filter(|kind| kind == "instance.activated").count();
        assert_eq!((activated, world.operations(site.id).await.len()), (1, 1));
    }
    assert_eq!(world.count("placements").await, 8);
}

#[tokio::test]
async fn only_the_holder_of_the_lease_may_write() {
    let world = World::start().await;
    let ordered = world.ordered(OrganizationId::new());
    world.activated(&ordered, 1).await;
    let mut connection = world.app.db.pool().acquire().await.unwrap();
    let mut presence = Presence::new(world.app.db.pool().clone());
    let key = presence.key().await.unwrap();
    let second = Duration::from_secs(1);
    let first = queue::claim(&mut connection, key, Duration::from_millis(1), 10, 8).await.unwrap().remove(0);
    let next = eventually("the lease has run out", async || {
        let mut connection = world.app.db.pool().acquire().await.unwrap();
        queue::claim(&mut connection, key, Duration::from_mins(1), 10, 8).await.unwrap().pop()
    })
    .await;
    assert!(next.fence > first.fence);
    assert!(queue::claim(&mut connection, key, second, 10, 8).await.unwrap().is_empty(), "one holder at a time");
    assert!(!queue::renew(&mut connection, &first, second).await.unwrap());
    assert!(!queue::hold(&mut connection, &first).await.unwrap());
    assert!(queue::renew(&mut connection, &next, Duration::from_mins(1)).await.unwrap());
    assert!(queue::hold(&mut connection, &next).await.unwrap());
    // Giving back under an old fence changes nothing; a wish that came meanwhile is due at once.
    let later = Again { after: Duration::from_hours(1), priority: Priority::Resync, attempts: 3 };
    queue::finish(&mut connection, &first, later).await.unwrap();
    assert!(queue::hold(&mut connection, &next).await.unwrap());
    world.changed(ordered.instance, 2, Desired::Suspended).await.unwrap();
    queue::finish(&mut connection, &next, later).await.unwrap();
    let again = queue::claim(&mut connection, key, Duration::from_mins(1), 10, 8).await.unwrap().remove(0);
    assert_eq!(again.attempts, 0);
    queue::finish(&mut connection, &again, later).await.unwrap();
    assert!(queue::claim(&mut connection, key, second, 10, 8).await.unwrap().is_empty());
}

#[tokio::test]
async fn one_organization_does_not_hold_up_the_others() {
    let world = World::start().await;
    let busy = OrganizationId::new();
    for _ in 0..6 {
        world.activated(&world.ordered(busy), 1).await;
    }
    let other = world.ordered(OrganizationId::new());
    world.activated(&other, 1).await;
    let mut connection = world.app.db.pool().acquire().await.unwrap();
    let mut presence = Presence::new(world.app.db.pool().clone());
    let key = presence.key().await.unwrap();
    let minute = Duration::from_mins(1);
    let claimed = queue::claim(&mut connection, key, minute, 10, 2).await.unwrap();
    assert_eq!(claimed.len(), 3);
    assert!(claimed.iter().any(|lease| lease.instance == other.instance));
    assert!(queue::claim(&mut connection, key, minute, 10, 2).await.unwrap().is_empty(), "over all processes");
}

#[tokio::test]
async fn what_a_killed_process_held_is_free_before_its_lease_ends() {
    let world = World::start().await;
    world.activated(&world.ordered(OrganizationId::new()), 1).await;
    let mut connection = world.app.db.pool().acquire().await.unwrap();
    let minute = Duration::from_mins(1);
    let mut killed = Presence::new(world.app.db.pool().clone());
    let key = killed.key().await.unwrap();
    let first = queue::claim(&mut connection, key, minute, 10, 8).await.unwrap().remove(0);
    drop(killed);
    let mut heir = Presence::new(world.app.db.pool().clone());
    let key = heir.key().await.unwrap();
    let next = eventually("the server has noticed that the connection ended", async || {
        let mut connection = world.app.db.pool().acquire().await.unwrap();
        queue::claim(&mut connection, key, minute, 10, 8).await.unwrap().pop()
    })
    .await;
    assert!(next.fence > first.fence);
    assert!(!queue::hold(&mut connection, &first).await.unwrap(), "the late write of the killed one is refused");
}

#[tokio::test]
async fn lists_give_each_parent_its_page() {
    let world = World::start().await;
    let organizations = [OrganizationId::new(), OrganizationId::new(), OrganizationId::new()];
    let mut expected: HashMap<OrganizationId, Vec<InstanceId>> = HashMap::new();
    for (organization, count) in organizations.into_iter().zip([3, 0, 2]) {
        for _ in 0..count {
            let ordered = world.ordered(organization);
            world.placed(&ordered).await;
            expected.entry(organization).or_default().insert(0, ordered.instance);
        }
    }
    let mut connection = world.app.db.pool().acquire().await.unwrap();
    let list = async |connection: &mut sqlx::PgConnection, page: PageRequest| {
        let pages = instances::list(connection, &organizations, &page).await.unwrap();
        pages.into_iter().map(|page| page.map(|instance| instance.id)).collect::<Vec<_>>()
    };
    let two = PageRequest::new(Some(2), None, None, None).unwrap();
    let pages = list(&mut connection, two).await;
    assert_eq!(pages.iter().map(|page| page.items.len()).collect::<Vec<_>>(), [2, 0, 2]);
    let all = &expected[&organizations[0]];
    assert_eq!((pages[0].items.as_slice(), pages[0].has_next), (&all[..2], true));
    let cursor = hc_types::page::encode(all[1].uuid());
    let rest = list(&mut connection, PageRequest::new(Some(2), Some(&cursor), None, None).unwrap()).await;
    assert_eq!((rest[0].items.as_slice(), rest[0].has_next), (&all[2..], false));
    let back = list(&mut connection, PageRequest::new(None, None, Some(1), Some(&cursor)).unwrap()).await;
    assert_eq!((back[0].items.as_slice(), back[0].has_previous), (&all[..1], false));
}
