//! Which lanes an answer on its way may tell something.

use std::any::TypeId;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The lessons of one request. A clone is the same.
#[derive(Clone, Default)]
pub(super) struct Lessons(Arc<Mutex<HashMap<TypeId, usize>>>);

impl Lessons {
    /// From now on a lane may be told something, until the lesson is dropped.
    pub(super) fn begin(&self, lane: TypeId) -> Lesson {
        *self.lock().entry(lane).or_default() += 1;
        Lesson { lessons: self.clone(), lane }
    }

    /// The lanes that may be told something.
    pub(super) fn under_way(&self) -> HashSet<TypeId> {
        self.lock().keys().copied().collect()
    }

    fn end(&self, lane: TypeId) {
        let mut counts = self.lock();
        if let Some(count) = counts.get_mut(&lane) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&lane);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<TypeId, usize>> {
        // Nothing panics while the lock is held.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An answer that is on its way; over when it is dropped.
pub struct Lesson {
    lessons: Lessons,
    lane: TypeId,
}

impl Drop for Lesson {
    fn drop(&mut self) {
        self.lessons.end(self.lane);
    }
}
