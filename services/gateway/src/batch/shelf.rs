//! What is the same for everybody and asked for all the time, kept for a moment: plans, prices, regions.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use moka::sync::Cache;

use super::Lane;

/// How old an answer from the shelf may be. At this age a region that is full, or a plan that is new, is soon seen; and
/// however many look at the plans, each process of the gateway asks their owner for a page of them once in that time.
pub const KEPT_FOR: Duration = Duration::from_secs(2);
/// Of each lane; the least used go first, so that a stranger who asks for odd pages pushes out their own.
const KEPT: u64 = 1_000;

type Kept<L> = Cache<(L, <L as Lane>::Key), <L as Lane>::Value>;

/// The answers of all [public](Lane::IS_PUBLIC) lanes. A clone is the same shelf.
#[derive(Clone, Default)]
pub struct Shelf(Arc<RwLock<HashMap<TypeId, Box<dyn Any + Send + Sync>>>>);

impl Shelf {
    /// An answer that somebody was given not long ago.
    pub fn find<L: Lane>(&self, lane: &L, key: &L::Key) -> Option<L::Value> {
        let lanes = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let kept = lanes.get(&TypeId::of::<L>())?.downcast_ref::<Kept<L>>()?;
        kept.get(&(lane.clone(), key.clone()))
    }

    /// Keeps answers for others.
    pub fn keep<L: Lane>(&self, lane: &L, found: &HashMap<L::Key, L::Value>) {
        let mut lanes = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let kept = lanes.entry(TypeId::of::<L>()).or_insert_with(|| {
            let kept: Kept<L> = Cache::builder().max_capacity(KEPT).time_to_live(KEPT_FOR).build();
            Box::new(kept)
        });
        let Some(kept) = kept.downcast_ref::<Kept<L>>() else { return };
        for (key, value) in found {
            kept.insert((lane.clone(), key.clone()), value.clone());
        }
    }
}
