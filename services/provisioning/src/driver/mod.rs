//! The part that makes an instance real on some engine. A driver reads before it writes, names everything after the
//! instance, and refuses what an older lease or an older wish asks for.
pub mod embedded;
mod probe;
#[cfg(test)]
mod tests;

use std::time::Duration;

use futures::future::BoxFuture;
use hc_types::{InstanceId, OrganizationId};
use tokio::sync::mpsc;

pub use crate::domain::reconcile::ErrorClass;
use crate::sites::state::SiteSpec;

/// The whole desired state of an instance. Never a change of one: suspending and deploying are other specs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spec {
    /// A static site.
    Site(SiteSpec),
}

impl Spec {
    /// What tells two wishes apart.
    pub fn hash(&self) -> [u8; 32] {
        match self {
            Self::Site(site) => *site.hash().bytes(),
        }
    }
}

/// On whose behalf something is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call {
    /// What is changed; all outside names are made from it.
    pub instance: InstanceId,
    /// Whose it is.
    pub organization: OrganizationId,
    /// The wish.
    pub generation: u64,
    /// The lease under which it is fulfilled.
    pub fence: u64,
    /// How long the caller waits; what is not done by then is unknown to it.
    pub deadline: Duration,
}

/// What an engine shows of one instance. Nothing there is a state, not an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// Which one.
    pub instance: InstanceId,
    /// What is there.
    pub state: Observed,
}

/// The state of what is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Observed {
    /// Nothing.
    Absent,
    /// Made for this wish.
    Present {
        /// The wish that was applied last.
        generation: u64,
        /// The content of it.
        hash: [u8; 32],
        /// Whether a request through the users' path is answered as it should; `None` where it was not asked.
        answering: Option<bool>,
    },
    /// It bears the name of the instance but is not ours: it is never changed, only taken over by `adopt`.
    Foreign,
}

/// What applying a spec would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// What would change; empty when all is so already.
    pub changes: Vec<Change>,
    /// Binds `apply` to the world as it was planned for.
    pub token: [u8; 32],
}

/// One change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// What of the spec.
    pub path: &'static str,
    /// How.
    pub effect: Effect,
}

/// How something changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It is made.
    Create,
    /// It changes while it serves on.
    InPlace,
}

/// A step of the work that has begun, such as `verify`; those before it are done.
pub type Progress = mpsc::UnboundedSender<&'static str>;

/// A failed call. The class decides what is done, the reason is contract, the text is for staff.
#[derive(Debug, thiserror::Error)]
#[error("{reason}: {message}")]
pub struct DriverError {
    /// What kind of failure.
    pub class: ErrorClass,
    /// Stable, such as `SITE_NOT_ANSWERING`.
    pub reason: &'static str,
    /// For staff.
    pub message: String,
}

impl DriverError {
    /// A failure from its parts.
    pub fn new(class: ErrorClass, reason: &'static str, message: impl std::fmt::Display) -> Self {
        Self { class, reason, message: message.to_string() }
    }
}

/// What every engine has to offer.
pub trait Driver: Send + Sync + 'static {
    /// What applying the spec would change. No effect.
    fn plan<'a>(&'a self, call: &'a Call, spec: &'a Spec) -> BoxFuture<'a, Result<Plan, DriverError>>;

    /// Makes the spec real and waits until it answers its users. Refuses what the plan was not made for. The same call
    /// again changes nothing.
    fn apply<'a>(
        &'a self,
        call: &'a Call,
        spec: &'a Spec,
        plan: &'a Plan,
        progress: Progress,
    ) -> BoxFuture<'a, Result<Observation, DriverError>>;

    /// Looks at one instance, through the users' path too.
    fn observe(&self, instance: InstanceId) -> BoxFuture<'_, Result<Observation, DriverError>>;

    /// Looks at everything of this installation, without asking through the users' path.
    fn observe_all(&self) -> BoxFuture<'_, Result<Vec<Observation>, DriverError>>;

    /// Takes over what bears the instance's name and is not ours. Changes nothing that is served.
    fn adopt<'a>(&'a self, call: &'a Call) -> BoxFuture<'a, Result<Observation, DriverError>>;

    /// Lets go of the instance; of what is absent too.
    fn remove<'a>(&'a self, call: &'a Call) -> BoxFuture<'a, Result<(), DriverError>>;
}
