//! One request to an endpoint: checked address, pinned connection, bounded answer.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, Response, header};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::TlsConnector;
use tokio_util::task::TaskTracker;

use super::{
    guard::{Guard, Refused},
    pool::{Connection, Place, Pool},
    tls,
};
use crate::{domain::webhook_url::WebhookUrl, settings::WebhookSettings};

/// How long one address has to take a connection, TLS included.
const CONNECT: Duration = Duration::from_secs(5);
/// How much of an answer is read: its headers, and its body for the log.
const HEADERS: usize = 32 * 1024;
const BODY: usize = 4 * 1024;
/// How much of a body is read past the log's part, so that its connection can be used again.
const BODY_TO_SKIP: usize = 64 * 1024;
/// How long a body has, once the headers are there.
const BODY_TIME: Duration = Duration::from_secs(2);
/// How long a connection has to be ready for the next request, once a body was read.
const READY_TIME: Duration = Duration::from_millis(100);

/// Sends requests. Cheap to clone.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    guard: Guard,
    tls: TlsConnector,
    pool: Pool,
    connections: TaskTracker,
    timeout: Duration,
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    /// Its first 4 KiB.
    pub body: Bytes,
}

/// Why no answer came. What is told of it says nothing of our network.
#[derive(Debug, thiserror::Error)]
pub enum NoReply {
    #[error(transparent)]
    Refused(#[from] Refused),
    #[error("no connection: {0}")]
    Connect(std::io::Error),
    #[error("no connection within {} s", CONNECT.as_secs())]
    ConnectTimeout,
    #[error("TLS failed: {0}")]
    Tls(std::io::Error),
    #[error("the connection was cut before the answer")]
    Cut(#[source] hyper::Error),
    #[error("no HTTP answer")]
    Http(#[source] hyper::Error),
    #[error("the event is no longer kept")]
    NothingToSend,
    #[error("the attempt broke off here, by no fault of the endpoint")]
    BrokenOff,
    #[error("no answer within {} s", .0.as_secs())]
    Timeout(Duration),
}

impl Client {
    /// A client for what the guard lets through.
    pub fn new(guard: Guard, settings: &WebhookSettings) -> anyhow::Result<Self> {
        let (config, timeout) = (tls::client_config(settings.ca_file.as_deref())?, settings.timeout);
        let (pool, connections) = (Pool::default(), TaskTracker::new());
        Ok(Self(Arc::new(Inner { guard, tls: config.into(), pool, connections, timeout })))
    }

    /// Posts the body. Redirects are answers like any other.
    pub async fn post(&self, url: &WebhookUrl, headers: &HeaderMap, body: Bytes) -> Result<Reply, NoReply> {
        let inner = &self.0;
        let answered = timeout(inner.timeout, inner.post(url, headers, body)).await;
        let Answered { place, mut connection, response } = answered.unwrap_or(Err(NoReply::Timeout(inner.timeout)))?;
        let (reply, ended) = read(response).await;
        if ended && matches!(timeout(READY_TIME, connection.ready()).await, Ok(Ok(()))) {
            inner.pool.give(place, connection);
        }
        Ok(reply)
    }

    /// Closes connections that nobody needs.
    pub fn sweep(&self) {
        self.0.pool.sweep();
    }
}

/// The head of an answer, and the connection on which its body comes.
struct Answered {
    place: Place,
    connection: Connection,
    response: Response<Incoming>,
}

impl Inner {
    async fn post(&self, url: &WebhookUrl, headers: &HeaderMap, body: Bytes) -> Result<Answered, NoReply> {
        let addresses = self.guard.addresses(url).await?;
        let place_at = |address| Place { https: url.is_https(), host: url.authority(), address };
        let idle = addresses.iter().map(|address| place_at(*address));
        let idle = idle.into_iter().find_map(|place| self.pool.take(&place).map(|connection| (place, connection)));
        if let Some((place, connection)) = idle {
            match exchange(place, connection, request(url, headers, body.clone())).await {
                // The other side closed it while it stood idle. It may have read the request: a receiver knows a
                // repetition by its `webhook-id`.
                Err(NoReply::Cut(_)) => {}
                outcome => return outcome,
            }
        }
        let mut failure = NoReply::Refused(Refused::Unresolved);
        for address in addresses {
            let connected = timeout(CONNECT, self.connect(url, address)).await;
            match connected.unwrap_or(Err(NoReply::ConnectTimeout)) {
                Ok(connection) => {
                    return exchange(place_at(address), connection, request(url, headers, body)).await;
                }
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }

    /// To the address, and no other; the name is for TLS.
    async fn connect(&self, url: &WebhookUrl, address: SocketAddr) -> Result<Connection, NoReply> {
        let stream = TcpStream::connect(address).await.map_err(NoReply::Connect)?;
        stream.set_nodelay(true).map_err(NoReply::Connect)?;
        if !url.is_https() {
            return self.handshake(stream).await;
        }
        let invalid = |error| NoReply::Tls(std::io::Error::other(error));
        let name = match url.host() {
            url::Host::Domain(name) => ServerName::try_from(name.trim_end_matches('.').to_owned()).map_err(invalid)?,
            url::Host::Ipv4(address) => ServerName::from(std::net::IpAddr::V4(address)),
            url::Host::Ipv6(address) => ServerName::from(std::net::IpAddr::V6(address)),
        };
        self.handshake(self.tls.connect(name, stream).await.map_err(NoReply::Tls)?).await
    }

    async fn handshake<S>(&self, stream: S) -> Result<Connection, NoReply>
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let mut builder = hyper::client::conn::http1::Builder::new();
        builder.max_buf_size(HEADERS).max_headers(100);
        let (connection, driver) = builder.handshake(TokioIo::new(stream)).await.map_err(NoReply::Http)?;
        // Ends with the connection: when its handle is dropped, or the other side closes it.
        self.connections.spawn(async move {
            if let Err(error) = driver.await {
                tracing::debug!(error = &error as &dyn std::error::Error, "connection to an endpoint ended");
            }
        });
        Ok(connection)
    }
}

async fn exchange(
    place: Place,
    mut connection: Connection,
    request: Request<Full<Bytes>>,
) -> Result<Answered, NoReply> {
    let no_reply = |error: hyper::Error| {
        let cut = error.is_canceled() || error.is_closed() || error.is_incomplete_message();
        if cut || error.is_body_write_aborted() || has_io(&error) { NoReply::Cut(error) } else { NoReply::Http(error) }
    };
    connection.ready().await.map_err(no_reply)?;
    let response = connection.send_request(request).await.map_err(no_reply)?;
    Ok(Answered { place, connection, response })
}

fn has_io(error: &hyper::Error) -> bool {
    std::error::Error::source(error).is_some_and(<dyn std::error::Error>::is::<std::io::Error>)
}

/// The answer, and whether its body was read to the end. The status has come, and that decides: a body that breaks off or
/// does not end only costs the connection.
async fn read(response: Response<Incoming>) -> (Reply, bool) {
    let (parts, mut incoming) = response.into_parts();
    let mut body = Vec::new();
    let reading = async {
        let mut read = 0;
        while let Some(frame) = incoming.frame().await {
            let Ok(frame) = frame else { return false };
            if let Ok(data) = frame.into_data() {
                read += data.len();
                body.extend(data.iter().take(BODY.saturating_sub(body.len())));
            }
            if read > BODY_TO_SKIP {
                return false;
            }
        }
        true
    };
    let ended = timeout(BODY_TIME, reading).await.unwrap_or(false);
    (Reply { status: parts.status.as_u16(), headers: parts.headers, body: body.into() }, ended)
}

fn request(url: &WebhookUrl, headers: &HeaderMap, body: Bytes) -> Request<Full<Bytes>> {
    let mut request = Request::new(Full::new(body));
    *request.method_mut() = Method::POST;
    // Both are of a URL that was parsed, which leaves nothing in them that HTTP refuses.
    *request.uri_mut() = url.path_and_query().parse().unwrap_or_default();
    *request.headers_mut() = headers.clone();
    if let Ok(host) = HeaderValue::from_str(&url.authority()) {
        request.headers_mut().insert(header::HOST, host);
    }
    request
}
