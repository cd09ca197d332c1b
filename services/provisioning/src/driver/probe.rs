//! A visitor's request to a site: the only proof that it is live.
use std::time::Duration;

use http::header::HOST;
use http::{HeaderValue, Request, StatusCode};
use http_body_util::{BodyExt, Empty, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use tokio::net::TcpStream;

use crate::sites::STATUS_PATH;

/// How long one question may take.
const TIMEOUT: Duration = Duration::from_secs(2);
/// The longest answer about a site's status.
const MAX_STATUS_BYTES: usize = 4 << 10;

/// What a visitor gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// No site under this host.
    Nobody,
    /// A site says which wish of which instance it serves.
    Site {
        /// The instance.
        instance: String,
        /// Its wish.
        generation: u64,
        /// `welcome`, `live` or `suspended`.
        state: String,
        /// What its front page answers.
        front: StatusCode,
    },
}

#[derive(Deserialize)]
struct Status {
    instance: String,
    generation: u64,
    state: String,
}

/// Asks the site of a host at an address. An error when nobody answers there at all.
pub async fn ask(address: &str, host: &str) -> Result<Answer, String> {
    let asked = tokio::time::timeout(TIMEOUT, converse(address, host)).await;
    asked.map_err(|_| format!("no answer from {address} within {TIMEOUT:?}"))?
}

async fn converse(address: &str, host: &str) -> Result<Answer, String> {
    let stream = TcpStream::connect(address).await.map_err(|error| format!("connect to {address}: {error}"))?;
    stream.set_nodelay(true).map_err(|error| error.to_string())?;
    let (mut sender, connection) =
        http1::handshake::<_, Empty<Bytes>>(TokioIo::new(stream)).await.map_err(|error| error.to_string())?;
    let questions = async {
        let host = HeaderValue::from_str(host).map_err(|error| error.to_string())?;
        let status = sender.send_request(request(STATUS_PATH, &host)).await.map_err(|error| error.to_string())?;
        if status.status() == StatusCode::NOT_FOUND {
            return Ok(Answer::Nobody);
        }
        let body = Limited::new(status.into_body(), MAX_STATUS_BYTES).collect().await;
        let body = body.map_err(|error| error.to_string())?.to_bytes();
        let Status { instance, generation, state } =
            serde_json::from_slice(&body).map_err(|error| format!("{address} is no site server of ours: {error}"))?;
        sender.ready().await.map_err(|error| error.to_string())?;
        let front = sender.send_request(request("/", &host)).await.map_err(|error| error.to_string())?.status();
        Ok(Answer::Site { instance, generation, state, front })
    };
    // The connection is driven here, beside the questions; it ends with them.
    tokio::select! {
        answer = questions => answer,
        Err(error) = connection => Err(error.to_string()),
    }
}

fn request(path: &'static str, host: &HeaderValue) -> Request<Empty<Bytes>> {
    let mut request = Request::new(Empty::new());
    *request.uri_mut() = http::Uri::from_static(path);
    request.headers_mut().insert(HOST, host.clone());
    request
}
