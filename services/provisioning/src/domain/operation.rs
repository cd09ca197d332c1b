use std::time::Duration;

use hc_types::{InstanceId, OperationId, OrganizationId, ReleaseId, Timestamp};
use serde::{Deserialize, Serialize};

use super::instance::{Desired, words};

words! {
    /// What an operation is for.
    OperationKind {
        /// Makes an instance.
        Provision = "provision",
        /// Puts a new release live.
        Deploy = "deploy",
        /// Puts an earlier release live again.
        RollBack = "roll_back",
        /// Puts the suspension page up.
        Suspend = "suspend",
        /// Takes the suspension page down.
        Resume = "resume",
        /// Brings back what was found missing or changed.
        Repair = "repair",
        /// Removes everything.
        Terminate = "terminate",
    }
}

words! {
    /// Where an operation stands.
    OperationStatus {
        /// Waiting for its turn.
        Queued = "queued",
        /// Under way.
        Running = "running",
        /// Done; final.
        Succeeded = "succeeded",
        /// Given up; final.
        Failed = "failed",
        /// Overtaken by a later wish; final.
        Canceled = "canceled",
    }
}

/// Long-running work on an instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// Its id.
    pub id: OperationId,
    /// What it works on.
    pub instance: InstanceId,
    /// Whose that is.
    pub organization: OrganizationId,
    /// What for.
    pub kind: OperationKind,
    /// Where it stands.
    pub status: OperationStatus,
    /// The wish that it fulfils; it is done once this or a later one is real.
    pub generation: i64,
    /// The release that it puts live.
    pub release: Option<ReleaseId>,
    /// What it consists of, in order.
    pub steps: Vec<Step>,
    /// Why it failed.
    pub error: Option<OperationError>,
    /// The request that asked for it: the correlation of its events.
    pub request: String,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When work began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

/// A part of an operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Such as `place`, `apply`, `verify`.
    pub name: String,
    /// When work on it began.
    pub started_at: Option<Timestamp>,
    /// When it was done.
    pub finished_at: Option<Timestamp>,
}

/// Why an operation failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationError {
    /// A stable reason.
    pub code: String,
    /// For people.
    pub message: String,
    /// Whether trying again may help.
    pub retryable: bool,
}

/// Work that is not done after this is worth a look.
pub const PATIENCE: Duration = Duration::from_mins(5);

/// A room for the instance is found on a node.
pub const PLACE: &str = "place";
/// The engine is told what to be.
pub const APPLY: &str = "apply";
/// A request through the users' path is answered as it should.
pub const VERIFY: &str = "verify";
/// The engine has let go of it.
pub const REMOVE: &str = "remove";
/// Its content is deleted.
pub const PURGE: &str = "purge";
/// Its capacity is given back.
pub const FREE: &str = "free";

impl OperationKind {
    /// The steps of such an operation.
    pub const fn steps(self) -> &'static [&'static str] {
        match self {
            Self::Provision => &[PLACE, APPLY, VERIFY],
            Self::Deploy | Self::RollBack | Self::Suspend | Self::Resume | Self::Repair => &[APPLY, VERIFY],
            Self::Terminate => &[REMOVE, PURGE, FREE],
        }
    }
}

impl Operation {
    /// New work, waiting for its turn.
    pub fn queued(
        of: (InstanceId, OrganizationId),
        kind: OperationKind,
        generation: i64,
        release: Option<ReleaseId>,
        (request, now): (&str, Timestamp),
    ) -> Self {
        let step = |name: &&str| Step { name: (*name).to_owned(), started_at: None, finished_at: None };
        Self {
            id: OperationId::new(),
            instance: of.0,
            organization: of.1,
            kind,
            status: OperationStatus::Queued,
            generation,
            release,
            steps: kind.steps().iter().map(step).collect(),
            error: None,
            request: request.to_owned(),
            created_at: now,
            started_at: None,
            finished_at: None,
        }
    }

    /// The share of its steps that is done, 0 to 1.
    pub fn progress(&self) -> f64 {
        if self.status == OperationStatus::Succeeded {
            return 1.0;
        }
        let count = |steps: usize| f64::from(u32::try_from(steps).unwrap_or(u32::MAX));
        let done = self.steps.iter().filter(|step| step.finished_at.is_some()).count();
        if self.steps.is_empty() { 0.0 } else { count(done) / count(self.steps.len()) }
    }

