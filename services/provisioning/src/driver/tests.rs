//! The contract, proven on the embedded driver beside a real site server.
use std::time::Duration;

use hc_types::{InstanceId, OrganizationId};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::sites::state::{SiteSpec, StateDir};
use crate::sites::{SitesSettings, run};

use super::embedded::Embedded;
use super::{Call, Driver, DriverError, Effect, ErrorClass, Observed, Spec};

struct World {
    _root: tempfile::TempDir,
    _server: JoinSet<anyhow::Result<()>>,
    state: StateDir,
    address: String,
    driver: Embedded,
}

impl World {
    async fn start() -> Self {
        let root = tempfile::tempdir().unwrap();
        let listener = hc_chassis::listen(([127, 0, 0, 1], 0).into()).await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let mut server = JoinSet::new();
        let settings = SitesSettings::default();
        server.spawn(run(root.path().to_owned(), settings, listener, hc_chassis::Stopping::new()));
        let state = StateDir::open(root.path()).unwrap();
        let driver = Embedded::new(state.clone(), address.clone(), "here".into());
        Self { _root: root, _server: server, state, address, driver }
    }

    async fn apply(&self, call: &Call, spec: &Spec) -> Result<Observed, DriverError> {
        let plan = self.driver.plan(call, spec).await?;
        let (progress, _steps) = mpsc::unbounded_channel();
        Ok(self.driver.apply(call, spec, &plan, progress).await?.state)
    }
}

fn call() -> Call {
    Call {
        instance: InstanceId::new(),
        organization: OrganizationId::new(),
        generation: 2,
        fence: 5,
        deadline: Duration::from_secs(10),
    }
}

fn site(call: &Call) -> Spec {
    let hosts = vec![format!("{}.localhost", call.instance.to_string().replace('_', "-"))];
    Spec::Site(SiteSpec { name: "Shop".into(), hosts, suspended: false, release: None, previous: Vec::new() })
}

fn suspended(spec: &Spec) -> Spec {
    let Spec::Site(site) = spec;
    Spec::Site(SiteSpec { suspended: true, ..site.clone() })
}

fn reason<T: std::fmt::Debug>(result: Result<T, DriverError>) -> &'static str {
    result.unwrap_err().reason
}

#[tokio::test]
async fn a_site_is_made_changed_and_removed() {
    let world = World::start().await;
    let first = call();
    let spec = site(&first);
    assert_eq!(world.driver.observe(first.instance).await.unwrap().state, Observed::Absent);
    let plan = world.driver.plan(&first, &spec).await.unwrap();
    assert_eq!(plan.changes.iter().map(|change| change.effect).collect::<Vec<_>>(), [Effect::Create]);
    assert_eq!(world.driver.observe(first.instance).await.unwrap().state, Observed::Absent, "a plan has no effect");

    let there = Observed::Present { generation: 2, hash: spec.hash(), answering: Some(true) };
    assert_eq!(world.apply(&first, &spec).await.unwrap(), there);
    assert_eq!(world.driver.observe(first.instance).await.unwrap().state, there);
    assert!(world.driver.plan(&first, &spec).await.unwrap().changes.is_empty(), "what is so needs no change");
    assert_eq!(world.apply(&first, &spec).await.unwrap(), there, "the same call again changes nothing");

    let second = Call { generation: 3, fence: 6, ..first };
    let stopped = suspended(&spec);
    let there = Observed::Present { generation: 3, hash: stopped.hash(), answering: Some(true) };
    assert_eq!(world.apply(&second, &stopped).await.unwrap(), there);
    let all = world.driver.observe_all().await.unwrap();
    assert_eq!(all.iter().map(|seen| seen.instance).collect::<Vec<_>>(), [first.instance]);

    let third = Call { generation: 4, fence: 7, ..first };
    world.driver.remove(&third).await.unwrap();
    world.driver.remove(&third).await.unwrap();
    assert_eq!(world.driver.observe(first.instance).await.unwrap().state, Observed::Absent);
    assert_eq!(reason(world.apply(&second, &spec).await), "STALE_FENCE", "what is still on its way comes too late");
}

#[tokio::test]
async fn older_leases_and_wishes_are_refused() {
    let world = World::start().await;
    let first = call();
    let spec = site(&first);
    world.apply(&first, &spec).await.unwrap();
    assert_eq!(reason(world.apply(&Call { fence: 4, ..first }, &spec).await), "STALE_FENCE");
    assert_eq!(reason(world.apply(&Call { generation: 1, fence: 9, ..first }, &spec).await), "STALE_GENERATION");
    assert_eq!(reason(world.driver.remove(&Call { fence: 4, ..first }).await), "STALE_FENCE");
}

#[tokio::test]
async fn a_plan_holds_only_for_the_world_it_was_made_in() {
    let world = World::start().await;
    let first = call();
    let spec = site(&first);
    let plan = world.driver.plan(&first, &spec).await.unwrap();
    world.apply(&first, &suspended(&spec)).await.unwrap();
    let (progress, _steps) = mpsc::unbounded_channel();
    assert_eq!(reason(world.driver.apply(&first, &spec, &plan, progress).await), "PLAN_OUTDATED");
}

#[tokio::test]
async fn what_is_not_ours_is_only_changed_once_adopted() {
    let world = World::start().await;
    let first = call();
    let spec = site(&first);
    world.apply(&first, &spec).await.unwrap();
    let other = Embedded::new(world.state.clone(), world.address.clone(), "elsewhere".into());
    assert_eq!(other.observe(first.instance).await.unwrap().state, Observed::Foreign);
    let refused = other.plan(&first, &spec).await.unwrap_err();
    assert_eq!((refused.class, refused.reason), (ErrorClass::Operator, "FOREIGN_RESOURCE"));
    let stranger = Call { organization: OrganizationId::new(), ..first };
    assert_eq!(reason(other.adopt(&stranger).await), "FOREIGN_ORGANIZATION");
    let adopted = other.adopt(&first).await.unwrap();
    assert!(matches!(adopted.state, Observed::Present { generation: 2, answering: Some(true), .. }));
    assert!(other.plan(&first, &spec).await.unwrap().changes.is_empty());
    assert_eq!(reason(other.adopt(&call()).await), "NOTHING_TO_ADOPT");
}

#[tokio::test]
async fn a_site_that_nobody_serves_is_not_live() {
    let root = tempfile::tempdir().unwrap();
    let state = StateDir::open(root.path()).unwrap();
    let driver = Embedded::new(state, "127.0.0.1:1".into(), "here".into());
    let first = Call { deadline: Duration::from_millis(50), ..call() };
    let spec = site(&first);
    let plan = driver.plan(&first, &spec).await.unwrap();
    let (progress, mut steps) = mpsc::unbounded_channel();
    let refused = driver.apply(&first, &spec, &plan, progress).await.unwrap_err();
    assert_eq!((refused.class, refused.reason), (ErrorClass::Retryable, "SITE_NOT_ANSWERING"));
    assert_eq!((steps.recv().await, steps.recv().await), (Some("apply"), Some("verify")));
    let seen = driver.observe(first.instance).await.unwrap().state;
    assert!(matches!(seen, Observed::Present { answering: Some(false), .. }));
    driver.remove(&first).await.unwrap();
}
