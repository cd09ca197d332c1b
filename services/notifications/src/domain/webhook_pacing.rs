//! How many deliveries go to each endpoint at once, so that a slow one never delays the others.
//!
//! Each endpoint has a limit that begins low, grows with each success and halves with each failure. Endpoints that last
//! failed or were slow are suspects: they share a quarter of the slots, and the other three quarters are the prompt ones',
//! whatever the suspects do.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use hc_types::WebhookEndpointId;

/// The limit of an endpoint of which nothing is known.
const FIRST: u32 = 4;
/// An answer later than this makes a suspect.
const SLOW: Duration = Duration::from_secs(2);
/// The part of the slots that is for suspects: one in so many.
const SUSPECTS: u32 = 4;

/// The slots of one process.
#[derive(Debug)]
pub struct Pacing {
    prompt: Slots,
    suspects: Slots,
    per_endpoint: u32,
    endpoints: HashMap<WebhookEndpointId, Pace>,
}

#[derive(Debug)]
struct Slots {
    all: u32,
    used: u32,
}

#[derive(Debug)]
struct Pace {
    limit: u32,
    running: u32,
    suspect: bool,
    ended: Option<Instant>,
}

/// A slot that is taken. It goes back with [`Pacing::end`].
#[derive(Debug)]
#[must_use]
pub struct Slot {
    endpoint: WebhookEndpointId,
    suspect: bool,
}

/// How many deliveries may be begun now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    /// For all endpoints together that are no suspects.
    pub prompt: u32,
    /// For all suspects together.
    pub suspects: u32,
    /// For each endpoint that is not in `known`.
    pub others: u32,
    /// For these endpoints.
    pub known: Vec<Known>,
}

/// How many deliveries to one endpoint may be begun now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    pub endpoint: WebhookEndpointId,
    pub room: u32,
    pub suspect: bool,
}

impl Pacing {
    /// So many slots in all and at most so many for one endpoint.
    pub fn new(slots: u32, per_endpoint: u32) -> Self {
        let suspects = (slots / SUSPECTS).max(1);
        Self {
            prompt: Slots { all: slots.saturating_sub(suspects).max(1), used: 0 },
            suspects: Slots { all: suspects, used: 0 },
            per_endpoint: per_endpoint.max(1),
            endpoints: HashMap::new(),
        }
    }

    /// How many may be begun now.
    pub fn room(&self) -> Room {
        let known = self.endpoints.iter().map(|(endpoint, pace)| Known {
            endpoint: *endpoint,
            room: pace.limit.saturating_sub(pace.running),
            suspect: pace.suspect,
        });
        Room {
            prompt: self.prompt.free(),
            suspects: self.suspects.free(),
            others: FIRST.min(self.per_endpoint),
            known: known.collect(),
        }
    }

    /// Takes a slot.
    pub fn begin(&mut self, endpoint: WebhookEndpointId) -> Slot {
        let first = FIRST.min(self.per_endpoint);
        let pace = self.endpoints.entry(endpoint);
        let pace = pace.or_insert(Pace { limit: first, running: 0, suspect: false, ended: None });
        pace.running += 1;
        let suspect = pace.suspect;
        self.slots(suspect).used += 1;
        Slot { endpoint, suspect }
    }

    /// Gives a slot back and learns from what came of it.
    pub fn end(&mut self, slot: &Slot, succeeded: bool, took: Duration, now: Instant) {
        let slots = self.slots(slot.suspect);
        slots.used = slots.used.saturating_sub(1);
        let Some(pace) = self.endpoints.get_mut(&slot.endpoint) else { return };
        pace.running = pace.running.saturating_sub(1);
        pace.ended = Some(now);
        pace.suspect = !succeeded || took > SLOW;
        pace.limit = if succeeded { (pace.limit + 1).min(self.per_endpoint) } else { (pace.limit / 2).max(1) };
    }

    /// Forgets endpoints to which nothing has gone for so long.
    pub fn forget(&mut self, idle: Duration, now: Instant) {
        self.endpoints.retain(|_, pace| {
            pace.running > 0 || pace.ended.is_some_and(|ended| now.saturating_duration_since(ended) < idle)
        });
    }

