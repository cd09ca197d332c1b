//! Billing periods: half-open instants, made from local dates in a zone that is frozen on the subscription.

use hc_types::Timestamp;
use jiff::{Span, ToSpan, tz::TimeZone};

/// The unit of a billing interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IntervalUnit {
    /// A calendar day.
    Day,
    /// Seven calendar days.
    Week,
    /// A calendar month.
    Month,
    /// A calendar year.
    Year,
}

impl IntervalUnit {
    /// As SQL stores it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    /// The unit of a stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Day, Self::Week, Self::Month, Self::Year].into_iter().find(|unit| unit.name() == name)
    }
}

/// How often is billed: every `count` units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Interval {
    unit: IntervalUnit,
    count: u16,
}

/// An interval that is no interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an interval counts 1 to 366 units, not {0}")]
pub struct IntervalError(i64);

impl Interval {
    /// 1 to 366 units.
    pub fn new(unit: IntervalUnit, count: i64) -> Result<Self, IntervalError> {
        let count = u16::try_from(count).ok().filter(|count| (1..=366).contains(count)).ok_or(IntervalError(count))?;
        Ok(Self { unit, count })
    }

    /// The unit.
    pub fn unit(self) -> IntervalUnit {
        self.unit
    }

    /// How many units.
    pub fn count(self) -> u16 {
        self.count
    }

    /// After “each”: `month`, `3 months`.
    pub fn words(self) -> String {
        match self.count {
            1 => self.unit.name().to_owned(),
            count => format!("{count} {}s", self.unit.name()),
        }
    }

    /// As a length of time: `1 month`, `3 months`.
    pub fn length(self) -> String {
        match self.count {
            1 => format!("1 {}", self.unit.name()),
            _ => self.words(),
        }
    }

    fn times(self, index: u32) -> Option<Span> {
        let units = i64::from(self.count).checked_mul(i64::from(index))?;
        let span = match self.unit {
            IntervalUnit::Day => 0.days().try_days(units),
            IntervalUnit::Week => 0.weeks().try_weeks(units),
            IntervalUnit::Month => 0.months().try_months(units),
            IntervalUnit::Year => 0.years().try_years(units),
        };
        span.ok()
    }
}

/// A billing period, `[start, end)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Its first instant.
    pub start: Timestamp,
    /// The first instant after it.
    pub end: Timestamp,
}

/// A calendar that can't be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// A zone that the IANA database of this build lacks.
    #[error("{0:?} is not a time zone")]
    Zone(String),
    /// A boundary after the year 9999.
    #[error("the period ends after the year 9999")]
    OutOfRange,
}

/// Period `index` (from 0) of a subscription that began at `anchor`.
///
/// Each boundary is `anchor + index × interval` on the zone's calendar: the day is cut to the month's last one where
/// the month is shorter, and comes back in the next; a local time that a clock change skips is taken later by the gap,
/// one that it repeats is taken at its first.
pub fn period(anchor: Timestamp, zone: &str, interval: Interval, index: u32) -> Result<Period, PeriodError> {
    let zone = TimeZone::get(zone).map_err(|_| PeriodError::Zone(zone.to_owned()))?;
    let next = index.checked_add(1).ok_or(PeriodError::OutOfRange)?;
    Ok(Period { start: boundary(anchor, &zone, interval, index)?, end: boundary(anchor, &zone, interval, next)? })
}

fn boundary(anchor: Timestamp, zone: &TimeZone, interval: Interval, index: u32) -> Result<Timestamp, PeriodError> {
    if index == 0 {
        return Ok(anchor); // also the second of two equal local times
    }
    let local = zone.to_datetime(anchor.jiff());
    let shifted = interval.times(index).and_then(|span| local.checked_add(span).ok()).ok_or(PeriodError::OutOfRange)?;
    let instant = zone.to_ambiguous_timestamp(shifted).compatible().map_err(|_| PeriodError::OutOfRange)?;
    Timestamp::try_from(instant).map_err(|_| PeriodError::OutOfRange)
}

