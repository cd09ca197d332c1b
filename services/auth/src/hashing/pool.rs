//! The threads that hash, and the queue in front of them.

use std::{
    collections::VecDeque,
    sync::{Arc, Condvar, Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

#[cfg(test)]
use std::sync::atomic::{AtomicU64, Ordering};

use argon2::{Block, Params};
use hc_rpc::Problem;
use metrics::{counter, gauge, histogram};
use tokio::sync::oneshot;
use tonic::Code;
use tracing::error;

use super::stored::{self, Cost, Stored, StoredError};
use crate::{domain::password::Password, metrics as names, settings::HashingSettings};

/// An idle thread gives its memory back after this long.
const IDLE: Duration = Duration::from_secs(10);
/// A job that waited longer is refused: its caller's deadline is near, and hashing it would be for nobody.
const LONGEST_WAIT: Duration = Duration::from_secs(2);
/// How many jobs may wait for each thread.
const QUEUE_PER_THREAD: usize = 8;
/// How much more often the scheduler prefers the threads that answer requests.
const NICENESS: i32 = 5;
/// glibc serves larger requests by a mapping of its own, which goes back to the system when freed, and smaller ones from
/// a heap that it keeps. Reserving this much costs addresses only: what is not touched is not resident.
const SURELY_MAPPED: usize = 33 * 1024 * 1024;

/// Hashes and verifies passwords, with bounded memory: threads × the cost of one hash, whatever the load.
///
/// A job that began can't be cancelled and holds its thread to the end, so that callers who hang up gain nothing; a job
/// whose caller has gone is dropped before it begins. The threads end with the last clone.
#[derive(Clone)]
pub struct HashPool(Arc<Guard>);

/// How a presented password compared with the stored hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// Whether it is the password.
    pub matches: bool,
    /// Whether the stored hash is cheaper than new ones; only told of a match.
    pub outdated: bool,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HashError {
    /// More log-ins at once than this process can hash.
    #[error("too many people are signing in at this moment; try again in a second")]
    Busy,
    /// Argon2 refused its parameters, or a thread is gone.
    #[error("password hashing failed")]
    Failed,
}

impl Problem for HashError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::Busy => (Code::Unavailable, "HASHING_BUSY"),
            Self::Failed => (Code::Internal, "INTERNAL"),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        (*self == Self::Busy).then_some(Duration::from_secs(1))
    }
}

struct Shared {
    queue: Mutex<Queue>,
    filled: Condvar,
    capacity: usize,
    cost: Cost,
    params: Params,
    /// Verified for users that do not exist, so that they cost as much as those that do.
    dummy: String,
    #[cfg(test)]
    begun: AtomicU64,
}

#[derive(Default)]
struct Queue {
    jobs: VecDeque<Job>,
    closed: bool,
}

struct Job {
    work: Work,
    queued_at: Instant,
}

enum Work {
    Hash { password: Password, answer: oneshot::Sender<Result<String, HashError>> },
    Verify { password: Password, stored: Option<String>, answer: oneshot::Sender<Result<Outcome, HashError>> },
}

/// Closes the queue when the last handle goes.
struct Guard(Arc<Shared>);

impl HashPool {
    /// Starts the threads; computes the dummy hash on the way. Fails on settings that Argon2 refuses.
    pub fn start(settings: &HashingSettings) -> anyhow::Result<Self> {
        let cost = Cost { memory_kib: settings.memory_kib, passes: settings.passes };
        let params = cost.params()?;
        let threads = match settings.threads {
            0 => thread::available_parallelism().map_or(1, usize::from),
            threads => threads,
        };
        let nobody =
            Password::presented(&hex::encode(hc_vault::random::<32>())).map_err(|_| StoredError::Unreadable)?;
        let dummy = stored::hash(&nobody, &params, &mut vec![Block::new(); params.block_count()])?;
        let shared = Arc::new(Shared {
            queue: Mutex::default(),
            filled: Condvar::new(),
            capacity: threads * QUEUE_PER_THREAD,
            cost,
            params,
            dummy,
            #[cfg(test)]
            begun: AtomicU64::new(0),
        });
        for number in 0..threads {
            let shared = Arc::clone(&shared);
            thread::Builder::new().name(format!("argon2-{number}")).spawn(move || shared.work())?;
        }
        gauge!(names::HASH_MEMORY).set(f64::from(settings.memory_kib) * 1024.0);
        Ok(Self(Arc::new(Guard(shared))))
    }

    /// Hashes a password under a new salt and today's cost; a PHC string.
    pub async fn hash(&self, password: Password) -> Result<String, HashError> {
        let (answer, answered) = oneshot::channel();
        self.0.0.enqueue(Work::Hash { password, answer })?;
        answered.await.unwrap_or(Err(HashError::Failed))
    }

