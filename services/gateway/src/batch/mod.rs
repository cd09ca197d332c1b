//! Collects the keys that the resolvers of a request ask for and fetches them with one call per method and level.
//!
//! No timers: a request is polled by a [`Driver`], which sees when no resolver can go on; what was asked for until then
//! is fetched at once, unless an answer that is on its way may hold it. Everything lives in the request's own task and
//! ends with it.

mod driver;
mod lessons;
mod shelf;

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::future::Future;
use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::FutureExt;
use futures::channel::oneshot;
use futures::future::{BoxFuture, Shared};

pub use driver::{Driver, DriverStream};
pub use lessons::Lesson;
use lessons::Lessons;
pub use shelf::{KEPT_FOR, Shelf};

use crate::errors::Failure;
use crate::rpc::{Calls, Clients};

/// What can be fetched for many keys at once. Two lanes that are equal share their calls.
pub trait Lane: Clone + Eq + Hash + Send + Sync + 'static {
    /// What is asked for.
    type Key: Clone + Eq + Hash + Send + Sync + 'static;
    /// What is answered; cheap to clone.
    type Value: Clone + Send + Sync + 'static;

    /// How many keys one call takes.
    const CHUNK: usize;
    /// Whether everybody gets the same answers, who asks and in whatever language: these may be [kept](Shelf).
    const IS_PUBLIC: bool = false;

    /// Fetches the keys, at most [`Lane::CHUNK`] of them. A key without an entry in the answer does not exist.
    fn fetch(
        self,
        clients: Clients,
        keys: Vec<Self::Key>,
    ) -> impl Future<Output = Result<HashMap<Self::Key, Self::Value>, Failure>> + Send;

    /// The lane that [`Lane::learn`] tells. What it is asked for while such an answer is on its way is fetched only
    /// where the answer did not hold it.
    fn teaches() -> Option<TypeId> {
        None
    }

    /// Tells the batcher what else an answer holds, so that another lane does not fetch it again.
    fn learn(_answer: &Self::Value, _batcher: &Batcher) {}
}

type Answer<V> = Result<Option<V>, Failure>;
type Waiting<V> = Shared<oneshot::Receiver<Answer<V>>>;
type Pending<L> = Vec<(<L as Lane>::Key, oneshot::Sender<Answer<<L as Lane>::Value>>)>;

/// The keys of one request. A clone is the same batcher.
#[derive(Clone)]
pub struct Batcher {
    clients: Clients,
    shelf: Shelf,
    calls: Arc<Calls>,
    lessons: Lessons,
    /// How often everything was forgotten.
    forgotten: Arc<AtomicU64>,
    queues: Arc<Mutex<HashMap<TypeId, Box<dyn Queues>>>>,
}

impl Batcher {
    /// A batcher for one request.
    pub fn new(clients: Clients, shelf: Shelf) -> Self {
        Self {
            clients,
            shelf,
            calls: Arc::default(),
            lessons: Lessons::default(),
            forgotten: Arc::default(),
            queues: Arc::default(),
        }
    }

    /// The clients, for a call that is not about keys. It is counted with the others.
    pub fn clients(&self) -> Clients {
        self.calls.add();
        self.clients.clone()
    }

    /// How many calls were made.
    pub fn calls(&self) -> u64 {
        self.calls.count()
    }

    /// Remembers what came by another way than its key, so that it is not fetched again.
    pub fn know<L: Lane>(&self, lane: L, key: L::Key, value: L::Value) {
        let _ = self.with_queue(lane, |queue| queue.know(key, value));
    }

    /// Says that an answer is on its way that may hold what `L` is asked for, until the lesson is dropped.
    pub fn lesson_for<L: Lane>(&self) -> Lesson {
        self.lessons.begin(TypeId::of::<L>())
    }

    /// The value of a key, `None` where it does not exist. A key that was asked for before is not fetched again.
    pub async fn load<L: Lane>(&self, lane: L, key: L::Key) -> Answer<L::Value> {
        if L::IS_PUBLIC
            && let Some(kept) = self.shelf.find(&lane, &key)
        {
            return Ok(Some(kept));
        }
        let waiting = self.with_queue(lane, |queue| queue.ask(key))?;
        // The sender goes away only with the driver, and then nobody waits here.
        waiting
            .await
            .unwrap_or_else(|_| Err(Failure::new(crate::errors::Code::Unavailable, "The request was cancelled.")))
    }

    /// Forgets what was fetched: after a change, and before each delivery of a subscription. An answer that is on its way
    /// may be of before: it goes to those who wait for it, and to nobody else.
    pub fn forget(&self) {
        self.forgotten.fetch_add(1, Ordering::Relaxed);
        self.lock().retain(|_, queues| queues.forget());
    }

    fn forgotten(&self) -> u64 {
        self.forgotten.load(Ordering::Relaxed)
    }

