//! The address of an endpoint.

use std::fmt;

use url::{Host, Url};

/// The most characters of an address.
const LONGEST: usize = 2_048;

/// An absolute URL of https (or of http, where the settings let it) without user, password and fragment.
///
/// It shows only its origin: paths and queries often hold a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookUrl(Url);

/// Why a text is no such address; never quotes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WebhookUrlError {
    #[error("an endpoint's URL has at most {LONGEST} characters, not {length}")]
    Length { length: usize },
    #[error("this is no absolute URL")]
    Malformed,
    #[error("an endpoint's URL begins with https://")]
    Scheme,
    #[error("an endpoint's URL has no user and no password: the signature says who calls")]
    UserInfo,
    #[error("an endpoint's URL has no fragment: it would not be sent")]
    Fragment,
    #[error("an endpoint's port is 443, or 80 with http, or at least 1024, not {port}")]
    Port { port: u16 },
}

impl WebhookUrl {
    /// Reads an address as WHATWG's URL standard does, so that `https://0x7f.1/` is known as what it is.
    pub fn parse(text: &str, allow_http: bool) -> Result<Self, WebhookUrlError> {
        let length = text.chars().count();
        if length > LONGEST {
            return Err(WebhookUrlError::Length { length });
        }
        let url = Url::parse(text).map_err(|_| WebhookUrlError::Malformed)?;
        if url.scheme() != "https" && !(allow_http && url.scheme() == "http") {
            return Err(WebhookUrlError::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(WebhookUrlError::UserInfo);
        }
        if url.fragment().is_some() {
            return Err(WebhookUrlError::Fragment);
        }
        let found = Self(url);
        // Below 1024 other protocols listen, to some of which a request is a command.
        match (found.port(), found.is_https()) {
            (443, true) | (80, false) | (1024.., _) => Ok(found),
            (port, _) => Err(WebhookUrlError::Port { port }),
        }
    }

    /// The whole address.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Scheme, host and port: what may be told of it.
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// Whether TLS is spoken there.
    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// The host: a name, or an address already.
    pub fn host(&self) -> Host<&str> {
        self.0.host().unwrap_or(Host::Domain(""))
    }

    /// The port, the scheme's own where the URL has none.
    pub fn port(&self) -> u16 {
        self.0.port_or_known_default().unwrap_or(443)
    }

    /// Host and port as the header `host` has them: without the scheme's own port.
    pub fn authority(&self) -> String {
        let host = self.0.host_str().unwrap_or_default();
        self.0.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// Path and query, as the request line has them.
    pub fn path_and_query(&self) -> String {
        self.0.query().map_or_else(|| self.0.path().to_owned(), |query| format!("{}?{query}", self.0.path()))
    }
}

impl fmt::Debug for WebhookUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WebhookUrl({}, ..)", self.origin())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> WebhookUrlError {
        WebhookUrl::parse(text, false).unwrap_err()
    }

    #[test]
    fn an_address_is_taken_apart_for_the_request() {
        let url = WebhookUrl::parse("https://Example.COM:8443/hooks/a?key=1", false).unwrap();
        assert_eq!((url.authority().as_str(), url.path_and_query().as_str()), ("example.com:8443", "/hooks/a?key=1"));
        assert_eq!((url.origin().as_str(), url.port(), url.is_https()), ("https://example.com:8443", 8443, true));
        assert_eq!(format!("{url:?}"), "WebhookUrl(https://example.com:8443, ..)");
        assert_eq!(WebhookUrl::parse("https://example.com", false).unwrap().path_and_query(), "/");
    }

    #[test]
    fn an_address_in_disguise_is_known_as_an_address() {
        for text in ["https://0x7f.1/", "https://2130706433/", "https://0177.0.0.1/", "https://127.1/"] {
            let url = WebhookUrl::parse(text, false).unwrap();
            assert_eq!(url.host(), Host::<&str>::Ipv4(std::net::Ipv4Addr::LOCALHOST), "{text}");
        }
        let mapped = WebhookUrl::parse("https://[::ffff:10.0.0.1]/", false).unwrap();
        assert!(matches!(mapped.host(), Host::Ipv6(_)));
    }

    #[test]
    fn what_is_no_address_of_an_endpoint_says_why() {
        assert_eq!(refused("nonsense"), WebhookUrlError::Malformed);
        assert_eq!(refused("http://example.com/"), WebhookUrlError::Scheme);
        assert_eq!(refused("file:///etc/passwd"), WebhookUrlError::Scheme);
        assert_eq!(refused("https://user@example.com/"), WebhookUrlError::UserInfo);
        assert_eq!(refused("https://:secret@example.com/"), WebhookUrlError::UserInfo);
        assert_eq!(refused("https://example.com/#part"), WebhookUrlError::Fragment);
        assert_eq!(refused("https://example.com:25/"), WebhookUrlError::Port { port: 25 });
        assert_eq!(refused("https://example.com:0/"), WebhookUrlError::Port { port: 0 });
        assert_eq!(
            refused(&format!("https://example.com/{}", "a".repeat(2_048))),
            WebhookUrlError::Length { length: 2_068 }
        );
        assert!(WebhookUrl::parse("http://example.com/", true).is_ok());
    }
}
