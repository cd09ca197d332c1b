//! One tap for the whole process, and a channel for each organization and each person that somebody follows.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use futures::future::select_all;
use hc_events::{RawEvent, Tap, TapItem};
use hc_proto::Event;
use hc_proto::events::v1::{NotificationCreated, NotificationRead};
use hc_types::{OrganizationId, UserId};
use tokio::sync::broadcast::{self, error::RecvError};
use tokio_util::sync::CancellationToken;

/// Updates that who follows an organization may be behind; more are a gap. The room for them is there from the beginning,
/// once for all who follow it.
const BEHIND: usize = 256;
/// The same for a person, who follows alone and hears little.
const BEHIND_ALONE: usize = 16;

/// What a follower hears.
#[derive(Debug, Clone)]
pub enum Update {
    /// Something happened.
    Event(Arc<RawEvent>),
    /// Something of it may have been missed.
    Gap(Audience),
}

/// Whose events somebody follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Audience {
    /// Everything in an organization.
    Organization(OrganizationId),
    /// What concerns one person alone: new entries of the feed, and which were read.
    User(UserId),
}

impl Audience {
    fn behind(self) -> usize {
        match self {
            Self::Organization(_) => BEHIND,
            Self::User(_) => BEHIND_ALONE,
        }
    }

    /// Who may hear of an event; `None` where nobody follows such.
    fn of(event: &RawEvent) -> Option<Self> {
        let reader = match event.kind.as_str() {
            NotificationCreated::TYPE => event.data::<NotificationCreated>()?.ok()?.user_id,
            NotificationRead::TYPE => event.data::<NotificationRead>()?.ok()?.user_id,
            _ => return event.organization.map(Self::Organization),
        };
        reader.parse().ok().map(Self::User)
    }
}

type Channels = HashMap<Audience, broadcast::Sender<Update>>;

/// Spreads events over those who follow them. A clone is the same hub.
#[derive(Clone, Default)]
pub struct Hub(Arc<Mutex<Channels>>);

impl Hub {
    /// A feed of an organization or a person from now on.
    pub fn follow(&self, audience: Audience) -> Feed {
        Feed { hub: self.clone(), lines: vec![self.line(audience)] }
    }

    fn line(&self, audience: Audience) -> Line {
        let mut channels = self.lock();
        let channel = channels.entry(audience).or_insert_with(|| broadcast::channel(audience.behind()).0);
        Line { audience, receiver: channel.subscribe() }
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
        let Some(audience) = Audience::of(&event) else { return };
        let mut channels = self.lock();
        let Some(sender) = channels.get(&audience) else { return };
        if sender.send(Update::Event(event)).is_err() {
            channels.remove(&audience);
        }
    }

    fn tell_all(&self) {
        self.lock().retain(|audience, sender| sender.send(Update::Gap(*audience)).is_ok());
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Channels> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Line {
    audience: Audience,
    receiver: broadcast::Receiver<Update>,
}

/// One follower's view, of one audience or several. It never holds up the others: who is too slow has a gap.
pub struct Feed {
    hub: Hub,
    lines: Vec<Line>,
}

impl Feed {
    /// Follows another one too from now on.
    pub fn also(&mut self, audience: Audience) {
        self.lines.push(self.hub.line(audience));
    }

    /// The next update; `None` when the hub is gone.
    pub async fn next(&mut self) -> Option<Update> {
        let lines = self.lines.iter_mut().map(|line| Box::pin(line.next()));
        select_all(lines).await.0
    }
}

impl Line {
    async fn next(&mut self) -> Option<Update> {
        match self.receiver.recv().await {
            Ok(update) => Some(update),
            Err(RecvError::Lagged(_)) => Some(Update::Gap(self.audience)),
            Err(RecvError::Closed) => None,
        }
    }
}

/// The last one takes the channel along: nothing may ever happen where it was followed.
impl Drop for Feed {
    fn drop(&mut self) {
        let mut channels = self.hub.lock();
        for Line { audience, .. } in &self.lines {
            if channels.get(audience).is_some_and(|channel| channel.receiver_count() == 1) {
                channels.remove(audience);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_channel_lives_as_long_as_somebody_follows() {
        let hub = Hub::default();
        let (organization, user) = (Audience::Organization(OrganizationId::new()), Audience::User(UserId::new()));
        let one = hub.follow(organization);
        let mut both = hub.follow(user);
        both.also(organization);
        drop(one);
        hub.tell_all();
        for told in [user, organization] {
            assert!(matches!(both.next().await, Some(Update::Gap(of)) if of == told));
        }
        assert_eq!(hub.lock().len(), 2);
        drop(both);
        assert!(hub.lock().is_empty());
    }
}
