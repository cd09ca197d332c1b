//! Durations in settings and seed files: `250ms`, `30s`, `15m`, `72h`, `30d`, or combined as `1h 30m`.
//!
//! For `#[serde(with = "hc_types::duration")]` on a [`std::time::Duration`].

use std::time::Duration;

use jiff::SignedDuration;
use serde::{Deserialize, Deserializer, Serializer, de};

/// Reads a duration; a number without a unit, a negative one and calendar units are errors that say so.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse(&text).map_err(de::Error::custom)
}

/// Writes a duration in the form that [`deserialize`] reads.
pub fn serialize<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    let signed = SignedDuration::try_from(*duration).map_err(serde::ser::Error::custom)?;
    serializer.collect_str(&format_args!("{signed:#}"))
}

/// Reads a duration from its text; a day counts 24 hours.
pub fn parse(text: &str) -> Result<Duration, String> {
    let refused = || format!("{text:?} is not a duration such as 250ms, 30s, 15m, 72h or 30d");
    let trimmed = text.trim();
    if let Some(days) = trimmed.strip_suffix('d').and_then(|days| days.parse::<u64>().ok()) {
        return days.checked_mul(86_400).map(Duration::from_secs).ok_or_else(refused);
    }
    trimmed.parse::<SignedDuration>().ok().and_then(|signed| Duration::try_from(signed).ok()).ok_or_else(refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_required_and_understood() {
        assert_eq!(parse("250ms"), Ok(Duration::from_millis(250)));
        assert_eq!(parse("1h 30m"), Ok(Duration::from_mins(90)));
        assert_eq!(parse("30d"), Ok(Duration::from_hours(720)));
        assert!(parse("30").is_err() && parse("-1s").is_err() && parse("1 month").is_err());
    }
}
