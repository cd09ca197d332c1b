use std::time::Duration;

use hc_types::{InstanceId, OrganizationId, ReleaseId, Timestamp};

use super::instance::words;

/// How long the hashed assets of a release stay answerable after another one took its place.
pub const ASSETS_STAY: Duration = Duration::from_hours(24);

words! {
    /// Where a release stands.
    ReleaseStatus {
        /// Complete, not live yet.
        Uploaded = "uploaded",
        /// What visitors see.
        Live = "live",
        /// Was live; can be again.
        Superseded = "superseded",
        /// Could not be put live.
        Failed = "failed",
    }
}

/// A version of an instance's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// Its id.
    pub id: ReleaseId,
    /// What it is a version of.
    pub instance: InstanceId,
    /// Whose that is.
    pub organization: OrganizationId,
    /// Counts up from 1 for each instance.
    pub version: i32,
    /// Where it stands.
    pub status: ReleaseStatus,
    /// The SHA-256 that its files are known by.
    pub manifest: [u8; 32],
    /// All its files together, in bytes.
    pub size_bytes: i64,
    /// How many files.
    pub file_count: i32,
    /// When another one took its place.
    pub superseded_at: Option<Timestamp>,
    /// When it was uploaded.
    pub created_at: Timestamp,
}
