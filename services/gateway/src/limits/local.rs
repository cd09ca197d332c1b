//! GCRA in this process.

use std::time::{Duration, Instant};

use moka::sync::Cache;

use super::{Decision, Rate};

/// Callers that are remembered; beyond, those who were not seen for longest begin afresh.
const CALLERS: u64 = 100_000;

/// Callers with the moment until which their use reaches, in nanoseconds since the start.
pub struct Local {
    rate: Rate,
    started: Instant,
    callers: Cache<String, u64>,
}

impl Local {
    /// Nobody has used anything.
    pub fn new(rate: Rate) -> Self {
        let idle = Duration::from_nanos(rate.ahead_nanos).saturating_add(Duration::from_secs(1));
        // A caller who was idle for a whole burst is like a new one.
        let longest = Duration::from_hours(24);
        let callers = Cache::builder().max_capacity(CALLERS).time_to_idle(idle.min(longest)).build();
        Self { rate, started: Instant::now(), callers }
    }

    /// Charges a caller.
    pub fn charge(&self, key: &str, cost: u64) -> Decision {
        let now = u64::try_from(self.started.elapsed().as_nanos()).unwrap_or(u64::MAX);
        let mut decision = Decision::Allowed;
        self.callers.entry_by_ref(key).and_upsert_with(|known| {
            let reached = known.map_or(now, |entry| entry.into_value().max(now));
            let next = reached.saturating_add(self.rate.nanos_per_unit.saturating_mul(cost));
            let over = next.saturating_sub(now).saturating_sub(self.rate.ahead_nanos);
            if over == 0 {
                next
            } else {
                decision = Decision::Refused(Duration::from_nanos(over));
                reached
            }
        });
        decision
    }
}
