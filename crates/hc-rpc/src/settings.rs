//! `[grpc]`, `[tls]` and `[peers.<service>]`.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use serde::Deserialize;

/// `[grpc]`: the server.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GrpcSettings {
    /// The address to listen at. Default `127.0.0.1:0`, a free port (it is logged).
    pub listen: SocketAddr,
    /// Whether clients may ask for the schema (`grpc.reflection.v1`). For development. Default no.
    pub reflection: bool,
    /// The largest body of a request, in bytes. Default 4 MiB. (A service sets the same limit for what it encodes and
    /// decodes, with the `max_…_message_size` of its generated server.)
    pub max_message_bytes: usize,
    /// How many calls may be worked on at once; more are refused with `UNAVAILABLE` and a hint when to come back.
    /// A stream counts until it has begun. Default 1024.
    pub max_concurrent_calls: usize,
    /// How many calls one connection may have open. Default 256.
    pub max_concurrent_streams: u32,
    /// How many connections may be open. Default 4096.
    pub max_connections: usize,
    /// After about this long (± 10 %) a connection is asked to end, so that clients find new replicas and old
    /// certificates go out of use. Default 30 min.
    #[serde(with = "hc_types::duration")]
    pub max_connection_age: Duration,
    /// How long the calls on a connection may go on once it is asked to end. Default 60 s.
    #[serde(with = "hc_types::duration")]
    pub max_connection_age_grace: Duration,
    /// How often a quiet peer is asked whether it is there; it has 5 s to answer. Default 20 s.
    #[serde(with = "hc_types::duration")]
    pub keepalive: Duration,
    /// How long a stop waits for calls to end. Keep it below the drain timeout. Default 15 s.
    #[serde(with = "hc_types::duration")]
    pub drain_timeout: Duration,
}

impl Default for GrpcSettings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            reflection: false,
            max_message_bytes: 4 * 1024 * 1024,
            max_concurrent_calls: 1024,
            max_concurrent_streams: 256,
            max_connections: 4096,
            max_connection_age: Duration::from_mins(30),
            max_connection_age_grace: Duration::from_mins(1),
            keepalive: Duration::from_secs(20),
            drain_timeout: Duration::from_secs(15),
        }
    }
}

/// `[tls]`: who this process is, and whom it believes. The files are read again every 5 s.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlsSettings {
    /// The certificates of the own CA, PEM; several while one replaces another. No other CA is ever trusted.
    pub ca: PathBuf,
    /// The certificate chain of this service, PEM: one URI name `spiffe://hostingco/service/<name>`, and the DNS names
    /// that clients dial.
    pub certificate: PathBuf,
    /// Its private key, PEM.
    pub key: PathBuf,
}

/// `[peers.<service>]`: another service of ours.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeerSettings {
    /// `https://<host>:<port>`. There is no other scheme.
    pub url: String,
    /// The longest that a call takes; the caller's own deadline may shorten it. Default 5 s.
    #[serde(with = "hc_types::duration", default = "five_seconds")]
    pub timeout: Duration,
    /// How many connections share the calls; behind a name with several addresses they spread. Default 2.
    #[serde(default = "two")]
    pub channels: usize,
}

impl PeerSettings {
    /// A peer with the defaults.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), timeout: five_seconds(), channels: two() }
    }
}

fn five_seconds() -> Duration {
    Duration::from_secs(5)
}

fn two() -> usize {
    2
}
