//! Every knob, its default and its unit.

use std::{net::SocketAddr, time::Duration};

use hc_chassis::ChassisSettings;
use hc_events::BrokerSettings;
use hc_rpc::{GrpcSettings, TlsSettings};
use hc_storage::DatabaseSettings;
use hc_vault::KekSettings;
use serde::Deserialize;

/// The settings of `auth`: a TOML file, and `AUTH_<SECTION>__<KEY>` on top of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// `[log]`, `[telemetry]`, `[admin]` and the drain timeout.
    #[serde(flatten)]
    pub chassis: ChassisSettings,
    /// `[grpc]`: the port for other services.
    pub grpc: GrpcSettings,
    /// `[tls]`: this service's certificate.
    pub tls: TlsSettings,
    /// `[database]`
    pub database: DatabaseSettings,
    /// `[broker]`
    pub broker: BrokerSettings,
    /// `[http]`: the port for everybody, with the JWKS and the discovery documents.
    #[serde(default)]
    pub http: HttpSettings,
    /// `[issuer]`
    pub issuer: IssuerSettings,
    /// `[keys]`
    pub keys: KekSettings,
    /// `[tokens]`
    #[serde(default)]
    pub tokens: TokenSettings,
    /// `[sessions]`
    #[serde(default)]
    pub sessions: SessionSettings,
    /// `[hashing]`
    #[serde(default)]
    pub hashing: HashingSettings,
    /// `[passwords]`
    #[serde(default)]
    pub passwords: PasswordSettings,
    /// `[mail_links]`
    #[serde(default)]
    pub mail_links: MailLinkSettings,
}

/// `[http]`, or `AUTH_HTTP__LISTEN`.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HttpSettings {
    /// Where HTTP is served. Default `127.0.0.1:3004`.
    pub listen: SocketAddr,
}

/// `[issuer]`, or `AUTH_ISSUER__URL`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuerSettings {
    /// The URL under which this service is reached from outside, without a slash at the end: the `iss` of tokens and
    /// the base of the discovery documents, so never taken from a request. For example `https://auth.example.com`.
    pub url: String,
}

/// `[tokens]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TokenSettings {
    /// The `aud` of access tokens. Default `hostingco`.
    pub audience: String,
    /// How long an access token lives; at most 15 min, because it bounds what a cut network can hide. Default 5 min.
    #[serde(with = "hc_types::duration")]
    pub access_lifetime: Duration,
    /// How long a signing key signs. Default 30 d.
    #[serde(with = "hc_types::duration")]
    pub signing_key_lifetime: Duration,
}

/// `[sessions]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SessionSettings {
    /// A session that is not used for this long ends. Default 14 d.
    #[serde(with = "hc_types::duration")]
    pub idle: Duration,
    /// A session ends after this long in any case. Default 90 d.
    #[serde(with = "hc_types::duration")]
    pub absolute: Duration,
    /// How long a spent refresh token is answered with the same successor again, for clients that lost the answer; 0 to
    /// 60 s, 0 is strict. Default 30 s.
    #[serde(with = "hc_types::duration")]
    pub retry_window: Duration,
    /// How long ended sessions are kept. Default 30 d.
    #[serde(with = "hc_types::duration")]
    pub keep_ended: Duration,
    /// The registered web clients: services that hold the sessions of their users' browsers, by the name in their
    /// certificates. Default `["console"]`.
    pub web_clients: Vec<String>,
}

/// `[hashing]`: Argon2id, by OWASP's minimum.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HashingSettings {
    /// The memory of one hash in KiB, at most 65,536. Default 19,456.
    pub memory_kib: u32,
    /// Passes over it, at most 10. Default 2.
    pub passes: u32,
    /// Threads that hash; memory is bounded by threads × `memory_kib`. Default 0: as many as the process has cores.
    pub threads: usize,
}

/// `[passwords]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PasswordSettings {
    /// The fewest characters of a password, 8 to 64. Default 8; NIST SP 800-63B-4 asks 15 where the password is all.
    pub min_length: usize,
}

