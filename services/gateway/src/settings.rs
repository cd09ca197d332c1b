//! Every knob of the gateway, its default and its unit. A key is also an environment variable: `[http] listen` is
//! `GATEWAY_HTTP__LISTEN`.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use hc_access::AccessSettings;
use hc_chassis::ChassisSettings;
use hc_events::BrokerSettings;
use hc_rpc::{PeerSettings, TlsSettings};
use ipnet::IpNet;
use secrecy::SecretString;
use serde::Deserialize;

use crate::admission::DocumentSettings;
use crate::documents::Documents;

/// The settings file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// `[log]`, `[telemetry]`, `[admin]` and `drain_timeout`.
    #[serde(flatten)]
    pub chassis: ChassisSettings,
    /// `[http]`
    #[serde(default)]
    pub http: HttpSettings,
    /// `[ws]`
    #[serde(default)]
    pub ws: WsSettings,
    /// `[document]`
    #[serde(default)]
    pub document: DocumentSettings,
    /// `[trusted_documents]`
    #[serde(default)]
    pub trusted_documents: TrustedDocumentSettings,
    /// `[upload]`
    #[serde(default)]
    pub upload: UploadSettings,
    /// `[rate]`
    #[serde(default)]
    pub rate: RateSettings,
    /// `[redis]`
    #[serde(default)]
    pub redis: RedisSettings,
    /// `[access]`
    #[serde(default)]
    pub access: AccessSettings,
    /// `[tls]`: how the gateway shows itself to the services.
    pub tls: TlsSettings,
    /// `[broker]`: where live updates come from.
    pub broker: BrokerSettings,
    /// `[peers.auth]` and so on.
    pub peers: Peers,
}

impl hc_chassis::Settings for Settings {
    fn check(&self) -> anyhow::Result<()> {
        self.tls.check("gateway")?;
        Documents::load(&self.trusted_documents, &self.document).map(drop)
    }
}

/// `[peers]`: the services behind the gateway.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Peers {
    /// `[peers.auth]`
    pub auth: PeerSettings,
    /// `[peers.accounts]`
    pub accounts: PeerSettings,
    /// `[peers.billing]`
    pub billing: PeerSettings,
    /// `[peers.provisioning]`
    pub provisioning: PeerSettings,
    /// `[peers.notifications]`
    pub notifications: PeerSettings,
    /// `[peers.audit]`
    pub audit: PeerSettings,
}

/// `[http]`: the public port.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HttpSettings {
    /// The address of the public port. Default `127.0.0.1:3003`.
    pub listen: SocketAddr,
    /// Serves GraphiQL at `/graphiql` and lets validation errors suggest names. For development. Default false.
    pub graphiql: bool,
    /// Answers `__schema` and `__type`. The schema is public at `/schema.graphql` in any case. Default true.
    pub introspection: bool,
    /// Origins of pages that may call from a browser, such as `https://console.example`; `http://localhost:*` for every
    /// port of a host, `*` for all. With a list in the environment: separated by commas. Default none.
    #[serde(deserialize_with = "list::texts")]
    pub cors_origins: Vec<String>,
    /// Networks of the proxies in front, whose `X-Forwarded-For` is believed: `10.0.0.0/8`. Default none.
    #[serde(deserialize_with = "list::networks")]
    pub trusted_proxies: Vec<IpNet>,
    /// Bytes of a JSON body, and of the JSON parts of an upload. Default 256 KiB.
    pub max_body_bytes: usize,
    /// How long a client may take to send the headers of a request. Default 10 s.
    #[serde(with = "hc_types::duration")]
    pub header_timeout: Duration,
    /// How long a client may take to send a JSON body. Default 15 s.
    #[serde(with = "hc_types::duration")]
    pub body_timeout: Duration,
    /// How long a query or mutation may run. Default 20 s.
    #[serde(with = "hc_types::duration")]
    pub request_timeout: Duration,
    /// Open connections; further ones wait. Default 10,000.
    pub max_connections: usize,
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 3003)),
            graphiql: false,
            introspection: true,
            cors_origins: Vec::new(),
            trusted_proxies: Vec::new(),
            max_body_bytes: 256 * 1024,
            header_timeout: Duration::from_secs(10),
            body_timeout: Duration::from_secs(15),
            request_timeout: Duration::from_secs(20),
            max_connections: 10_000,
        }
    }
}

/// `[trusted_documents]`: documents that clients name by their hash.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TrustedDocumentSettings {
    /// Whether other documents are run. Default `accept`.
    pub mode: DocumentMode,
    /// Where the manifests are, `*.json`, read at the start. Default none.
    pub folder: Option<PathBuf>,
}

