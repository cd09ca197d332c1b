//! What a relay has fetched and not yet marked, and what it has to leave alone. Decides, does nothing.

use std::{
    collections::{HashMap, VecDeque},
    time::Duration,
};

use hc_types::EventId;
use tokio::time::Instant;

use crate::outbox::{Excluded, Waiting};

/// The pause before something that the broker refused is tried again, doubled from the one to the other.
const SHORTEST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// Objects that may be refused at a time before the relay fetches no more: the broker has a fault that concerns all.
const MOST_REFUSED: usize = 2_000;

/// What is held up together: the events of one object, the work for one queue.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Line {
    Object(String),
    Work(String),
}

fn line_of(waiting: &Waiting) -> Line {
    waiting
        .work_queue
        .as_ref()
        .map_or_else(|| Line::Object(waiting.event.subject.clone()), |queue| Line::Work(queue.clone()))
}

#[derive(Debug, Clone, Copy)]
struct Held {
    until: Instant,
    pause: Duration,
}

/// The events of a session between fetch and mark.
#[derive(Debug, Default)]
pub(super) struct Flight {
    /// What may be published now.
    ready: VecDeque<Waiting>,
    /// Objects with an event that is ready or under way, and what waits behind it.
    behind: HashMap<String, VecDeque<Waiting>>,
    /// Everything that is not to be fetched again, with its shard.
    fetched: HashMap<EventId, i16>,
    /// Only emptied when a fetch begins: one that began before must not bring what comes after the held ones.
    held: HashMap<Line, Held>,
}

impl Flight {
    pub(super) fn len(&self) -> usize {
        self.fetched.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.fetched.is_empty()
    }

    /// How many objects and work queues the broker refuses.
    pub(super) fn refused(&self) -> usize {
        self.held.values().filter(|held| !held.pause.is_zero()).count()
    }

    /// Whether more may be fetched beside so many refusals.
    pub(super) fn may_grow(&self, now: Instant) -> bool {
        self.held.values().filter(|held| held.until > now).count() < MOST_REFUSED
    }

    /// Whether something of this shard was fetched and is not marked.
    pub(super) fn has(&self, shard: i16) -> bool {
        self.fetched.values().any(|other| *other == shard)
    }

    /// What the fetch that begins now has to leave out.
    pub(super) fn begin_fetch(&mut self, now: Instant) -> Excluded {
        // Refused ones stay known for a while after their pause, so that the next one is longer.
        self.held.retain(|_, held| held.until > now || (!held.pause.is_zero() && now < held.until + LONGEST_PAUSE));
        let mut excluded = Excluded { events: self.fetched.keys().copied().collect(), ..Excluded::default() };
        for (line, _) in self.held.iter().filter(|(_, held)| held.until > now) {
            match line {
                Line::Object(subject) => excluded.subjects.push(subject.clone()),
                Line::Work(queue) => excluded.work_queues.push(queue.clone()),
            }
        }
        excluded
    }

    /// Takes in what a fetch has brought, in its order. `begun` is when that fetch began.
    pub(super) fn take_in(&mut self, batch: Vec<Waiting>, begun: Instant) {
        for waiting in batch {
            // Held since the fetch began, or not yet due.
            if self.held.get(&line_of(&waiting)).is_some_and(|held| held.until > begun) {
                continue;
            }
            if self.fetched.insert(waiting.event.id, waiting.shard).is_some() {
                continue;
            }
            if waiting.work_queue.is_some() {
                self.ready.push_back(waiting);
            } else if let Some(behind) = self.behind.get_mut(&waiting.event.subject) {
                behind.push_back(waiting);
            } else {
                self.behind.insert(waiting.event.subject.clone(), VecDeque::new());
                self.ready.push_back(waiting);
            }
        }
    }

    /// The next to publish, if any; until it is confirmed or refused, nothing else of its object is.
    pub(super) fn next(&mut self) -> Option<Waiting> {
        self.ready.pop_front()
    }

