//! Every knob, its default and its unit.

use hc_access::AccessSettings;
use hc_chassis::ChassisSettings;
use hc_events::BrokerSettings;
use hc_rpc::{GrpcSettings, PeerSettings, TlsSettings};
use hc_storage::DatabaseSettings;
use serde::Deserialize;

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
