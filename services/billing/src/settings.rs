//! Every knob of this service.

use std::time::Duration;

use hc_access::AccessSettings;
use hc_chassis::ChassisSettings;
use hc_events::BrokerSettings;
use hc_rpc::{GrpcSettings, PeerSettings, TlsSettings};
use hc_storage::DatabaseSettings;
use secrecy::SecretString;
use serde::Deserialize;

/// The settings file of `billing`; `BILLING_<SECTION>__<KEY>` goes on top of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// `[log]`, `[telemetry]`, `[admin]`.
    #[serde(flatten)]
    pub chassis: ChassisSettings,
    /// `[grpc]`
    #[serde(default)]
    pub grpc: GrpcSettings,
    /// `[tls]`
    pub tls: TlsSettings,
    /// `[database]`
    pub database: DatabaseSettings,
    /// `[broker]`
    pub broker: BrokerSettings,
    /// `[access]`
    #[serde(default)]
    pub access: AccessSettings,
    /// `[peers.<service>]`: `auth`, `accounts` and `provisioning`.
    pub peers: Peers,
    /// `[orders]`
    pub orders: OrderSettings,
    /// `[payments]`
    #[serde(default)]
    pub payments: PaymentSettings,
}

impl hc_chassis::Settings for Settings {
    fn check(&self) -> anyhow::Result<()> {
        self.tls.check("billing")
    }
}

/// The services that this one asks.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Peers {
    /// `[peers.auth]`: who is signed in.
    pub auth: PeerSettings,
    /// `[peers.accounts]`: who may do what.
    pub accounts: PeerSettings,
    /// `[peers.provisioning]`: who holds capacity.
    pub provisioning: PeerSettings,
}

/// `[orders]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderSettings {
    /// What previews are signed with: at least 32 characters, the same in every replica. Required.
    pub preview_key: SecretString,
    /// How many orders of one organization may wait to be paid; each holds capacity until it lapses. Default 20.
    #[serde(default = "open_at_most")]
    pub open_at_most: u32,
}

const fn open_at_most() -> u32 {
    20
}

/// `[payments]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PaymentSettings {
    /// Whether the `test` provider takes payments, which moves no money. Never where customers order. Default no.
    pub test_provider: bool,
    /// How long a provider may take to answer a charge; then the payment waits and the provider is asked. 1 s to 60 s.
    /// Default 10 s.
    #[serde(with = "hc_types::duration")]
    pub charge_timeout: Duration,
}

impl Default for PaymentSettings {
    fn default() -> Self {
        Self { test_provider: false, charge_timeout: Duration::from_secs(10) }
    }
}