    /// The broker has it; it stays fetched until it is marked.
    pub(super) fn confirmed(&mut self, waiting: &Waiting) {
        self.held.remove(&line_of(waiting));
        if waiting.work_queue.is_none() {
            self.go_on(&waiting.event.subject);
        }
    }

    /// The broker refused it: it and what waits behind it are fetched again after a pause.
    pub(super) fn refuse(&mut self, waiting: &Waiting, now: Instant) {
        let line = line_of(waiting);
        let pause = match self.held.get(&line) {
            None => SHORTEST_PAUSE,
            // Another piece for the same queue was refused just now.
            Some(held) if held.until > now => held.pause.max(SHORTEST_PAUSE),
            Some(held) => (held.pause * 2).clamp(SHORTEST_PAUSE, LONGEST_PAUSE),
        };
        self.hold(waiting, Held { until: now + pause, pause });
    }

    /// It is not ours to publish any more: forgets it and what waits behind it.
    pub(super) fn give_up(&mut self, waiting: &Waiting, now: Instant) {
        self.hold(waiting, Held { until: now, pause: Duration::ZERO });
    }

    /// What is marked, or will not be: to be fetched again only if it still waits.
    pub(super) fn settle(&mut self, events: impl IntoIterator<Item = EventId>) {
        for event in events {
            self.fetched.remove(&event);
        }
    }

    fn hold(&mut self, waiting: &Waiting, held: Held) {
        self.held.insert(line_of(waiting), held);
        self.fetched.remove(&waiting.event.id);
        match &waiting.work_queue {
            None => {
                for behind in self.behind.remove(&waiting.event.subject).into_iter().flatten() {
                    self.fetched.remove(&behind.event.id);
                }
            }
            Some(queue) => {
                let fetched = &mut self.fetched;
                self.ready.retain(|ready| {
                    let is_held = ready.work_queue.as_ref() == Some(queue);
                    if is_held {
                        fetched.remove(&ready.event.id);
                    }
                    !is_held
                });
            }
        }
    }

