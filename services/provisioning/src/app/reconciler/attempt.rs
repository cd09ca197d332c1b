use std::time::Duration;

use hc_storage::StoreError;
use tokio::sync::mpsc;

use crate::blobs::Digest;
use crate::domain::capacity;
use crate::domain::instance::{Desired, Instance, Kind};
use crate::domain::operation::{FREE, PLACE, PURGE, REMOVE};
use crate::domain::reconcile::{self, Action, Seen, Wish};
use crate::domain::release::ASSETS_STAY;
use crate::driver::{Call, DriverError, ErrorClass, Observation, Observed, Spec};
use crate::settings::ReconcilerSettings;
use crate::sites::state::{Previous, SiteSpec};
use crate::store::queue::{Again, Lease, Priority};
use crate::store::{capacity as held, instances, operations, releases};

use super::super::{App, sweep};
use super::{AttemptError, books};

/// More rounds than any way from one state to another takes.
const MAX_ROUNDS: usize = 8;
/// How often and how long after another a settled instance is looked at before it counts as changed.
const SECOND_LOOKS: usize = 4;
const SECOND_LOOK_AFTER: Duration = Duration::from_millis(250);
/// Earlier releases whose hashed assets stay.
const KEPT_RELEASES: usize = 3;

/// What is wanted of an instance now, with all that the engine has to know.
pub struct View {
    pub instance: Instance,
    pub wish: Wish,
    pub spec: Spec,
}

/// Looks and acts until all is as wanted.
pub async fn reconcile(app: &App, settings: &ReconcilerSettings, lease: &Lease) -> Result<Again, AttemptError> {
    for _ in 0..MAX_ROUNDS {
        let Some(view) = load(app, lease).await? else { return Ok(rest(settings)) };
        let seen = look(app, &view).await?;
        let action = reconcile::next(&view.wish, &seen);
        tracing::debug!(instance.id = %lease.instance, ?action, "reconciling");
        match action {
            Action::Rest => return Ok(rest(settings)),
            Action::Place => place(app, lease, &view).await?,
            Action::Apply => {
                if view.wish.settled && recovers(app, &view).await? {
                    return Ok(rest(settings));
                }
                apply(app, settings, lease, &view).await?;
                books::settle(app, lease, &view).await?;
            }
            Action::Remove => {
                books::reach(app, lease, view.wish.generation, REMOVE).await?;
                app.driver.remove(&call(&view, lease, settings)).await?;
            }
            Action::Settle => {
                if view.wish.desired.is_gone() {
                    purge(app, lease, &view).await?;
                }
                books::settle(app, lease, &view).await?;
            }
        }
    }
    let message = format!("still not as wanted after {MAX_ROUNDS} rounds");
    Err(DriverError::new(ErrorClass::Retryable, "NO_CONVERGENCE", message).into())
}

/// When an instance that is as wanted is looked at again.
fn rest(settings: &ReconcilerSettings) -> Again {
    let jitter = 0.5 + rand::random::<f64>();
    Again { after: settings.resync.mul_f64(jitter), priority: Priority::Resync, attempts: 0 }
}

async fn load(app: &App, lease: &Lease) -> Result<Option<View>, AttemptError> {
    let mut connection = app.db.pool().acquire().await.map_err(StoreError::from)?;
    let Some(instance) = instances::find_many(&mut connection, &[lease.instance]).await?.pop() else {
        return Ok(None);
    };
    let placed = held::is_placed(&mut connection, instance.id).await?;
    let live = match instance.desired_release {
        Some(release) => releases::find(&mut connection, instance.id, release).await?,
        None => None,
    };
    let now = releases::now(&mut connection).await?;
    let mut previous = Vec::new();
    for release in releases::recently_live(&mut connection, instance.id, 8).await? {
        let until = release.superseded_at.map(|at| at.after(ASSETS_STAY).as_seconds());
        // One that is live in the books and not wanted any more is superseded by this very change.
        let until = until.unwrap_or_else(|| now.after(ASSETS_STAY).as_seconds());
        if let Some(manifest) = digest(&release.manifest)
            && Some(release.manifest) != live.as_ref().map(|live| live.manifest)
            && previous.iter().all(|known: &Previous| known.manifest != manifest)
        {
            previous.push(Previous { manifest, until });
        }
    }
    previous.truncate(KEPT_RELEASES);
    let spec = Spec::Site(SiteSpec {
        name: instance.name.clone(),
        hosts: vec![app.addresses.host(&instance)],
        suspended: instance.desired == Desired::Suspended,
        release: live.as_ref().and_then(|release| digest(&release.manifest)),
        previous,
    });
    let wish = Wish {
        desired: instance.desired,
        generation: instance.generation,
        hash: spec.hash(),
        placed,
        // Somebody who asked for a look is told what came of it.
        settled: instance.is_settled() && operations::unfinished(&mut connection, instance.id).await?.is_empty(),
    };
    Ok(Some(View { instance, wish, spec }))
}

