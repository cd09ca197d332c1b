//! A session's line of refresh tokens: one live token at any time, each use makes the next, a second use of an old one
//! ends the session. The one exception is a retry: who lost our answer gets the same successor again for a short while.

use std::time::Duration;

use hc_types::Timestamp;

/// SHA-256 of a refresh token's text.
pub type TokenHash = [u8; 32];

/// The rules of the line.
#[derive(Debug, Clone, Copy)]
pub struct RefreshPolicy {
    /// How long a session lives without being used.
    pub idle: Duration,
    /// How long the previous token gives the same successor again; zero is strict mode.
    pub retry_window: Duration,
    /// How many generations in a row may have been retried; one more counts as reuse.
    pub most_retries_in_row: u16,
}

/// The state of a line; the successor of the previous token is kept sealed, so that only who holds that token opens it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Counts the tokens; the first is 1.
    pub generation: u32,
    /// Of the live token.
    pub current_hash: TokenHash,
    /// Of the token before, and what a retry with it is answered; `None` in generation 1.
    pub previous: Option<Previous>,
    /// Whether a retry happened in this generation.
    pub retried: bool,
    /// How many generations before this one in a row were retried.
    pub retries_in_row: u16,
    /// The session ends here unless it is used.
    pub idle_until: Timestamp,
    /// The session ends here in any case; never moves.
    pub absolute_until: Timestamp,
}

/// The token that was spent last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Previous {
    /// Of the spent token.
    pub hash: TokenHash,
    /// The live token, encrypted under the spent one.
    pub sealed_successor: Vec<u8>,
    /// When it was spent.
    pub rotated_at: Timestamp,
}

/// A token as it was presented; its MAC has been checked, so the generation is one that we gave.
#[derive(Debug, Clone, Copy)]
pub struct Presented {
    /// The token's place in its line.
    pub generation: u32,
    /// Of the token's text.
    pub hash: TokenHash,
}

/// What a presented token deserves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is the live one: make the next.
    Rotate,
    /// It was spent a moment ago: answer the same successor again.
    Retry,
    /// It was spent before: somebody has a copy. The session ends.
    Reuse,
    /// The session is over, or the token is not one of this line as it is stored (a restore brought an older state).
    Invalid,
}

impl Line {
    /// A new line at its first token.
    pub fn begin(hash: TokenHash, now: Timestamp, absolute_until: Timestamp, policy: &RefreshPolicy) -> Self {
        Self {
            generation: 1,
            current_hash: hash,
            previous: None,
            retried: false,
            retries_in_row: 0,
            idle_until: now.after(policy.idle).min(absolute_until),
            absolute_until,
        }
    }

    /// Whether time has ended the session.
    pub fn is_over(&self, now: Timestamp) -> bool {
        now >= self.idle_until || now >= self.absolute_until
    }

    /// Judges a presented token; changes nothing.
    pub fn judge(&self, token: &Presented, now: Timestamp, policy: &RefreshPolicy) -> Verdict {
        if self.is_over(now) {
            return Verdict::Invalid;
        }
        if token.generation == self.generation {
            return if token.hash == self.current_hash { Verdict::Rotate } else { Verdict::Invalid };
        }
        if token.generation > self.generation {
            return Verdict::Invalid;
        }
        let is_retry = token.generation + 1 == self.generation
            && self.retries_in_row < policy.most_retries_in_row
            && self.previous.as_ref().is_some_and(|previous| {
                previous.hash == token.hash && now.since(previous.rotated_at) <= policy.retry_window
            });
        if is_retry { Verdict::Retry } else { Verdict::Reuse }
    }

    /// The line after its live token was spent; `None` once the generations are used up.
    #[must_use]
    pub fn rotate(self, next: TokenHash, sealed: Vec<u8>, now: Timestamp, policy: &RefreshPolicy) -> Option<Self> {
        Some(Self {
            generation: self.generation.checked_add(1)?,
            current_hash: next,
            previous: Some(Previous { hash: self.current_hash, sealed_successor: sealed, rotated_at: now }),
            retried: false,
            retries_in_row: if self.retried { self.retries_in_row.saturating_add(1) } else { 0 },
            idle_until: now.after(policy.idle).min(self.absolute_until),
            absolute_until: self.absolute_until,
        })
    }

    /// The line after the session was used without spending a token.
    #[must_use]
    pub fn used(self, now: Timestamp, policy: &RefreshPolicy) -> Self {
        Self { idle_until: now.after(policy.idle).min(self.absolute_until), ..self }
    }

    /// The line after a retry was answered.
    #[must_use]
    pub fn note_retry(self) -> Self {
        Self { retried: true, ..self }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const POLICY: RefreshPolicy =
        RefreshPolicy { idle: Duration::from_hours(1), retry_window: Duration::from_secs(30), most_retries_in_row: 5 };

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(1_700_000_000_000_000 + seconds * 1_000_000).unwrap()
    }

    /// The hash of the n-th token that the test has made.
    fn hash(n: u32) -> TokenHash {
        let mut hash = [0; 32];
        hash[..4].copy_from_slice(&n.to_be_bytes());
        hash
    }

    fn token(n: u32) -> Presented {
        Presented { generation: n, hash: hash(n) }
    }

    fn line() -> Line {
        Line::begin(hash(1), at(0), at(100_000), &POLICY)
    }

    fn rotated(line: Line, now: Timestamp) -> Line {
        let next = line.generation + 1;
        line.rotate(hash(next), next.to_be_bytes().to_vec(), now, &POLICY).unwrap()
    }