    /// Compares a password with a stored hash; without one with the dummy, at the same cost, and never matches.
    pub async fn verify(&self, password: Password, stored: Option<String>) -> Result<Outcome, HashError> {
        let (answer, answered) = oneshot::channel();
        self.0.0.enqueue(Work::Verify { password, stored, answer })?;
        answered.await.unwrap_or(Err(HashError::Failed))
    }

    /// How many hashes were computed since the start: what tests compare instead of time.
    #[cfg(test)]
    pub fn begun(&self) -> u64 {
        self.0.0.begun.load(Ordering::Relaxed)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.queue.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
        self.0.filled.notify_all();
    }
}

impl Shared {
    fn enqueue(&self, work: Work) -> Result<(), HashError> {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        if queue.jobs.len() >= self.capacity {
            queue.jobs.retain(|job| !job.work.is_abandoned());
        }
        if queue.jobs.len() >= self.capacity {
            counter!(names::HASHES_SHED).increment(1);
            return Err(HashError::Busy);
        }
        queue.jobs.push_back(Job { work, queued_at: Instant::now() });
        gauge!(names::HASHES_WAITING).set(count(queue.jobs.len()));
        drop(queue);
        self.filled.notify_one();
        Ok(())
    }

    /// One thread's life.
    fn work(&self) {
        // Refused only by odd sandboxes; hashing at equal priority is better than none.
        let _ = rustix::process::setpriority_process(None, NICENESS);
        let mut memory = Vec::new();
        while let Some(job) = self.next(&mut memory) {
            if job.work.is_abandoned() {
                continue;
            }
            if job.queued_at.elapsed() > LONGEST_WAIT {
                counter!(names::HASHES_SHED).increment(1);
                job.work.refuse();
                continue;
            }
            #[cfg(test)]
            self.begun.fetch_add(1, Ordering::Relaxed);
            gauge!(names::HASHES_RUNNING).increment(1.0);
            let begun = Instant::now();
            self.run(job.work, &mut memory);
            histogram!(names::HASH_DURATION).record(begun.elapsed().as_secs_f64());
            gauge!(names::HASHES_RUNNING).decrement(1.0);
        }
    }

    /// Waits for a job; frees the memory when none comes for a while. `None` once the queue is closed and empty.
    fn next(&self, memory: &mut Vec<Block>) -> Option<Job> {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(job) = queue.jobs.pop_front() {
                gauge!(names::HASHES_WAITING).set(count(queue.jobs.len()));
                return Some(job);
            }
            if queue.closed {
                return None;
            }
            if memory.is_empty() {
                queue = self.filled.wait(queue).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            let (woken, waited) = self.filled.wait_timeout(queue, IDLE).unwrap_or_else(PoisonError::into_inner);
            queue = woken;
            if waited.timed_out() && queue.jobs.is_empty() {
                *memory = Vec::new();
            }
        }
    }

    fn run(&self, work: Work, memory: &mut Vec<Block>) {
        match work {
            Work::Hash { password, answer } => {
                let hashed = stored::hash(&password, &self.params, blocks(memory, self.params.block_count()));
                let _ = answer.send(hashed.map_err(|_| HashError::Failed)); // nobody waits any more: nothing to do
            }
            Work::Verify { password, stored, answer } => {
                let _ = answer.send(self.verify(&password, stored.as_deref(), memory)); // as above
            }
        }
    }

    fn verify(&self, password: &Password, stored: Option<&str>, memory: &mut Vec<Block>) -> Result<Outcome, HashError> {
        let known = stored.and_then(|text| {
            Stored::parse(text).inspect_err(|error| error!(%error, "a password hash was refused")).ok()
        });
        let is_known = known.is_some();
        let stored = match known {
            Some(stored) => stored,
            None => Stored::parse(&self.dummy).map_err(|_| HashError::Failed)?,
        };
        let matches = stored.matches(password, blocks(memory, stored.blocks())).map_err(|_| HashError::Failed)?;
        let matches = matches && is_known;
        Ok(Outcome { matches, outdated: matches && stored.is_cheaper_than(self.cost) })
    }
}

impl Work {
    fn is_abandoned(&self) -> bool {
        match self {
            Self::Hash { answer, .. } => answer.is_closed(),
            Self::Verify { answer, .. } => answer.is_closed(),
        }
    }

    fn refuse(self) {
        // Nobody waits any more: nothing to do.
        let _ = match self {
            Self::Hash { answer, .. } => answer.send(Err(HashError::Busy)).is_ok(),
            Self::Verify { answer, .. } => answer.send(Err(HashError::Busy)).is_ok(),
        };
    }
}

