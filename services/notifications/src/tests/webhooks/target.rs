//! A customer's server, down to the bytes, so that it can misbehave.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::TcpListener,
};
use tokio_rustls::TlsAcceptor;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// What the server does with a request to a path.
#[derive(Debug, Clone)]
pub enum Script {
    /// These bytes, then the connection goes on.
    Answer(String),
    /// Each in turn; the last one from then on.
    Turns(Vec<String>),
    /// Nothing, for ever.
    Hang,
    /// Closes without an answer.
    Cut,
    /// The head of a good answer, and then a body that does not end.
    EndlessBody,
}

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Posted {
    pub path: String,
    pub headers: HashMap<String, String>,
    pub body: String,
}

#[derive(Debug)]
pub struct Target {
    pub address: SocketAddr,
    state: Arc<State>,
    stop: CancellationToken,
}

#[derive(Debug, Default)]
struct State {
    scripts: Mutex<HashMap<String, Script>>,
    posted: Mutex<Vec<Posted>>,
    connections: Mutex<usize>,
}

/// An answer of this status with these header lines.
pub fn status(status: u16, headers: &str) -> String {
    format!("HTTP/1.1 {status} Any\r\n{headers}content-length: 0\r\n\r\n")
}

impl Target {
    pub async fn start() -> Self {
        Self::start_with(None).await
    }

    /// With TLS, when there is an acceptor.
    pub async fn start_with(tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (state, stop) = (Arc::<State>::default(), CancellationToken::new());
        let (served, stopped) = (Arc::clone(&state), stop.clone());
        let connections = TaskTracker::new();
        let accept = async move {
            while let Ok((stream, _)) = listener.accept().await {
                *served.connections.lock().unwrap() += 1;
                let (state, tls) = (Arc::clone(&served), tls.clone());
                connections.spawn(async move {
                    match tls {
                        None => serve(stream, &state).await,
                        Some(tls) => match tls.accept(stream).await {
                            Ok(stream) => serve(stream, &state).await,
                            Err(_) => None,
                        },
                    }
                });
            }
        };
        TaskTracker::new().spawn(async move { stopped.run_until_cancelled(accept).await });
        Self { address, state, stop }
    }

    /// From now on requests to the path are treated so; 204 without a script.
    pub fn script(&self, path: &str, script: Script) {
        self.state.scripts.lock().unwrap().insert(path.to_owned(), script);
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What came to a path.
    pub fn posted(&self, path: &str) -> Vec<Posted> {
        self.state.posted.lock().unwrap().iter().filter(|posted| posted.path == path).cloned().collect()
    }

    /// How many connections were made.
    pub fn connections(&self) -> usize {
        *self.state.connections.lock().unwrap()
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// Serves requests one after the other; `None` when the connection is over.
async fn serve(mut stream: impl AsyncRead + AsyncWrite + Unpin, state: &State) -> Option<()> {
    let mut buffer = Vec::new();
    loop {
        let posted = request(&mut stream, &mut buffer).await?;
        let path = posted.path.clone();
        state.posted.lock().unwrap().push(posted);
        let script = match state.scripts.lock().unwrap().get_mut(&path) {
            Some(Script::Turns(turns)) if turns.len() > 1 => Script::Answer(turns.remove(0)),
            Some(Script::Turns(turns)) => Script::Answer(turns.first().cloned().unwrap_or_default()),
            Some(script) => script.clone(),
            None => Script::Answer(status(204, "")),
        };
        match script {
            Script::Answer(bytes) => stream.write_all(bytes.as_bytes()).await.ok()?,
            Script::Turns(_) | Script::Cut => return None,
            Script::Hang => std::future::pending().await,
            Script::EndlessBody => {
                stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\nso far so good").await.ok()?;
                stream.flush().await.ok()?;
                std::future::pending::<()>().await;
            }
        }
        stream.flush().await.ok()?;
    }
}

async fn request(stream: &mut (impl AsyncRead + Unpin), buffer: &mut Vec<u8>) -> Option<Posted> {
    let end = loop {
        if let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(buffer[..end].to_vec()).ok()?;
    let mut lines = head.lines();
    let path = lines.next()?.split(' ').nth(1)?.to_owned();
    let headers = lines.filter_map(|line| line.split_once(": "));
    let headers: HashMap<_, _> = headers.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect();
    let length: usize = headers.get("content-length")?.parse().ok()?;
    while buffer.len() < end + 4 + length {
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    }
    let body = String::from_utf8(buffer[end + 4..end + 4 + length].to_vec()).ok()?;
    buffer.drain(..end + 4 + length);
    Some(Posted { path, headers, body })
}
