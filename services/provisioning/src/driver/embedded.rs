//! Hosts sites itself: writes the records that the sites role serves from, and believes only what a visitor gets.
use std::io;
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use hc_types::InstanceId;
use tokio::time::Instant;

use crate::blobs::Digest;
use crate::domain::operation::{APPLY, VERIFY};
use crate::sites::state::{SiteRecord, SiteSpec, StateDir};

use super::probe::{self, Answer};
use super::{Call, Change, Driver, DriverError, Effect, ErrorClass, Observation, Observed, Plan, Progress, Spec};

/// How often a site is asked while its change is waited for.
const ASK_EVERY: Duration = Duration::from_millis(20);
/// How long a gravestone refuses commands that were overtaken: far longer than any of them can be on its way.
const GRAVES_STAY: Duration = Duration::from_hours(24);

/// The driver of sites on this machine, or on whichever machine shares its folder.
#[derive(Debug, Clone)]
pub struct Embedded {
    state: StateDir,
    /// Where visitors are answered, as `host:port`.
    address: String,
    /// Marks what is ours.
    installation: String,
}

impl Embedded {
    /// A driver over the records of a folder.
    pub fn new(state: StateDir, address: String, installation: String) -> Self {
        Self { state, address, installation }
    }

    /// Runs file work where it may block.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, DriverError> + Send + 'static,
    ) -> Result<T, DriverError> {
        let driver = self.clone();
        let done = tokio::task::spawn_blocking(move || work(&driver)).await;
        done.map_err(|error| DriverError::new(ErrorClass::Unknown, "DRIVER_BROKEN_OFF", error))?
    }

    fn read(&self, instance: InstanceId) -> Result<Option<SiteRecord>, DriverError> {
        self.state.read(instance).map_err(|error| disk(&error))
    }

    /// The record, if it is ours and no newer wish or lease has been here.
    fn admit(&self, call: &Call) -> Result<Option<SiteRecord>, DriverError> {
        let Some(record) = self.read(call.instance)? else { return Ok(None) };
        if record.installation != self.installation {
            let message = format!("the record belongs to the installation {:?}", record.installation);
            return Err(DriverError::new(ErrorClass::Operator, "FOREIGN_RESOURCE", message));
        }
        if call.fence < record.fence {
            let message = format!("lease {} after lease {}", call.fence, record.fence);
            return Err(DriverError::new(ErrorClass::Retryable, "STALE_FENCE", message));
        }
        if call.generation < record.generation {
            let message = format!("generation {} after generation {}", call.generation, record.generation);
            return Err(DriverError::new(ErrorClass::Retryable, "STALE_GENERATION", message));
        }
        Ok(Some(record))
    }

    fn write(&self, call: &Call, spec: &SiteSpec, planned: &Plan) -> Result<(), DriverError> {
        let lock = self.state.lock().map_err(|error| disk(&error))?;
        let before = self.admit(call)?;
        if token(before.as_ref()) != planned.token {
            let message = "the record has changed since the plan was made";
            return Err(DriverError::new(ErrorClass::Retryable, "PLAN_OUTDATED", message));
        }
        let record = SiteRecord {
            installation: self.installation.clone(),
            instance: call.instance,
            organization: call.organization,
            generation: call.generation,
            fence: call.fence,
            site: Some(spec.clone()),
        };
        lock.write(&record).map_err(|error| disk(&error))
    }

    fn bury(&self, call: &Call) -> Result<Option<SiteSpec>, DriverError> {
        let lock = self.state.lock().map_err(|error| disk(&error))?;
        let Some(before) = self.admit(call)? else { return Ok(None) };
        // A gravestone, so that a command that is still on its way comes too late.
        let grave = SiteRecord { generation: call.generation, fence: call.fence, site: None, ..before.clone() };
        lock.write(&grave).map_err(|error| disk(&error))?;
        Ok(before.site)
    }

    fn forget(&self, instance: InstanceId) -> Result<(), DriverError> {
        let lock = self.state.lock().map_err(|error| disk(&error))?;
        lock.delete(instance).map_err(|error| disk(&error))
    }

    fn take_over(&self, call: &Call) -> Result<(), DriverError> {
        let lock = self.state.lock().map_err(|error| disk(&error))?;
        let Some(record) = self.read(call.instance)? else {
            return Err(DriverError::new(ErrorClass::Final, "NOTHING_TO_ADOPT", "there is no record of this instance"));
        };
        if record.organization != call.organization {
            let message = format!("the record is of {}", record.organization);
            return Err(DriverError::new(ErrorClass::Final, "FOREIGN_ORGANIZATION", message));
        }
        let fence = record.fence.max(call.fence);
        let adopted = SiteRecord { installation: self.installation.clone(), fence, ..record };
        lock.write(&adopted).map_err(|error| disk(&error))
    }

    /// Whether a visitor of every host gets what the record says.
    async fn answers(&self, instance: InstanceId, generation: u64, site: &SiteSpec) -> Result<(), String> {
        for host in &site.hosts {
            let Answer::Site { instance: found, generation: served, state, front } =
                probe::ask(&self.address, host).await?
            else {
                return Err(format!("{host} is not served"));
            };
            if found != instance.to_string() || served != generation {
                return Err(format!("{host} serves generation {served} of {found}"));
            }
            let suspended = state == "suspended";
            if suspended != site.suspended || (front.is_server_error() && !suspended) {
                return Err(format!("{host} answers {front} and is {state}"));
            }
        }
        Ok(())
    }

    async fn look(&self, instance: InstanceId) -> Result<Observation, DriverError> {
        let record = self.blocking(move |driver| driver.read(instance)).await?;
        let mut observation = Observation { instance, state: self.state_of(record.as_ref()) };
        if let (Observed::Present { answering, .. }, Some(record)) = (&mut observation.state, &record)
            && let Some(site) = &record.site
        {
            let answered = self.answers(instance, record.generation, site).await;
            if let Err(why) = &answered {
                tracing::debug!(instance.id = %instance, why, "site does not answer as it should");
            }
            *answering = Some(answered.is_ok());
        }
        Ok(observation)
    }

    fn state_of(&self, record: Option<&SiteRecord>) -> Observed {
        match record {
            Some(record) if record.installation != self.installation => Observed::Foreign,
            Some(SiteRecord { generation, site: Some(site), .. }) => {
                Observed::Present { generation: *generation, hash: *site.hash().bytes(), answering: None }
            }
            Some(SiteRecord { site: None, .. }) | None => Observed::Absent,
        }
    }

    /// Waits until visitors get the new state.
    async fn verify(&self, call: &Call, site: &SiteSpec, deadline: Instant) -> Result<(), DriverError> {
        loop {
            match self.answers(call.instance, call.generation, site).await {
                Ok(()) => return Ok(()),
                Err(why) if Instant::now() >= deadline => {
                    return Err(DriverError::new(ErrorClass::Retryable, "SITE_NOT_ANSWERING", why));
                }
                Err(_) => tokio::time::sleep(ASK_EVERY).await,
            }
        }
    }
}

