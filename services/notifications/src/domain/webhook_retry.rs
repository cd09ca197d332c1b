//! What follows from an attempt: done, again, or given up.

use std::time::Duration;

use hc_types::Timestamp;

/// How long to wait after the first, second, … failed attempt: ten attempts over about a day.
const SCHEDULE: [Duration; 9] = [
    Duration::from_secs(5),
    Duration::from_secs(30),
    Duration::from_mins(2),
    Duration::from_mins(10),
    Duration::from_mins(30),
    Duration::from_hours(1),
    Duration::from_hours(2),
    Duration::from_hours(8),
    Duration::from_hours(12),
];
/// By how much a wait is varied, so that what failed together does not come back together.
const JITTER: f64 = 0.2;
/// How long an endpoint that asks for less is left alone when it does not say for how long, and at most.
const HOLD: Duration = Duration::from_secs(10);
const LONGEST_HOLD: Duration = Duration::from_hours(1);

/// What an endpoint answered, as far as it decides anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status; none when there was no answer.
    pub status: Option<u16>,
    /// What `retry-after` asks for.
    pub retry_after: Option<Duration>,
}

/// What follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The endpoint took it.
    Succeeded,
    /// It is tried again after this long.
    Again(Duration),
    /// It is given up.
    Failed,
    /// It is given up, and the endpoint wants nothing more: 410.
    Gone,
}

impl Answer {
    /// What follows from this answer after `failed` attempts failed before it. A test is tried once. `random` is from 0
    /// to 1.
    pub fn verdict(self, failed: u32, test: bool, random: f64) -> Verdict {
        match self.status {
            Some(200..=299) => return Verdict::Succeeded,
            Some(410) if !test => return Verdict::Gone,
            _ if test => return Verdict::Failed,
            _ => {}
        }
        let step = usize::try_from(failed).ok().and_then(|failed| SCHEDULE.get(failed));
        step.map_or(Verdict::Failed, |wait| {
            let varied = wait.mul_f64(1.0 - JITTER + 2.0 * JITTER * random.clamp(0.0, 1.0));
            Verdict::Again(varied.max(self.hold().unwrap_or_default()))
        })
    }

    /// For how long nothing shall go to the endpoint: it is overloaded, or its gateway cannot reach it.
    pub fn hold(self) -> Option<Duration> {
        let asks = matches!(self.status, Some(429 | 502 | 503 | 504));
        // 503 is most servers' word for any trouble: only with a time does it ask for something.
        let asks = asks && (self.status != Some(503) || self.retry_after.is_some());
        asks.then(|| self.retry_after.unwrap_or(HOLD).clamp(Duration::from_secs(1), LONGEST_HOLD))
    }
}

/// The wait that `retry-after` asks for: seconds, or a date (RFC 9110, 10.2.3).
pub fn retry_after(text: &str, now: Timestamp) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let at = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
    Timestamp::try_from(at).ok().map(|at| at.since(now))
}

/// Whether an endpoint that has failed since then is disabled.
pub fn is_given_up(failing_since: Timestamp, now: Timestamp, patience: Duration) -> bool {
    now.since(failing_since) >= patience
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16) -> Answer {
        Answer { status: Some(status), retry_after: None }
    }

    const NONE: Answer = Answer { status: None, retry_after: None };

    #[test]
    fn ten_attempts_are_made_over_about_a_day() {
        let waits: Vec<_> = (0..12)
            .map_while(|failed| match answer(500).verdict(failed, false, 0.5) {
                Verdict::Again(wait) => Some(wait),
                _ => None,
            })
            .collect();
        assert_eq!(waits.len(), 9);
        let total: Duration = waits.iter().sum();
        assert!((Duration::from_hours(23)..Duration::from_hours(25)).contains(&total), "{total:?}");
        assert_eq!(NONE.verdict(9, false, 0.5), Verdict::Failed);
    }

    #[test]
    fn waits_are_varied_by_a_fifth_either_way() {
        assert_eq!(NONE.verdict(0, false, 0.0), Verdict::Again(Duration::from_secs(4)));
        assert_eq!(NONE.verdict(0, false, 1.0), Verdict::Again(Duration::from_secs(6)));
    }

    #[test]
    fn only_2xx_is_a_success_and_410_is_the_end() {
        for status in [200, 204, 299] {
            assert_eq!(answer(status).verdict(9, false, 0.5), Verdict::Succeeded);
        }
        for status in [100, 199, 301, 302, 307, 400, 404, 500] {
            assert!(matches!(answer(status).verdict(0, false, 0.5), Verdict::Again(_)), "{status}");
        }
        assert_eq!(answer(410).verdict(0, false, 0.5), Verdict::Gone);
        assert_eq!(answer(410).verdict(0, true, 0.5), Verdict::Failed);
        assert_eq!(answer(500).verdict(0, true, 0.5), Verdict::Failed);
    }

    #[test]
    fn who_asks_for_less_gets_less_for_a_while() {
        let asking = |status, seconds| Answer { status: Some(status), retry_after: Some(Duration::from_secs(seconds)) };
        assert_eq!(answer(429).hold(), Some(HOLD));
        assert_eq!((answer(502).hold(), answer(504).hold()), (Some(HOLD), Some(HOLD)));
        assert_eq!((answer(500).hold(), answer(503).hold(), NONE.hold()), (None, None, None));
        assert_eq!(asking(503, 30).hold(), Some(Duration::from_secs(30)));
        assert_eq!(asking(429, 1_000_000).hold(), Some(LONGEST_HOLD));
        assert_eq!(asking(429, 90).verdict(0, false, 0.5), Verdict::Again(Duration::from_secs(90)));
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now: Timestamp = "2026-11-21T07:30:00Z".parse().unwrap();
        assert_eq!(retry_after(" 120 ", now), Some(Duration::from_mins(2)));
        assert_eq!(retry_after("Sat, 21 Nov 2026 07:31:00 GMT", now), Some(Duration::from_mins(1)));
        assert_eq!(retry_after("Sat, 21 Nov 2026 07:00:00 GMT", now), Some(Duration::ZERO));
        for garbage in ["", "-1", "soon", "1e9", "99999999999999999999999"] {
            assert_eq!(retry_after(garbage, now), None, "{garbage}");
        }
    }

    #[test]
    fn days_of_failure_are_the_end_of_patience() {
        let now: Timestamp = "2026-11-21T07:30:00Z".parse().unwrap();
        let patience = Duration::from_hours(5 * 24);
        assert!(is_given_up(now.before(patience), now, patience));
        assert!(!is_given_up(now.before(patience).after(Duration::from_secs(1)), now, patience));
    }
}
