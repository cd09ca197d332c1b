//! Follows one owner's log over gRPC, for ever.

use std::{
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use anyhow::Context as _;
use futures::FutureExt as _;
use hc_proto::access::v1::{AccessChange, FollowRequest, access_feed_service_client::AccessFeedServiceClient};
use hc_rpc::Channel;
use tokio::{
    sync::mpsc,
    time::{MissedTickBehavior, interval, sleep, timeout},
};
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;

use super::{Effect, Follow, PING_EVERY};
use crate::metrics::FEED_BREAKS;

/// Two seconds without a message: the connection is dead even if nobody said so.
const SILENCE: Duration = Duration::from_secs(2);
/// The pause before the next attempt, doubled up to the longest.
const RECONNECT: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(1));

/// Where a feed's changes go.
pub(crate) trait Sink: Send + Sync {
    /// Something changed.
    fn changed(&self, change: &AccessChange);
    /// Everything may have changed.
    fn reset(&self);
}

/// One owner's log, as far as this process knows it.
pub(crate) struct Follower {
    owner: &'static str,
    follow: Mutex<Follow>,
}

impl Follower {
    pub(crate) fn new(owner: &'static str) -> Arc<Self> {
        Arc::new(Self { owner, follow: Mutex::default() })
    }

    /// Whether all is known that was committed until [`super::FRESH_FOR`] ago.
    pub(crate) fn is_fresh(&self) -> bool {
        self.with(|follow| follow.is_fresh(Instant::now()))
    }

    /// The last instant of which everything is known.
    pub(crate) fn confirmed(&self) -> Option<Instant> {
        self.with(|follow| follow.confirmed())
    }

    /// Follows until it is told to stop.
    pub(crate) async fn run(self: Arc<Self>, channel: Channel, sink: Arc<dyn Sink>, stopping: CancellationToken) {
        let (shortest, longest) = RECONNECT;
        let mut pause = shortest;
        let endless = async {
            loop {
                let before = self.confirmed();
                let ended = AssertUnwindSafe(self.stream(channel.clone(), sink.as_ref())).catch_unwind().await;
                let was_up = self.confirmed() > before;
                match ended {
                    Ok(Ok(())) => (),
                    Ok(Err(error)) => self.broken(&error, was_up),
                    Err(_) => self.panicked(),
                }
                pause = if was_up { shortest } else { (pause * 2).min(longest) };
                sleep(pause).await;
            }
        };
        stopping.run_until_cancelled(endless).await;
    }

    /// Once for each break; what follows until the feed is back is no news.
    fn broken(&self, error: &anyhow::Error, was_up: bool) {
        let error = format!("{error:#}");
        if was_up {
            ::metrics::counter!(FEED_BREAKS, "owner" => self.owner).increment(1);
            tracing::warn!(access.owner = self.owner, error, "access feed broken");
        } else {
            tracing::debug!(access.owner = self.owner, error, "access feed not there");
        }
    }

    /// A bug. The panic itself has been told of; what it cut off may be half done, so nothing counts as known.
    fn panicked(&self) {
        self.with(|follow| *follow = Follow::default());
        ::metrics::counter!(FEED_BREAKS, "owner" => self.owner).increment(1);
        tracing::error!(access.owner = self.owner, "follower of an access feed panicked, it begins anew");
    }

    async fn stream(&self, channel: Channel, sink: &dyn Sink) -> anyhow::Result<()> {
        let (pings, outgoing) = mpsc::channel::<FollowRequest>(4);
        pings.try_send(self.with(|follow| follow.open(Instant::now()))).context("send the first ping")?;
        let mut client = AccessFeedServiceClient::new(channel);
        let opening = client.follow(ReceiverStream::new(outgoing));
        let mut incoming = timeout(SILENCE, opening).await.context("no answer in time")??.into_inner();
        let mut ticks = interval(PING_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        ticks.tick().await;
        let mut heard = Instant::now();
        loop {
            tokio::select! {
                _ = ticks.tick() => {
                    anyhow::ensure!(heard.elapsed() < SILENCE, "nothing heard for {SILENCE:?}");
                    // A full channel means that the connection takes nothing; the silence will end it.
                    if let Ok(slot) = pings.try_reserve() {
                        slot.send(self.with(|follow| follow.ping(Instant::now())));
                    }
                }
                message = incoming.message() => {
                    let message = message?.context("the owner ended the stream")?;
                    heard = Instant::now();
                    self.receive(message, sink);
                }
            }
        }
    }

    /// The sink hears of a change before any pong that vouches for it counts.
    fn receive(&self, message: hc_proto::access::v1::FollowResponse, sink: &dyn Sink) {
        self.with(|follow| match follow.receive(message) {
            Effect::Changed(change) => sink.changed(&change),
            Effect::Reset => sink.reset(),
            Effect::Nothing => (),
        });
    }

    fn with<T>(&self, act: impl FnOnce(&mut Follow) -> T) -> T {
        act(&mut self.follow.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
