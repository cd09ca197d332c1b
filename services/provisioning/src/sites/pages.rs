//! The pages that are ours: before the first release, while suspended, and for what does not exist. One file each, with
//! nothing to load from elsewhere.
use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, REFERRER_POLICY, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderValue, Response, StatusCode};

use super::body::SiteBody;

const FRAME: &str = include_str!("pages/frame.html");
/// When a client may ask a suspended site again, in seconds.
const RETRY_AFTER_SECONDS: HeaderValue = HeaderValue::from_static("3600");

/// `200`: the instance is live and waits for its first release.
pub fn welcome(name: &str) -> Response<SiteBody> {
    let headline = format!("{} is live", escape(name));
    let text = "This site is up and waits for its first release. Upload an archive, and your own pages appear here.";
    page(StatusCode::OK, &headline, text, "ready")
}

/// `503`: the customer has not paid, or staff have stopped the site.
pub fn suspended() -> Response<SiteBody> {
    let text = "The site exists, but is not being served at the moment. If it is yours, your console says why.";
    let mut response = page(StatusCode::SERVICE_UNAVAILABLE, "This site is suspended", text, "paused");
    response.headers_mut().insert(RETRY_AFTER, RETRY_AFTER_SECONDS);
    response
}

/// `404`: no site has this host.
pub fn unknown_host() -> Response<SiteBody> {
    let text = "No site answers under this address. Check it for a typing error.";
    page(StatusCode::NOT_FOUND, "There is no site here", text, "absent")
}

/// `404`: the site has no such file and no page of its own for that.
pub fn not_found() -> Response<SiteBody> {
    page(StatusCode::NOT_FOUND, "Page not found", "This site has no page under this address.", "absent")
}

/// `500`: the site's files can't be read.
pub fn unreadable() -> Response<SiteBody> {
    let text = "The page could not be read. Try again in a moment; we have been told.";
    page(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong here", text, "absent")
}

fn page(status: StatusCode, headline: &str, text: &str, mood: &str) -> Response<SiteBody> {
    let html = FRAME.replace("{{mood}}", mood).replace("{{headline}}", headline).replace("{{text}}", text);
    let mut response = Response::new(SiteBody::Bytes(Bytes::from(html)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin"));
    response
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // The frame's own marks must not be met in a name.
            '{' => escaped.push_str("&#123;"),
            other => escaped.push(other),
        }
    }
    escaped
}
