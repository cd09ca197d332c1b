use std::fs;
use std::io::Read;

use hc_types::OrganizationId;
use rand::rngs::StdRng;
use rand::{RngCore, SeedableRng};

use super::{BlobStore, Builder, Digest, Manifest};
use crate::domain::site_path::SitePath;

struct World {
    _root: tempfile::TempDir,
    store: BlobStore,
    organization: OrganizationId,
}

impl World {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let store = BlobStore::open(root.path()).unwrap();
        Self { store, _root: root, organization: OrganizationId::new() }
    }

    fn release(&self, files: &[(&str, &[u8])], earlier: Option<&Manifest>) -> (Digest, Manifest) {
        let lock = self.store.lock(self.organization).unwrap();
        let mut builder = Builder::new(&self.store, self.organization, earlier).unwrap();
        let stored = files.iter().map(|(name, content)| {
            let path = SitePath::parse(name.as_bytes()).unwrap().unwrap();
            let stored = builder.add(&path, &mut &**content).unwrap();
            (path, stored)
        });
        let stored = stored.collect();
        builder.publish(stored, &lock).unwrap()
    }

    fn content(&self, digest: &Digest) -> Vec<u8> {
        let mut content = Vec::new();
        self.store.blob(self.organization, digest).unwrap().read_to_end(&mut content).unwrap();
        content
    }

    fn spool_is_empty(&self) -> bool {
        fs::read_dir(self.store.root().join("spool")).unwrap().next().is_none()
    }

    fn blobs(&self) -> usize {
        let folder = self.store.blobs_of(self.organization);
        fs::read_dir(folder).unwrap().filter_map(|shard| fs::read_dir(shard.unwrap().path()).ok()).flatten().count()
    }
}

#[test]
fn a_release_is_its_content() {
    let world = World::new();
    let text = "body { color: red }\n".repeat(200);
    let files: [(&str, &[u8]); 3] =
        [("index.html", b"<p>hi"), ("a/style.css", text.as_bytes()), ("b/copy.html", b"<p>hi")];
    let (first, manifest) = world.release(&files, None);
    let (second, _) = world.release(&files, Some(&manifest));
    assert_eq!(first, second);
    assert_eq!(world.store.manifest(world.organization, &first).unwrap(), manifest);
    assert_eq!(manifest.total_bytes(), 10 + text.len() as u64);
    // Two different contents, and the two compressed forms of the long one.
    assert_eq!(world.blobs(), 4);
    assert!(world.spool_is_empty());
    let style = &manifest.files()[0];
    assert_eq!((style.path.as_str(), style.media_type.as_str()), ("a/style.css", "text/css; charset=utf-8"));
    assert_eq!(world.content(&style.blob), text.as_bytes());
    let mut unpacked = Vec::new();
    let gzip = world.content(&style.gzip.unwrap().blob);
    flate2::read::GzDecoder::new(gzip.as_slice()).read_to_end(&mut unpacked).unwrap();
    assert_eq!(unpacked, text.as_bytes());
    let mut unpacked = Vec::new();
    let br = world.content(&style.br.unwrap().blob);
    brotli::BrotliDecompress(&mut br.as_slice(), &mut unpacked).unwrap();
    assert_eq!(unpacked, text.as_bytes());
}

#[test]
fn large_files_are_streamed_and_noise_is_not_compressed() {
    let world = World::new();
    let noise = noise(3 << 20);
    let text = "0123456789abcdef".repeat(100_000).into_bytes();
    let (_, manifest) = world.release(&[("noise.bin", &noise), ("text.txt", &text)], None);
    let [random, long] = manifest.files() else { panic!("two files") };
    assert_eq!(world.content(&random.blob), noise);
    assert!(random.br.is_none() && random.gzip.is_none());
    assert_eq!(world.content(&long.blob), text);
    assert!(long.br.is_some_and(|form| form.size < 10_000));
}

#[test]
fn sweeping_takes_what_no_release_needs_and_nothing_else() {
    let world = World::new();
    let (old, _) = world.release(&[("a", b"old"), ("b", b"shared")], None);
    let (new, manifest) = world.release(&[("a", b"new"), ("b", b"shared")], None);
    let building = world.store.lock(world.organization).unwrap();
    assert!(world.store.lock_exclusive(world.organization).unwrap().is_none(), "a release is being built");
    drop(building);
    let lock = world.store.lock_exclusive(world.organization).unwrap().unwrap();
    assert_eq!(world.store.sweep(world.organization, &[new], &lock).unwrap(), 2);
    assert!(world.store.manifest(world.organization, &old).is_err());
    for blob in manifest.blobs() {
        assert!(world.store.blob(world.organization, &blob).is_ok());
    }
    assert_eq!(world.store.sweep(world.organization, &[], &lock).unwrap(), 3);
    assert_eq!(world.blobs(), 0);
}

#[test]
fn a_builder_that_is_dropped_leaves_nothing() {
    let world = World::new();
    let mut builder = Builder::new(&world.store, world.organization, None).unwrap();
    let path = SitePath::parse(b"a").unwrap().unwrap();
    builder.add(&path, &mut &b"content"[..]).unwrap();
    world.store.clear_spool().unwrap();
    assert!(!world.spool_is_empty(), "what is in use stays");
    drop(builder);
    assert!(world.spool_is_empty());
}

#[test]
fn a_manifest_with_other_content_is_not_believed() {
    let world = World::new();
    let (id, _) = world.release(&[("a", b"1")], None);
    let path = world.store.manifest_path(world.organization, &id);
    fs::write(&path, br#"{"files":[]}"#).unwrap();
    assert_eq!(world.store.manifest(world.organization, &id).unwrap_err().kind(), std::io::ErrorKind::InvalidData);
}

/// Bytes that no compressor makes smaller, the same ones each time.
fn noise(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    StdRng::seed_from_u64(7).fill_bytes(&mut bytes);
    bytes
}
