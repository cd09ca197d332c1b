//! What other services know, asked in the name of this one.

mod accounts;
mod auth;
mod objects;

use std::time::Duration;

use hc_events::Failure;
use hc_rpc::{Channel, Fault};
use hc_types::UserId;
use tonic::{Code, Status};

pub use self::{
    accounts::Members,
    auth::{MailLink, Person},
};

/// How many users' languages are remembered, and for how long.
const LANGUAGES: u64 = 10_000;
const KNOWN_FOR: Duration = Duration::from_secs(5);

/// Asks the owners. Cheap to clone.
#[derive(Clone)]
pub struct Owners {
    auth: Channel,
    accounts: Channel,
    billing: Channel,
    provisioning: Channel,
    languages: moka::sync::Cache<UserId, String>,
}

/// An owner did not answer, or not as its contract says.
#[derive(Debug, thiserror::Error)]
pub enum OwnerError {
    #[error("{0} cannot be asked at the moment")]
    Unavailable(&'static str, #[source] Fault),
    #[error("{0} answered something unexpected")]
    Unexpected(&'static str, #[source] anyhow::Error),
}

impl Owners {
    /// The owners at the other ends of these channels.
    pub fn new(auth: Channel, accounts: Channel, billing: Channel, provisioning: Channel) -> Self {
        let languages = moka::sync::Cache::builder().max_capacity(LANGUAGES).time_to_live(KNOWN_FOR).build();
        Self { auth, accounts, billing, provisioning, languages }
    }
}

impl OwnerError {
    fn of(owner: &'static str, status: &Status) -> Self {
        let fault = Fault::from(status);
        match fault.code {
            Code::Unavailable | Code::DeadlineExceeded | Code::Cancelled | Code::ResourceExhausted => {
                Self::Unavailable(owner, fault)
            }
            _ => Self::Unexpected(owner, fault.into()),
        }
    }

    fn unexpected(owner: &'static str) -> impl FnOnce(&'static str) -> Self {
        move |what| Self::Unexpected(owner, anyhow::anyhow!(what))
    }
}

impl From<OwnerError> for Failure {
    fn from(error: OwnerError) -> Self {
        match error {
            OwnerError::Unavailable(..) => Self::DependencyDown(error.into()),
            OwnerError::Unexpected(..) => Self::Transient(error.into()),
        }
    }
}
