//! The one-second bound, against every order of delays, broken streams, owner restarts and restores that proptest finds.
//!
//! One user, one organization, one follower. The owner's log and both halves of the protocol are the real ones; time
//! and network are the test's. After every millisecond: an answer that may be used must have been true at some instant
//! of the last 900 ms.

use std::{
    collections::{BTreeMap, VecDeque},
    time::{Duration, Instant},
};

use hc_proto::access::v1::{AccessChange, FollowRequest, FollowResponse};
use hc_types::UserId;
use proptest::prelude::*;

use super::{
    Effect, FRESH_FOR, Follow, PING_EVERY,
    reader::Log,
    server::{Sent, answer},
};
use crate::{
    decisions::Entry,
    role::Role,
    stamps::{Stamp, Stamps},
};

#[derive(Debug, Clone)]
enum Step {
    /// Time goes by, with this network delay for what is sent meanwhile, in ms.
    Pass { ms: u64, delay: u64 },
    /// The membership is ended, or made again.
    Flip,
    /// The follower asks for the decision, as a call would.
    Ask,
    /// The stream breaks; everything on its way is lost.
    Break,
    /// Another owner process answers from now on.
    Restart,
    /// The database is restored to where it was some rows ago; revisions are drawn again.
    Restore { rows: usize },
}

/// A good network, a bad one, and one that swallows everything for a while.
fn delays() -> impl Strategy<Value = u64> {
    prop_oneof![4 => 0..40_u64, 4 => 0..700_u64, 1 => Just(4_000)]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        8 => (1..1_500_u64, delays()).prop_map(|(ms, delay)| Step::Pass { ms, delay }),
        4 => Just(Step::Flip),
        4 => Just(Step::Ask),
        1 => Just(Step::Break),
        1 => Just(Step::Restart),
        1 => (0..3_usize).prop_map(|rows| Step::Restore { rows }),
    ];
    prop::collection::vec(step, 1..60)
}

enum Arrival {
    Ping { stream: u64, request: FollowRequest },
    Message { stream: u64, response: FollowResponse },
    Question { stamp: Stamp, asked: Instant },
    Answer { role: Option<Role>, stamp: Stamp, asked: Instant },
}

struct World {
    begin: Instant,
    ms: u64,
    delay: u64,
    on_the_way: BTreeMap<(u64, u64), Arrival>,
    sent: u64,
    last: [u64; 2],
    // The owner.
    rows: Vec<AccessChange>,
    epoch: i64,
    begins_as_member: bool,
    member_since: Vec<(u64, bool)>,
    stream_at_owner: Option<(u64, Sent)>,
    // The follower.
    user: UserId,
    stream: u64,
    connected: bool,
    next_ping: u64,
    follow: Follow,
    stamps: Stamps,
    entry: Option<Entry<Option<Role>>>,
}

impl World {
    fn new(begins_as_member: bool) -> Self {
        Self {
            begin: Instant::now(),
            ms: 0,
            delay: 0,
            on_the_way: BTreeMap::new(),
            sent: 0,
            last: [0; 2],
            rows: Vec::new(),
            epoch: 1,
            begins_as_member,
            member_since: vec![(0, begins_as_member)],
            stream_at_owner: None,
            user: UserId::new(),
            stream: 0,
            connected: false,
            next_ping: 0,
            follow: Follow::default(),
            stamps: Stamps::default(),
            entry: None,
        }
    }

    fn now(&self) -> Instant {
        self.begin + Duration::from_millis(self.ms)
    }

    /// Sends; what goes one way on a stream arrives in order.
    fn send(&mut self, lane: Option<usize>, arrival: Arrival) {
        let mut at = self.ms + self.delay;
        if let Some(last) = lane.and_then(|lane| self.last.get_mut(lane)) {
            at = at.max(*last);
            *last = at;
        }
        self.sent += 1;
        self.on_the_way.insert((at, self.sent), arrival);
    }

    fn is_member(&self) -> bool {
        self.rows.len().is_multiple_of(2) == self.begins_as_member
    }

    fn note_truth(&mut self) {
        self.member_since.push((self.ms, self.is_member()));
    }

    fn log(&self) -> Log {
        Log::of(self.epoch, self.rows.clone())
    }

