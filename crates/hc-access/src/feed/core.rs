//! The follower's half of the protocol without I/O: what it sends, what it makes of what comes, when it is fresh.

use std::{collections::VecDeque, time::Instant};

use hc_proto::access::v1::{AccessChange, FollowRequest, FollowResponse, follow_response::Message};

use super::{FRESH_FOR, RESUME_WITHIN};

/// Pings without a pong beyond this many mean that the owner hangs; the oldest are forgotten.
const OUTSTANDING: usize = 64;

/// What a message from the owner asks for.
#[derive(Debug, PartialEq)]
pub(crate) enum Effect {
    /// Something changed: what is remembered of it is void.
    Changed(AccessChange),
    /// The log is another one: everything remembered is void.
    Reset,
    /// Nothing to do.
    Nothing,
}

/// What a follower knows of the log.
#[derive(Debug, Default)]
pub(crate) struct Follow {
    next_ping: u64,
    outstanding: VecDeque<(u64, Instant)>,
    revision: i64,
    epoch: i64,
    confirmed: Option<Instant>,
}

impl Follow {
    /// A new stream: its first message. Pongs of an older stream mean nothing any more.
    pub(crate) fn open(&mut self, now: Instant) -> FollowRequest {
        self.outstanding.clear();
        self.next_ping = 1;
        if self.confirmed.is_none_or(|at| now.duration_since(at) > RESUME_WITHIN) {
            (self.revision, self.epoch) = (0, 0);
        }
        FollowRequest { revision: self.revision, epoch: self.epoch, ..self.ping(now) }
    }

    /// The next ping; its instant counts once its pong is there.
    pub(crate) fn ping(&mut self, now: Instant) -> FollowRequest {
        let ping = self.next_ping;
        self.next_ping += 1;
        self.outstanding.push_back((ping, now));
        if self.outstanding.len() > OUTSTANDING {
            self.outstanding.pop_front();
        }
        FollowRequest { ping, revision: 0, epoch: 0 }
    }

    /// Takes a message of the current stream.
    pub(crate) fn receive(&mut self, response: FollowResponse) -> Effect {
        match response.message {
            Some(Message::Change(change)) => {
                self.revision = change.revision;
                Effect::Changed(change)
            }
            Some(Message::Pong(pong)) => {
                let mut sent = None;
                while let Some((ping, at)) = self.outstanding.front().copied().filter(|(ping, _)| *ping <= pong.ping) {
                    sent = (ping == pong.ping).then_some(at);
                    self.outstanding.pop_front();
                }
                self.confirmed = self.confirmed.max(sent);
                self.revision = pong.revision;
                if pong.epoch == self.epoch {
                    return Effect::Nothing;
                }
                self.epoch = pong.epoch;
                Effect::Reset
            }
            None => Effect::Nothing,
        }
    }

    /// Whether what is remembered may be used.
    pub(crate) fn is_fresh(&self, now: Instant) -> bool {
        self.confirmed.is_some_and(|at| now.saturating_duration_since(at) <= FRESH_FOR)
    }

    /// The last instant of which everything is known.
    pub(crate) const fn confirmed(&self) -> Option<Instant> {
        self.confirmed
    }
}
