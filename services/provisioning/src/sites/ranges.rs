//! `Range` (RFC 9110, 14).
use std::ops::Range;

use http::HeaderValue;

/// More parts than this are not served apart: the whole file is cheaper.
const MAX_RANGES: usize = 8;

/// What a `Range` header asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// Everything: the header is not understood, or asks for too many pieces.
    All,
    /// These bytes, in order and apart; at least one range, none of them empty.
    Parts(Vec<Range<u64>>),
    /// Nothing that the file has: 416.
    Unsatisfiable,
}

/// Reads the header for a file of `size` bytes.
pub fn parse(value: &HeaderValue, size: u64) -> Wanted {
    let Some(set) = value.to_str().ok().and_then(|text| text.strip_prefix("bytes=")) else { return Wanted::All };
    let mut parts: Vec<Range<u64>> = Vec::new();
    let mut asked = 0_usize;
    for member in set.split(',').map(str::trim).filter(|member| !member.is_empty()) {
        asked = asked.saturating_add(1);
        if asked > MAX_RANGES {
            return Wanted::All;
        }
        match one(member, size) {
            None => return Wanted::All,
            Some(part) if part.is_empty() => {}
            // Out of order or overlapping: what only an attacker or a broken client sends.
            Some(part) if parts.last().is_some_and(|last| part.start < last.end) => return Wanted::All,
            Some(part) => parts.push(part),
        }
    }
    match (asked, parts.is_empty()) {
        (0, _) => Wanted::All,
        (_, true) => Wanted::Unsatisfiable,
        _ => Wanted::Parts(parts),
    }
}

/// One member; empty when it lies outside of the file, `None` when it is malformed.
fn one(member: &str, size: u64) -> Option<Range<u64>> {
    let (first, last) = member.split_once('-')?;
    let number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<u64>().ok());
    if first.is_empty() {
        let suffix = number(last)??;
        return Some(size.saturating_sub(suffix)..size);
    }
    let first = number(first)??;
    let end = if last.is_empty() {
        size
    } else {
        let last = number(last)??;
        if last < first {
            return None;
        }
        size.min(last.saturating_add(1))
    };
    Some(if first < end { first..end } else { 0..0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &'static str) -> Wanted {
        parse(&HeaderValue::from_static(text), 1_000)
    }

    #[test]
    #[expect(clippy::single_range_in_vec_init, reason = "one range is what is meant")]
    fn single_open_and_suffix_ranges_are_understood() {
        assert_eq!(parsed("bytes=0-99"), Wanted::Parts(vec![0..100]));
        assert_eq!(parsed("bytes=900-"), Wanted::Parts(vec![900..1_000]));
        assert_eq!(parsed("bytes=-1"), Wanted::Parts(vec![999..1_000]));
        assert_eq!(parsed("bytes=-5000"), Wanted::Parts(vec![0..1_000]));
        assert_eq!(parsed("bytes=990-2000"), Wanted::Parts(vec![990..1_000]));
        assert_eq!(parsed("bytes=0-0, 10-19"), Wanted::Parts(vec![0..1, 10..20]));
        assert_eq!(parsed("bytes=5000-, 10-19"), Wanted::Parts(vec![10..20]));
    }

    #[test]
    fn what_the_file_lacks_is_unsatisfiable() {
        assert_eq!(parsed("bytes=1000-"), Wanted::Unsatisfiable);
        assert_eq!(parsed("bytes=-0"), Wanted::Unsatisfiable);
        assert_eq!(parse(&HeaderValue::from_static("bytes=-5"), 0), Wanted::Unsatisfiable);
    }

    #[test]
    fn nonsense_and_attacks_get_the_whole_file() {
        for text in [
            "items=0-1",
            "bytes=",
            "bytes=5-1",
            "bytes=a-b",
            "bytes=+1-2",
            "bytes=0-9,5-20",
            "bytes=10-19,0-9",
            "bytes=99999999999999999999999-",
            "bytes=0-0,2-2,4-4,6-6,8-8,10-10,12-12,14-14,16-16",
        ] {
            assert_eq!(parsed(text), Wanted::All, "{text}");
        }
    }
}
