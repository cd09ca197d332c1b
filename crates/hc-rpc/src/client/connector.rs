//! Connections to a peer: name, TCP, TLS.

use std::{
    io,
    net::SocketAddr,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use anyhow::Context as _;
use futures::{FutureExt, future::BoxFuture};
use http::{Uri, uri::Authority};
use hyper_util::rt::TokioIo;
use rand::seq::SliceRandom;
use rustls::{ClientConfig, pki_types::ServerName};
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};
use tower::Service;

use crate::{
    gather::Gather,
    settings::TlsSettings,
    tls::{self, Reloading},
};

const CONNECT: Duration = Duration::from_secs(3);

/// Makes connections to one peer, with the newest certificate.
///
/// The name is looked up for each connection and its addresses are taken in a random order, so that the channels to a
/// headless service spread over its replicas.
#[derive(Clone)]
pub(super) struct Connector(Arc<Dial>);

struct Dial {
    host: String,
    port: u16,
    name: ServerName<'static>,
    tls: Arc<Reloading<ClientConfig>>,
}

impl Connector {
    pub(super) fn new(authority: &Authority, tls: &TlsSettings) -> anyhow::Result<Self> {
        // An IPv6 address stands in brackets in a URL, and nowhere else.
        let host = authority.host().trim_start_matches('[').trim_end_matches(']').to_owned();
        let name = ServerName::try_from(host.clone()).with_context(|| format!("peer {authority}: not a host name"))?;
        let port = authority.port_u16().unwrap_or(443);
        Ok(Self(Arc::new(Dial { host, port, name, tls: Arc::new(Reloading::client(tls)?) })))
    }
}

impl Service<Uri> for Connector {
    type Response = TokioIo<Gather<TlsStream<TcpStream>>>;
    type Error = io::Error;
    type Future = BoxFuture<'static, io::Result<Self::Response>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        let dial = self.0.clone();
        async move { dial.connect().await.map(Gather::new).map(TokioIo::new) }.boxed()
    }
}

impl Dial {
    async fn connect(&self) -> io::Result<TlsStream<TcpStream>> {
        let stream = within(CONNECT, self.reach()).await?;
        stream.set_nodelay(true)?;
        let connector = TlsConnector::from(self.tls.fresh().await);
        let stream = within(tls::HANDSHAKE, connector.connect(self.name.clone(), stream)).await?;
        if tls::speaks_h2(stream.get_ref().1.alpn_protocol()) {
            Ok(stream)
        } else {
            Err(io::Error::other("the server does not speak HTTP/2"))
        }
    }

    async fn reach(&self) -> io::Result<TcpStream> {
        let mut addresses: Vec<SocketAddr> = tokio::net::lookup_host((self.host.as_str(), self.port)).await?.collect();
        addresses.shuffle(&mut rand::rng());
        let mut last = io::Error::other("the name has no address");
        for address in addresses {
            match TcpStream::connect(address).await {
                Ok(stream) => return Ok(stream),
                Err(error) => last = error,
            }
        }
        Err(last)
    }
}

async fn within<T>(limit: Duration, work: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    tokio::time::timeout(limit, work).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}
