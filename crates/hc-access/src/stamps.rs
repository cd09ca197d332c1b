//! Which remembered answers a change has made void.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use hc_types::UserId;

/// Users whose last change is kept apart; beyond, everything older than now is void at once.
const USERS: usize = 50_000;

/// The point in the order of changes at which an answer was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Stamp(u64);

/// Counts changes. An answer counts only while nothing about its user has changed since it was **asked** for; an answer
/// that a change overtook on its way is void when it arrives.
#[derive(Debug, Default)]
pub(crate) struct Stamps(Mutex<Changes>);

#[derive(Debug, Default)]
struct Changes {
    count: u64,
    all: u64,
    users: HashMap<UserId, u64>,
}

impl Stamps {
    /// To be taken before asking.
    pub(crate) fn now(&self) -> Stamp {
        Stamp(self.lock().count)
    }

    /// Something about the user changed.
    pub(crate) fn changed(&self, user: UserId) {
        let mut changes = self.lock();
        changes.count += 1;
        let count = changes.count;
        if changes.users.len() >= USERS {
            changes.users.clear();
            changes.all = count;
        }
        changes.users.insert(user, count);
    }

    /// Anything may have changed.
    pub(crate) fn reset(&self) {
        let mut changes = self.lock();
        changes.count += 1;
        changes.all = changes.count;
        changes.users.clear();
    }

    /// Whether an answer about the user that was asked for then still counts.
    pub(crate) fn holds(&self, user: UserId, asked: Stamp) -> bool {
        let changes = self.lock();
        let last = changes.users.get(&user).copied().unwrap_or(0).max(changes.all);
        asked.0 >= last
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Changes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_was_asked_for_before_a_change_is_void() {
        let (stamps, user, other) = (Stamps::default(), UserId::new(), UserId::new());
        let before = stamps.now();
        stamps.changed(user);
        assert!(!stamps.holds(user, before) && stamps.holds(other, before));
        let after = stamps.now();
        assert!(stamps.holds(user, after));
        stamps.reset();
        assert!(!stamps.holds(user, after) && !stamps.holds(other, after));
    }
}