    /// The calls for all keys that were asked for and are not under way yet, by themselves or in another answer.
    fn flush(&self) -> Vec<BoxFuture<'static, ()>> {
        let mut calls = Vec::new();
        let mut queues = self.lock();
        for teaching in queues.values_mut().filter(|queues| queues.teach()) {
            teaching.flush(self, &mut calls);
        }
        let taught = self.lessons.under_way();
        for (_, others) in queues.iter_mut().filter(|(lane, queues)| !queues.teach() && !taught.contains(lane)) {
            others.flush(self, &mut calls);
        }
        calls
    }

    fn with_queue<L: Lane, T>(&self, lane: L, work: impl FnOnce(&mut Queue<L>) -> T) -> Result<T, Failure> {
        let mut queues = self.lock();
        let queues = queues.entry(TypeId::of::<L>()).or_insert_with(|| Box::new(LaneQueues::<L>::default()));
        let queues = queues.as_any().downcast_mut::<LaneQueues<L>>();
        let queues =
            queues.ok_or_else(|| Failure::new(crate::errors::Code::Internal, "Something went wrong on our side."))?;
        Ok(work(queues.0.entry(lane).or_default()))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<TypeId, Box<dyn Queues>>> {
        // Nothing panics while the lock is held, and a map of keys is usable after a panic anyway.
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The queues of all lanes of one type.
trait Queues: Send {
    fn as_any(&mut self) -> &mut dyn Any;
    /// Whether their answers tell other lanes.
    fn teach(&self) -> bool;
    fn flush(&mut self, batcher: &Batcher, calls: &mut Vec<BoxFuture<'static, ()>>);
    /// Answers whether something is still waited for.
    fn forget(&mut self) -> bool;
}

struct LaneQueues<L: Lane>(HashMap<L, Queue<L>>);

impl<L: Lane> Default for LaneQueues<L> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

struct Queue<L: Lane> {
    known: HashMap<L::Key, Waiting<L::Value>>,
    pending: Pending<L>,
}

impl<L: Lane> Default for Queue<L> {
    fn default() -> Self {
        Self { known: HashMap::new(), pending: Vec::new() }
    }
}

impl<L: Lane> Queue<L> {
    fn know(&mut self, key: L::Key, value: L::Value) {
        if let Some(at) = self.pending.iter().position(|(pending, _)| *pending == key) {
            let (_, sender) = self.pending.swap_remove(at);
            // Whoever asked may have gone away.
            let _ = sender.send(Ok(Some(value)));
            return;
        }
        self.known.entry(key).or_insert_with(|| {
            let (sender, receiver) = oneshot::channel();
            let _ = sender.send(Ok(Some(value)));
            receiver.shared()
        });
    }

    fn ask(&mut self, key: L::Key) -> Waiting<L::Value> {
        if let Some(waiting) = self.known.get(&key) {
            return waiting.clone();
        }
        let (sender, receiver) = oneshot::channel();
        let waiting = receiver.shared();
        self.known.insert(key.clone(), waiting.clone());
        self.pending.push((key, sender));
        waiting
    }

    /// All but what nobody has fetched yet.
    fn forget(&mut self) {
        let Self { known, pending } = self;
        known.retain(|key, _| pending.iter().any(|(pending, _)| pending == key));
    }
}

impl<L: Lane> Queues for LaneQueues<L> {
    fn as_any(&mut self) -> &mut dyn Any {
        self
    }

    fn teach(&self) -> bool {
        L::teaches().is_some()
    }

    fn flush(&mut self, batcher: &Batcher, calls: &mut Vec<BoxFuture<'static, ()>>) {
        for (lane, queue) in &mut self.0 {
            let mut pending = std::mem::take(&mut queue.pending).into_iter().peekable();
            while pending.peek().is_some() {
                let chunk: Vec<_> = pending.by_ref().take(L::CHUNK.max(1)).collect();
                let lesson = L::teaches().map(|lane| batcher.lessons.begin(lane));
                calls.push(call(lane.clone(), batcher.clone(), chunk, lesson).boxed());
            }
        }
    }

    fn forget(&mut self) -> bool {
        self.0.retain(|_, queue| {
            queue.forget();
            !queue.known.is_empty()
        });
        !self.0.is_empty()
    }
}

async fn call<L: Lane>(lane: L, batcher: Batcher, chunk: Pending<L>, _lesson: Option<Lesson>) {
    let forgotten = batcher.forgotten();
    let keys = chunk.iter().map(|(key, _)| key.clone()).collect();
    let mut found = lane.clone().fetch(batcher.clients(), keys).await;
    if let Ok(found) = &found {
        if L::IS_PUBLIC {
            batcher.shelf.keep(&lane, found);
        }
        if batcher.forgotten() == forgotten {
            for answer in found.values() {
                L::learn(answer, &batcher);
            }
        }
    }
    for (key, sender) in chunk {
        let answer = match &mut found {
            Ok(found) => Ok(found.remove(&key)),
            Err(failure) => Err(failure.clone()),
        };
        // Whoever asked may have gone away.
        let _ = sender.send(answer);
    }
}
