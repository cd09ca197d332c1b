//! Where a delivery may go. A customer chooses the address, and the request comes from inside our network: so what the
//! name leads to is checked here, and the connection is made to exactly what was checked, never by the name again.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use ipnet::IpNet;
use url::Host;

use super::resolver::Resolve;
use crate::{
    domain::{webhook_address::is_public, webhook_url::WebhookUrl},
    settings::WebhookSettings,
};

/// The most addresses of a name that are looked at.
const ADDRESSES: usize = 16;

/// Checks addresses. Cheap to clone.
#[derive(Clone)]
pub struct Guard {
    resolver: Arc<dyn Resolve>,
    allowed: Arc<[IpNet]>,
    allow_http: bool,
}

/// Why nothing is sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The endpoint is older than the setting that forbids it.
    #[error("the endpoint's URL does not begin with https://")]
    Http,
    /// The name has no address, or was not answered.
    #[error("the name of the endpoint's URL was not found")]
    Unresolved,
    /// An address behind the name is not one of the public internet. Which one is not told: that would map our network.
    #[error("the endpoint's URL leads to an address that is not of the public internet")]
    Forbidden,
}

impl Guard {
    /// Lets the public internet through, and the networks of the settings.
    pub fn new(resolver: Arc<dyn Resolve>, settings: &WebhookSettings) -> Self {
        let allowed = settings.allow_networks.as_slice().into();
        Self { resolver, allowed, allow_http: settings.allow_http }
    }

    /// Whether an endpoint's URL may begin with `http://`.
    pub fn allows_http(&self) -> bool {
        self.allow_http
    }

    /// The addresses behind a URL. One that may not be reached condemns them all: a name that has both is an attempt.
    pub async fn addresses(&self, url: &WebhookUrl) -> Result<Vec<SocketAddr>, Refused> {
        if !url.is_https() && !self.allow_http {
            return Err(Refused::Http);
        }
        let found = match url.host() {
            Host::Ipv4(address) => vec![IpAddr::V4(address)],
            Host::Ipv6(address) => vec![IpAddr::V6(address)],
            Host::Domain(name) => self.resolver.resolve(name).await.map_err(|error| {
                tracing::debug!(error = format!("{error:#}"), "endpoint's name not found");
                Refused::Unresolved
            })?,
        };
        if found.is_empty() {
            return Err(Refused::Unresolved);
        }
        if !found.iter().all(|address| self.lets_through(*address)) {
            return Err(Refused::Forbidden);
        }
        Ok(found.into_iter().take(ADDRESSES).map(|address| SocketAddr::new(address, url.port())).collect())
    }

    fn lets_through(&self, address: IpAddr) -> bool {
        is_public(address) || self.allowed.iter().any(|network| network.contains(&address))
    }
}

#[cfg(test)]
mod tests {
    use futures::{FutureExt, future::BoxFuture};

    use super::*;

    struct Fixed(Vec<&'static str>);

    impl Resolve for Fixed {
        fn resolve<'a>(&'a self, _: &'a str) -> BoxFuture<'a, anyhow::Result<Vec<IpAddr>>> {
            async { Ok(self.0.iter().map(|address| address.parse().unwrap()).collect()) }.boxed()
        }
    }

    async fn asked(url: &str, answers: &[&'static str], allowed: &[&str]) -> Result<Vec<SocketAddr>, Refused> {
        let allow_networks: Vec<IpNet> = allowed.iter().map(|network| network.parse().unwrap()).collect();
        let allow_http = !allow_networks.is_empty();
        let settings = WebhookSettings { allow_networks, allow_http, ..WebhookSettings::default() };
        let guard = Guard::new(Arc::new(Fixed(answers.to_vec())), &settings);
        guard.addresses(&WebhookUrl::parse(url, true).unwrap()).await
    }

    #[tokio::test]
    async fn names_and_addresses_that_lead_inside_are_refused() {
        for inside in ["127.0.0.1", "169.254.169.254", "10.0.0.1", "::1", "::ffff:127.0.0.1", "fd00::1", "0.0.0.0"] {
            assert_eq!(asked("https://inside.test/", &[inside], &[]).await, Err(Refused::Forbidden), "{inside}");
        }
        for url in [
            "https://127.0.0.1:8443/",
            "https://169.254.169.254/",
            "https://[::1]/",
            "https://[::ffff:7f00:1]/",
            "https://0x7f.1/",
            "https://[64:ff9b::7f00:1]/",
        ] {
            assert_eq!(asked(url, &[], &[]).await, Err(Refused::Forbidden), "{url}");
        }
    }

    #[tokio::test]
    async fn one_forbidden_address_among_good_ones_condemns_them_all() {
        assert_eq!(asked("https://both.test/", &["93.184.215.14", "127.0.0.1"], &[]).await, Err(Refused::Forbidden));
    }

    #[tokio::test]
    async fn what_may_be_reached_is_answered_with_its_port() {
        let expected: Vec<SocketAddr> = vec!["93.184.215.14:8443".parse().unwrap()];
        assert_eq!(asked("https://good.test:8443/", &["93.184.215.14"], &[]).await, Ok(expected));
        assert_eq!(asked("https://none.test/", &[], &[]).await, Err(Refused::Unresolved));
        let open = asked("http://127.0.0.1:9000/", &[], &["127.0.0.0/8"]).await;
        assert_eq!(open, Ok(vec!["127.0.0.1:9000".parse().unwrap()]));
        assert_eq!(asked("https://10.0.0.1/", &[], &["127.0.0.0/8"]).await, Err(Refused::Forbidden));
        assert_eq!(asked("http://good.test/", &["93.184.215.14"], &[]).await, Err(Refused::Http));
    }
}