/// The calendar year of an instant in a zone: the year of an invoice's number.
pub fn year(at: Timestamp, zone: &str) -> Result<i16, PeriodError> {
    let zone = TimeZone::get(zone).map_err(|_| PeriodError::Zone(zone.to_owned()))?;
    Ok(zone.to_datetime(at.jiff()).year())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn every(count: i64, unit: IntervalUnit) -> Interval {
        Interval::new(unit, count).unwrap()
    }

    fn ends(anchor: &str, zone: &str, interval: Interval, indexes: impl IntoIterator<Item = u32>) -> Vec<String> {
        let end = |index| period(at(anchor), zone, interval, index).unwrap().end.to_string();
        indexes.into_iter().map(end).collect()
    }

    #[test]
    fn the_31st_comes_back_after_a_short_month() {
        assert_eq!(
            ends("2026-01-31T10:00:00Z", "UTC", every(1, IntervalUnit::Month), 0..4),
            ["2026-02-28T10:00:00Z", "2026-03-31T10:00:00Z", "2026-04-30T10:00:00Z", "2026-05-31T10:00:00Z"]
        );
    }

    #[test]
    fn the_29th_of_february_comes_back_in_leap_years() {
        assert_eq!(
            ends("2024-02-29T00:00:00Z", "UTC", every(1, IntervalUnit::Year), [0, 3]),
            ["2025-02-28T00:00:00Z", "2028-02-29T00:00:00Z"]
        );
    }

    #[test]
    fn local_time_holds_over_clock_changes_and_a_gap_moves_it_later() {
        // 02:30 in Berlin on 28 February; on 28 March 2027 the clock jumps from 02:00 to 03:00.
        assert_eq!(
            ends("2027-02-28T01:30:00Z", "Europe/Berlin", every(1, IntervalUnit::Month), 0..2),
            ["2027-03-28T01:30:00Z", "2027-04-28T00:30:00Z"]
        );
        // 02:30 comes twice on 31 October 2027: the first is meant.
        assert_eq!(
            ends("2027-08-31T00:30:00Z", "Europe/Berlin", every(2, IntervalUnit::Month), [0]),
            ["2027-10-31T00:30:00Z"]
        );
    }

    #[test]
    fn the_year_is_the_sellers() {
        assert_eq!(year(at("2026-12-31T23:30:00Z"), "Europe/Berlin"), Ok(2027));
        assert_eq!(year(at("2026-12-31T23:30:00Z"), "UTC"), Ok(2026));
        assert_eq!(year(at("2026-12-31T23:30:00Z"), "Mars/Olympus"), Err(PeriodError::Zone("Mars/Olympus".into())));
    }

    #[test]
    fn intervals_have_bounds_and_words() {
        assert!(Interval::new(IntervalUnit::Month, 0).is_err() && Interval::new(IntervalUnit::Month, 367).is_err());
        assert_eq!(every(1, IntervalUnit::Year).words(), "year");
        assert_eq!(every(3, IntervalUnit::Month).words(), "3 months");
        assert_eq!(every(1, IntervalUnit::Month).length(), "1 month");
        assert_eq!(every(3, IntervalUnit::Month).length(), "3 months");
    }

    proptest! {
        #[test]
        fn boundaries_increase_meet_and_never_drift(
            seconds in 0_i64..4_102_444_800, count in 1_i64..=12, index in 0_u32..120,
            unit in prop::sample::select(vec![IntervalUnit::Day, IntervalUnit::Week, IntervalUnit::Month, IntervalUnit::Year]),
            zone in prop::sample::select(vec!["UTC", "Europe/Berlin", "America/Los_Angeles", "Pacific/Chatham", "Asia/Kathmandu"]),
        ) {
            let anchor = Timestamp::from_micros(seconds * 1_000_000).unwrap();
            let interval = every(count, unit);
            let this = period(anchor, zone, interval, index).unwrap();
            let next = period(anchor, zone, interval, index + 1).unwrap();
            prop_assert!(this.start < this.end);
            prop_assert_eq!(this.end, next.start);
            if matches!(unit, IntervalUnit::Month | IntervalUnit::Year) {
                let tz = TimeZone::get(zone).unwrap();
                let (first, last) = (tz.to_datetime(anchor.jiff()), tz.to_datetime(this.end.jiff()));
                prop_assert_eq!(last.day(), first.day().min(last.days_in_month()));
            }
        }
    }
}
