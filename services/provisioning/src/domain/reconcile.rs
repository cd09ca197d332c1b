//! What to do next, from what is wanted and what is seen: no I/O, no memory of what was done before.
use std::time::Duration;

use super::instance::Desired;

/// What is wanted of one instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// The state.
    pub desired: Desired,
    /// Which wish this is.
    pub generation: i64,
    /// What tells its content from another's.
    pub hash: [u8; 32],
    /// Whether capacity is held for it.
    pub placed: bool,
    /// Whether it is recorded that the wish is real.
    pub settled: bool,
}

/// What the engine shows of one instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// Nothing.
    Absent,
    /// It is there.
    Present {
        /// The wish that was applied last.
        generation: i64,
        /// The content of it.
        hash: [u8; 32],
        /// Whether a request through the users' path is answered as it should.
        answering: bool,
    },
}

/// The one thing to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// All is as it should be, and recorded.
    Rest,
    /// Find room for it.
    Place,
    /// Tell the engine the whole wish.
    Apply,
    /// Have the engine let go of it.
    Remove,
    /// Record that the wish is real; where nothing shall be left, delete its content and give its room back first.
    Settle,
}

/// What to do next.
pub fn next(wish: &Wish, seen: &Seen) -> Action {
    let settle = if wish.settled { Action::Rest } else { Action::Settle };
    match (wish.desired, seen) {
        (Desired::Pending, _) | (Desired::Abandoned | Desired::Terminated, Seen::Absent) => settle,
        (Desired::Abandoned | Desired::Terminated, Seen::Present { .. }) => Action::Remove,
        (Desired::Active | Desired::Suspended, _) if !wish.placed => Action::Place,
        (Desired::Active | Desired::Suspended, Seen::Present { generation, hash, answering: true })
            if *generation == wish.generation && *hash == wish.hash =>
        {
            settle
        }
        (Desired::Active | Desired::Suspended, _) => Action::Apply,
    }
}

/// What kind of failure it is decides what happens next, not its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorClass {
    /// May pass by itself: again, with back-off.
    Retryable,
    /// There is no room where it should be.
    Placement,
    /// Will not pass: the operation fails.
    Final,
    /// The engine refuses us: staff have to look, the instance is not to blame.
    Operator,
    /// No answer came: look first, then decide.
    Unknown,
}

/// The longest time between two attempts.
const LONGEST: Duration = Duration::from_mins(5);
/// What may pass is tried at least so often: an operation that had to wait for its first attempt, because we were away,
/// has not had its time yet.
const FEWEST_ATTEMPTS: u32 = 5;

