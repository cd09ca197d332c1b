//! What becomes of a mail after an attempt.

use std::time::Duration;

use super::template::Class;

/// What came of an attempt to hand a mail over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The mail server has taken it.
    Taken { code: u16, answer: String },
    /// The mail server does not take it now.
    NotNow { code: u16, answer: String },
    /// The mail server will not take it. `address` when it is the address that it does not take mail for.
    Never { code: u16, answer: String, address: bool },
    /// The mail was handed over, but no answer came: it may have been taken or not.
    Unknown { why: String },
    /// The mail server is not there, or takes mail from nobody. Nothing was handed over.
    Away { why: String },
}

/// What is next for a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// It is sent.
    Sent,
    /// It is tried again after so long.
    Later(Duration),
    /// It is not tried again. `bounced` when its address takes no mail.
    Failed { bounced: bool },
    /// It keeps its place until the mail server is back.
    Wait,
}

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A person waits: soon, then every quarter of an hour. The link in the mail mostly ends before the schedule does.
const HIGH: [Duration; 5] = [seconds(30), seconds(60), seconds(120), seconds(300), seconds(600)];
const HIGH_THEN: Duration = seconds(900);
/// What relays do (RFC 5321, 4.5.4.1: at least half an hour once the first tries have failed).
const NORMAL: [Duration; 5] = [seconds(300), seconds(900), seconds(1_800), seconds(3_600), seconds(7_200)];
const NORMAL_THEN: Duration = seconds(4 * 3_600);
/// For how long a mail is tried.
const PATIENCE: Duration = seconds(24 * 3_600);

/// How long to wait after this many attempts; none once a day has been spent.
fn pause(class: Class, attempts: u32) -> Option<Duration> {
    let (steps, then) = match class {
        Class::High => (HIGH, HIGH_THEN),
        Class::Normal | Class::Bulk => (NORMAL, NORMAL_THEN),
    };
    let step = |number: usize| steps.get(number).copied().unwrap_or(then);
    let made = usize::try_from(attempts).unwrap_or(usize::MAX).max(1) - 1;
    if made > 200 {
        return None;
    }
    let spent: Duration = (0..made).map(step).sum();
    (spent < PATIENCE).then(|| step(made))
}

/// What is next after the last of `attempts`.
///
/// An unknown outcome is taken for "not sent": nothing is lost, and the repetition has the same Message-ID, by which
/// receivers tell it. It goes by the schedule and not at once, so that a mail server that takes mails and then hangs gets
/// each a dozen times a day at most.
pub fn next(class: Class, attempts: u32, verdict: &Verdict) -> Next {
    match verdict {
        Verdict::Taken { .. } => Next::Sent,
        Verdict::NotNow { .. } | Verdict::Unknown { .. } => {
            pause(class, attempts).map_or(Next::Failed { bounced: false }, Next::Later)
        }
        Verdict::Never { address, .. } => Next::Failed { bounced: *address },
        Verdict::Away { .. } => Next::Wait,
    }
}

impl Verdict {
    /// The mail server's code; 0 without one.
    pub const fn code(&self) -> u16 {
        match self {
            Self::Taken { code, .. } | Self::NotNow { code, .. } | Self::Never { code, .. } => *code,
            Self::Unknown { .. } | Self::Away { .. } => 0,
        }
    }

    /// What the mail server said, or what happened instead.
    pub fn answer(&self) -> &str {
        match self {
            Self::Taken { answer, .. } | Self::NotNow { answer, .. } | Self::Never { answer, .. } => answer,
            Self::Unknown { why } | Self::Away { why } => why,
        }
    }

    /// For metrics.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Taken { .. } => "taken",
            Self::NotNow { .. } => "not_now",
            Self::Never { .. } => "never",
            Self::Unknown { .. } => "unknown",
            Self::Away { .. } => "away",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOT_NOW: Verdict = Verdict::NotNow { code: 451, answer: String::new() };

    #[test]
    fn a_mail_is_tried_for_about_a_day() {
        for class in [Class::High, Class::Normal, Class::Bulk] {
            let mut total = Duration::ZERO;
            let mut attempts = 1;
            while let Next::Later(pause) = next(class, attempts, &NOT_NOW) {
                total += pause;
                attempts += 1;
            }
            assert!(total >= PATIENCE && total <= PATIENCE + NORMAL_THEN, "{class:?} {total:?}");
            assert_eq!(next(class, u32::MAX, &NOT_NOW), Next::Failed { bounced: false });
        }
    }

    #[test]
    fn who_waits_for_a_mail_waits_less() {
        assert_eq!(next(Class::High, 1, &NOT_NOW), Next::Later(seconds(30)));
        assert_eq!(next(Class::Normal, 1, &NOT_NOW), Next::Later(seconds(300)));
    }

    #[test]
    fn only_the_address_bounces() {
        let never = |address| Verdict::Never { code: 550, answer: String::new(), address };
        assert_eq!(next(Class::Normal, 1, &never(true)), Next::Failed { bounced: true });
        assert_eq!(next(Class::Normal, 1, &never(false)), Next::Failed { bounced: false });
        assert_eq!(next(Class::Normal, 9, &Verdict::Away { why: String::new() }), Next::Wait);
    }
}
