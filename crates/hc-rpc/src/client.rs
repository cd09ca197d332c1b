//! Calls to other services.

mod attempt;
mod budget;
mod connector;

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use anyhow::Context as _;
use futures::{FutureExt, future::BoxFuture};
use http::{Request, Response, Uri};
use tonic::{Status, body::Body, transport::Endpoint};
use tower::Service;

use self::{attempt::Call, budget::Budget, connector::Connector};
use crate::settings::{PeerSettings, TlsSettings};

const KEEPALIVE: Duration = Duration::from_secs(15);
const KEEPALIVE_TIMEOUT: Duration = Duration::from_secs(5);
const STREAM_WINDOW: u32 = 1024 * 1024;
/// Room for many streams that nobody reads at the moment: they must not take the connection from the others. What one of
/// them may hold is bounded by its own window.
const CONNECTION_WINDOW: u32 = 128 * STREAM_WINDOW;
/// More connections than this to one peer help nobody.
const MAX_CHANNELS: usize = 32;

/// Prepares calls to a peer; connections are made when they are needed, and again after they are lost. Call it inside a
/// tokio runtime.
///
/// An error when the address or the certificate can't be used, never because the peer is away.
pub fn connect(peer: &PeerSettings, tls: &TlsSettings) -> anyhow::Result<Channel> {
    let refused = || format!("peer {:?}: the address must be https://<host>:<port>", peer.url);
    let url: Uri = peer.url.parse().with_context(refused)?;
    let authority = url.authority().with_context(refused)?.clone();
    anyhow::ensure!(url.scheme_str() == Some("https") && matches!(url.path(), "" | "/"), refused());
    anyhow::ensure!((1..=MAX_CHANNELS).contains(&peer.channels), "peer {:?}: 1 to {MAX_CHANNELS} channels", peer.url);
    let connector = Connector::new(&authority, tls)?;
    // tonic wraps `https` addresses in a TLS of its own, which can't reload; ours is in the connector.
    let endpoint = Endpoint::from_shared(format!("http://{authority}"))
        .with_context(refused)?
        .origin(url)
        .http2_keep_alive_interval(KEEPALIVE)
        .keep_alive_timeout(KEEPALIVE_TIMEOUT)
        .keep_alive_while_idle(true)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW);
    let channels = (0..peer.channels).map(|_| endpoint.connect_with_connector_lazy(connector.clone())).collect();
    metrics::describe_histogram!(
        "rpc.client.call.duration",
        metrics::Unit::Seconds,
        "Calls made, with their repetitions, to the head of the answer"
    );
    Ok(Channel(Arc::new(Target {
        name: authority.to_string(),
        channels,
        next: AtomicUsize::new(0),
        timeout: peer.timeout,
        budget: Budget::default(),
    })))
}

/// The way to a peer, for generated clients: `BillingServiceClient::new(channel)`. Cheap to clone.
///
/// A call ends by the peer's timeout or by what is left of the incoming call that it is made for, whichever is earlier;
/// for a stream that counts until it begins. Methods that only read (`Get…`, `List…`, `BatchGet…`, or
/// `idempotency_level = NO_SIDE_EFFECTS`) are repeated when the peer is unavailable, up to twice, as long as failures are
/// the exception; others never are. A connection that breaks is `UNAVAILABLE`: whether the call had its effect is unknown.
#[derive(Clone)]
pub struct Channel(Arc<Target>);

struct Target {
    name: String,
    channels: Vec<tonic::transport::Channel>,
    next: AtomicUsize,
    timeout: Duration,
    budget: Budget,
}

impl Target {
    /// The connections take turns.
    fn pick(&self) -> tonic::transport::Channel {
        let turn = self.next.fetch_add(1, Ordering::Relaxed);
        let at = turn.checked_rem(self.channels.len()).unwrap_or(0);
        self.channels.get(at).cloned().expect("there is at least one channel, and `at` is below their number")
    }
}

impl Service<Request<Body>> for Channel {
    type Response = Response<Body>;
    type Error = Status;
    type Future = BoxFuture<'static, Result<Response<Body>, Status>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Status>> {
        // Each attempt waits for its own connection, within its deadline.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        Call::new(self.0.clone(), request).run().boxed()
    }
}