    /// Work has come to a step: those before it are done. True when that is news.
    pub fn reach(&mut self, name: &str, now: Timestamp) -> bool {
        let Some(position) = self.steps.iter().position(|step| step.name == name) else { return false };
        let mut news = false;
        if self.status == OperationStatus::Queued {
            self.status = OperationStatus::Running;
            self.started_at = Some(now);
            news = true;
        }
        for (at, step) in self.steps.iter_mut().enumerate() {
            if at <= position && step.started_at.is_none() {
                step.started_at = Some(now);
                news = true;
            }
            if at < position && step.finished_at.is_none() {
                step.finished_at = Some(now);
                news = true;
            }
        }
        news
    }

    /// Ends it. A success has done all its steps; another end leaves them as they are.
    pub fn finish(&mut self, status: OperationStatus, error: Option<OperationError>, now: Timestamp) {
        if status == OperationStatus::Succeeded {
            for step in &mut self.steps {
                step.started_at.get_or_insert(now);
                step.finished_at.get_or_insert(now);
            }
        }
        self.started_at.get_or_insert(now);
        self.status = status;
        self.error = error;
        self.finished_at = Some(now);
    }

    /// How it ends once `generation`, its own or a later one, is real, in which `desired` and `release` are wanted.
    pub fn outcome(&self, generation: i64, desired: Desired, release: Option<ReleaseId>) -> OperationStatus {
        let fulfilled = match self.kind {
            OperationKind::Terminate => true,
            // What is to be gone can be looked at again too.
            OperationKind::Repair if self.generation == generation => true,
            _ if desired.is_gone() => false,
            OperationKind::Deploy | OperationKind::RollBack => self.release == release,
            OperationKind::Suspend => desired == Desired::Suspended,
            OperationKind::Resume => desired == Desired::Active,
            OperationKind::Provision | OperationKind::Repair => true,
        };
        if fulfilled { OperationStatus::Succeeded } else { OperationStatus::Canceled }
    }

    /// Where a step stands, in the operation's own words.
    pub const fn step_status(&self, step: &Step) -> OperationStatus {
        match (step.started_at, step.finished_at, self.status) {
            (_, Some(_), _) => OperationStatus::Succeeded,
            (Some(_), None, OperationStatus::Failed) => OperationStatus::Failed,
            (_, None, OperationStatus::Canceled | OperationStatus::Failed) => OperationStatus::Canceled,
            (Some(_), None, _) => OperationStatus::Running,
            (None, None, _) => OperationStatus::Queued,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000).unwrap()
    }

    fn operation(kind: OperationKind) -> Operation {
        Operation::queued((InstanceId::new(), OrganizationId::new()), kind, 2, None, ("request", at(0)))
    }

    #[test]
    fn steps_are_reached_in_order_and_told_once() {
        let mut work = operation(OperationKind::Provision);
        assert!(work.reach(PLACE, at(1)));
        assert!(!work.reach(PLACE, at(2)));
        assert!(work.reach(VERIFY, at(3)));
        assert!((work.progress() - 2.0 / 3.0).abs() < 1e-9);
        assert_eq!(work.steps[1].finished_at, Some(at(3)));
        work.finish(OperationStatus::Succeeded, None, at(4));
        assert!((work.progress() - 1.0).abs() < 1e-9);
        assert_eq!((work.started_at, work.finished_at), (Some(at(1)), Some(at(4))));
    }

    #[test]
    fn an_overtaken_deployment_is_canceled() {
        let release = Some(ReleaseId::new());
        let work = Operation { release, ..operation(OperationKind::Deploy) };
        assert_eq!(work.outcome(2, Desired::Active, release), OperationStatus::Succeeded);
        assert_eq!(work.outcome(2, Desired::Active, Some(ReleaseId::new())), OperationStatus::Canceled);
        let provision = operation(OperationKind::Provision);
        assert_eq!(provision.outcome(2, Desired::Suspended, None), OperationStatus::Succeeded);
        assert_eq!(provision.outcome(2, Desired::Terminated, None), OperationStatus::Canceled);
        let repair = operation(OperationKind::Repair);
        assert_eq!(repair.outcome(2, Desired::Terminated, None), OperationStatus::Succeeded);
        assert_eq!(repair.outcome(3, Desired::Terminated, None), OperationStatus::Canceled);
    }

    #[test]
    fn a_failed_operation_shows_where_it_failed() {
        let mut work = operation(OperationKind::Deploy);
        work.reach(APPLY, at(1));
        work.finish(OperationStatus::Failed, None, at(2));
        let statuses: Vec<_> = work.steps.iter().map(|step| work.step_status(step)).collect();
        assert_eq!(statuses, [OperationStatus::Failed, OperationStatus::Canceled]);
    }
}
