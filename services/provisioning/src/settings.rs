//! Every knob, its default and its unit.
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use hc_access::AccessSettings;
use hc_chassis::ChassisSettings;
use hc_events::BrokerSettings;
use hc_rpc::{GrpcSettings, PeerSettings, TlsSettings};
use hc_storage::DatabaseSettings;
use serde::Deserialize;

use crate::sites::SitesSettings;

/// The settings of `provisioning`: a TOML file, and `PROVISIONING_<SECTION>__<KEY>` on top of it. The sites role needs
/// `[blobs]` and `[sites]` only.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// `[log]`, `[telemetry]`, `[admin]` and the drain timeout.
    #[serde(flatten)]
    pub chassis: ChassisSettings,
    /// `[grpc]`: the port for other services.
    #[serde(default)]
    pub grpc: GrpcSettings,
    /// `[tls]`: this service's certificate.
    pub tls: Option<TlsSettings>,
    /// `[database]`
    pub database: Option<DatabaseSettings>,
    /// `[broker]`
    pub broker: Option<BrokerSettings>,
    /// `[access]`
    #[serde(default)]
    pub access: AccessSettings,
    /// `[peers]`
    pub peers: Option<Peers>,
    /// `[blobs]`
    pub blobs: BlobSettings,
    /// `[sites]`
    #[serde(default)]
    pub sites: SitesSettings,
    /// `[uploads]`
    #[serde(default)]
    pub uploads: UploadSettings,
    /// `[reservations]`
    #[serde(default)]
    pub reservations: ReservationSettings,
    /// `[reconciler]`
    #[serde(default)]
    pub reconciler: ReconcilerSettings,
}

impl hc_chassis::Settings for Settings {
    fn check(&self) -> anyhow::Result<()> {
        self.tls.as_ref().map_or(Ok(()), |tls| tls.check("provisioning"))
    }
}

/// `[peers.<service>]`: who is asked.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Peers {
    /// Sessions and keys.
    pub auth: PeerSettings,
    /// Memberships.
    pub accounts: PeerSettings,
    /// What is paid for.
    pub billing: PeerSettings,
}

/// `[blobs]`: where sites live on disk. All roles share it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlobSettings {
    /// The folder for content, manifests and the records of the sites; on one file system. Required.
    pub directory: PathBuf,
    /// The name that marks what is ours, for engines that carry several installations. Default `hostingco`.
    #[serde(default = "installation")]
    pub installation: String,
}

/// `[uploads]`: what an archive may be.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct UploadSettings {
    /// The most bytes of an archive. Default 536870912 (512 MiB). How large it may unfold is the plan's.
    pub max_bytes: u64,
    /// The most bytes of one file in it. Default 268435456 (256 MiB).
    pub max_file_bytes: u64,
    /// How many times larger than the archive its content may be. Default 200.
    pub max_ratio: u64,
    /// How many archives are read at once; more wait. Default 2.
    pub concurrency: usize,
    /// How long an upload may pause. Default 30 s.
    #[serde(with = "hc_types::duration")]
    pub idle_timeout: Duration,
}

impl Default for UploadSettings {
    fn default() -> Self {
        Self {
            max_bytes: 512 << 20,
            max_file_bytes: 256 << 20,
            max_ratio: 200,
            concurrency: 2,
            idle_timeout: Duration::from_secs(30),
        }
    }
}

/// `[reservations]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReservationSettings {
    /// How long capacity is held between a question and the order that follows. Default 30 min.
    #[serde(with = "hc_types::duration")]
    pub hold: Duration,
}

impl Default for ReservationSettings {
    fn default() -> Self {
        Self { hold: Duration::from_mins(30) }
    }
}

/// `[reconciler]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReconcilerSettings {
    /// How many instances are worked on at once by one process. Default 16.
    pub concurrency: usize,
    /// How many of one organization's at once, over all processes. Default 8.
    pub per_organization: i64,
    /// How long a lease holds without being renewed: when its holder hangs, the time until another
    /// process goes on (a holder that was killed is known at once). Default 15 s.
    #[serde(with = "hc_types::duration")]
    pub lease: Duration,
    /// How often is looked for work that no commit of this process has announced. Default 500 ms.
    #[serde(with = "hc_types::duration")]
    pub poll: Duration,
    /// How often an instance that is as wanted is looked at, on average. Default 5 min.
    #[serde(with = "hc_types::duration")]
    pub resync: Duration,
    /// How long one call of an engine may take. Default 30 s.
    #[serde(with = "hc_types::duration")]
    pub apply_timeout: Duration,
    /// How long an operation is tried before it fails. Default 30 min.
    #[serde(with = "hc_types::duration")]
    pub budget: Duration,
    /// How often all that engines show is compared with all that is wanted, and that with what is paid. Default 60 s.
    #[serde(with = "hc_types::duration")]
    pub compare: Duration,
}

impl Default for ReconcilerSettings {
    fn default() -> Self {
        Self {
            concurrency: 16,
            per_organization: 8,
            lease: Duration::from_secs(15),
            poll: Duration::from_millis(500),
            resync: Duration::from_mins(5),
            apply_timeout: Duration::from_secs(30),
            budget: Duration::from_mins(30),
            compare: Duration::from_mins(1),
        }
    }
}

impl Settings {
    /// `[database]`, for all but the sites role.
    pub fn database(&self) -> anyhow::Result<&DatabaseSettings> {
        self.database.as_ref().context("setting `database.url` (or PROVISIONING_DATABASE__URL) is missing")
    }

    /// `[broker]`, for the control role.
    pub fn broker(&self) -> anyhow::Result<&BrokerSettings> {
        self.broker.as_ref().context("setting `broker.url` (or PROVISIONING_BROKER__URL) is missing")
    }

    /// `[tls]`, for the control role.
    pub fn tls(&self) -> anyhow::Result<&TlsSettings> {
        self.tls.as_ref().context("settings `tls.ca`, `tls.certificate` and `tls.key` are missing")
    }

    /// `[peers]`, for the control role.
    pub fn peers(&self) -> anyhow::Result<&Peers> {
        self.peers
            .as_ref()
            .context("settings `peers.auth.url`, `peers.accounts.url` and `peers.billing.url` are missing")
    }
}

fn installation() -> String {
    "hostingco".to_owned()
}
