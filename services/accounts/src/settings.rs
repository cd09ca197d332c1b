//! Every knob, its default and its unit.

use std::time::Duration;

use hc_access::AccessSettings;
use hc_chassis::ChassisSettings;
use hc_events::BrokerSettings;
use hc_rpc::{GrpcSettings, PeerSettings, TlsSettings};
use hc_storage::DatabaseSettings;
use serde::Deserialize;

/// The settings of `accounts`: a TOML file, and `ACCOUNTS_<SECTION>__<KEY>` on top of it.
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
    /// `[console]`
    #[serde(default)]
    pub console: ConsoleSettings,
    /// `[organizations]`
    #[serde(default)]
    pub organizations: OrganizationSettings,
    /// `[invitations]`
    #[serde(default)]
    pub invitations: InvitationSettings,
}

impl hc_chassis::Settings for Settings {
    fn check(&self) -> anyhow::Result<()> {
        self.tls.check("accounts")
    }
}

/// `[peers]`: the services that this one asks.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Peers {
    /// `[peers.auth]`: who people are.
    pub auth: PeerSettings,
}

/// `[console]`, or `ACCOUNTS_CONSOLE__URL`.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ConsoleSettings {
    /// Where people use the product: the links in invitations lead there, so it is never taken from a request. Default
    /// `http://localhost:3000`.
    pub url: String,
}

impl Default for ConsoleSettings {
    fn default() -> Self {
        Self { url: "http://localhost:3000".to_owned() }
    }
}

/// `[organizations]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OrganizationSettings {
    /// How many organizations one user may own. Default 50.
    pub owned_at_most: u32,
}

impl Default for OrganizationSettings {
    fn default() -> Self {
        Self { owned_at_most: 50 }
    }
}

/// `[invitations]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct InvitationSettings {
    /// How long an invitation can be accepted. Default 7 d.
    #[serde(with = "hc_types::duration")]
    pub lifetime: Duration,
    /// How many invitations of one organization may be open at once. Default 100.
    pub open_at_most: u32,
}

impl Default for InvitationSettings {
    fn default() -> Self {
        Self { lifetime: Duration::from_hours(7 * 24), open_at_most: 100 }
    }
}
