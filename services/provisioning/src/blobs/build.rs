use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use flate2::{Compression, GzBuilder};
use hc_types::OrganizationId;
use sha2::{Digest as _, Sha256};

use crate::domain::site_path::SitePath;

use super::{BlobLock, BlobStore, Digest, Encoded, Manifest, ManifestFile, media, write_atomically};

/// Files up to this size are held in memory while they are hashed, and written only when they are new.
const IN_MEMORY_BYTES: u64 = 1 << 20;
/// Below this, compressing saves less than its headers cost.
const COMPRESS_FROM_BYTES: u64 = 1_024;
/// Above this, text is served as it is: compressing would hold up the upload.
const COMPRESS_UP_TO_BYTES: u64 = 32 << 20;
/// 5: a seventh of the size in a fortieth of the time that 11 takes.
const BROTLI_QUALITY: i32 = 5;
const GZIP_LEVEL: u32 = 6;
/// Up to this many new blobs each is synced by itself; from there on the whole file system once.
const SYNC_EACH: usize = 32;

/// What is kept of a file while its release is built.
#[derive(Debug, Clone, Copy)]
pub struct Stored {
    blob: Digest,
    size: u64,
    media_type: &'static str,
    br: Option<Encoded>,
    gzip: Option<Encoded>,
}

/// Builds a release: files come in one after the other, new content waits in a folder of its own, and `publish` puts all
/// of it into the store. Dropped before, it leaves nothing.
#[derive(Debug)]
pub struct Builder {
    store: BlobStore,
    organization: OrganizationId,
    staging: tempfile::TempDir,
    /// Held so that nobody takes the folder for a leftover.
    _in_use: File,
    waiting: HashMap<Digest, PathBuf>,
    /// The compressed forms of content that an earlier release has, so that it isn't compressed again.
    known: HashMap<Digest, (Option<Encoded>, Option<Encoded>)>,
}

impl Builder {
    /// Begins a release. `earlier` is a release of the same organization that may share content with it.
    pub fn new(store: &BlobStore, organization: OrganizationId, earlier: Option<&Manifest>) -> io::Result<Self> {
        let staging = tempfile::tempdir_in(store.root().join("spool"))?;
        let in_use = File::create_new(staging.path().join(".lock"))?;
        in_use.lock()?;
        let known = earlier.map_or_else(HashMap::new, |earlier| {
            earlier.files().iter().map(|file| (file.blob, (file.br, file.gzip))).collect()
        });
        Ok(Self { store: store.clone(), organization, staging, _in_use: in_use, waiting: HashMap::new(), known })
    }

    /// Takes a file's content to its end.
    pub fn add(&mut self, path: &SitePath, content: &mut dyn Read) -> io::Result<Stored> {
        let mut start = Vec::new();
        content.take(IN_MEMORY_BYTES).read_to_end(&mut start)?;
        let media_type = media::type_of(path.as_str());
        let (blob, size, held) = if bytes(start.len()) < IN_MEMORY_BYTES {
            let blob = Digest::of(&start);
            self.put(blob, &start)?;
            (blob, bytes(start.len()), Some(start))
        } else {
            let (blob, size) = self.put_stream(&start, content)?;
            (blob, size, None)
        };
        let (br, gzip) = self.compressed(media_type, blob, size, held)?;
        Ok(Stored { blob, size, media_type, br, gzip })
    }

    /// Puts everything into the store, durably. `lock` is proof that nothing of it is being deleted, and has been held
    /// since before the first file.
    pub fn publish(self, files: Vec<(SitePath, Stored)>, _lock: &BlobLock) -> io::Result<(Digest, Manifest)> {
        let manifest = Manifest::new(files.into_iter().map(|(path, stored)| file(&path, stored)).collect());
        let id = manifest.id();
        sync(self.waiting.values().map(PathBuf::as_path), self.staging.path(), self.waiting.len())?;
        let mut folders = HashSet::new();
        for (digest, from) in &self.waiting {
            let to = self.store.blob_path(self.organization, digest);
            if let Some(folder) = to.parent() {
                if folders.insert(folder.to_owned()) {
                    fs::create_dir_all(folder)?;
                }
                fs::rename(from, &to)?;
            }
        }
        let path = self.store.manifest_path(self.organization, &id);
        if !path.exists() {
            let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
            fs::create_dir_all(folder)?;
            write_atomically(&path, &serde_json::to_vec(&manifest)?)?;
        }
        let root = self.store.blobs_of(self.organization);
        folders.insert(root.clone());
        sync(folders.iter().map(PathBuf::as_path), &root, folders.len())?;
        Ok((id, manifest))
    }

