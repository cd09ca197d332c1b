//! Every knob and its default.

use hc_chassis::ChassisSettings;
use hc_events::BrokerSettings;
use hc_storage::DatabaseSettings;
use serde::Deserialize;

/// A TOML file, and `INVOICES_<SECTION>__<KEY>` on top of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// `[log]`, `[telemetry]`, `[admin]` and the drain timeout.
    #[serde(flatten)]
    pub chassis: ChassisSettings,
    /// `[database]`: our own.
    pub database: DatabaseSettings,
    /// `[broker]`: HostingCo's, with our user, as in `amqp://ext.acme:secret@localhost:5672/%2f`.
    pub broker: BrokerSettings,
    /// `[events]`
    #[serde(default)]
    pub events: EventSettings,
}

impl hc_chassis::Settings for Settings {}

/// `[events]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EventSettings {
    /// Our queue, `ext.<client>.<purpose>`. Default `ext.acme.invoices`.
    pub queue: String,
}

impl Default for EventSettings {
    fn default() -> Self {
        Self { queue: "ext.acme.invoices".to_owned() }
    }
}