    #[test]
    fn the_live_token_rotates_and_the_spent_one_is_answered_again_for_thirty_seconds() {
        let line = rotated(line(), at(10));
        assert_eq!(line.judge(&token(2), at(11), &POLICY), Verdict::Rotate);
        assert_eq!(line.judge(&token(1), at(40), &POLICY), Verdict::Retry);
        assert_eq!(line.judge(&token(1), at(41), &POLICY), Verdict::Reuse);
    }

    #[test]
    fn the_retry_ends_at_once_when_the_successor_is_used() {
        let line = rotated(rotated(line(), at(10)), at(11));
        assert_eq!(line.judge(&token(1), at(12), &POLICY), Verdict::Reuse);
        assert_eq!(line.judge(&token(2), at(12), &POLICY), Verdict::Retry);
    }

    #[test]
    fn the_window_does_not_slide_with_retries() {
        let line = rotated(line(), at(10)).note_retry().note_retry();
        assert_eq!(line.judge(&token(1), at(40), &POLICY), Verdict::Retry);
        assert_eq!(line.judge(&token(1), at(41), &POLICY), Verdict::Reuse);
    }

    #[test]
    fn strict_mode_has_no_retry() {
        let strict = RefreshPolicy { retry_window: Duration::ZERO, ..POLICY };
        assert_eq!(rotated(line(), at(10)).judge(&token(1), at(11), &strict), Verdict::Reuse);
    }

    #[test]
    fn five_retried_generations_in_a_row_count_as_reuse() {
        let mut line = rotated(line(), at(0));
        for _ in 0..5 {
            assert_eq!(line.judge(&token(line.generation - 1), at(0), &POLICY), Verdict::Retry);
            line = rotated(line.note_retry(), at(0));
        }
        assert_eq!(line.judge(&token(line.generation - 1), at(0), &POLICY), Verdict::Reuse);
        let calm = rotated(rotated(line, at(0)), at(0));
        assert_eq!(
            calm.judge(&token(calm.generation - 1), at(0), &POLICY),
            Verdict::Retry,
            "one calm generation resets"
        );
    }

    #[test]
    fn idle_moves_with_use_and_the_absolute_end_never() {
        let line = rotated(Line::begin(hash(1), at(0), at(4_000), &POLICY), at(3_000));
        assert_eq!((line.idle_until, line.absolute_until), (at(4_000), at(4_000)));
        assert_eq!(line.judge(&token(2), at(3_999), &POLICY), Verdict::Rotate);
        assert_eq!(line.judge(&token(2), at(4_000), &POLICY), Verdict::Invalid);
        assert_eq!(self::line().judge(&token(1), at(3_600), &POLICY), Verdict::Invalid);
    }

    #[test]
    fn a_token_ahead_of_a_restored_line_harms_nothing() {
        assert_eq!(line().judge(&token(2), at(1), &POLICY), Verdict::Invalid);
        assert_eq!(line().judge(&Presented { generation: 1, hash: hash(9) }, at(1), &POLICY), Verdict::Invalid);
    }

    /// What clients and time do to one line.
    #[derive(Debug, Clone)]
    enum Act {
        /// Presents the n-th of all tokens ever answered, counted from the newest.
        Present {
            back: usize,
        },
        /// As above, but the answer is lost on its way: nobody learns the token, the line has moved all the same.
        PresentAndLoseAnswer {
            back: usize,
        },
        Wait {
            seconds: i64,
        },
    }

    fn acts() -> impl Strategy<Value = Vec<Act>> {
        let act = prop_oneof![
            4 => (0_usize..3).prop_map(|back| Act::Present { back }),
            2 => (0_usize..3).prop_map(|back| Act::PresentAndLoseAnswer { back }),
            2 => (0_i64..50).prop_map(|seconds| Act::Wait { seconds }),
        ];
        prop::collection::vec(act, 1..60)
    }

    proptest! {
        /// The model: tokens are numbers that grow by one, number n is live while it is the greatest made, and the line
        /// is dead after the first verdict of reuse.
        #[test]
        fn at_most_one_token_is_live_and_reuse_is_final(acts in acts()) {
            let (mut line, mut now, mut revoked) = (line(), 0_i64, false);
            let mut made = 1_u32;
            let mut answered = vec![1_u32];
            for act in acts {
                let (back, lost) = match act {
                    Act::Wait { seconds } => { now += seconds; continue }
                    Act::Present { back } => (back, false),
                    Act::PresentAndLoseAnswer { back } => (back, true),
                };
                if revoked { break }
                let shown = answered[answered.len() - 1 - back.min(answered.len() - 1)];
                let verdict = line.judge(&token(shown), at(now), &POLICY);
                match verdict {
                    Verdict::Rotate => {
                        prop_assert_eq!(shown, made, "only the newest token rotates");
                        line = rotated(line, at(now));
                        made += 1;
                        if !lost { answered.push(made); }
                    }
                    Verdict::Retry => {
                        prop_assert_eq!(shown + 1, made, "a retry is answered with the live token");
                        let seal = line.previous.clone().unwrap().sealed_successor;
                        prop_assert_eq!(seal, made.to_be_bytes().to_vec(), "the same successor, never another");
                        line = line.note_retry();
                        if !lost && answered.last() != Some(&made) { answered.push(made); }
                    }
                    Verdict::Reuse => { prop_assert!(shown < made); revoked = true; }
                    Verdict::Invalid => prop_assert!(line.is_over(at(now))),
                }
                let rotating = (1..=made + 1).filter(|n| line.judge(&token(*n), at(now), &POLICY) == Verdict::Rotate);
                prop_assert!(rotating.count() <= 1);
            }
        }
    }
}
