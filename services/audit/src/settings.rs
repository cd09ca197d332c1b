//! Every knob, its default and its unit.

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use hc_access::AccessSettings;
use hc_chassis::ChassisSettings;
use hc_events::BrokerSettings;
use hc_rpc::{GrpcSettings, PeerSettings, TlsSettings};
use hc_storage::DatabaseSettings;
use hc_types::OrganizationId;
use serde::Deserialize;

use crate::domain::class::Class;

/// The settings of `audit`: a TOML file, and `AUDIT_<SECTION>__<KEY>` on top of it.
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
    /// `[recording]`
    #[serde(default)]
    pub recording: RecordingSettings,
    /// `[retention]`
    #[serde(default)]
    pub retention: RetentionSettings,
    /// `[verification]`
    #[serde(default)]
    pub verification: VerificationSettings,
    /// `[replays]`
    #[serde(default)]
    pub replays: ReplaySettings,
}

impl hc_chassis::Settings for Settings {
    fn check(&self) -> anyhow::Result<()> {
        self.tls.check("audit")
    }
}

/// `[peers]`: the services that this one asks.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Peers {
    /// `[peers.auth]`: whose session it was, and from where.
    pub auth: PeerSettings,
    /// `[peers.accounts]`: who belongs to an organization.
    pub accounts: PeerSettings,
}

/// `[recording]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RecordingSettings {
    /// How many waiting events are recorded in one transaction at most, 1 to 1,000. Default 256.
    pub batch: u16,
}

impl Default for RecordingSettings {
    fn default() -> Self {
        Self { batch: 256 }
    }
}

/// `[retention]`: how long what is kept.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RetentionSettings {
    /// `[retention.classes.<name>]`. What no rule sorts elsewhere is in `standard`, which is always there.
    pub classes: BTreeMap<Class, ClassSettings>,
    /// `[[retention.rules]]`: the first that fits an event decides its class. A new rule holds for what is recorded from
    /// then on.
    pub rules: Vec<ClassRule>,
    /// Where months are written to, as `<class>-<yyyy-mm>.ndjson.gz`, before they go. None by default: then a class with
    /// `export` does not start.
    pub export_directory: Option<PathBuf>,
    /// How long the address and the user agent of a session are kept, in days: data of people, and no part of the record.
    /// Default 180.
    pub origin_days: u16,
    /// How often old months and origins are looked for. Default 6 h.
    #[serde(with = "hc_types::duration")]
    pub every: Duration,
}

impl Default for RetentionSettings {
    fn default() -> Self {
        Self {
            classes: BTreeMap::new(),
            rules: Vec::new(),
            export_directory: None,
            origin_days: 180,
            every: Duration::from_hours(6),
        }
    }
}

/// `[retention.classes.<name>]`
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ClassSettings {
    /// How many months are kept after the one in which something was recorded; 0 keeps everything for ever. Default 0.
    pub months: u16,
    /// Whether a month is written to a file before it goes. Default no.
    pub export: bool,
}

/// `[[retention.rules]]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassRule {
    /// Only this organization's events.
    pub organization: Option<OrganizationId>,
    /// Only events of this type, or beginning so: `provisioning.operation`.
    pub r#type: Option<String>,
    /// Where they belong.
    pub class: Class,
}

/// `[verification]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct VerificationSettings {
    /// How often every chain is verified from where it was verified before. Default 24 h.
    #[serde(with = "hc_types::duration")]
    pub every: Duration,
    /// How often every chain is recomputed as a whole. Default 7 d.
    #[serde(with = "hc_types::duration")]
    pub whole_every: Duration,
    /// Up to how many events a caller's question recomputes the whole chain. Of longer ones what came after the last
    /// verification. Default 20,000.
    pub whole_at_most: i64,
}

impl Default for VerificationSettings {
    fn default() -> Self {
        Self { every: Duration::from_hours(24), whole_every: Duration::from_hours(7 * 24), whole_at_most: 20_000 }
    }
}

/// `[replays]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReplaySettings {
    /// How many replays may be under way or paused at once. Default 10.
    pub open_at_most: u32,
    /// A replay waits while its queue holds more messages than this, so that what is new never waits long behind what is
    /// old. Default 500.
    pub queue_at_most: u32,
}

impl Default for ReplaySettings {
    fn default() -> Self {
        Self { open_at_most: 10, queue_at_most: 500 }
    }
}