/// `[mail_links]`: links that go out by mail.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MailLinkSettings {
    /// How long a link works that verifies an address; 10 min to 30 d. Default 3 d.
    #[serde(with = "hc_types::duration")]
    pub verify_lifetime: Duration,
    /// How long a link works that sets a new password; 5 min to 24 h. Default 30 min.
    #[serde(with = "hc_types::duration")]
    pub reset_lifetime: Duration,
    /// How many mails an address gets in an hour, however many are asked for; 1 to 1,000. Default 3.
    pub per_address: u32,
    /// How many mails one source (an IPv4 address, a /64 of IPv6) gets sent in an hour; 1 to 1,000,000. Default 10.
    pub per_source: u32,
}

impl Default for MailLinkSettings {
    fn default() -> Self {
        Self { verify_lifetime: DAY * 3, reset_lifetime: Duration::from_mins(30), per_address: 3, per_source: 10 }
    }
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self { listen: SocketAddr::from(([127, 0, 0, 1], 3004)) }
    }
}

impl Default for TokenSettings {
    fn default() -> Self {
        Self {
            audience: "hostingco".to_owned(),
            access_lifetime: Duration::from_mins(5),
            signing_key_lifetime: DAY * 30,
        }
    }
}

impl Default for SessionSettings {
    fn default() -> Self {
        Self {
            idle: DAY * 14,
            absolute: DAY * 90,
            retry_window: Duration::from_secs(30),
            keep_ended: DAY * 30,
            web_clients: vec!["console".to_owned()],
        }
    }
}

impl Default for HashingSettings {
    fn default() -> Self {
        Self { memory_kib: 19_456, passes: 2, threads: 0 }
    }
}

impl Default for PasswordSettings {
    fn default() -> Self {
        Self { min_length: 8 }
    }
}

const DAY: Duration = Duration::from_hours(24);

impl hc_chassis::Settings for Settings {
    fn check(&self) -> anyhow::Result<()> {
        self.check_values()?;
        self.tls.check("auth")
    }
}

impl Settings {
    /// Checks what no type can: limits, and settings that must fit together. The error names the key.
    pub fn check_values(&self) -> anyhow::Result<()> {
        anyhow::ensure!(
            self.issuer.url.starts_with("http") && !self.issuer.url.ends_with('/'),
            "setting `issuer.url` is an URL without a slash at the end, not {:?}",
            self.issuer.url
        );
        let access = self.tokens.access_lifetime;
        anyhow::ensure!(
            access >= Duration::from_secs(30) && access <= Duration::from_mins(15),
            "setting `tokens.access_lifetime` is 30 s to 15 min"
        );
        anyhow::ensure!(
            self.tokens.signing_key_lifetime >= DAY,
            "setting `tokens.signing_key_lifetime` is at least 1 d"
        );
        anyhow::ensure!(
            self.sessions.retry_window <= Duration::from_mins(1),
            "setting `sessions.retry_window` is at most 60 s"
        );
        anyhow::ensure!(
            self.sessions.idle > access && self.sessions.absolute >= self.sessions.idle,
            "setting `sessions.idle` is longer than an access token lives and not longer than `sessions.absolute`"
        );
        anyhow::ensure!(
            (8..=64).contains(&self.passwords.min_length),
            "setting `passwords.min_length` is 8 to 64, not {}",
            self.passwords.min_length
        );
        let links = &self.mail_links;
        anyhow::ensure!(
            (Duration::from_mins(10)..=DAY * 30).contains(&links.verify_lifetime),
            "setting `mail_links.verify_lifetime` is 10 min to 30 d"
        );
        anyhow::ensure!(
            (Duration::from_mins(5)..=DAY).contains(&links.reset_lifetime),
            "setting `mail_links.reset_lifetime` is 5 min to 24 h"
        );
        anyhow::ensure!(
            (1..=1_000).contains(&links.per_address),
            "setting `mail_links.per_address` is 1 to 1,000, not {}",
            links.per_address
        );
        anyhow::ensure!(
            (1..=1_000_000).contains(&links.per_source),
            "setting `mail_links.per_source` is 1 to 1,000,000, not {}",
            links.per_source
        );
        anyhow::ensure!(self.hashing.threads <= 64, "setting `hashing.threads` is at most 64");
        Ok(())
    }
}