fn digest(bytes: &[u8; 32]) -> Option<Digest> {
    Digest::try_from(&bytes[..]).ok()
}

async fn look(app: &App, view: &View) -> Result<Seen, AttemptError> {
    let id = view.instance.id;
    let Observation { state, .. } = app.driver.observe(id).await?;
    match state {
        Observed::Absent => Ok(Seen::Absent),
        Observed::Present { generation, hash, answering } => Ok(Seen::Present {
            generation: i64::try_from(generation).unwrap_or(i64::MAX),
            hash,
            answering: answering.unwrap_or(false),
        }),
        Observed::Foreign => {
            let message = "something of another installation has the name of this instance";
            Err(DriverError::new(ErrorClass::Operator, "FOREIGN_RESOURCE", message).into())
        }
    }
}

/// Whether what looked changed is as wanted at a second look: a site server that restarts is no reason to repair anything.
async fn recovers(app: &App, view: &View) -> Result<bool, AttemptError> {
    for _ in 0..SECOND_LOOKS {
        tokio::time::sleep(SECOND_LOOK_AFTER).await;
        if reconcile::next(&view.wish, &look(app, view).await?) == Action::Rest {
            return Ok(true);
        }
    }
    Ok(false)
}

fn call(view: &View, lease: &Lease, settings: &ReconcilerSettings) -> Call {
    Call {
        instance: view.instance.id,
        organization: view.instance.organization,
        generation: u64::try_from(view.wish.generation).unwrap_or(0),
        fence: u64::try_from(lease.fence).unwrap_or(0),
        deadline: settings.apply_timeout,
    }
}

async fn place(app: &App, lease: &Lease, view: &View) -> Result<(), AttemptError> {
    books::reach(app, lease, view.wish.generation, PLACE).await?;
    let lease = lease.clone();
    app.db
        .transact(move |tx, _| {
            Box::pin(async move {
                let instance = books::locked(tx, &lease).await?;
                let rooms = held::lock_rooms(tx, instance.region, instance.organization).await?;
                let node = capacity::choose(&rooms, instance.resources).ok_or_else(|| {
                    DriverError::new(ErrorClass::Placement, "NO_CAPACITY", "no node of the region has room")
                })?;
                held::place(tx, instance.id, instance.organization, node, instance.resources).await?;
                Ok(())
            })
        })
        .await
}

async fn apply(app: &App, settings: &ReconcilerSettings, lease: &Lease, view: &View) -> Result<(), AttemptError> {
    if view.instance.kind != Kind::Site {
        let message = format!("no engine here runs a {}", view.instance.kind.word());
        return Err(DriverError::new(ErrorClass::Final, "KIND_NOT_SUPPORTED", message).into());
    }
    if view.wish.settled {
        books::repair(app, lease, view.wish.generation).await?;
    }
    let call = call(view, lease, settings);
    let plan = app.driver.plan(&call, &view.spec).await?;
    tracing::debug!(instance.id = %call.instance, changes = ?plan.changes, "applying");
    let (progress, mut steps) = mpsc::unbounded_channel();
    let mut applied = app.driver.apply(&call, &view.spec, &plan, progress);
    loop {
        tokio::select! {
            // Steps first: what was begun is told before it is done.
            biased;
            Some(step) = steps.recv() => books::reach(app, lease, view.wish.generation, step).await?,
            done = &mut applied => {
                done?;
                return Ok(());
            }
        }
    }
}

/// Deletes the content of an instance that is to be gone.
async fn purge(app: &App, lease: &Lease, view: &View) -> Result<(), AttemptError> {
    let generation = view.wish.generation;
    books::reach(app, lease, generation, PURGE).await?;
    books::forget_releases(app, lease).await?;
    sweep::sweep(app, view.instance.organization).await?;
    books::reach(app, lease, generation, FREE).await
}