/// The first `count` blocks of a thread's memory, which grows when a hash asks for more.
fn blocks(memory: &mut Vec<Block>, count: usize) -> &mut [Block] {
    if memory.len() < count {
        *memory = Vec::with_capacity(count.max(SURELY_MAPPED / Block::SIZE));
        memory.resize(count, Block::new());
    }
    memory.get_mut(..count).unwrap_or_default()
}

/// A length as a gauge's value.
fn count(length: usize) -> f64 {
    u32::try_from(length).map_or(f64::INFINITY, f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(threads: usize) -> HashingSettings {
        HashingSettings { memory_kib: 64, passes: 1, threads }
    }

    fn password(text: &str) -> Password {
        Password::presented(text).unwrap()
    }

    #[tokio::test]
    async fn right_wrong_and_unknown_cost_one_hash_each() {
        let pool = HashPool::start(&settings(1)).unwrap();
        let stored = pool.hash(password("demo-ada-1")).await.unwrap();
        assert_eq!(pool.begun(), 1);
        let right = pool.verify(password("demo-ada-1"), Some(stored.clone())).await;
        assert_eq!((right, pool.begun()), (Ok(Outcome { matches: true, outdated: false }), 2));
        let wrong = Ok(Outcome { matches: false, outdated: false });
        assert_eq!((pool.verify(password("demo-ada-2"), Some(stored)).await, pool.begun()), (wrong, 3));
        assert_eq!((pool.verify(password("demo-ada-1"), None).await, pool.begun()), (wrong, 4));
        let odd =
            pool.verify(password("demo-ada-1"), Some("$argon2id$v=19$m=99999999,t=1,p=1$c29tZXNhbHQ$AAAA".into()));
        assert_eq!((odd.await, pool.begun()), (wrong, 5));
    }

    #[tokio::test]
    async fn a_cheaper_hash_is_outdated_once_it_matched() {
        let cheap = HashPool::start(&settings(1)).unwrap().hash(password("demo-ada-1")).await.unwrap();
        let pool = HashPool::start(&HashingSettings { memory_kib: 128, ..settings(1) }).unwrap();
        let right = pool.verify(password("demo-ada-1"), Some(cheap.clone())).await;
        assert_eq!(right, Ok(Outcome { matches: true, outdated: true }));
        let wrong = pool.verify(password("demo-ada-2"), Some(cheap)).await;
        assert_eq!(wrong, Ok(Outcome { matches: false, outdated: false }));
    }

    /// What the process really holds, in MiB (pages of 4 KiB).
    #[cfg(target_os = "linux")]
    fn resident_mib() -> usize {
        let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
        statm.split(' ').nth(1).unwrap().parse::<usize>().unwrap() / 256
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn freed_memory_goes_back_to_the_system() {
        let before = resident_mib();
        // Several times: glibc learns from the first free which sizes to keep.
        for _ in 0..3 {
            let mut memory = Vec::new();
            blocks(&mut memory, 19_456);
            assert!(resident_mib() >= before + 18);
        }
        assert!(resident_mib() < before + 8);
    }

    /// A pool whose only thread is busy with a long hash for as long as the test needs.
    async fn busy_pool() -> (HashPool, tokio::task::JoinHandle<Result<String, HashError>>) {
        let dear = HashingSettings { memory_kib: 64 * 1024, passes: 10, threads: 1 };
        let pool = HashPool::start(&dear).unwrap();
        let first = pool.clone();
        #[expect(clippy::disallowed_methods, reason = "the test joins it")]
        let running = tokio::spawn(async move { first.hash(password("demo-ada-1")).await });
        while pool.begun() == 0 {
            tokio::task::yield_now().await;
        }
        (pool, running)
    }

    #[tokio::test]
    async fn a_full_queue_answers_at_once_and_abandoned_jobs_make_room() {
        let (pool, running) = busy_pool().await;
        let mut waiting: Vec<_> = (0..QUEUE_PER_THREAD).map(|_| Box::pin(pool.hash(password("demo-ada-1")))).collect();
        for job in &mut waiting {
            assert!(futures::poll!(job.as_mut()).is_pending());
        }
        assert_eq!(pool.hash(password("demo-ada-1")).await, Err(HashError::Busy));
        drop(waiting);
        let mut next = Box::pin(pool.hash(password("demo-ada-1")));
        assert!(futures::poll!(next.as_mut()).is_pending(), "abandoned jobs hold no place");
        drop(next);
        assert!(running.await.unwrap().is_ok());
        // The thread takes the abandoned ones from the queue without computing them.
        while !pool.0.0.queue.lock().unwrap().jobs.is_empty() {
            tokio::task::yield_now().await;
        }
        assert_eq!(pool.begun(), 1);
    }
}