    /// How many slots are taken.
    pub fn used(&self) -> u32 {
        self.prompt.used + self.suspects.used
    }

    fn slots(&mut self, suspect: bool) -> &mut Slots {
        if suspect { &mut self.suspects } else { &mut self.prompt }
    }
}

impl Slots {
    fn free(&self) -> u32 {
        self.all.saturating_sub(self.used)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PROMPT: Duration = Duration::from_millis(20);

    fn room_of(pacing: &Pacing, endpoint: WebhookEndpointId) -> u32 {
        let room = pacing.room();
        let known = room.known.iter().find(|known| known.endpoint == endpoint);
        known.map_or(room.others.min(room.prompt), |known| {
            if known.suspect { known.room.min(room.suspects) } else { known.room.min(room.prompt) }
        })
    }

    #[test]
    fn a_limit_grows_with_success_and_halves_with_failure() {
        let (mut pacing, endpoint, now) = (Pacing::new(100, 10), WebhookEndpointId::new(), Instant::now());
        assert_eq!(room_of(&pacing, endpoint), FIRST);
        for _ in 0..20 {
            let slot = pacing.begin(endpoint);
            pacing.end(&slot, true, PROMPT, now);
        }
        assert_eq!(room_of(&pacing, endpoint), 10);
        for expected in [5, 2, 1, 1] {
            let slot = pacing.begin(endpoint);
            pacing.end(&slot, false, PROMPT, now);
            assert_eq!(room_of(&pacing, endpoint), expected);
        }
    }

    #[test]
    fn suspects_together_have_a_quarter_of_the_slots() {
        let (mut pacing, now) = (Pacing::new(40, 10), Instant::now());
        let suspects: Vec<_> = std::iter::repeat_with(WebhookEndpointId::new).take(30).collect();
        for endpoint in &suspects {
            let slot = pacing.begin(*endpoint);
            pacing.end(&slot, true, SLOW * 2, now);
        }
        assert_eq!((pacing.room().prompt, pacing.room().suspects), (30, 10));
        let slots: Vec<_> = suspects.iter().take(10).map(|endpoint| pacing.begin(*endpoint)).collect();
        assert!(suspects.iter().all(|endpoint| room_of(&pacing, *endpoint) == 0));
        assert_eq!((pacing.room().prompt, room_of(&pacing, WebhookEndpointId::new())), (30, FIRST));
        for slot in slots {
            pacing.end(&slot, true, PROMPT, now);
        }
        assert_eq!(pacing.used(), 0);
    }

    #[test]
    fn what_is_idle_is_forgotten_and_what_runs_is_not() {
        let (mut pacing, now) = (Pacing::new(10, 10), Instant::now());
        let (idle, running) = (WebhookEndpointId::new(), WebhookEndpointId::new());
        let slot = pacing.begin(idle);
        pacing.end(&slot, true, PROMPT, now);
        let _slot = pacing.begin(running);
        pacing.forget(Duration::from_mins(1), now + Duration::from_secs(61));
        assert_eq!(pacing.room().known, [Known { endpoint: running, room: FIRST - 1, suspect: false }]);
    }

    proptest! {
        #[test]
        fn slots_are_neither_lost_nor_invented(steps in prop::collection::vec((0_usize..5, any::<bool>(), any::<bool>()), 1..200)) {
            let endpoints: Vec<_> = std::iter::repeat_with(WebhookEndpointId::new).take(5).collect();
            let (mut pacing, mut running, now) = (Pacing::new(16, 6), Vec::new(), Instant::now());
            for (index, begins, succeeds) in steps {
                if begins && room_of(&pacing, endpoints[index]) > 0 {
                    running.push(pacing.begin(endpoints[index]));
                } else if let Some(slot) = running.pop() {
                    pacing.end(&slot, succeeds, PROMPT, now);
                }
                prop_assert_eq!(usize::try_from(pacing.used()).unwrap(), running.len());
                prop_assert!(pacing.used() <= 16);
            }
            for slot in running {
                pacing.end(&slot, true, PROMPT, now);
            }
            prop_assert_eq!(pacing.used(), 0);
        }
    }
}