    fn put(&mut self, blob: Digest, content: &[u8]) -> io::Result<()> {
        if self.has(&blob) {
            return Ok(());
        }
        let path = self.staging.path().join(blob.to_string());
        let mut file = File::create_new(&path)?;
        file.write_all(content)?;
        self.wait(blob, path, &file)
    }

    fn put_stream(&mut self, head: &[u8], content: &mut dyn Read) -> io::Result<(Digest, u64)> {
        let path = self.staging.path().join("incoming");
        let mut file = File::create(&path)?;
        let mut hasher = Sha256::new();
        hasher.update(head);
        file.write_all(head)?;
        let mut size = bytes(head.len());
        let mut buffer = vec![0; 256 << 10];
        loop {
            let read = content.read(&mut buffer)?;
            let Some(part) = buffer.get(..read).filter(|part| !part.is_empty()) else { break };
            hasher.update(part);
            file.write_all(part)?;
            size = size.saturating_add(bytes(read));
        }
        let blob = Digest::finish(hasher);
        if !self.has(&blob) {
            let kept = self.staging.path().join(blob.to_string());
            fs::rename(&path, &kept)?;
            self.wait(blob, kept, &file)?;
        }
        Ok((blob, size))
    }

    fn has(&self, blob: &Digest) -> bool {
        self.waiting.contains_key(blob) || self.store.blob_path(self.organization, blob).exists()
    }

    fn wait(&mut self, blob: Digest, path: PathBuf, file: &File) -> io::Result<()> {
        use std::os::unix::fs::PermissionsExt;
        file.set_permissions(fs::Permissions::from_mode(0o444))?;
        self.waiting.insert(blob, path);
        Ok(())
    }

    fn compressed(
        &mut self,
        media_type: &str,
        blob: Digest,
        size: u64,
        held: Option<Vec<u8>>,
    ) -> io::Result<(Option<Encoded>, Option<Encoded>)> {
        if !media::is_compressible(media_type) || !(COMPRESS_FROM_BYTES..=COMPRESS_UP_TO_BYTES).contains(&size) {
            return Ok((None, None));
        }
        if let Some(known) = self.known.get(&blob) {
            return Ok(*known);
        }
        let content = match held {
            Some(content) => content,
            None => match self.waiting.get(&blob) {
                Some(path) => fs::read(path)?,
                None => fs::read(self.store.blob_path(self.organization, &blob))?,
            },
        };
        let br = self.keep_if_smaller(size, &brotli(&content)?)?;
        let gzip = self.keep_if_smaller(size, &gzip(&content)?)?;
        self.known.insert(blob, (br, gzip));
        Ok((br, gzip))
    }

    /// A compressed form that saves less than 5 % is not worth another variant in every cache.
    fn keep_if_smaller(&mut self, size: u64, encoded: &[u8]) -> io::Result<Option<Encoded>> {
        let length = bytes(encoded.len());
        if length.saturating_mul(20) > size.saturating_mul(19) {
            return Ok(None);
        }
        let blob = Digest::of(encoded);
        self.put(blob, encoded)?;
        Ok(Some(Encoded { blob, size: length }))
    }
}

fn file(path: &SitePath, stored: Stored) -> ManifestFile {
    let Stored { blob, size, media_type, br, gzip } = stored;
    ManifestFile { path: path.as_str().to_owned(), blob, size, media_type: media_type.to_owned(), br, gzip }
}

fn bytes(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

fn brotli(content: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoded = Vec::new();
    let settings = brotli::enc::BrotliEncoderParams {
        quality: BROTLI_QUALITY,
        size_hint: content.len(),
        ..brotli::enc::BrotliEncoderParams::default()
    };
    brotli::BrotliCompress(&mut &*content, &mut encoded, &settings)?;
    Ok(encoded)
}

fn gzip(content: &[u8]) -> io::Result<Vec<u8>> {
    // No time and no name inside: equal content gives equal bytes.
    let mut encoder = GzBuilder::new().mtime(0).write(Vec::new(), Compression::new(GZIP_LEVEL));
    encoder.write_all(content)?;
    encoder.finish()
}

fn sync<'a>(paths: impl Iterator<Item = &'a Path>, folder: &Path, count: usize) -> io::Result<()> {
    if count > SYNC_EACH {
        return Ok(rustix::fs::syncfs(File::open(folder)?)?);
    }
    for path in paths {
        File::open(path)?.sync_all()?;
    }
    Ok(())
}