    fn take(&mut self, step: &Step) -> bool {
        let mut right = true;
        match *step {
            Step::Pass { ms, delay } => {
                self.delay = delay;
                for _ in 0..ms {
                    self.millisecond();
                    right &= self.is_right();
                }
            }
            Step::Flip => {
                let revision = self.rows.last().map_or(0, |row| row.revision) + 1;
                let subject = self.user.to_string();
                self.rows.push(AccessChange { revision, subject, ..AccessChange::default() });
                self.note_truth();
            }
            Step::Ask => {
                let (stamp, asked) = (self.stamps.now(), self.now());
                self.send(None, Arrival::Question { stamp, asked });
            }
            Step::Break => self.connected = false,
            Step::Restart => {
                self.epoch += 1;
                self.connected = false;
            }
            Step::Restore { rows } => {
                self.rows.truncate(self.rows.len().saturating_sub(rows));
                self.epoch += 1;
                self.connected = false;
                self.note_truth();
            }
        }
        right
    }

    fn millisecond(&mut self) {
        self.ms += 1;
        while let Some(first) = self.on_the_way.first_entry().filter(|first| first.key().0 <= self.ms) {
            let arrival = first.remove();
            self.arrive(arrival);
        }
        if !self.connected {
            self.stream += 1;
            self.connected = true;
            self.stream_at_owner = None;
            self.next_ping = self.ms + 250;
            let request = self.follow.open(self.now());
            self.send(Some(0), Arrival::Ping { stream: self.stream, request });
        } else if self.ms >= self.next_ping {
            self.next_ping += u64::try_from(PING_EVERY.as_millis()).unwrap();
            let request = self.follow.ping(self.now());
            self.send(Some(0), Arrival::Ping { stream: self.stream, request });
        }
    }

    fn arrive(&mut self, arrival: Arrival) {
        match arrival {
            Arrival::Ping { stream, request } if stream == self.stream => {
                let first = Sent { epoch: request.epoch, revision: request.revision };
                let sent = self.stream_at_owner.map_or(first, |(_, sent)| sent);
                let mut outgoing = VecDeque::new();
                let sent = answer(&self.log(), sent, request.ping, &mut outgoing);
                self.stream_at_owner = Some((stream, sent));
                for response in outgoing {
                    self.send(Some(1), Arrival::Message { stream, response });
                }
            }
            Arrival::Message { stream, response } if stream == self.stream && self.connected => {
                match self.follow.receive(response) {
                    Effect::Changed(_) => self.stamps.changed(self.user),
                    Effect::Reset => self.stamps.reset(),
                    Effect::Nothing => (),
                }
            }
            Arrival::Question { stamp, asked } => {
                let role = self.is_member().then_some(Role::Viewer);
                self.send(None, Arrival::Answer { role, stamp, asked });
            }
            Arrival::Answer { role, stamp, asked } => {
                self.entry = Some(Entry { answer: role, stamp, asked });
            }
            Arrival::Ping { .. } | Arrival::Message { .. } => (),
        }
    }

    /// Whether the answer, if there is one that counts, was true at some instant of the last 900 ms.
    fn is_right(&self) -> bool {
        let Some(entry) = &self.entry else { return true };
        let stands = self.stamps.holds(self.user, entry.stamp);
        if !entry.counts(stands, self.follow.is_fresh(self.now()), self.now()) {
            return true;
        }
        let since = self.ms.saturating_sub(u64::try_from(FRESH_FOR.as_millis()).unwrap());
        let before = self.member_since.iter().rev().find(|(at, _)| *at <= since);
        let within = self.member_since.iter().filter(|(at, _)| *at > since);
        before.into_iter().chain(within).any(|(_, member)| *member == entry.answer.is_some())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_remembered_was_true_within_the_bound(begins_as_member: bool, steps in steps()) {
        let mut world = World::new(begins_as_member);
        for step in &steps {
            prop_assert!(world.take(step), "before {} ms", world.ms);
        }
    }
}

#[test]
fn an_undisturbed_feed_keeps_answers_in_use() {
    let mut world = World::new(true);
    world.take(&Step::Pass { ms: 600, delay: 20 });
    world.take(&Step::Ask);
    world.take(&Step::Pass { ms: 5_000, delay: 20 });
    let entry = world.entry.as_ref().expect("the answer came");
    let stands = world.stamps.holds(world.user, entry.stamp);
    assert!(stands && world.follow.is_fresh(world.now()), "five seconds later it is still vouched for");
    world.take(&Step::Flip);
    world.take(&Step::Pass { ms: 300, delay: 20 });
    let entry = world.entry.as_ref().expect("the answer came");
    assert!(!world.stamps.holds(world.user, entry.stamp), "the change has arrived");
}
