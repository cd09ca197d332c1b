//! Replays: history on its way to one queue.

use std::time::Duration;

use hc_types::{EventId, OrganizationId, ReplayId, Timestamp};

use super::filter::{Period, TypePrefix};

/// The least and the most events a second.
const RATES: std::ops::RangeInclusive<i32> = 1..=10_000;
const USUAL_RATE: i32 = 100;
/// Consumers remember for 120 days what they have heard. Who keeps a projection may be told older things again, who tells
/// people may not: there would be mails a second time. A week less, for the time that a replay takes.
const REMEMBERED: Duration = Duration::from_hours(113 * 24);

/// A consumer's queue: `billing.instances`, `ext.acme.invoices`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetQueue(String);

/// The queue is none that history may be sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum QueueError {
    /// It is no name of a consumer's queue.
    #[error("a consumer's queue is like billing.instances or ext.acme.invoices")]
    Malformed,
    /// It belongs to the bus itself, is where history comes from, or has dead letters.
    #[error("this queue takes no replays")]
    Reserved,
}

impl TargetQueue {
    /// Reads it.
    pub fn parse(name: &str) -> Result<Self, QueueError> {
        let parts: Vec<_> = name.split('.').collect();
        let is_part = |part: &&str| {
            !part.is_empty() && part.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-'))
        };
        if name.len() > 255 || parts.len() < 2 || !parts.iter().all(is_part) {
            return Err(QueueError::Malformed);
        }
        let is_reserved =
            matches!(parts.first(), Some(&"hostingco" | &"audit" | &"amq")) || parts.last() == Some(&"dead");
        if is_reserved { Err(QueueError::Reserved) } else { Ok(Self(name.to_owned())) }
    }

    /// From when on the queue's consumer remembers what it has told people; none where it tells nobody.
    pub fn remembers_since(&self, now: Timestamp) -> Option<Timestamp> {
        self.0.starts_with("notifications.").then(|| now.before(REMEMBERED))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How many events a second at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate(i32);

/// The rate is out of range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a rate is 1 to 10,000 events a second")]
pub struct RateError;

impl Rate {
    /// Checks it; 100 when none is given.
    pub fn new(rate: Option<i32>) -> Result<Self, RateError> {
        let rate = rate.unwrap_or(USUAL_RATE);
        if RATES.contains(&rate) { Ok(Self(rate)) } else { Err(RateError) }
    }

    /// Events a second.
    pub fn per_second(self) -> i32 {
        self.0
    }
}

/// Which events are replayed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// What happened.
    pub kind: Option<TypePrefix>,
    /// Whose.
    pub organization: Option<OrganizationId>,
    /// When.
    pub period: Period,
}

/// Where a replay stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Sends, or waits for somebody to send it.
    Running,
    /// Waits for a person.
    Paused,
    /// Everything was sent.
    Finished,
    /// Ended before everything was sent.
    Canceled,
}

impl State {
    /// All states.
    pub const ALL: [Self; 4] = [Self::Running, Self::Paused, Self::Finished, Self::Canceled];

    /// The name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Finished => "finished",
            Self::Canceled => "canceled",
        }
    }

    /// Whether nothing comes after it.
    pub fn is_end(self) -> bool {
        matches!(self, Self::Finished | Self::Canceled)
    }

    /// The state after a person's wish; `None` when it is there already.
    pub fn turn(self, wish: Wish) -> Result<Option<Self>, Ended> {
        let wanted = match wish {
            Wish::Pause => Self::Paused,
            Wish::Resume => Self::Running,
            Wish::Cancel => Self::Canceled,
        };
        if self == wanted {
            Ok(None)
        } else if self.is_end() {
            Err(Ended(self))
        } else {
            Ok(Some(wanted))
        }
    }
}

/// What a person wants of a replay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Wait.
    Pause,
    /// Go on.
    Resume,
    /// End where it is.
    Cancel,
}

/// The replay has ended otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the replay is {}", .0.name())]
pub struct Ended(pub State);

/// The last event that the queue has confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Which it is.
    pub event: EventId,
}

/// A replay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replay {
    /// Its id, which the replayed events carry.
    pub id: ReplayId,
    /// Where to.
    pub queue: TargetQueue,
    /// Which events.
    pub selection: Selection,
    /// How fast.
    pub rate: Rate,
    /// Where it stands.
    pub state: State,
    /// Only what was recorded before this.
    pub recorded_before: Timestamp,
    /// How far it has come.
    pub cursor: Option<Cursor>,
    /// How many events the queue has taken.
    pub sent: i64,
    /// How many there were at the beginning.
    pub total: i64,
    /// What it waits for; empty while it goes on.
    pub waiting_for: String,
    /// Who began it.
    pub started_by: String,
    /// When.
    pub created_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn history_goes_to_consumers_queues_only() {
        for good in ["billing.instances", "ext.acme.invoices", "notifications.mails.high"] {
            assert!(TargetQueue::parse(good).is_ok(), "{good}");
        }
        for reserved in ["audit.everything", "hostingco.retry.5s", "billing.instances.dead", "amq.gen-x"] {
            assert_eq!(TargetQueue::parse(reserved), Err(QueueError::Reserved), "{reserved}");
        }
        for malformed in ["", "billing", "billing.", "Billing.Instances", "a b.c", "billing.#"] {
            assert_eq!(TargetQueue::parse(malformed), Err(QueueError::Malformed), "{malformed}");
        }
    }

    #[test]
    fn who_tells_people_is_spared_what_it_has_forgotten() {
        let now = Timestamp::from_micros(1_800_000_000_000_000).unwrap();
        let since = |queue| TargetQueue::parse(queue).unwrap().remembers_since(now);
        assert_eq!(since("notifications.mailings"), Some(now.before(Duration::from_hours(113 * 24))));
        assert_eq!(since("billing.instances"), None);
        assert_eq!(since("ext.acme.invoices"), None);
    }

    #[test]
    fn a_replay_pauses_goes_on_and_ends_once() {
        use {State as S, Wish as W};
        assert_eq!(S::Running.turn(W::Pause), Ok(Some(S::Paused)));
        assert_eq!(S::Paused.turn(W::Pause), Ok(None));
        assert_eq!(S::Paused.turn(W::Resume), Ok(Some(S::Running)));
        assert_eq!(S::Paused.turn(W::Cancel), Ok(Some(S::Canceled)));
        assert_eq!(S::Canceled.turn(W::Cancel), Ok(None));
        assert_eq!(S::Finished.turn(W::Cancel), Err(Ended(S::Finished)));
        assert_eq!(S::Canceled.turn(W::Resume), Err(Ended(S::Canceled)));
    }

    #[test]
    fn a_rate_has_a_default_and_limits() {
        assert_eq!(Rate::new(None).map(Rate::per_second), Ok(100));
        assert_eq!((Rate::new(Some(0)), Rate::new(Some(10_001))), (Err(RateError), Err(RateError)));
    }
}
