//! Polls a request until none of its resolvers can go on, then fetches what they wait for.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use futures::future::BoxFuture;
use futures::stream::{BoxStream, FuturesUnordered};
use futures::{Stream, StreamExt};

use super::Batcher;

/// How often a request is polled in a row before others of the process get their turn.
const TURNS: usize = 64;

/// Runs a future whose resolvers use a [`Batcher`].
pub struct Driver<'f, T> {
    work: BoxFuture<'f, T>,
    engine: Engine,
}

impl<'f, T> Driver<'f, T> {
    /// Drives `work` with the batcher that it uses.
    pub fn new(batcher: Batcher, work: BoxFuture<'f, T>) -> Self {
        Self { work, engine: Engine::new(batcher) }
    }
}

impl<T> Future for Driver<'_, T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let Self { work, engine } = self.get_mut();
        engine.poll(context, |context| work.as_mut().poll(context))
    }
}

/// The same for a subscription: its items resolve while the stream is polled.
pub struct DriverStream<T> {
    work: BoxStream<'static, T>,
    engine: Engine,
}

impl<T> DriverStream<T> {
    /// Drives `work` with the batcher that it uses.
    pub fn new(batcher: Batcher, work: BoxStream<'static, T>) -> Self {
        Self { work, engine: Engine::new(batcher) }
    }
}

impl<T> Stream for DriverStream<T> {
    type Item = T;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<T>> {
        let Self { work, engine } = self.get_mut();
        engine.poll(context, |context| work.poll_next_unpin(context))
    }
}

struct Engine {
    batcher: Batcher,
    calls: FuturesUnordered<BoxFuture<'static, ()>>,
    signal: Arc<Signal>,
}

impl Engine {
    fn new(batcher: Batcher) -> Self {
        Self { batcher, calls: FuturesUnordered::new(), signal: Arc::new(Signal::default()) }
    }

    fn poll<T>(&mut self, context: &mut Context<'_>, mut work: impl FnMut(&mut Context<'_>) -> Poll<T>) -> Poll<T> {
        self.signal.outer.register(context.waker());
        let waker = Waker::from(Arc::clone(&self.signal));
        for _ in 0..TURNS {
            self.signal.woken.store(false, Ordering::Release);
            if let Poll::Ready(done) = work(&mut Context::from_waker(&waker)) {
                return Poll::Ready(done);
            }
            if self.signal.woken.load(Ordering::Acquire) {
                continue;
            }
            // Every resolver waits: for a call that is under way, or for keys that nobody fetches yet.
            self.calls.extend(self.batcher.flush());
            let mut progress = false;
            while let Poll::Ready(Some(())) = self.calls.poll_next_unpin(context) {
                progress = true;
            }
            if !progress && !self.signal.woken.load(Ordering::Acquire) {
                return Poll::Pending;
            }
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

/// Remembers whether the work was woken since it was last polled, and passes the wake on to the task.
#[derive(Default)]
struct Signal {
    woken: AtomicBool,
    outer: futures::task::AtomicWaker,
}

impl Wake for Signal {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.woken.store(true, Ordering::Release);
        self.outer.wake();
    }
}
