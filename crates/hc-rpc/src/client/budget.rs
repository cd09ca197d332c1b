//! How many repetitions a peer gets: few when it fails often, so that they don't keep it down.

use std::sync::atomic::{AtomicI32, Ordering};

const FULL: i32 = 10_000;
const FAILURE: i32 = 1_000;
const SUCCESS: i32 = 100;

/// gRPC's retry throttling (proposal A6): a failure costs ten times what a success earns, and below half of the budget
/// nothing is repeated. In the long run, repetitions are at most a tenth of the calls.
pub(super) struct Budget(AtomicI32);

impl Default for Budget {
    fn default() -> Self {
        Self(AtomicI32::new(FULL))
    }
}

impl Budget {
    pub(super) fn succeeded(&self) {
        self.change(SUCCESS);
    }

    /// Notes a failure and says whether another attempt may be made.
    pub(super) fn failed(&self) -> bool {
        self.change(-FAILURE) > FULL / 2
    }

    fn change(&self, by: i32) -> i32 {
        let next = |now: i32| now.saturating_add(by).clamp(0, FULL);
        let before = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |now| Some(next(now)));
        before.map_or(0, next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peer_that_keeps_failing_gets_no_repetitions() {
        let budget = Budget::default();
        let allowed = (0..20).filter(|_| budget.failed()).count();
        assert_eq!(allowed, 4);
        for _ in 0..61 {
            budget.succeeded();
        }
        assert!(budget.failed());
    }
}
