//! Conditional requests (RFC 9110, 13). Sites have entity tags and no dates: a build gives every file a new date, also
//! where nothing changed.
use http::header::{IF_MATCH, IF_NONE_MATCH, IF_RANGE};
use http::{HeaderMap, HeaderValue};

/// What the conditions of a request ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Send the file.
    Send,
    /// The client has it: 304.
    NotModified,
    /// The client meant another version: 412.
    Failed,
}

/// Judges `If-Match` and `If-None-Match`.
pub fn judge(headers: &HeaderMap, etag: &HeaderValue) -> Verdict {
    if headers.contains_key(IF_MATCH) && !lists(headers, &IF_MATCH, etag, Compare::Strong) {
        return Verdict::Failed;
    }
    if headers.contains_key(IF_NONE_MATCH) && lists(headers, &IF_NONE_MATCH, etag, Compare::Weak) {
        return Verdict::NotModified;
    }
    Verdict::Send
}

/// Whether a range may be sent: there is no `If-Range`, or it names exactly this version. A date never does.
pub fn range_is_current(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    headers.get(IF_RANGE).is_none_or(|value| value.as_bytes() == etag.as_bytes())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Compare {
    Strong,
    Weak,
}

fn lists(headers: &HeaderMap, name: &http::HeaderName, etag: &HeaderValue, compare: Compare) -> bool {
    headers.get_all(name).iter().any(|value| {
        // Our own tags hold no comma, so that one in a foreign tag can only split what doesn't match anyway.
        value.as_bytes().split(|byte| *byte == b',').any(|member| {
            let member = member.trim_ascii();
            let member = match (compare, member.strip_prefix(b"W/")) {
                (Compare::Weak, Some(tag)) => tag,
                _ => member,
            };
            member == b"*" || member == etag.as_bytes()
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(name: http::HeaderName, value: &'static str) -> Verdict {
        let headers = HeaderMap::from_iter([(name, HeaderValue::from_static(value))]);
        judge(&headers, &HeaderValue::from_static("\"abc\""))
    }

    #[test]
    fn tags_are_compared_weakly_for_caches_and_strongly_for_writers() {
        for same in ["\"abc\"", "W/\"abc\"", "\"x\", \"abc\"", "*"] {
            assert_eq!(verdict(IF_NONE_MATCH, same), Verdict::NotModified, "{same}");
        }
        assert_eq!(verdict(IF_NONE_MATCH, "\"x\""), Verdict::Send);
        assert_eq!(verdict(IF_MATCH, "\"abc\""), Verdict::Send);
        assert_eq!(verdict(IF_MATCH, "W/\"abc\""), Verdict::Failed);
    }
}
