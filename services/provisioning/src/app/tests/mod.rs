//! The use cases and the reconciler on a real database, a real disk and a real site server.

mod deploying;
mod leases;
mod listing;
mod ordering;
mod reconciling;
mod reserving;
mod staffing;

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
use hc_types::{InstanceId, OperationId, OrderId, OrganizationId, PageRequest, RegionId, ReleaseId, SubscriptionId};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::deploy::{DeployError, deploy};
use super::orders::{self, Position};
use super::repair::{RepairError, repair};
use super::reserve::{Item, Reserve, ReserveError, reserve};
use super::roll_back::roll_back;
use super::sweep::sweep;
use super::terminate::terminate;
use super::{App, reconciler};
use crate::archive::ArchiveError;
use crate::blobs::BlobStore;
use crate::domain::addresses::Addresses;
use crate::domain::capacity::Resources;
use crate::domain::instance::{Desired, Instance, Kind, Ordered, Status};
use crate::domain::operation::{Operation, OperationKind, OperationStatus, PATIENCE};
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
    /// It panics instead.
    panics: bool,
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
            assert!(left.is_err() || !self.panics, "the driver has a bug");
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

    /// What the organization sees in its list.
    async fn listed(&self, organization: OrganizationId) -> Vec<InstanceId> {
        let mut connection = self.app.db.pool().acquire().await.unwrap();
        let page = PageRequest::new(None, None, None, None).unwrap();
        let pages = instances::list(&mut connection, &[organization], &page).await.unwrap();
        pages.into_iter().flat_map(|page| page.items).map(|instance| instance.id).collect()
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
