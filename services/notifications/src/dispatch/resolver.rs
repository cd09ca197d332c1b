//! From a name to addresses.

use std::net::IpAddr;

use anyhow::Context as _;
use futures::future::BoxFuture;
use hickory_resolver::{Resolver, TokioResolver};

/// Looks names up. A port and not a function, because what a name answers cannot be arranged in a test otherwise.
pub trait Resolve: Send + Sync {
    /// All addresses of the name, in the order in which they should be tried.
    fn resolve<'a>(&'a self, name: &'a str) -> BoxFuture<'a, anyhow::Result<Vec<IpAddr>>>;
}

/// Asks the servers that the system names, with a cache that keeps to the answers' lifetimes.
pub struct SystemResolver(TokioResolver);

impl SystemResolver {
    /// Reads the system's configuration.
    pub fn new() -> anyhow::Result<Self> {
        let builder = Resolver::builder_tokio().context("read the system's resolver configuration")?;
        Ok(Self(builder.build().context("start the resolver")?))
    }
}

impl Resolve for SystemResolver {
    fn resolve<'a>(&'a self, name: &'a str) -> BoxFuture<'a, anyhow::Result<Vec<IpAddr>>> {
        Box::pin(async move {
            // Ends with a dot: a customer's name is never one below the cluster's own domains.
            let name = format!("{}.", name.trim_end_matches('.'));
            Ok(self.0.lookup_ip(name).await?.iter().collect())
        })
    }
}