    fn go_on(&mut self, subject: &str) {
        match self.behind.get_mut(subject).and_then(VecDeque::pop_front) {
            Some(next) => self.ready.push_back(next),
            None => drop(self.behind.remove(subject)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RawEvent;

    fn event(subject: &str, version: i64) -> Waiting {
        waiting(subject, version, None)
    }

    fn work(queue: &str) -> Waiting {
        waiting("mail_1", 1, Some(queue.to_owned()))
    }

    fn waiting(subject: &str, version: i64, work_queue: Option<String>) -> Waiting {
        let document = serde_json::json!({
            "id": EventId::new().to_string(), "source": "/hostingco/test", "type": "a.b.c.v1", "subject": subject,
            "objectversion": version, "epoch": 1, "time": "2026-11-21T07:30:00Z", "actor": "system:test",
            "correlationid": "c", "data": {},
        });
        Waiting { shard: 1, work_queue, event: RawEvent::from_structured(&document).unwrap() }
    }

    /// Everything that may be under way at once, as `subject version`.
    fn all_ready(flight: &mut Flight) -> Vec<Waiting> {
        std::iter::from_fn(|| flight.next()).collect()
    }

    fn names(waiting: &[Waiting]) -> Vec<String> {
        waiting.iter().map(|one| format!("{} {}", one.event.subject, one.event.version)).collect()
    }

    #[test]
    fn one_event_of_an_object_is_under_way_and_all_objects_are() {
        let (mut flight, begun) = (Flight::default(), Instant::now());
        flight.take_in(vec![event("a", 1), event("b", 1), event("a", 2)], begun);
        let first = all_ready(&mut flight);
        assert_eq!(names(&first), ["a 1", "b 1"]);
        // What is fetched later queues up behind.
        flight.take_in(vec![event("a", 3), event("b", 2)], begun);
        assert!(flight.next().is_none());
        flight.confirmed(&first[0]);
        let second = all_ready(&mut flight);
        assert_eq!(names(&second), ["a 2"]);
        flight.confirmed(&second[0]);
        flight.confirmed(&first[1]);
        assert_eq!(names(&all_ready(&mut flight)), ["a 3", "b 2"]);
        assert_eq!(flight.begin_fetch(begun).events.len(), 5);
        flight.settle([first[0].event.id]);
        assert_eq!(flight.len(), 4);
    }

    #[test]
    fn nothing_overtakes_what_was_refused() {
        let (mut flight, begun) = (Flight::default(), Instant::now());
        let at = |millis| begun + Duration::from_millis(millis);
        flight.take_in(vec![event("a", 1), event("a", 2), event("b", 1)], begun);
        let first = all_ready(&mut flight);
        assert!(flight.begin_fetch(begun).subjects.is_empty());
        flight.refuse(&first[0], at(10));
        assert_eq!((flight.refused(), flight.len()), (1, 1));
        // The fetch that was under way brings a later one, however long it took: it is left alone.
        flight.take_in(vec![event("a", 3)], begun);
        assert!(flight.next().is_none());
        // A fetch after the pause brings all of them, in order.
        assert_eq!(flight.begin_fetch(at(1_000)).subjects, ["a"]);
        assert!(flight.begin_fetch(at(1_020)).subjects.is_empty());
        flight.take_in(vec![event("a", 1), event("a", 2), event("a", 3)], at(1_020));
        let again = all_ready(&mut flight);
        assert_eq!(names(&again), ["a 1"]);
        // A second refusal holds twice as long, until a success.
        flight.refuse(&again[0], at(1_030));
        assert_eq!(flight.begin_fetch(at(3_000)).subjects, ["a"]);
        assert!(flight.begin_fetch(at(3_040)).subjects.is_empty());
        flight.take_in(vec![event("a", 1)], at(3_040));
        let third = all_ready(&mut flight);
        flight.confirmed(&third[0]);
        assert_eq!(flight.refused(), 0);
    }

    #[test]
    fn a_full_work_queue_holds_up_its_own_work_only() {
        let (mut flight, begun) = (Flight::default(), Instant::now());
        flight.take_in(vec![work("m.bulk"), work("m.bulk"), work("m.high"), work("m.bulk"), event("a", 1)], begun);
        let refused = flight.next().unwrap();
        flight.refuse(&refused, begun);
        let rest = all_ready(&mut flight);
        assert_eq!(rest.iter().map(|one| one.work_queue.as_deref()).collect::<Vec<_>>(), [Some("m.high"), None]);
        assert_eq!(flight.begin_fetch(begun).work_queues, ["m.bulk"]);
        assert_eq!(flight.len(), 2);
    }

    #[test]
    fn what_is_given_up_is_not_overtaken_by_a_fetch_that_was_under_way() {
        let (mut flight, begun) = (Flight::default(), Instant::now());
        flight.take_in(vec![event("a", 1), event("a", 2)], begun);
        flight.begin_fetch(begun);
        let first = flight.next().unwrap();
        flight.give_up(&first, begun + Duration::from_millis(10));
        flight.take_in(vec![event("a", 3)], begun);
        assert!(flight.is_empty() && flight.next().is_none() && flight.refused() == 0);
    }

    #[test]
    fn refusals_of_everything_stop_the_fetching_until_their_pause_is_over() {
        let (mut flight, begun) = (Flight::default(), Instant::now());
        let all = (0..MOST_REFUSED).map(|number| event(&number.to_string(), 1)).collect();
        flight.take_in(all, begun);
        while let Some(one) = flight.next() {
            flight.refuse(&one, begun);
        }
        assert!(!flight.may_grow(begun) && flight.is_empty());
        let later = begun + SHORTEST_PAUSE;
        assert!(flight.may_grow(later));
        // What somebody else has published meanwhile is forgotten.
        flight.begin_fetch(later + 2 * LONGEST_PAUSE);
        assert_eq!(flight.refused(), 0);
    }
}
