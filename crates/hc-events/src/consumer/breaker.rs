//! What stands between a queue and a dependency that is down.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use metrics::gauge;
use tokio::time::{Instant, sleep_until};

use crate::{broker::jittered, metrics::CONSUMER_PAUSED};

/// The pause while a dependency is down, doubled from the one to the other.
const SHORTEST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Shared by the workers of a queue: while it is open, nobody tries.
pub(crate) struct Breaker {
    queue: Arc<str>,
    state: Mutex<Option<(Instant, Duration)>>,
}

impl Breaker {
    pub(crate) fn new(queue: Arc<str>) -> Self {
        Self { queue, state: Mutex::default() }
    }

    pub(super) async fn closed(&self) {
        loop {
            let open = *self.lock();
            match open {
                Some((until, _)) if until > Instant::now() => sleep_until(until).await,
                _ => return,
            }
        }
    }

    /// Opens it for twice as long as the last time.
    pub(super) fn open(&self) {
        let mut state = self.lock();
        let now = Instant::now();
        let pause = match *state {
            // Another worker has opened it just now.
            Some((until, _)) if until > now => return,
            Some((_, pause)) => (pause * 2).min(LONGEST_PAUSE),
            None => SHORTEST_PAUSE,
        };
        *state = Some((now + jittered(pause), pause));
        self.tell(1.0);
    }

    pub(super) fn reset(&self) {
        if self.lock().take().is_some() {
            self.tell(0.0);
        }
    }

    fn tell(&self, paused: f64) {
        gauge!(CONSUMER_PAUSED, "queue" => Arc::clone(&self.queue), "why" => "dependency").set(paused);
    }

    fn lock(&self) -> MutexGuard<'_, Option<(Instant, Duration)>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Breaker {
    /// A session that ends waits for nothing any more.
    fn drop(&mut self) {
        self.reset();
    }
}
