use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use ahash::AHashMap;
use arc_swap::ArcSwapOption;
use hc_types::OrganizationId;
use http::HeaderValue;

use crate::blobs::{BlobStore, Digest, Encoded, Manifest, ManifestFile};

/// The most bytes of one site that stay in memory: its smallest files first.
const CACHED_BYTES_PER_SITE: u64 = 16 << 20;
/// Larger files are read from disk while they are sent.
const CACHED_BLOB_BYTES: u64 = 2 << 20;

/// A manifest that sites point to. Its files are read when the first visitor comes and forgotten when none comes any more.
#[derive(Debug)]
pub struct Content {
    pub organization: OrganizationId,
    pub manifest: Digest,
    loaded: ArcSwapOption<Files>,
    loading: tokio::sync::Mutex<()>,
    /// The minute in which it was last asked for, by the server's own count.
    used: AtomicU32,
}

/// What a path answers, prepared.
#[derive(Debug)]
pub struct Files(AHashMap<Box<str>, Served>);

/// A file with what its answers need.
#[derive(Debug)]
pub struct Served {
    pub media_type: HeaderValue,
    pub plain: Form,
    pub br: Option<Form>,
    pub gzip: Option<Form>,
    /// Its name holds a hash of its content, so it never changes.
    pub hashed: bool,
    /// Small enough to be kept in memory.
    pub cached: bool,
}

/// One form of a file: as it is, or compressed.
#[derive(Debug)]
pub struct Form {
    pub blob: Digest,
    pub size: u64,
    pub etag: HeaderValue,
}

impl Content {
    pub fn new(organization: OrganizationId, manifest: Digest) -> Self {
        Self {
            organization,
            manifest,
            loaded: ArcSwapOption::empty(),
            loading: tokio::sync::Mutex::new(()),
            used: AtomicU32::new(0),
        }
    }

    /// The files, if they are in memory.
    pub fn files(&self, minute: u32) -> Option<arc_swap::Guard<Option<Arc<Files>>>> {
        let files = self.loaded.load();
        files.is_some().then(|| {
            if self.used.load(Ordering::Relaxed) != minute {
                self.used.store(minute, Ordering::Relaxed);
            }
            files
        })
    }

    /// The files, read from disk unless somebody was faster.
    pub async fn load(self: &Arc<Self>, store: &BlobStore, minute: u32) -> io::Result<Arc<Files>> {
        let _one_at_a_time = self.loading.lock().await;
        if let Some(files) = self.loaded.load_full() {
            return Ok(files);
        }
        let (store, content) = (store.clone(), Arc::clone(self));
        let manifest = tokio::task::spawn_blocking(move || store.manifest(content.organization, &content.manifest))
            .await
            .map_err(io::Error::other)??;
        let files = Arc::new(Files::new(&manifest));
        self.used.store(minute, Ordering::Relaxed);
        self.loaded.store(Some(Arc::clone(&files)));
        Ok(files)
    }

    /// Forgets the files when nobody has asked for them for `idle` minutes.
    pub fn forget_idle(&self, minute: u32, idle: u32) {
        if minute.saturating_sub(self.used.load(Ordering::Relaxed)) >= idle {
            self.loaded.store(None);
        }
    }
}

impl Files {
    fn new(manifest: &Manifest) -> Self {
        let mut by_size: Vec<&ManifestFile> = manifest.files().iter().filter(|file| !is_hidden(&file.path)).collect();
        by_size.sort_unstable_by_key(|file| file.size);
        let mut in_memory = 0_u64;
        let mut files = AHashMap::with_capacity(by_size.len());
        for file in by_size {
            let forms = [Some(file.size), file.br.map(|form| form.size), file.gzip.map(|form| form.size)];
            let bytes = forms.into_iter().flatten().fold(0, u64::saturating_add);
            in_memory = in_memory.saturating_add(bytes);
            let cached = file.size <= CACHED_BLOB_BYTES && in_memory <= CACHED_BYTES_PER_SITE;
            files.insert(file.path.as_str().into(), Served::new(file, cached));
        }
        Self(files)
    }

    pub fn get(&self, path: &str) -> Option<&Served> {
        self.0.get(path)
    }
}

impl Served {
    fn new(file: &ManifestFile, cached: bool) -> Self {
        let media_type = HeaderValue::from_str(&file.media_type)
            .unwrap_or_else(|_| HeaderValue::from_static("application/octet-stream"));
        let encoded = |form: Option<Encoded>| form.map(|form| Form::new(form.blob, form.size));
        Self {
            media_type,
            plain: Form::new(file.blob, file.size),
            br: encoded(file.br),
            gzip: encoded(file.gzip),
            hashed: has_hashed_name(&file.path),
            cached,
        }
    }
}

impl Form {
    fn new(blob: Digest, size: u64) -> Self {
        let etag = HeaderValue::try_from(format!("\"{}\"", blob.short())).expect("base64 and quotes are visible ASCII");
        Self { blob, size, etag }
    }
}

/// Hidden files and folders are not for visitors, `.well-known` (RFC 8615) is. Rule files are instructions to hosts.
fn is_hidden(path: &str) -> bool {
    let hidden = path.split('/').any(|part| part.starts_with('.') && part != ".well-known");
    hidden || matches!(path, "_headers" | "_redirects") || path.starts_with(".well-known/hostingco/")
}

/// Whether a build tool put a hash of the content into the name, between `.` or `-` and the extension: 8 or more
/// hexadecimal digits, or exactly 8 mixed characters in a folder that tools keep for such files. Wrongly yes would keep an
/// old file in browsers for a year, wrongly no costs a question to the server: so in doubt, no.
pub fn has_hashed_name(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let Some((stem, _)) = name.rsplit_once('.') else { return false };
    let Some(tail) = stem.rsplit(['.', '-']).next().filter(|tail| tail.len() >= 8 && tail.len() < stem.len()) else {
        return false;
    };
    let any = |of: fn(&u8) -> bool| tail.as_bytes().iter().any(of);
    // A date such as `report-20261121` has 8 digits too, and is no hash.
    let hexadecimal =
        tail.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) && any(u8::is_ascii_alphabetic);
    let mixed = tail.len() == 8
        && tail.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && any(u8::is_ascii_digit)
        && any(u8::is_ascii_uppercase)
        && any(u8::is_ascii_lowercase);
    let built =
        || path.split('/').rev().skip(1).any(|folder| matches!(folder, "assets" | "static" | "_astro" | "build"));
    hexadecimal || (mixed && built())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashed_names_are_told_from_dates_and_words() {
        for hashed in
            ["app.3f9c1b2a.js", "a/style-0a1b2c3d4e.css", "assets/index-BxK9_q2Z.js", "_astro/page.C0ffee12.css"]
        {
            assert!(has_hashed_name(hashed), "{hashed}");
        }
        for plain in [
            "index.html",
            "report-20261121.pdf",
            "assets/jquery-bootstrap.js",
            "assets/x-IMG_2023.jpg",
            "a.min.js",
            "3f9c1b2a.js",
            "x",
        ] {
            assert!(!has_hashed_name(plain), "{plain}");
        }
    }

    #[test]
    fn hidden_files_stay_hidden_but_well_known_does_not() {
        assert!(is_hidden(".git/config") && is_hidden("a/.env") && is_hidden("_redirects"));
        assert!(!is_hidden(".well-known/security.txt") && !is_hidden("a/_headers"));
    }
}
