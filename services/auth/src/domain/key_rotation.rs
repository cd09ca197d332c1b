//! When keys are made, used, and dropped. A key is published before it signs, so that every verifier knows it by then,
//! and stays published after, until nothing that it signed is alive. There is always one in waiting, so that an
//! emergency needs no wait.

use std::time::Duration;

use hc_types::Timestamp;

/// Where a key is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyState {
    /// Published, not yet used.
    Pending,
    /// Signs. Exactly one an algorithm.
    Active,
    /// Published, verifies what it once signed.
    Retiring,
}

impl KeyState {
    /// All states in the order of a key's life.
    pub const ALL: [Self; 3] = [Self::Pending, Self::Active, Self::Retiring];

    /// The state's name in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Retiring => "retiring",
        }
    }
}

/// How long a key stays in each state.
#[derive(Debug, Clone, Copy)]
pub struct RotationPolicy {
    /// At least this long published before it signs: twice what verifiers may cache.
    pub pending: Duration,
    /// How long it signs.
    pub active: Duration,
    /// How long it verifies afterwards: the longest life of what it signed, and what verifiers may cache.
    pub retiring: Duration,
}

/// A key's place in its life.
#[derive(Debug, Clone, Copy)]
pub struct KeyAge<I> {
    /// Which key.
    pub id: I,
    /// Its state.
    pub state: KeyState,
    /// Since when it is in this state.
    pub since: Timestamp,
}

/// What is to be done with the keys of one algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<I> {
    /// Make a key, in this state.
    Create(KeyState),
    /// Move a key on.
    Move(I, KeyState),
    /// Delete a key with its secret.
    Remove(I),
}

/// The steps due now, in the order in which they must be taken. `hurry` turns at once, whatever the ages.
pub fn due<I: Copy + Eq>(keys: &[KeyAge<I>], now: Timestamp, policy: &RotationPolicy, hurry: bool) -> Vec<Step<I>> {
    let oldest = |state| keys.iter().filter(|key| key.state == state).min_by_key(|key| key.since);
    let aged = |key: &KeyAge<I>, duration| now.since(key.since) >= duration;
    let mut steps: Vec<Step<I>> = keys
        .iter()
        .filter(|key| key.state == KeyState::Retiring && aged(key, policy.retiring))
        .map(|key| Step::Remove(key.id))
        .collect();
    match (oldest(KeyState::Active), oldest(KeyState::Pending)) {
        (None, None) => steps.extend([Step::Create(KeyState::Active), Step::Create(KeyState::Pending)]),
        (None, Some(pending)) => {
            steps.extend([Step::Move(pending.id, KeyState::Active), Step::Create(KeyState::Pending)]);
        }
        (Some(_), None) => steps.push(Step::Create(KeyState::Pending)),
        (Some(active), Some(pending)) if hurry || (aged(active, policy.active) && aged(pending, policy.pending)) => {
            steps.extend([
                Step::Move(active.id, KeyState::Retiring),
                Step::Move(pending.id, KeyState::Active),
                Step::Create(KeyState::Pending),
            ]);
        }
        (Some(_), Some(_)) => {}
    }
    steps
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const POLICY: RotationPolicy = RotationPolicy {
        pending: Duration::from_mins(10),
        active: Duration::from_hours(30 * 24),
        retiring: Duration::from_hours(24),
    };

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(1_700_000_000_000_000 + seconds * 1_000_000).unwrap()
    }

    fn key(id: u32, state: KeyState, since: i64) -> KeyAge<u32> {
        KeyAge { id, state, since: at(since) }
    }

    #[test]
    fn the_first_start_makes_one_that_signs_and_one_in_waiting() {
        let steps = due::<u32>(&[], at(0), &POLICY, false);
        assert_eq!(steps, [Step::Create(KeyState::Active), Step::Create(KeyState::Pending)]);
    }

    #[test]
    fn a_month_old_key_makes_way_for_the_one_in_waiting() {
        let keys = [key(1, KeyState::Active, 0), key(2, KeyState::Pending, 0)];
        assert_eq!(due(&keys, at(30 * 86_400 - 1), &POLICY, false), []);
        let turn =
            [Step::Move(1, KeyState::Retiring), Step::Move(2, KeyState::Active), Step::Create(KeyState::Pending)];
        assert_eq!(due(&keys, at(30 * 86_400), &POLICY, false), turn);
        assert_eq!(due(&keys, at(1), &POLICY, true), turn);
    }

    #[test]
    fn a_key_that_nobody_can_know_yet_is_waited_for() {
        let keys = [key(1, KeyState::Active, 0), key(2, KeyState::Pending, 30 * 86_400 - 100)];
        assert_eq!(due(&keys, at(30 * 86_400), &POLICY, false), []);
        assert!(!due(&keys, at(30 * 86_400 + 500), &POLICY, false).is_empty());
    }

    #[test]
    fn what_it_signed_is_dead_before_a_key_goes() {
        let keys = [key(1, KeyState::Retiring, 0), key(2, KeyState::Active, 0), key(3, KeyState::Pending, 0)];
        assert_eq!(due(&keys, at(86_399), &POLICY, false), []);
        assert_eq!(due(&keys, at(86_400), &POLICY, false), [Step::Remove(1)]);
    }

    proptest! {
        #[test]
        fn after_each_turn_one_key_signs_one_waits_and_nothing_more_is_due(
            waits in prop::collection::vec((0_i64..40 * 86_400, any::<bool>()), 1..40)
        ) {
            let (mut keys, mut now, mut made) = (Vec::new(), 0, 0_u32);
            for (wait, hurry) in waits {
                now += wait;
                for step in due(&keys, at(now), &POLICY, hurry) {
                    match step {
                        Step::Create(state) => { made += 1; keys.push(key(made, state, now)); }
                        Step::Move(id, state) => keys.iter_mut().filter(|k| k.id == id).for_each(|k| *k = key(id, state, now)),
                        Step::Remove(id) => keys.retain(|k| k.id != id),
                    }
                }
                let count = |state| keys.iter().filter(|k| k.state == state).count();
                prop_assert_eq!((count(KeyState::Active), count(KeyState::Pending)), (1, 1));
                prop_assert_eq!(due(&keys, at(now), &POLICY, false), vec![]);
            }
        }
    }
}
