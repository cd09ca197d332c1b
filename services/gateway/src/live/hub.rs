//! One tap for the whole process, and a channel for each organization that somebody follows.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use hc_events::{RawEvent, Tap, TapItem};
use hc_types::OrganizationId;
use tokio::sync::broadcast::{self, error::RecvError};
use tokio_util::sync::CancellationToken;

/// Updates that a client may be behind; more are a gap.
const BEHIND: usize = 256;

/// What a follower hears.
#[derive(Debug, Clone)]
pub enum Update {
    /// Something happened.
    Event(Arc<RawEvent>),
    /// Something may have been missed.
    Gap,
}

/// Spreads events over those who follow their organization. A clone is the same hub.
#[derive(Clone, Default)]
pub struct Hub(Arc<Mutex<HashMap<OrganizationId, broadcast::Sender<Update>>>>);

impl Hub {
    /// A feed of one organization from now on.
    pub fn follow(&self, organization: OrganizationId) -> Feed {
        let mut channels = self.lock();
        let sender = channels.entry(organization).or_insert_with(|| broadcast::channel(BEHIND).0);
        Feed { receiver: sender.subscribe() }
    }

    /// Hands events on until the stop. The tap reconnects by itself and says where it has missed something.
    pub async fn run(self, tap: Tap, stopping: CancellationToken) -> anyhow::Result<()> {
        let mut events = tap.subscribe();
        loop {
            let item = tokio::select! {
                () = stopping.cancelled() => return Ok(()),
                item = events.recv() => item,
            };
            match item {
                Ok(TapItem::Event(event)) => self.hand_on(event),
                Ok(TapItem::Gap) | Err(RecvError::Lagged(_)) => self.tell_all(),
                Err(RecvError::Closed) => anyhow::bail!("the tap on the event bus has ended"),
            }
        }
    }

    fn hand_on(&self, event: Arc<RawEvent>) {
        let Some(organization) = event.organization else { return };
        let mut channels = self.lock();
        let Some(sender) = channels.get(&organization) else { return };
        if sender.send(Update::Event(event)).is_err() {
            channels.remove(&organization);
        }
    }

    fn tell_all(&self) {
        self.lock().retain(|_, sender| sender.send(Update::Gap).is_ok());
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<OrganizationId, broadcast::Sender<Update>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One follower's view on an organization. It never holds up the others: who is too slow has a gap.
pub struct Feed {
    receiver: broadcast::Receiver<Update>,
}

impl Feed {
    /// The next update; `None` when the hub is gone.
    pub async fn next(&mut self) -> Option<Update> {
        match self.receiver.recv().await {
            Ok(update) => Some(update),
            Err(RecvError::Lagged(_)) => Some(Update::Gap),
            Err(RecvError::Closed) => None,
        }
    }
}
