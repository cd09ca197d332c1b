//! What is served, as the driver writes it and the site server reads it: a file per instance under `sites/`, and a journal
//! that says which of them changed.
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hc_types::{InstanceId, OrganizationId};
use serde::{Deserialize, Serialize};

use crate::blobs::{Digest, write_atomically};

/// Once the journal is this long it is begun afresh; whoever reads it then looks at everything once.
const JOURNAL_BYTES: u64 = 1 << 20;

/// One instance on this engine. It outlives the site by a while as a gravestone: the generation and the fence in it
/// refuse a command that was overtaken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteRecord {
    /// Whose resources these are; an engine may carry those of several installations.
    pub installation: String,
    /// The instance.
    pub instance: InstanceId,
    /// Whose blobs it serves.
    pub organization: OrganizationId,
    /// The generation of the desired state that was applied.
    pub generation: u64,
    /// The highest lease that has written here.
    pub fence: u64,
    /// What is served; absent once it was removed.
    pub site: Option<SiteSpec>,
}

/// The whole desired state of a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteSpec {
    /// What the customer calls it.
    pub name: String,
    /// The host names that it answers, in lower case and without a port.
    pub hosts: Vec<String>,
    /// Whether the suspension page takes the place of everything.
    pub suspended: bool,
    /// The manifest that is live; absent before the first release.
    pub release: Option<Digest>,
    /// Manifests that were live shortly before: their hashed assets stay answerable.
    pub previous: Vec<Previous>,
}

/// A manifest that was live.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Previous {
    /// The manifest.
    pub manifest: Digest,
    /// Until when its hashed assets answer, in seconds since 1970.
    pub until: i64,
}

impl SiteSpec {
    /// What tells two wishes apart. Earlier releases don't count: they fade by themselves.
    pub fn hash(&self) -> Digest {
        let wish = (&self.name, &self.hosts, self.suspended, &self.release);
        Digest::of(&serde_json::to_vec(&wish).expect("strings and digests are always JSON"))
    }
}

/// The folder with all records.
#[derive(Debug, Clone)]
pub struct StateDir {
    folder: Arc<Path>,
}

/// Keeps others from changing records; released on drop.
pub struct StateLock<'a> {
    folder: &'a Path,
    _file: File,
}

impl StateDir {
    /// The records under a root, which are made where they are missing.
    pub fn open(root: &Path) -> io::Result<Self> {
        let folder = root.join("sites");
        fs::create_dir_all(&folder)?;
        Ok(Self { folder: folder.into() })
    }

    /// The file that grows with each change.
    pub fn journal(&self) -> PathBuf {
        self.folder.join("journal")
    }

    /// Where an instance's record stands.
    pub fn path(&self, instance: InstanceId) -> PathBuf {
        self.folder.join(format!("{instance}.json"))
    }

    /// Reads a record; `None` where there is none.
    pub fn read(&self, instance: InstanceId) -> io::Result<Option<SiteRecord>> {
        match fs::read(self.path(instance)) {
            Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Every instance that has a record.
    pub fn list(&self) -> io::Result<Vec<(InstanceId, fs::Metadata)>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let id = name.to_str().and_then(|name| name.strip_suffix(".json")).and_then(|id| id.parse().ok());
            let Some(id) = id else { continue };
            match entry.metadata() {
                Ok(metadata) => found.push((id, metadata)),
                // Replaced or removed between the two looks.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(found)
    }

    /// Waits for the right to change records.
    pub fn lock(&self) -> io::Result<StateLock<'_>> {
        let file =
            OpenOptions::new().create(true).truncate(false).write(true).read(true).open(self.folder.join(".lock"))?;
        file.lock()?;
        Ok(StateLock { folder: &self.folder, _file: file })
    }
}

impl StateLock<'_> {
    /// Replaces a record durably and tells whoever watches the journal.
    pub fn write(&self, record: &SiteRecord) -> io::Result<()> {
        write_atomically(&self.folder.join(format!("{}.json", record.instance)), &serde_json::to_vec(record)?)?;
        self.announce(record.instance)
    }

    /// Takes a record away for good.
    pub fn delete(&self, instance: InstanceId) -> io::Result<()> {
        match fs::remove_file(self.folder.join(format!("{instance}.json"))) {
            Ok(()) => self.announce(instance),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn announce(&self, instance: InstanceId) -> io::Result<()> {
        let path = self.folder.join("journal");
        if fs::metadata(&path).is_ok_and(|journal| journal.len() > JOURNAL_BYTES) {
            return write_atomically(&path, format!("{instance}\n").as_bytes());
        }
        OpenOptions::new().create(true).append(true).open(&path)?.write_all(format!("{instance}\n").as_bytes())
    }
}
