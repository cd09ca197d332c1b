//! What sites are made of, on disk: `blobs/<organization>/<aa>/<sha256>` (immutable, one for equal content of one
//! organization) and `manifests/<organization>/<id>.json`. Never shared between organizations: whether an upload is already
//! there would tell one customer what another has.
mod build;
mod digest;
mod manifest;
mod media;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hc_types::OrganizationId;

pub use build::Builder;
pub use digest::Digest;
pub use manifest::{Encoded, Manifest, ManifestFile};

/// The folder that all roles share. Cheap to clone.
#[derive(Debug, Clone)]
pub struct BlobStore {
    root: Arc<Path>,
}

/// Keeps an organization's blobs as they are: shared while a release is built and recorded, exclusive while what nobody
/// refers to is deleted. Released on drop, also by the end of the process.
#[derive(Debug)]
pub struct BlobLock(#[expect(dead_code, reason = "the lock lives as long as the open file")] File);

impl BlobStore {
    /// The store in a folder, which is made where it is missing.
    pub fn open(root: &Path) -> io::Result<Self> {
        for part in ["blobs", "manifests", "spool"] {
            fs::create_dir_all(root.join(part))?;
        }
        Ok(Self { root: root.into() })
    }

    /// The folder of the store.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A nameless file for an upload; the system frees it with its last handle, also after a crash.
    pub fn spool(&self) -> io::Result<File> {
        tempfile::tempfile_in(self.root.join("spool"))
    }

    /// Opens a blob.
    pub fn blob(&self, of: OrganizationId, digest: &Digest) -> io::Result<File> {
        File::open(self.blob_path(of, digest))
    }

    /// Reads a manifest and checks that it is the one that its name says.
    pub fn manifest(&self, of: OrganizationId, id: &Digest) -> io::Result<Manifest> {
        let bytes = fs::read(self.manifest_path(of, id))?;
        let manifest: Manifest = serde_json::from_slice(&bytes)?;
        if manifest.id() != *id {
            return Err(io::Error::new(io::ErrorKind::InvalidData, format!("manifest {id} has other content")));
        }
        Ok(manifest)
    }

    /// Waits until nobody deletes blobs of the organization.
    pub fn lock(&self, of: OrganizationId) -> io::Result<BlobLock> {
        let file = self.lock_file(of)?;
        file.lock_shared()?;
        Ok(BlobLock(file))
    }

    /// Takes the organization's blobs for deleting; `None` while a release is being built.
    pub fn lock_exclusive(&self, of: OrganizationId) -> io::Result<Option<BlobLock>> {
        let file = self.lock_file(of)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(BlobLock(file))),
            Err(fs::TryLockError::WouldBlock) => Ok(None),
            Err(fs::TryLockError::Error(error)) => Err(error),
        }
    }

    /// Deletes the organization's manifests and blobs, but for `keep` and what it refers to. `lock` is proof that no
    /// release is being built. Answers how many files went.
    pub fn sweep(&self, of: OrganizationId, keep: &[Digest], _lock: &BlobLock) -> io::Result<usize> {
        let mut blobs = HashSet::new();
        for id in keep {
            match self.manifest(of, id) {
                Ok(manifest) => blobs.extend(manifest.blobs()),
                // An interrupted sweep of a release that is still recorded can't have happened: keep is what is recorded.
                Err(error) => return Err(error),
            }
        }
        let manifests: HashSet<Digest> = keep.iter().copied().collect();
        let mut gone = 0_usize;
        // Manifests first: one that is left behind must never name a blob that is gone.
        for file in list(&self.root.join("manifests").join(of.to_string()))? {
            let id = file.file_stem().and_then(|name| name.to_str()).and_then(|name| name.parse::<Digest>().ok());
            if id.is_none_or(|id| !manifests.contains(&id)) {
                fs::remove_file(&file)?;
                gone = gone.saturating_add(1);
            }
        }
        for shard in list(&self.blobs_of(of))? {
            if !shard.is_dir() {
                continue; // the lock
            }
            for file in list(&shard)? {
                let digest = file.file_name().and_then(|name| name.to_str()).and_then(|name| name.parse().ok());
                if digest.is_none_or(|digest| !blobs.contains(&digest)) {
                    fs::remove_file(&file)?;
                    gone = gone.saturating_add(1);
                }
            }
        }
        Ok(gone)
    }

    /// Deletes what a crash left in the spool; call it before the first upload.
    pub fn clear_spool(&self) -> io::Result<()> {
        for left in list(&self.root.join("spool"))? {
            // Another replica may share the folder: what it uses is locked.
            let busy =
                OpenOptions::new().read(true).open(left.join(".lock")).is_ok_and(|lock| lock.try_lock().is_err());
            if !busy && left.is_dir() {
                fs::remove_dir_all(&left)?;
            }
        }
        Ok(())
    }

    fn blobs_of(&self, of: OrganizationId) -> PathBuf {
        self.root.join("blobs").join(of.to_string())
    }

    fn blob_path(&self, of: OrganizationId, digest: &Digest) -> PathBuf {
        let name = digest.to_string();
        self.blobs_of(of).join(name.get(..2).unwrap_or_default()).join(name)
    }

    fn manifest_path(&self, of: OrganizationId, id: &Digest) -> PathBuf {
        self.root.join("manifests").join(of.to_string()).join(format!("{id}.json"))
    }

    fn lock_file(&self, of: OrganizationId) -> io::Result<File> {
        let folder = self.blobs_of(of);
        fs::create_dir_all(&folder)?;
        OpenOptions::new().create(true).truncate(false).read(true).write(true).open(folder.join(".lock"))
    }
}

/// Writes a file so that it is there in full or not at all, whatever happens meanwhile.
pub fn write_atomically(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|failed| failed.error)?;
    File::open(folder)?.sync_all()
}

fn list(folder: &Path) -> io::Result<Vec<PathBuf>> {
    match fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| entry.map(|entry| entry.path())).collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}
