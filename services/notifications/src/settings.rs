//! Every knob, its default and its unit.

mod webhooks;

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use anyhow::Context as _;
use hc_access::AccessSettings;
use hc_chassis::ChassisSettings;
use hc_events::BrokerSettings;
use hc_rpc::{GrpcSettings, PeerSettings, TlsSettings};
use hc_storage::DatabaseSettings;
use hc_vault::KekSettings;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

pub use self::webhooks::WebhookSettings;

use crate::domain::{
    brand::{self, Brand, Color},
    unsubscribe::Unsubscriptions,
};

/// The settings of `notifications`: a TOML file, and `NOTIFICATIONS_<SECTION>__<KEY>` on top of it.
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
    /// `[peers]`
    pub peers: Peers,
    /// `[access]`: which tokens are ours.
    #[serde(default)]
    pub access: AccessSettings,
    /// `[http]`: the port for browsers and mail programs.
    #[serde(default)]
    pub http: HttpSettings,
    /// `[console]`
    #[serde(default)]
    pub console: ConsoleSettings,
    /// `[smtp]`: the mail server.
    pub smtp: SmtpSettings,
    /// `[brand]`: how mails look.
    #[serde(default)]
    pub brand: BrandSettings,
    /// `[unsubscribe]`
    pub unsubscribe: UnsubscribeSettings,
    /// `[keys]`: what encrypts the signing secrets of webhooks.
    pub keys: KekSettings,
    /// `[webhooks]`
    #[serde(default)]
    pub webhooks: WebhookSettings,
    /// `[retention]`
    #[serde(default)]
    pub retention: RetentionSettings,
}

impl hc_chassis::Settings for Settings {
    fn check(&self) -> anyhow::Result<()> {
        self.tls.check("notifications")
    }
}

/// `[peers]`: the services that this one asks.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Peers {
    /// `[peers.auth]`: who people are.
    pub auth: PeerSettings,
    /// `[peers.accounts]`: who belongs to an organization.
    pub accounts: PeerSettings,
    /// `[peers.billing]`: what was ordered and billed.
    pub billing: PeerSettings,
    /// `[peers.provisioning]`: what runs.
    pub provisioning: PeerSettings,
}

/// `[http]`, or `NOTIFICATIONS_HTTP__LISTEN`: unsubscribing without signing in.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HttpSettings {
    /// Where HTTP is served. Default `127.0.0.1:3005`.
    pub listen: SocketAddr,
    /// The URL under which it is reached from outside, without a slash at the end; the links in mails lead there. Default
    /// `http://localhost:3005`.
    pub public_url: String,
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self { listen: SocketAddr::from(([127, 0, 0, 1], 3005)), public_url: "http://localhost:3005".to_owned() }
    }
}

/// `[console]`, or `NOTIFICATIONS_CONSOLE__URL`.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ConsoleSettings {
    /// Where people use the product: the links in mails lead there, so it is never taken from a request. Default
    /// `http://localhost:3000`.
    pub url: String,
}

impl Default for ConsoleSettings {
    fn default() -> Self {
        Self { url: "http://localhost:3000".to_owned() }
    }
}

/// How the way to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// TLS after `STARTTLS` (RFC 3207). A server that does not offer it gets no mail.
    #[default]
    Starttls,
    /// TLS from the first byte (RFC 8314).
    Tls,
    /// None at all; for a mail server on this machine.
    None,
}

