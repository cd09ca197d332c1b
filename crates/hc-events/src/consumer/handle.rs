//! Pausing a consumer from outside.

use std::sync::Arc;

use metrics::gauge;
use tokio::sync::watch;

use crate::metrics::CONSUMER_PAUSED;

/// Pauses and resumes a [`crate::Consumer`] or [`crate::WorkConsumer`] while it runs. Cheap to clone; works on the
/// consumer of this process only, and is forgotten with it.
#[derive(Debug, Clone)]
pub struct ConsumerHandle {
    queue: Arc<str>,
    paused: Arc<watch::Sender<bool>>,
}

impl ConsumerHandle {
    pub(crate) fn new(queue: Arc<str>) -> Self {
        Self { queue, paused: Arc::new(watch::Sender::new(false)) }
    }

    /// Takes no more from now on: what has begun is ended, what waits in this process goes back to the queue. Dead letters
    /// are still collected.
    pub fn pause(&self) {
        self.set(true);
    }

    /// Takes again.
    pub fn resume(&self) {
        self.set(false);
    }

    /// Whether it was told to pause.
    pub fn is_paused(&self) -> bool {
        *self.paused.borrow()
    }

    /// Waits until it is paused, or until it is not.
    pub(crate) async fn becomes(&self, paused: bool) {
        // Never an error: the sender is held right here.
        let _ = self.paused.subscribe().wait_for(|now| *now == paused).await;
    }

    fn set(&self, paused: bool) {
        if self.paused.send_replace(paused) != paused {
            tracing::info!(queue = &*self.queue, paused, "consumer was told to pause or to go on");
            gauge!(CONSUMER_PAUSED, "queue" => Arc::clone(&self.queue), "why" => "handle")
                .set(f64::from(u8::from(paused)));
        }
    }
}
