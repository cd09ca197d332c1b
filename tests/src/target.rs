//! A customer's own server that takes webhooks, and checks them as the specification of Standard Webhooks says.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use anyhow::{Context, Result, ensure};
use aws_lc_rs::hmac;
use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::Value;
use tokio::{net::TcpListener, task::JoinHandle};

type Kept = Arc<Mutex<Vec<Posted>>>;

/// Takes everything that is posted to it, and keeps it.
pub struct Target {
    address: SocketAddr,
    posted: Kept,
    server: JoinHandle<()>,
}

/// One request as it came.
#[derive(Debug, Clone)]
pub struct Posted {
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, to the byte: that is what is signed.
    pub body: Bytes,
}

impl Target {
    /// Listens on the loopback interface.
    pub async fn start() -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let posted = Kept::default();
        let router = Router::new().route("/hook", post(keep)).with_state(Arc::clone(&posted));
        #[expect(clippy::disallowed_methods, reason = "a test's own server; the target ends it")]
        let server = tokio::spawn(async move {
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { address, posted, server })
    }

    /// What an endpoint is made with.
    pub fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    /// Everything so far, in the order of arrival.
    pub fn posted(&self) -> Vec<Posted> {
        self.posted.lock().expect("not poisoned").clone()
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn keep(State(posted): State<Kept>, headers: HeaderMap, body: Bytes) -> StatusCode {
    posted.lock().expect("not poisoned").push(Posted { headers, body });
    StatusCode::NO_CONTENT
}

impl Posted {
    /// The event in it, once a signature with this secret (`whsec_…`) is found to be right.
    pub fn verified(&self, secret: &str) -> Result<Value> {
        let key = BASE64_STANDARD.decode(secret.strip_prefix("whsec_").context("no secret of Standard Webhooks")?)?;
        let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
        let id = self.header("webhook-id")?;
        let mut signed = format!("{id}.{}.", self.header("webhook-timestamp")?).into_bytes();
        signed.extend_from_slice(&self.body);
        let signatures = self.header("webhook-signature")?;
        let right = signatures.split(' ').filter_map(|signature| signature.strip_prefix("v1,")).any(|signature| {
            BASE64_STANDARD.decode(signature).is_ok_and(|tag| hmac::verify(&key, &signed, &tag).is_ok())
        });
        ensure!(right, "no signature of {id} is right: {signatures}");
        let event: Value = serde_json::from_slice(&self.body).context("the body is JSON")?;
        ensure!(event["id"] == id, "webhook-id is {id}, the event {}", event["id"]);
        Ok(event)
    }

    /// A header that must be there.
    pub fn header(&self, name: &str) -> Result<&str> {
        Ok(self.headers.get(name).with_context(|| format!("no {name}"))?.to_str()?)
    }
}
