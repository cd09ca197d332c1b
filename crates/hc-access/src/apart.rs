//! Work that goes on whether or not whoever waits for it is polled.

use std::{future::pending, panic::resume_unwind};

use tracing::Instrument as _;

/// Does work in a task of its own. What holds a lock for which others wait has to be done so: who asks may be a stream
/// whose client takes nothing, or one branch of a `select!` while another one runs, and is then not polled for as long as
/// that takes. If it waits for the same lock meanwhile, that is for ever.
pub(crate) async fn apart<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    match tokio::spawn(work.in_current_span()).await {
        Ok(done) => done,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            // Nobody aborts it but the end of the runtime, which nobody outlives.
            Err(_) => pending().await,
        },
    }
}