/// `[smtp]`, or `NOTIFICATIONS_SMTP__HOST`: the mail server that takes all mails.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmtpSettings {
    /// Its name, which its certificate must have. Required.
    pub host: String,
    /// Its port. Default 587; 465 is usual for `tls`.
    #[serde(default = "submission_port")]
    pub port: u16,
    /// `starttls`, `tls` or `none`. Default `starttls`.
    #[serde(default)]
    pub security: Security,
    /// A certificate authority to believe instead of the system's, PEM.
    #[serde(default)]
    pub ca: Option<PathBuf>,
    /// Who we are to it. Together with `password`, and never without TLS.
    #[serde(default)]
    pub username: Option<String>,
    /// The password.
    #[serde(default)]
    pub password: Option<SecretString>,
    /// The address that mails come from. Required.
    pub from: String,
    /// The address that mails come back to which cannot be delivered. Default: `from`.
    #[serde(default)]
    pub bounces_to: Option<String>,
    /// What we call ourselves in `EHLO`. Default: the domain of that address.
    #[serde(default)]
    pub hello: Option<String>,
    /// How long connecting and each step before the mail itself may take. Default 10 s.
    #[serde(with = "hc_types::duration", default = "step_timeout")]
    pub timeout: Duration,
    /// How long the mail server may take to accept a mail. Default 60 s.
    #[serde(with = "hc_types::duration", default = "taking_timeout")]
    pub taking_timeout: Duration,
    /// How many connections are kept open without a mail to send. Default 4.
    #[serde(default = "idle_connections")]
    pub idle_connections: usize,
    /// For how long. Default 30 s.
    #[serde(with = "hc_types::duration", default = "idle_for")]
    pub idle_for: Duration,
}

const fn submission_port() -> u16 {
    587
}

const fn step_timeout() -> Duration {
    Duration::from_secs(10)
}

const fn taking_timeout() -> Duration {
    Duration::from_mins(1)
}

const fn idle_connections() -> usize {
    4
}

const fn idle_for() -> Duration {
    Duration::from_secs(30)
}

/// `[brand]`: how mails look where an organization has not set it otherwise.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BrandSettings {
    /// The name in head and footer. Default `HostingCo`.
    pub name: String,
    /// The colour of buttons, `#rrggbb`. Default `#4338ca`.
    pub color: String,
    /// An image over https, instead of the name in the head. Default none: then a mail loads nothing from anywhere.
    pub logo_url: Option<String>,
    /// Where answers go. Default `support@hostingco.example`.
    pub support_email: String,
    /// Who sends, as the law wants it; lines allowed.
    pub legal_footer: String,
}

impl Default for BrandSettings {
    fn default() -> Self {
        Self {
            name: "HostingCo".to_owned(),
            color: "#4338ca".to_owned(),
            logo_url: None,
            support_email: "support@hostingco.example".to_owned(),
            legal_footer: String::new(),
        }
    }
}

impl BrandSettings {
    /// The brand of the platform.
    pub fn brand(&self) -> anyhow::Result<Brand> {
        Ok(Brand {
            name: brand::name(&self.name).context("[brand] name")?,
            color: Color::parse(&self.color).context("[brand] color")?,
            logo_url: self.logo_url.as_deref().map(brand::logo_url).transpose().context("[brand] logo_url")?,
            support_email: brand::support_email(&self.support_email).context("[brand] support_email")?,
            legal_footer: brand::legal_footer(&self.legal_footer).context("[brand] legal_footer")?,
        })
    }
}

/// `[unsubscribe]`: the secret behind the links that end a topic's mails.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnsubscribeSettings {
    /// At least 32 characters that nobody can guess. Required; who changes it makes all links in old mails useless, unless the
    /// old one goes on as `previous_key`.
    pub key: SecretString,
    /// The key before, whose links still work.
    #[serde(default)]
    pub previous_key: Option<SecretString>,
}

impl UnsubscribeSettings {
    /// What makes and reads the tokens.
    pub fn unsubscriptions(&self) -> anyhow::Result<Unsubscriptions> {
        let keys = [Some(&self.key), self.previous_key.as_ref()].into_iter().flatten();
        let keys: Vec<_> = keys.map(|key| key.expose_secret().trim()).collect();
        anyhow::ensure!(keys.iter().all(|key| key.len() >= 32), "[unsubscribe] a key has at least 32 characters");
        Ok(Unsubscriptions::new(keys))
    }
}

/// `[retention]`: how long what was told is kept.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RetentionSettings {
    /// Entries of feeds. Default 90 d.
    #[serde(with = "hc_types::duration")]
    pub notifications: Duration,
    /// The delivery log of mails, with addresses. Default 180 d.
    #[serde(with = "hc_types::duration")]
    pub mails: Duration,
}

impl Default for RetentionSettings {
    fn default() -> Self {
        let days = |days: u64| Duration::from_hours(days * 24);
        Self { notifications: days(90), mails: days(180) }
    }
}