impl Driver for Embedded {
    fn plan<'a>(&'a self, call: &'a Call, spec: &'a Spec) -> BoxFuture<'a, Result<Plan, DriverError>> {
        async move {
            let Spec::Site(wanted) = spec;
            let call = *call;
            let record = self.blocking(move |driver| driver.admit(&call)).await?;
            let create = |path| Change { path, effect: Effect::Create };
            let change = |path, differs: bool| differs.then_some(Change { path, effect: Effect::InPlace });
            let changes = match record.as_ref().and_then(|record| record.site.as_ref()) {
                None => vec![create("site")],
                Some(site) => [
                    change("name", site.name != wanted.name),
                    change("hosts", site.hosts != wanted.hosts),
                    change("suspended", site.suspended != wanted.suspended),
                    change("release", site.release != wanted.release),
                    change("previous", site.previous != wanted.previous),
                    change("generation", record.as_ref().is_some_and(|record| record.generation != call.generation)),
                ]
                .into_iter()
                .flatten()
                .collect(),
            };
            Ok(Plan { changes, token: token(record.as_ref()) })
        }
        .boxed()
    }

    fn apply<'a>(
        &'a self,
        call: &'a Call,
        spec: &'a Spec,
        plan: &'a Plan,
        progress: Progress,
    ) -> BoxFuture<'a, Result<Observation, DriverError>> {
        async move {
            let deadline = Instant::now() + call.deadline;
            let Spec::Site(site) = spec;
            // Whoever listens to the progress may have stopped; the work goes on.
            let _unheard = progress.send(APPLY);
            if !plan.changes.is_empty() {
                let (call, site, plan) = (*call, site.clone(), plan.clone());
                self.blocking(move |driver| driver.write(&call, &site, &plan)).await?;
            }
            let _unheard = progress.send(VERIFY);
            self.verify(call, site, deadline).await?;
            let state =
                Observed::Present { generation: call.generation, hash: *site.hash().bytes(), answering: Some(true) };
            Ok(Observation { instance: call.instance, state })
        }
        .boxed()
    }

    fn observe(&self, instance: InstanceId) -> BoxFuture<'_, Result<Observation, DriverError>> {
        self.look(instance).boxed()
    }

    fn observe_all(&self) -> BoxFuture<'_, Result<Vec<Observation>, DriverError>> {
        let look = self.blocking(|driver| {
            let mut observations = Vec::new();
            for (instance, metadata) in driver.state.list().map_err(|error| disk(&error))? {
                let record = driver.read(instance)?;
                let is_grave = record.as_ref().is_some_and(|record| record.site.is_none());
                let age = metadata.modified().ok().and_then(|written| written.elapsed().ok()).unwrap_or_default();
                if is_grave && age > GRAVES_STAY {
                    driver.forget(instance)?;
                    continue;
                }
                observations.push(Observation { instance, state: driver.state_of(record.as_ref()) });
            }
            Ok(observations)
        });
        look.boxed()
    }

    fn adopt<'a>(&'a self, call: &'a Call) -> BoxFuture<'a, Result<Observation, DriverError>> {
        async move {
            let call = *call;
            self.blocking(move |driver| driver.take_over(&call)).await?;
            self.look(call.instance).await
        }
        .boxed()
    }

    fn remove<'a>(&'a self, call: &'a Call) -> BoxFuture<'a, Result<(), DriverError>> {
        async move {
            let call = *call;
            let deadline = Instant::now() + call.deadline;
            let Some(site) = self.blocking(move |driver| driver.bury(&call)).await? else { return Ok(()) };
            for host in &site.hosts {
                // A site server that is away serves nothing; when it comes back it reads the gravestone.
                while let Ok(Answer::Site { instance, .. }) = probe::ask(&self.address, host).await
                    && instance == call.instance.to_string()
                {
                    if Instant::now() >= deadline {
                        let message = format!("{host} is still served");
                        return Err(DriverError::new(ErrorClass::Retryable, "SITE_STILL_ANSWERING", message));
                    }
                    tokio::time::sleep(ASK_EVERY).await;
                }
            }
            Ok(())
        }
        .boxed()
    }
}

/// What a plan was made for. The lease is no part of it: each attempt has its own.
fn token(record: Option<&SiteRecord>) -> [u8; 32] {
    let world = record.map(|record| (&record.installation, record.generation, &record.site));
    *Digest::of(&serde_json::to_vec(&world).expect("numbers and strings are always JSON")).bytes()
}

fn disk(error: &io::Error) -> DriverError {
    DriverError::new(ErrorClass::Retryable, "STATE_UNAVAILABLE", error)
}
