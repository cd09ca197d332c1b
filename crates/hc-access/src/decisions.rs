//! Answers of an owner, remembered as long as its feed vouches for them.

use std::{
    hash::{BuildHasher, Hash, RandomState},
    sync::{Arc, Mutex as StdMutex, PoisonError},
    time::{Duration, Instant},
};

use futures::future::BoxFuture;
use hc_rpc::CallContext;
use hc_types::UserId;
use tokio::{sync::Mutex, time::timeout};

use crate::{
    apart::apart,
    feed::{FRESH_FOR, Follower, RESUME_WITHIN},
    metrics::OWNER_UNREACHABLE,
    stamps::{Stamp, Stamps},
};

const REMEMBERED: u64 = 100_000;
/// Questions about different keys go side by side; two about one key do not.
const LANES: usize = 64;
/// After a failed question nobody asks again for this long.
const PAUSE: Duration = Duration::from_millis(250);

/// The owner did not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unreachable;

/// How much an answer is believed.
pub(crate) trait Answer: Clone + Send + Sync + 'static {
    /// A refusal is remembered for less than a second, so that a stranger cannot fill the memory and a grant is seen.
    fn is_refusal(&self) -> bool;
}

#[derive(Clone)]
pub(crate) struct Entry<V> {
    pub(crate) answer: V,
    pub(crate) stamp: Stamp,
    pub(crate) asked: Instant,
}

impl<V: Answer> Entry<V> {
    /// Whether the answer is right as of at most [`FRESH_FOR`] before `now`: it is that young itself, or the feed
    /// vouches for it. What a change has made void never is (`stands` is false).
    pub(crate) fn counts(&self, stands: bool, feed_is_fresh: bool, now: Instant) -> bool {
        let vouched = feed_is_fresh && !self.answer.is_refusal();
        stands && (vouched || now.saturating_duration_since(self.asked) <= FRESH_FOR)
    }
}

/// Asks the owner.
pub(crate) type Ask<K, V> = Box<dyn Fn(K) -> BoxFuture<'static, anyhow::Result<V>> + Send + Sync>;

/// Answers by key; each belongs to a user.
pub(crate) struct Decisions<K, V> {
    owner: &'static str,
    ask: Ask<K, V>,
    feed: Arc<Follower>,
    pub(crate) stamps: Stamps,
    entries: moka::sync::Cache<K, Entry<V>>,
    lanes: Vec<Mutex<()>>,
    hasher: RandomState,
    failed: StdMutex<Option<Instant>>,
}

impl<K, V> Decisions<K, V>
where
    K: Copy + Eq + Hash + Send + Sync + 'static,
    V: Answer,
{
    pub(crate) fn new(owner: &'static str, feed: Arc<Follower>, ask: Ask<K, V>) -> Arc<Self> {
        Arc::new(Self {
            owner,
            ask,
            feed,
            stamps: Stamps::default(),
            entries: moka::sync::Cache::builder().max_capacity(REMEMBERED).build(),
            lanes: std::iter::repeat_with(Mutex::default).take(LANES).collect(),
            hasher: RandomState::new(),
            failed: StdMutex::default(),
        })
    }

    /// The answer as of at most [`FRESH_FOR`] ago.
    pub(crate) async fn get(self: &Arc<Self>, user: UserId, key: K) -> Result<V, Unreachable> {
        if let Some(known) = self.known(user, key) {
            return Ok(known);
        }
        let this = Arc::clone(self);
        apart(async move { this.ask_in_turn(user, key).await }).await
    }

    async fn ask_in_turn(&self, user: UserId, key: K) -> Result<V, Unreachable> {
        let lane = usize::try_from(self.hasher.hash_one(key) % LANES as u64).unwrap_or(0);
        let _turn = match self.lanes.get(lane) {
            // An owner that is slow answers some; who would have to wait for longer than for an answer gives up.
            Some(lane) => Some(timeout(FRESH_FOR, lane.lock()).await.map_err(|_| Unreachable)?),
            None => None,
        };
        // Who had the turn before may have asked the same.
        if let Some(known) = self.known(user, key) {
            return Ok(known);
        }
        if self.failed().is_some_and(|at| at.elapsed() < PAUSE) {
            return Err(Unreachable);
        }
        let (stamp, asked) = (self.stamps.now(), Instant::now());
        // Asked on behalf of all who will use the answer: neither one caller's deadline nor their token has a part in it.
        let answer = CallContext::new().scope((self.ask)(key));
        // An answer that took longer would be older than what may be used.
        match timeout(FRESH_FOR, answer).await {
            Ok(Ok(answer)) => {
                self.entries.insert(key, Entry { answer: answer.clone(), stamp, asked });
                Ok(answer)
            }
            Ok(Err(error)) => Err(self.fail(&format!("{error:#}"))),
            Err(_) => Err(self.fail("no answer in time")),
        }
    }

    /// The last known answer while its owner is away, for things that change nothing: confirmed at most a minute ago.
    pub(crate) fn stale(&self, user: UserId, key: K) -> Option<V> {
        let entry = self.entries.get(&key).filter(|entry| self.stamps.holds(user, entry.stamp))?;
        let confirmed = self.feed.confirmed().map_or(entry.asked, |at| at.max(entry.asked));
        (confirmed.elapsed() <= RESUME_WITHIN).then_some(entry.answer)
    }

    fn known(&self, user: UserId, key: K) -> Option<V> {
        let entry = self.entries.get(&key)?;
        // Fresh first: a change that comes in between is then seen.
        let (fresh, now) = (self.feed.is_fresh(), Instant::now());
        entry.counts(self.stamps.holds(user, entry.stamp), fresh, now).then_some(entry.answer)
    }

    fn fail(&self, reason: &str) -> Unreachable {
        *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        ::metrics::counter!(OWNER_UNREACHABLE, "owner" => self.owner).increment(1);
        tracing::warn!(access.owner = self.owner, reason, "owner of access decisions does not answer");
        Unreachable
    }

    fn failed(&self) -> Option<Instant> {
        *self.failed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::Semaphore;

    use super::*;

    #[derive(Debug, Clone, Copy, PartialEq)]
    struct Yes;

    impl Answer for Yes {
        fn is_refusal(&self) -> bool {
            false
        }
    }

    #[tokio::test]
    async fn who_asks_and_is_not_polled_any_more_holds_up_nobody() {
        let (asked, gate) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
        let (entered, may) = (Arc::clone(&asked), Arc::clone(&gate));
        let ask: Ask<u8, Yes> = Box::new(move |_| {
            let (entered, may) = (Arc::clone(&entered), Arc::clone(&may));
            Box::pin(async move {
                entered.add_permits(1);
                may.acquire().await?.forget();
                Ok(Yes)
            })
        });
        let decisions = Decisions::new("auth", Follower::new("auth"), ask);
        let user = UserId::new();

        let mut first = Box::pin(decisions.get(user, 1));
        assert!(futures::poll!(&mut first).is_pending());
        asked.acquire().await.unwrap().forget();
        gate.add_permits(1);

        assert_eq!(timeout(Duration::from_secs(10), decisions.get(user, 1)).await, Ok(Ok(Yes)));
        assert_eq!(first.await, Ok(Yes));
        assert_eq!(asked.available_permits(), 0, "one question for both");
    }
}
