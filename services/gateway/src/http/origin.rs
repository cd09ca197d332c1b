//! Who sends a request, as far as the transport knows: address, user agent, language, request id.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use ipnet::IpNet;
use uuid::Uuid;

use super::language;

/// The header with the request's id, in and out.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const MAX_USER_AGENT: usize = 512;

/// What is known of a request before anybody is authenticated.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The client's id of the request where it is a fit one, else ours.
    pub request_id: Arc<str>,
    /// The client's address, seen through the trusted proxies.
    pub address: IpAddr,
    /// What the client calls itself, cut at 512 characters.
    pub user_agent: Option<String>,
    /// Which of our languages the client would rather read: `en` or `de`.
    pub language: Option<&'static str>,
}

impl Origin {
    /// Reads it from the headers of a request.
    pub fn of(headers: &HeaderMap, peer: SocketAddr, trusted: &[IpNet]) -> Self {
        let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        Self {
            request_id: request_id(headers),
            address: address(headers, peer.ip(), trusted),
            user_agent: agent.map(|text| text.chars().take(MAX_USER_AGENT).collect()),
            language: language::preferred(headers),
        }
    }

    /// The id as a header; it was checked or made here.
    pub fn request_id_header(&self) -> HeaderValue {
        HeaderValue::from_str(&self.request_id).unwrap_or_else(|_| HeaderValue::from_static("invalid"))
    }
}

fn request_id(headers: &HeaderMap) -> Arc<str> {
    let fit = |text: &&str| {
        (1..=64).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
    };
    match headers.get(REQUEST_ID).and_then(|value| value.to_str().ok()).filter(fit) {
        Some(given) => given.into(),
        None => Uuid::now_v7().to_string().into(),
    }
}

/// The last address in the chain that is not one of our proxies: what stands before it, anybody can write.
fn address(headers: &HeaderMap, peer: IpAddr, trusted: &[IpNet]) -> IpAddr {
    let ours = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut seen = peer.to_canonical();
    let hops: Vec<_> = headers
        .get_all(FORWARDED_FOR)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(','))
        .map(|hop| hop.trim().parse::<IpAddr>())
        .collect();
    for hop in hops.into_iter().rev() {
        let (true, Ok(hop)) = (ours(&seen), hop) else { break };
        seen = hop.to_canonical();
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, forwarded: &str) -> String {
        let headers = HeaderMap::from_iter([(FORWARDED_FOR, forwarded.parse().expect("a header value"))]);
        let trusted = ["10.0.0.0/8".parse().expect("a network")];
        address(&headers, peer.parse().expect("an address"), &trusted).to_string()
    }

    #[test]
    fn only_our_proxies_are_believed() {
        assert_eq!(seen("203.0.113.9", "1.2.3.4"), "203.0.113.9");
        assert_eq!(seen("10.0.0.1", "1.2.3.4"), "1.2.3.4");
        assert_eq!(seen("10.0.0.1", "6.6.6.6, 1.2.3.4, 10.2.2.2"), "1.2.3.4");
        assert_eq!(seen("10.0.0.1", "1.2.3.4, garbage"), "10.0.0.1");
        assert_eq!(seen("::ffff:10.0.0.1", "1.2.3.4"), "1.2.3.4");
    }

    #[test]
    fn a_fit_request_id_is_kept() {
        let id = |text: &str| request_id(&HeaderMap::from_iter([(REQUEST_ID, text.parse().expect("a header value"))]));
        assert_eq!(&*id("abc-1.2_3"), "abc-1.2_3");
        for unfit in ["", "a b", "a\"b", &"a".repeat(65)] {
            assert_eq!(id(unfit).len(), 36, "{unfit}");
        }
    }
}
