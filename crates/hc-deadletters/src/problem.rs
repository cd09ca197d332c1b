//! How it fails.

use hc_events::BrokerError;
use hc_rpc::Problem;
use hc_storage::StoreError;
use tonic::Code;

/// Why a letter could not be shown, sent again or given up.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LetterError {
    /// There is no such letter here.
    #[error("dead letter {0} does not exist")]
    NotFound(String),
    /// It was sent again or given up before.
    #[error("dead letter {0} does not wait any more")]
    Settled(String),
    /// The broker is away, or its queue is full.
    #[error("the broker did not take the message")]
    Broker(#[source] BrokerError),
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
}

impl Problem for LetterError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::NotFound(_) => (Code::NotFound, "DEAD_LETTER_NOT_FOUND"),
            Self::Settled(_) => (Code::FailedPrecondition, "DEAD_LETTER_SETTLED"),
            Self::Broker(_) => (Code::Unavailable, "BROKER_UNAVAILABLE"),
            Self::Store(error) => error.problem(),
        }
    }
}
