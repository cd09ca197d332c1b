//! The signing keys of `auth`, followed: refreshed in the background, kept when a refresh fails, asked for at most
//! once in ten seconds because of a `kid` that nobody knows.

use std::{
    collections::HashMap,
    panic::AssertUnwindSafe,
    sync::Arc,
    time::{Duration, Instant},
};

use arc_swap::ArcSwapOption;
use futures::{FutureExt as _, future::BoxFuture};
use tokio::{
    sync::{Notify, mpsc, oneshot, watch},
    time::{Instant as Timer, sleep, sleep_until, timeout},
};
use tokio_util::sync::CancellationToken;

use super::key::{KeySet, PublicKey};
use crate::metrics::KEY_REFRESH_FAILURES;

/// Half of the `max-age` of the published set, so that a pending key is here long before it signs. That a key was
/// withdrawn is told by the feed.
pub(crate) const FOLLOWED_EVERY: Duration = Duration::from_secs(150);
/// In `auth` itself nobody tells, and asking is one read of its own database: this is what keeps the one second.
pub(crate) const OWNED_EVERY: Duration = Duration::from_millis(500);
/// The wait after a failed refresh, doubled up to the longest.
const RETRY: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(10));
/// Strangers can make up key ids without end; this is all that it brings them.
const FORCED_AT_MOST_EVERY: Duration = Duration::from_secs(10);
const UNKNOWN_FOR: Duration = Duration::from_mins(1);
const UNKNOWN_AT_MOST: u64 = 1_000;
const FETCH_TIMEOUT: Duration = Duration::from_secs(3);
/// How long the first requests after the start wait for the first set.
const FIRST_SET: Duration = Duration::from_secs(2);
const KEYS_AT_MOST: usize = 16;
/// A set that could not be refreshed for a day is no longer believed.
const BELIEVED_FOR: Duration = Duration::from_hours(24);

/// Asks the owner for its keys.
pub type FetchKeys = Arc<dyn Fn() -> BoxFuture<'static, anyhow::Result<Vec<PublicKey>>> + Send + Sync>;

/// No set of keys has come yet, or none for a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signing keys are not known")]
pub(super) struct NoKeys;

struct Snapshot {
    keys: KeySet,
    fetched: Instant,
}

/// The keys in force.
pub struct Keys {
    current: ArcSwapOption<Snapshot>,
    arrived: watch::Sender<bool>,
    unknown: moka::sync::Cache<String, ()>,
    missing: mpsc::Sender<(String, oneshot::Sender<()>)>,
    changed: Notify,
}

impl Keys {
    /// The keys, and the task that follows them: asks for them every so often, and whenever [`Keys::refresh`] is called.
    pub fn follow(
        fetch: FetchKeys,
        every: Duration,
        stopping: CancellationToken,
    ) -> (Arc<Self>, impl Future<Output = ()> + Send) {
        let (missing, questions) = mpsc::channel(64);
        let keys = Arc::new(Self {
            current: ArcSwapOption::empty(),
            arrived: watch::Sender::new(false),
            unknown: moka::sync::Cache::builder().max_capacity(UNKNOWN_AT_MOST).time_to_live(UNKNOWN_FOR).build(),
            missing,
            changed: Notify::new(),
        });
        let mut follower = Follower { keys: Arc::clone(&keys), fetch, every, questions, forced: None };
        let endless = async move {
            // A bug ends one run, and is no reason to go on with keys that nobody asks for any more.
            while AssertUnwindSafe(follower.run()).catch_unwind().await.is_err() {
                ::metrics::counter!(KEY_REFRESH_FAILURES).increment(1);
                tracing::error!("follower of the signing keys panicked, it begins anew");
                sleep(RETRY.0).await;
            }
        };
        (keys, async move { stopping.run_until_cancelled_owned(endless).await.unwrap_or(()) })
    }

    /// The owner said that its keys have changed: a withdrawn key goes at once.
    pub fn refresh(&self) {
        self.changed.notify_one();
    }

    /// Whether tokens signed with this key still count.
    pub(super) fn holds(&self, id: &str) -> bool {
        self.current().is_some_and(|snapshot| snapshot.keys.contains_key(id))
    }

    /// The key of that id; `None` when there is none.
    pub(super) async fn find(&self, id: &str) -> Result<Option<Arc<PublicKey>>, NoKeys> {
        if self.current().is_none() {
            let mut arrived = self.arrived.subscribe();
            let _ = timeout(FIRST_SET, arrived.wait_for(|arrived| *arrived)).await;
        }
        let snapshot = self.current().ok_or(NoKeys)?;
        if let Some(key) = snapshot.keys.get(id) {
            return Ok(Some(Arc::clone(key)));
        }
        if self.unknown.contains_key(id) {
            return Ok(None);
        }
        let (reply, answered) = oneshot::channel();
        if self.missing.try_send((id.to_owned(), reply)).is_ok() {
            let _ = answered.await;
        }
        Ok(self.current().ok_or(NoKeys)?.keys.get(id).cloned())
    }

    fn current(&self) -> Option<Arc<Snapshot>> {
        self.current.load_full().filter(|snapshot| snapshot.fetched.elapsed() < BELIEVED_FOR)
    }
}

struct Follower {
    keys: Arc<Keys>,
    fetch: FetchKeys,
    every: Duration,
    questions: mpsc::Receiver<(String, oneshot::Sender<()>)>,
    forced: Option<Instant>,
}

impl Follower {
    async fn run(&mut self) {
        let (shortest, longest) = RETRY;
        let mut pause = shortest;
        loop {
            let next = if self.fetch().await {
                pause = shortest;
                self.every
            } else {
                pause = (pause * 2).min(longest);
                pause
            };
            let due = Timer::now() + next;
            loop {
                tokio::select! {
                    () = sleep_until(due) => break,
                    () = self.keys.changed.notified() => break,
                    Some((id, reply)) = self.questions.recv() => {
                        self.look_for(id).await;
                        let _ = reply.send(());
                    }
                }
            }
        }
    }

    /// One fetch for an unknown id, unless there was one just now.
    async fn look_for(&mut self, id: String) {
        if self.keys.holds(&id) || self.forced.is_some_and(|last| last.elapsed() < FORCED_AT_MOST_EVERY) {
            return;
        }
        self.forced = Some(Instant::now());
        if self.fetch().await && !self.keys.holds(&id) {
            self.keys.unknown.insert(id, ());
        }
    }

    /// Whether the set is new; the old one stays if not.
    async fn fetch(&self) -> bool {
        match timeout(FETCH_TIMEOUT, (self.fetch)()).await {
            Ok(Ok(keys)) if (1..=KEYS_AT_MOST).contains(&keys.len()) => {
                let keys: HashMap<_, _> = keys.into_iter().map(|key| (key.id().to_owned(), Arc::new(key))).collect();
                self.keys.current.store(Some(Arc::new(Snapshot { keys, fetched: Instant::now() })));
                self.keys.arrived.send_replace(true);
                true
            }
            Ok(Ok(keys)) => self.failed(&format!("{} keys, where 1 to {KEYS_AT_MOST} are right", keys.len())),
            Ok(Err(error)) => self.failed(&format!("{error:#}")),
            Err(_) => self.failed("no answer in time"),
        }
    }

    fn failed(&self, reason: &str) -> bool {
        ::metrics::counter!(KEY_REFRESH_FAILURES).increment(1);
        if self.keys.current().is_some() {
            tracing::warn!(reason, "signing keys not refreshed, the known ones stay");
        } else {
            tracing::info!(reason, "signing keys not there yet");
        }
        false
    }
}
