//! The world's clock, for what is told to clients: when a token ends, when a gap was noticed. Nothing is decided by it
//! that a service decides.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hc_types::Timestamp;
use tokio::time::Instant;

/// Far away: for what never comes.
const NEVER: Duration = Duration::from_hours(365 * 24);

/// Microseconds since 1970.
pub fn unix_micros() -> i64 {
    #[expect(clippy::disallowed_methods, reason = "no transaction is open here that could tell the time")]
    let now = SystemTime::now();
    now.duration_since(UNIX_EPOCH).ok().and_then(|since| i64::try_from(since.as_micros()).ok()).unwrap_or(0)
}

/// Now, as an instant.
pub fn now() -> Option<Timestamp> {
    Timestamp::from_micros(unix_micros()).ok()
}

/// When a second of Unix time comes, or never.
pub fn instant(seconds: Option<i64>) -> Instant {
    let left = seconds.map(|seconds| {
        let micros = seconds.saturating_mul(1_000_000).saturating_sub(unix_micros());
        Duration::from_micros(u64::try_from(micros).unwrap_or(0))
    });
    Instant::now() + left.unwrap_or(NEVER).min(NEVER)
}
