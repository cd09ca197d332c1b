//! Work that goes on whether or not whoever waits for it is polled.

use std::{future::pending, panic::resume_unwind};

use tokio::task::{JoinError, JoinSet};
use tracing::Instrument as _;

/// Does work in a task of its own, which ends with whoever waits for it. What holds a lock for which others wait has to be
/// done so: who asks may be a stream whose client takes nothing, or one branch of a `select!` while another one runs, and
/// is then not polled for as long as that takes. If it waits for the same lock meanwhile, that is for ever.
pub(crate) async fn apart<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    let mut task = JoinSet::new();
    task.spawn(work.in_current_span());
    match task.join_next().await.map(|ended| ended.map_err(JoinError::try_into_panic)) {
        Some(Ok(done)) => done,
        Some(Err(Ok(panic))) => resume_unwind(panic),
        // Nobody else ends it but the end of the runtime, which nobody outlives.
        Some(Err(Err(_))) | None => pending().await,
    }
}
