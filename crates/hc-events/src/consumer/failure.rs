//! Why a handler did not do its work, and so what becomes of the event.

use hc_storage::StoreError;

/// What a handler answers when its effect did not happen; the transaction is rolled back.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Another try may work: after 5 s, 30 s, 2 min, 10 min, 1 h; then it is a dead letter. Conflicts of transactions are
    /// tried again at once before that.
    #[error("{0:#}")]
    Transient(anyhow::Error),
    /// It came before an earlier event of its object, which may be with another process just now: tried again within a
    /// second or two, and then as [`Failure::Transient`].
    #[error("{0:#}")]
    Early(anyhow::Error),
    /// It will never work: a dead letter, at once.
    #[error("{0:#}")]
    Permanent(anyhow::Error),
    /// Something that every event needs is away: the queue waits, no attempt is counted.
    #[error("{0:#}")]
    DependencyDown(anyhow::Error),
}

impl Failure {
    /// Whether the transaction lost a race, so that the same work may succeed at once.
    pub(super) fn is_conflict(&self) -> bool {
        let Self::Transient(error) = self else { return false };
        error.chain().any(|cause| matches!(cause.downcast_ref(), Some(StoreError::Conflict(_))))
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy(_) | StoreError::Unavailable(_) => Self::DependencyDown(error.into()),
            StoreError::Corrupt { .. } | StoreError::Panicked => Self::Permanent(error.into()),
            StoreError::Conflict(_) | StoreError::KeyReused | StoreError::Other(_) => Self::Transient(error.into()),
        }
    }
}