impl ErrorClass {
    /// The stable word, for metrics and logs.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Retryable => "retryable",
            Self::Placement => "placement",
            Self::Final => "final",
            Self::Operator => "operator",
            Self::Unknown => "unknown",
        }
    }

    /// How long to wait after so many failed attempts (1 for the first). `jitter` is between 0 and 1; half of the time is
    /// certain, so that nobody hammers, and half of it random, so that nobody marches in step.
    pub fn back_off(self, attempts: u32, jitter: f64) -> Duration {
        let first = match self {
            Self::Unknown => Duration::from_millis(200),
            Self::Retryable => Duration::from_millis(500),
            Self::Placement => Duration::from_secs(5),
            Self::Final | Self::Operator => LONGEST,
        };
        let doubled = first.saturating_mul(2_u32.saturating_pow(attempts.saturating_sub(1)));
        doubled.min(LONGEST).mul_f64(0.5 + jitter.clamp(0.0, 1.0) / 2.0)
    }

    /// Whether the operation ends with this error, `age` after it began, when so many attempts have failed. What may pass
    /// has `budget` of time, and a few tries within it.
    pub fn ends_operation(self, attempts: u32, age: Duration, budget: Duration) -> bool {
        match self {
            Self::Final => true,
            Self::Retryable | Self::Placement | Self::Operator | Self::Unknown => {
                age >= budget && attempts >= FEWEST_ATTEMPTS
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::rngs::StdRng;
    use rand::{Rng, SeedableRng};

    use super::*;

    const HASH: [u8; 32] = [7; 32];

    fn wish(desired: Desired) -> Wish {
        Wish { desired, generation: 3, hash: HASH, placed: true, settled: false }
    }

    #[test]
    fn the_next_thing_follows_from_what_is_wanted_and_seen() {
        let there = |generation, answering| Seen::Present { generation, hash: HASH, answering };
        let active = wish(Desired::Active);
        assert_eq!(next(&Wish { placed: false, ..active }, &Seen::Absent), Action::Place);
        assert_eq!(next(&active, &Seen::Absent), Action::Apply);
        assert_eq!(next(&active, &there(2, true)), Action::Apply);
        assert_eq!(next(&active, &there(3, false)), Action::Apply);
        assert_eq!(next(&active, &Seen::Present { generation: 3, hash: [0; 32], answering: true }), Action::Apply);
        assert_eq!(next(&active, &there(3, true)), Action::Settle);
        assert_eq!(next(&Wish { settled: true, ..active }, &there(3, true)), Action::Rest);
        assert_eq!(next(&wish(Desired::Terminated), &there(9, true)), Action::Remove);
        assert_eq!(next(&wish(Desired::Terminated), &Seen::Absent), Action::Settle);
        assert_eq!(next(&Wish { settled: true, ..wish(Desired::Pending) }, &Seen::Absent), Action::Rest);
    }

    #[test]
    fn attempts_get_rarer_up_to_a_limit() {
        let waits: Vec<u64> = (1..=12).map(|n| ErrorClass::Retryable.back_off(n, 1.0).as_secs()).collect();
        assert_eq!(waits, [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
        assert!(ErrorClass::Unknown.back_off(1, 0.0) >= Duration::from_millis(100));
        assert!(ErrorClass::Retryable.back_off(u32::MAX, 1.0) <= LONGEST);
    }

    #[test]
    fn final_errors_end_an_operation_and_others_when_their_time_is_up() {
        let (short, budget) = (Duration::from_secs(1), Duration::from_mins(1));
        assert!(ErrorClass::Final.ends_operation(1, Duration::ZERO, budget));
        for class in [ErrorClass::Retryable, ErrorClass::Placement, ErrorClass::Operator, ErrorClass::Unknown] {
            assert!(!class.ends_operation(100, short, budget) && class.ends_operation(5, budget, budget));
        }
    }

    #[test]
    fn an_operation_that_waited_long_is_not_given_up_at_its_first_failure() {
        let budget = Duration::from_mins(30);
        for class in [ErrorClass::Retryable, ErrorClass::Placement, ErrorClass::Operator, ErrorClass::Unknown] {
            assert!(!class.ends_operation(1, budget * 10, budget));
        }
    }

    /// An engine that keeps the contract (names by instance, generation and fence compared), behind a network that does
    /// not: answers are lost, calls done twice, delayed beyond later ones, resources vanish or change by themselves.
    #[derive(Default)]
    struct Engine {
        /// What is there: more than one entry would be two resources for one instance.
        live: Vec<(i64, [u8; 32])>,
        highest: (i64, i64),
        delayed: Vec<Call>,
        removed_without_a_wish: bool,
        lowered: bool,
    }

    #[derive(Clone, Copy)]
    struct Call {
        apply: Option<[u8; 32]>,
        generation: i64,
        fence: i64,
    }

    impl Engine {
        fn take(&mut self, call: Call, wanted: Desired) {
            if call.fence < self.highest.0 || call.generation < self.highest.1 {
                return;
            }
            self.lowered |= call.generation < self.highest.1;
            self.highest = (call.fence, call.generation);
            let Some(hash) = call.apply else {
                self.removed_without_a_wish |= wanted != Desired::Terminated;
                self.live.clear();
                return;
            };
            match self.live.first_mut() {
                Some(resource) => *resource = (call.generation, hash),
                None => self.live.push((call.generation, hash)),
            }
        }

        fn send(&mut self, call: Call, wanted: Desired, faults: Option<&mut StdRng>) -> bool {
            let Some(random) = faults else {
                self.take(call, wanted);
                return true;
            };
            match random.random_range(0..10) {
                0 => false,
                1 => {
                    self.delayed.push(call);
                    false
                }
                2 => {
                    self.take(call, wanted);
                    false
                }
                3 => {
                    self.take(call, wanted);
                    self.take(call, wanted);
                    true
                }
                _ => {
                    self.take(call, wanted);
                    true
                }
            }
        }

        fn seen(&self, answering: bool) -> Seen {
            self.live.first().map_or(Seen::Absent, |(generation, hash)| Seen::Present {
                generation: *generation,
                hash: *hash,
                answering,
            })
        }
    }

    /// A worker that believes to hold the lease; `fence` may be an old one.
    fn work(
        wish: &mut Wish,
        fence: i64,
        current: i64,
        engine: &mut Engine,
        faults: Option<&mut StdRng>,
        answering: bool,
    ) {
        let seen = engine.seen(answering);
        match next(wish, &seen) {
            // The database refuses what comes with an old fence.
            Action::Place if fence == current => wish.placed = true,
            Action::Settle if fence == current => {
                wish.settled = true;
                if wish.desired == Desired::Terminated {
                    wish.placed = false;
                }
            }
            Action::Rest | Action::Place | Action::Settle => {}
            Action::Apply => {
                let call = Call { apply: Some(wish.hash), generation: wish.generation, fence };
                engine.send(call, wish.desired, faults);
            }
            Action::Remove => {
                let call = Call { apply: None, generation: wish.generation, fence };
                engine.send(call, wish.desired, faults);
            }
        }
    }

    #[test]
    fn whatever_goes_wrong_there_is_one_resource_at_most_and_all_converges() {
        for seed in 0..3_000 {
            let random = &mut StdRng::seed_from_u64(seed);
            let mut wish =
                Wish { desired: Desired::Pending, generation: 1, hash: [0; 32], placed: false, settled: true };
            let mut engine = Engine::default();
            let mut fence = 1;
            let mut stale: Option<(Wish, i64)> = None;
            for _ in 0..200 {
                match random.random_range(0..24) {
                    0 if !wish.desired.is_gone() => {
                        let to = match random.random_range(0..12) {
                            0 => Desired::Terminated,
                            1..4 => Desired::Suspended,
                            _ => Desired::Active,
                        };
                        wish = Wish {
                            desired: to,
                            generation: wish.generation + 1,
                            hash: [random.random_range(1..9); 32],
                            settled: false,
                            ..wish
                        };
                    }
                    // The worker dies or its lease runs out: another one takes over, the old one may still act.
                    1 => {
                        stale = Some((wish, fence));
                        fence += 1;
                    }
                    2 => {
                        if let Some((mut old, old_fence)) = stale {
                            let answering = random.random_bool(0.8);
                            work(&mut old, old_fence, fence, &mut engine, Some(random), answering);
                        }
                    }
                    3 => {
                        if let Some(call) = engine.delayed.pop() {
                            engine.take(call, wish.desired);
                        }
                    }
                    // The engine forgets, or somebody changes what is there.
                    4 if random.random_bool(0.2) => engine.live.clear(),
                    5 if random.random_bool(0.2) => {
                        if let Some(resource) = engine.live.first_mut() {
                            resource.1 = [99; 32];
                        }
                    }
                    _ => {
                        let answering = random.random_bool(0.8);
                        work(&mut wish, fence, fence, &mut engine, Some(random), answering);
                    }
                }
                assert!(engine.live.len() <= 1, "seed {seed}: two resources");
                assert!(!engine.removed_without_a_wish, "seed {seed}: removed what is wanted");
                assert!(!engine.lowered, "seed {seed}: an older wish came back");
            }
            // The faults stop. What is still on its way arrives, in any order; then a few rounds must be enough.
            for call in std::mem::take(&mut engine.delayed) {
                engine.take(call, wish.desired);
            }
            fence += 1;
            for _ in 0..5 {
                // A resync tells a settled wish from a real one by what is seen.
                work(&mut wish, fence, fence, &mut engine, None, true);
            }
            let expected = match wish.desired {
                Desired::Active | Desired::Suspended => {
                    Seen::Present { generation: wish.generation, hash: wish.hash, answering: true }
                }
                Desired::Pending | Desired::Abandoned | Desired::Terminated => Seen::Absent,
            };
            assert_eq!(engine.seen(true), expected, "seed {seed}");
            assert!(wish.settled, "seed {seed}");
            assert_eq!(wish.placed, matches!(wish.desired, Desired::Active | Desired::Suspended), "seed {seed}");
        }
    }
}
