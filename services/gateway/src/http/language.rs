//! Which of our languages a client would rather read, by its `Accept-Language` (RFC 9110, 12.5.4).

use axum::http::{HeaderMap, header};

/// The languages in which people are written to, by their BCP 47 primary tags.
const SPOKEN: [&str; 2] = ["en", "de"];

/// How many entries of the header are read: browsers send fewer.
const MAX_RANGES: usize = 32;

/// The best of our languages that the client asks for; `None` where it asks for none of them.
pub fn preferred(headers: &HeaderMap) -> Option<&'static str> {
    let text = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let wanted = text.split(',').take(MAX_RANGES).filter_map(|range| {
        let (tag, weight) = range.split_once(';').unwrap_or((range, "q=1"));
        let primary = tag.trim().split('-').next()?;
        let language = SPOKEN.into_iter().find(|language| language.eq_ignore_ascii_case(primary))?;
        let weight: f32 = weight.trim().strip_prefix("q=")?.trim().parse().ok()?;
        (weight > 0.0).then_some((language, weight))
    });
    // Of equals, the first.
    let best = wanted.reduce(|best, next| if next.1 > best.1 { next } else { best });
    best.map(|(language, _)| language)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn of(text: &'static str) -> Option<&'static str> {
        preferred(&HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, HeaderValue::from_static(text))]))
    }

    #[test]
    fn the_heaviest_of_our_languages_wins() {
        assert_eq!(of("de-AT,de;q=0.9,en;q=0.8"), Some("de"));
        assert_eq!(of("fr, en;q=0.5, DE ; q=0.7"), Some("de"));
        assert_eq!(of("en, de"), Some("en"));
    }

    #[test]
    fn what_nobody_here_speaks_is_nothing() {
        for text in ["", "fr-CH, fr;q=0.9", "de;q=0", "de;q=x", "*", "deu", ";;;,,,-"] {
            assert_eq!(of(text), None, "{text}");
        }
        assert_eq!(preferred(&HeaderMap::new()), None);
    }
}