/// What becomes of a document that is in no manifest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DocumentMode {
    /// It is run.
    #[default]
    Accept,
    /// It is run, and each known text is told apart in the metrics: what enforcing would refuse.
    Report,
    /// It is refused.
    Enforce,
}

/// `[ws]`: GraphQL over WebSocket, and what streams of events have in common with it.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WsSettings {
    /// Bytes of a message from a client. Default 256 KiB.
    pub max_message_bytes: usize,
    /// How long a client may take to send `connection_init`. Default 5 s.
    #[serde(with = "hc_types::duration")]
    pub init_timeout: Duration,
    /// How often the server pings; a client that is silent for twice as long is cut off. Default 20 s.
    #[serde(with = "hc_types::duration")]
    pub ping_interval: Duration,
    /// How long one message to a client may take before the client counts as gone. Default 10 s.
    #[serde(with = "hc_types::duration")]
    pub send_timeout: Duration,
    /// Operations open at once on a socket. Default 32.
    pub max_operations: usize,
    /// Sockets and streams of events open at once. Default 10,000.
    pub max_sockets: usize,
    /// Sockets and streams of events open at once from one address. Default 200.
    pub max_sockets_per_address: usize,
    /// How often the token of an open socket or stream is checked again; a revoked one closes it. Default 1 s.
    #[serde(with = "hc_types::duration")]
    pub recheck_interval: Duration,
}

impl Default for WsSettings {
    fn default() -> Self {
        Self {
            max_message_bytes: 256 * 1024,
            init_timeout: Duration::from_secs(5),
            ping_interval: Duration::from_secs(20),
            send_timeout: Duration::from_secs(10),
            max_operations: 32,
            max_sockets: 10_000,
            max_sockets_per_address: 200,
            recheck_interval: Duration::from_secs(1),
        }
    }
}

/// `[upload]`: files in multipart requests.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct UploadSettings {
    /// Bytes of the whole request; what an archive may hold is the plan's. Should leave room for the form around an archive
    /// as large as `uploads.max_bytes` of provisioning, which is what clients are told. Default 513 MiB.
    pub max_bytes: u64,
    /// How long a client may stay silent while it sends. Default 30 s.
    #[serde(with = "hc_types::duration")]
    pub idle_timeout: Duration,
    /// How long an upload may take as a whole. Default 15 min.
    #[serde(with = "hc_types::duration")]
    pub timeout: Duration,
}

impl Default for UploadSettings {
    fn default() -> Self {
        Self { max_bytes: 513 * 1024 * 1024, idle_timeout: Duration::from_secs(30), timeout: Duration::from_mins(15) }
    }
}

/// `[rate]`: how much one caller may ask for. A unit is about one field of an answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RateSettings {
    /// Units a second of one user or, without a token, of one address. Default 20,000.
    pub per_second: u64,
    /// Units that may be used at once. Default 400,000.
    pub burst: u64,
    /// What an operation with a password, token or invitation costs beside its fields. Default 2,000.
    pub credential_cost: u64,
}

impl Default for RateSettings {
    fn default() -> Self {
        Self { per_second: 20_000, burst: 400_000, credential_cost: 2_000 }
    }
}

/// `[redis]`: where limits are counted for all gateways together.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RedisSettings {
    /// Such as `redis://localhost:6379`. Without it, and while it is down, each gateway counts for itself. Default none.
    pub url: Option<SecretString>,
    /// The password, in place of one in the URL: for a file of its own, with any characters. Default none.
    pub password: Option<SecretString>,
    /// How long an answer may take. Default 50 ms.
    #[serde(with = "hc_types::duration")]
    pub timeout: Duration,
}

impl Default for RedisSettings {
    fn default() -> Self {
        Self { url: None, password: None, timeout: Duration::from_millis(50) }
    }
}

/// Lists that the environment gives as one text.
mod list {
    use std::fmt::Display;
    use std::str::FromStr;

    use ipnet::IpNet;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer};

    #[derive(Deserialize)]
    #[serde(untagged, expecting = "a list, or texts separated by commas")]
    enum Texts {
        One(String),
        Many(Vec<String>),
    }

    pub fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
        Ok(match Texts::deserialize(deserializer)? {
            Texts::Many(texts) => texts,
            Texts::One(text) => {
                text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
            }
        })
    }

    pub fn networks<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<IpNet>, D::Error> {
        texts(deserializer)?.iter().map(|text| network(text).map_err(D::Error::custom)).collect()
    }

    /// A network, or the address of a single proxy.
    fn network(text: &str) -> Result<IpNet, impl Display> {
        text.parse().or_else(|_| std::net::IpAddr::from_str(text).map(IpNet::from))
    }
}
