//! Instants.

use std::{fmt, str::FromStr, time::Duration};

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use sqlx::{
    Decode, Encode, Postgres, Type,
    encode::IsNull,
    error::BoxDynError,
    postgres::{PgArgumentBuffer, PgHasArrayType, PgTypeInfo, PgValueFormat, PgValueRef},
};

/// Microseconds from 1970-01-01 to 2000-01-01, where PostgreSQL's own count begins.
const POSTGRES_EPOCH_MICROS: i64 = 946_684_800_000_000;

/// An instant in UTC with PostgreSQL's precision, so that what is stored is what is read. RFC 3339 outside.
///
/// There is no `now` here: the database's clock decides, and `transact` hands it over.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "jiff::Timestamp", into = "jiff::Timestamp")]
pub struct Timestamp(i64);

/// An instant outside of what both PostgreSQL and RFC 3339 can say (years 0001 to 9999).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an RFC 3339 instant between the years 0001 and 9999")]
pub struct TimestampError;

impl Timestamp {
    /// From microseconds since 1970-01-01T00:00:00Z.
    pub fn from_micros(micros: i64) -> Result<Self, TimestampError> {
        jiff::Timestamp::from_microsecond(micros).map_err(|_| TimestampError)?.try_into()
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970-01-01T00:00:00Z, rounded down: what JWTs carry (RFC 7519, NumericDate).
    pub const fn as_seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// The instant as jiff's type, for calendars and zones.
    pub fn jiff(self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(self.0).expect("the constructor checked the range")
    }

    /// This much later; the end of time at most.
    #[must_use]
    pub fn after(self, duration: Duration) -> Self {
        let later = SignedDuration::try_from(duration).ok().and_then(|signed| self.jiff().checked_add(signed).ok());
        later.map_or(Self::MAX, |later| Self(later.as_microsecond()))
    }

    /// This much earlier; the beginning of time at most.
    #[must_use]
    pub fn before(self, duration: Duration) -> Self {
        let earlier = SignedDuration::try_from(duration).ok().and_then(|signed| self.jiff().checked_sub(signed).ok());
        earlier.map_or(Self::MIN, |earlier| Self(earlier.as_microsecond()))
    }

    /// The time from `earlier` to this instant; zero when `earlier` is later.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    const MIN: Self = Self(-62_135_596_800_000_000);
    const MAX: Self = Self(253_402_207_200_999_999);
}

impl TryFrom<jiff::Timestamp> for Timestamp {
    type Error = TimestampError;

    fn try_from(instant: jiff::Timestamp) -> Result<Self, TimestampError> {
        let micros = instant.as_microsecond();
        if (Self::MIN.0..=Self::MAX.0).contains(&micros) { Ok(Self(micros)) } else { Err(TimestampError) }
    }
}

impl From<Timestamp> for jiff::Timestamp {
    fn from(timestamp: Timestamp) -> Self {
        timestamp.jiff()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.jiff().fmt(f)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, TimestampError> {
        text.parse::<jiff::Timestamp>().map_err(|_| TimestampError)?.try_into()
    }
}

impl From<Timestamp> for pbjson_types::Timestamp {
    fn from(timestamp: Timestamp) -> Self {
        let nanos = i32::try_from(timestamp.0.rem_euclid(1_000_000) * 1_000).expect("below 10^9");
        Self { seconds: timestamp.as_seconds(), nanos }
    }
}

impl TryFrom<pbjson_types::Timestamp> for Timestamp {
    type Error = TimestampError;

    fn try_from(proto: pbjson_types::Timestamp) -> Result<Self, TimestampError> {
        jiff::Timestamp::new(proto.seconds, proto.nanos).map_err(|_| TimestampError)?.try_into()
    }
}

impl Type<Postgres> for Timestamp {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_name("timestamptz")
    }
}

impl PgHasArrayType for Timestamp {
    fn array_type_info() -> PgTypeInfo {
        PgTypeInfo::with_name("_timestamptz")
    }
}

impl Encode<'_, Postgres> for Timestamp {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        <i64 as Encode<'_, Postgres>>::encode(self.0 - POSTGRES_EPOCH_MICROS, buffer)
    }
}

impl<'r> Decode<'r, Postgres> for Timestamp {
    fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
        if value.format() != PgValueFormat::Binary {
            return Ok(value.as_str()?.replacen(' ', "T", 1).parse()?);
        }
        let micros = <i64 as Decode<'r, Postgres>>::decode(value)?;
        Ok(Self::from_micros(micros.checked_add(POSTGRES_EPOCH_MICROS).ok_or(TimestampError)?)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_proto_keep_every_microsecond() {
        let instant: Timestamp = "2026-11-21T07:30:00.123456Z".parse().unwrap();
        assert_eq!(instant.to_string(), "2026-11-21T07:30:00.123456Z");
        assert_eq!(Timestamp::try_from(pbjson_types::Timestamp::from(instant)), Ok(instant));
    }

    #[test]
    fn finer_digits_are_cut_so_that_storing_changes_nothing() {
        let instant: Timestamp = "2026-11-21T07:30:00.123456789Z".parse().unwrap();
        assert_eq!(instant.to_string(), "2026-11-21T07:30:00.123456Z");
    }

    #[test]
    fn sums_end_at_the_ends_of_time() {
        let instant: Timestamp = "2026-11-21T07:30:00Z".parse().unwrap();
        assert_eq!(instant.after(Duration::from_mins(1)).since(instant), Duration::from_mins(1));
        assert_eq!(instant.before(Duration::from_mins(1)).since(instant), Duration::ZERO);
        assert!(instant.after(Duration::MAX) > instant && instant.before(Duration::MAX) < instant);
    }
}
