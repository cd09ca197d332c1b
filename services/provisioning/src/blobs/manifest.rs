use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::Digest;

/// The content of a release: which path answers with which blob. Sorted by path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    files: Vec<ManifestFile>,
}

/// One file of a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestFile {
    /// Where it stands: `assets/app.js`.
    pub path: String,
    /// Its content.
    pub blob: Digest,
    /// Its length in bytes.
    pub size: u64,
    /// Its media type, with a charset where it is text.
    #[serde(rename = "type")]
    pub media_type: String,
    /// The same content in brotli, where that is worth it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub br: Option<Encoded>,
    /// The same content in gzip, where that is worth it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gzip: Option<Encoded>,
}

/// A compressed form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Encoded {
    /// The compressed bytes.
    pub blob: Digest,
    /// How many there are.
    pub size: u64,
}

impl Manifest {
    /// A manifest of files in any order; their paths differ, which the archive's reader has seen to.
    pub fn new(mut files: Vec<ManifestFile>) -> Self {
        files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        Self { files }
    }

    /// The files by path.
    pub fn files(&self) -> &[ManifestFile] {
        &self.files
    }

    /// What the manifest is known by. Compressed forms don't count: another compressor makes no other release.
    pub fn id(&self) -> Digest {
        let mut hasher = Sha256::new();
        for file in &self.files {
            for part in [file.path.as_bytes(), b"\0", file.blob.bytes(), file.media_type.as_bytes(), b"\n"] {
                hasher.update(part);
            }
        }
        Digest::finish(hasher)
    }

    /// The bytes of all files, uncompressed.
    pub fn total_bytes(&self) -> u64 {
        self.files.iter().map(|file| file.size).fold(0, u64::saturating_add)
    }

    /// Every blob that it needs, compressed forms too.
    pub fn blobs(&self) -> impl Iterator<Item = Digest> {
        self.files
            .iter()
            .flat_map(|file| [Some(file.blob), file.br.map(|form| form.blob), file.gzip.map(|form| form.blob)])
            .flatten()
    }
}
