//! Media types: which one an answer has, and which ones a request may have.

use axum::http::{HeaderMap, header};

/// The media type of an answer; it also decides the status of a request that could not be executed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    /// `application/json`: 200 for every well-formed request, as clients without the newer type expect.
    Json,
    /// `application/graphql-response+json`: 4xx where nothing was executed.
    GraphQl,
    /// `text/event-stream`: every result as an event of its own.
    Events,
}

impl Media {
    /// The value of `Content-Type`.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json; charset=utf-8",
            Self::GraphQl => "application/graphql-response+json; charset=utf-8",
            Self::Events => "text/event-stream; charset=utf-8",
        }
    }

    /// What `Accept` asks for: the best by its q-value, the newer type where they are equal and named, and a stream of
    /// events only where it is liked best; `None` where nothing is acceptable. Nothing and `*/*` mean `application/json`
    /// (GraphQL over HTTP, 6.1).
    pub fn accepted(headers: &HeaderMap) -> Option<Accepted> {
        let mut best: Option<(u16, u8, Self)> = None;
        let mut asked = false;
        let mut events = false;
        for value in headers.get_all(header::ACCEPT) {
            let Ok(text) = value.to_str() else { return None };
            for range in text.split(',').map(str::trim).filter(|range| !range.is_empty()) {
                asked = true;
                let mut parts = range.split(';').map(str::trim);
                let (media, exact) = match parts.next().map(str::to_ascii_lowercase).as_deref() {
                    Some("application/graphql-response+json") => (Self::GraphQl, 3),
                    Some("application/json") => (Self::Json, 2),
                    Some("*/*" | "application/*") => (Self::Json, 1),
                    Some("text/event-stream" | "text/*") => (Self::Events, 0),
                    _ => continue,
                };
                let quality = parts.find_map(|part| part.strip_prefix("q=")).map_or(1000, quality);
                events |= media == Self::Events && quality > 0;
                if quality > 0 && best.is_none_or(|(q, e, _)| (quality, exact) > (q, e)) {
                    best = Some((quality, exact, media));
                }
            }
        }
        let media = if asked { best.map(|(_, _, media)| media)? } else { Self::Json };
        Some(Accepted { media, events })
    }
}

/// What a client takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accepted {
    /// The media type of a single answer.
    pub media: Media,
    /// Whether the answers of a subscription can be sent.
    pub events: bool,
}

/// Thousandths; what is no number counts as 0.
fn quality(text: &str) -> u16 {
    let Ok(value) = text.parse::<f32>() else { return 0 };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0 to 1000")]
    let thousandths = (value.clamp(0.0, 1.0) * 1000.0) as u16;
    thousandths
}

/// The form of a request's body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// `application/json` in UTF-8.
    Json,
    /// `multipart/form-data` with its boundary: an upload.
    Multipart {
        /// What separates the parts.
        boundary: String,
    },
}

impl Body {
    /// What `Content-Type` says; `None` for everything else. A page of another origin can send forms and plain text
    /// without asking, so these are no requests.
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        let text = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
        let mut parts = text.split(';').map(str::trim);
        match parts.next()?.to_ascii_lowercase().as_str() {
            "application/json" => {
                let charset =
                    parts.find_map(|part| part.to_ascii_lowercase().strip_prefix("charset=").map(str::to_owned));
                charset.is_none_or(|name| name.trim_matches('"') == "utf-8").then_some(Self::Json)
            }
            "multipart/form-data" => multer::parse_boundary(text).ok().map(|boundary| Self::Multipart { boundary }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: header::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, value.parse().expect("a header value"))])
    }

    #[test]
    fn the_answer_has_the_type_that_is_liked_best() {
        for (accept, media, events) in [
            ("application/json", Some(Media::Json), false),
            ("application/graphql-response+json", Some(Media::GraphQl), false),
            ("application/graphql-response+json, application/json;q=0.9", Some(Media::GraphQl), false),
            ("application/graphql-response+json;q=0.5, application/json", Some(Media::Json), false),
            ("application/json, application/graphql-response+json", Some(Media::GraphQl), false),
            ("*/*", Some(Media::Json), false),
            ("text/html, */*;q=0.1", Some(Media::Json), false),
            ("application/json;q=0", None, false),
            ("text/html", None, false),
            ("application/json;q=abc", None, false),
            ("text/event-stream", Some(Media::Events), true),
            ("text/event-stream;q=0", None, false),
            ("application/json, text/event-stream", Some(Media::Json), true),
            ("application/json;q=0.5, text/event-stream", Some(Media::Events), true),
            (
                "application/graphql-response+json, application/json, text/event-stream, multipart/mixed",
                Some(Media::GraphQl),
                true,
            ),
        ] {
            let accepted = media.map(|media| Accepted { media, events });
            assert_eq!(Media::accepted(&headers(header::ACCEPT, accept)), accepted, "{accept}");
        }
        assert_eq!(Media::accepted(&HeaderMap::new()), Some(Accepted { media: Media::Json, events: false }));
    }

    #[test]
    fn bodies_are_json_or_multipart() {
        for (content_type, body) in [
            ("application/json", Some(Body::Json)),
            ("Application/JSON; Charset=UTF-8", Some(Body::Json)),
            ("application/json; charset=latin1", None),
            ("text/plain", None),
            ("application/x-www-form-urlencoded", None),
            ("multipart/form-data; boundary=x", Some(Body::Multipart { boundary: "x".into() })),
            ("multipart/form-data", None),
        ] {
            assert_eq!(Body::of(&headers(header::CONTENT_TYPE, content_type)), body, "{content_type}");
        }
        assert_eq!(Body::of(&HeaderMap::new()), None);
    }
}
