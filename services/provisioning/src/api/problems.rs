//! What callers are told when something does not work: one code and one reason for each way it can fail.
use std::time::Duration;

use hc_rpc::{Problem, Violation};
use tonic::Code;

use crate::app::deploy::DeployError;
use crate::app::repair::RepairError;
use crate::app::reserve::ReserveError;
use crate::app::roll_back::RollBackError;
use crate::app::terminate::TerminateError;
use crate::domain::instance::DeployRefusal;

/// What is wrong with a question itself.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// One of the instances does not exist, or is another organization's.
    #[error("instance {0} does not exist")]
    InstanceNotFound(String),
    /// An organization's id is none.
    #[error("organization {0} does not exist")]
    OrganizationNotFound(String),
    /// Too much at once.
    #[error("at most {limit} ids at once")]
    TooManyIds {
        /// The most.
        limit: usize,
    },
    /// Page arguments that make no sense.
    #[error(transparent)]
    Page(#[from] hc_types::PageError),
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] hc_storage::StoreError),
}

impl Problem for ReadError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::InstanceNotFound(_) => (Code::NotFound, "INSTANCE_NOT_FOUND"),
            Self::OrganizationNotFound(_) => (Code::NotFound, "ORGANIZATION_NOT_FOUND"),
            Self::TooManyIds { .. } => (Code::InvalidArgument, "TOO_MANY_IDS"),
            Self::Page(_) => (Code::InvalidArgument, "PAGE_INVALID"),
            Self::Store(error) => error.problem(),
        }
    }

    fn violations(&self) -> Vec<Violation> {
        match self {
            Self::Page(error) => vec![Violation::new("page", "PAGE_INVALID", error)],
            _ => Vec::new(),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Store(error) => error.retry_after(),
            _ => None,
        }
    }
}

impl Problem for ReserveError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::RegionNotFound { .. } => (Code::InvalidArgument, "REGION_NOT_FOUND"),
            Self::NoCapacity { .. } => (Code::FailedPrecondition, "NO_CAPACITY"),
            Self::OrderVoid => (Code::FailedPrecondition, "ORDER_VOID"),
            Self::Store(error) => error.problem(),
        }
    }

    fn violations(&self) -> Vec<Violation> {
        let region = |item: &usize| {
            Violation::new(format!("items[{item}].region_id"), "REGION_NOT_FOUND", "there is no such region")
        };
        match self {
            Self::RegionNotFound { items } => items.iter().map(region).collect(),
            Self::NoCapacity { item } => {
                let field = format!("items[{item}].region_id");
                vec![Violation::new(field, "NO_CAPACITY", "there is no room at the moment")]
            }
            Self::OrderVoid | Self::Store(_) => Vec::new(),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Store(error) => error.retry_after(),
            _ => None,
        }
    }
}

impl Problem for DeployError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::InstanceNotFound(_) => (Code::NotFound, "INSTANCE_NOT_FOUND"),
            Self::Refused(refusal) => refused(*refusal),
            Self::Archive(error) => match error.reason() {
                Some(reason) => (Code::InvalidArgument, reason),
                None => (Code::Internal, "INTERNAL"),
            },
            Self::Content(_) | Self::BrokenOff => (Code::Internal, "INTERNAL"),
            Self::Store(error) => error.problem(),
        }
    }

    fn violations(&self) -> Vec<Violation> {
        match self {
            Self::Archive(error) => {
                error.reason().map(|reason| Violation::new("archive", reason, error)).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Store(error) => error.retry_after(),
            _ => None,
        }
    }
}

impl Problem for RollBackError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::InstanceNotFound(_) => (Code::NotFound, "INSTANCE_NOT_FOUND"),
            Self::ReleaseNotFound(_) => (Code::NotFound, "RELEASE_NOT_FOUND"),
            Self::ReleaseNotUsable(_) => (Code::FailedPrecondition, "RELEASE_NOT_USABLE"),
            Self::Refused(refusal) => refused(*refusal),
            Self::Store(error) => error.problem(),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Store(error) => error.retry_after(),
            _ => None,
        }
    }
}

impl Problem for TerminateError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::NotFound(_) => (Code::NotFound, "INSTANCE_NOT_FOUND"),
            Self::Store(error) => error.problem(),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Store(error) => error.retry_after(),
            Self::NotFound(_) => None,
        }
    }
}

impl Problem for RepairError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::NotFound(_) => (Code::NotFound, "INSTANCE_NOT_FOUND"),
            Self::Terminated => (Code::FailedPrecondition, "INSTANCE_TERMINATED"),
            Self::Store(error) => error.problem(),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Store(error) => error.retry_after(),
            Self::NotFound(_) | Self::Terminated => None,
        }
    }
}

const fn refused(refusal: DeployRefusal) -> (Code, &'static str) {
    match refusal {
        DeployRefusal::Kind { .. } | DeployRefusal::State { .. } => {
            (Code::FailedPrecondition, "INSTANCE_NOT_DEPLOYABLE")
        }
    }
}
