use std::borrow::Cow;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use arc_swap::ArcSwap;
use bytes::Bytes;
use hc_types::OrganizationId;
use http::header::{
    ACCEPT_ENCODING, ACCEPT_RANGES, ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE,
    CONTENT_TYPE, ETAG, HOST, LOCATION, RANGE, REFERRER_POLICY, TRANSFER_ENCODING, VARY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Uri, Version};
use tokio::sync::Semaphore;

use crate::blobs::{BlobStore, Digest};
use crate::metrics::SiteRequests;

use super::body::{Piece, SiteBody};
use super::conditions::{self, Verdict};
use super::content::{Content, Files, Form, Served, has_hashed_name};
use super::encoding::{Accepted, Chosen};
use super::ranges::{self, Wanted};
use super::table::{Site, State, Table};
use super::{pages, url_path};

/// The longest request target.
const MAX_URI_BYTES: usize = 8 << 10;
/// Where an instance says which of its generations is served; the driver asks it as any visitor could.
pub const STATUS_PATH: &str = "/.well-known/hostingco/site";

const NO_SNIFF: HeaderValue = HeaderValue::from_static("nosniff");
const REFERRER: HeaderValue = HeaderValue::from_static("strict-origin-when-cross-origin");
const REVALIDATE: HeaderValue = HeaderValue::from_static("public, max-age=0, must-revalidate");
const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const BY_ENCODING: HeaderValue = HeaderValue::from_static("Accept-Encoding");
const BY_BYTES: HeaderValue = HeaderValue::from_static("bytes");

type Answer = Response<SiteBody>;

/// Blobs in memory, by organization as on disk: what one customer has loaded must not be told by another's timing.
pub type BlobCache = moka::sync::Cache<(OrganizationId, Digest), Bytes, ahash::RandomState>;

/// What answers requests; shared by all connections.
pub struct Handler {
    pub table: Arc<ArcSwap<Table>>,
    pub store: BlobStore,
    pub cache: BlobCache,
    /// Minutes since the start, counted by a task beside: what tells idle contents.
    pub minute: AtomicU32,
    /// Counts what was answered.
    pub requests: SiteRequests,
    /// Bounds how many small files are read at once.
    pub loads: Semaphore,
}

/// How a request is answered once its file is known.
struct Asked<'a> {
    headers: &'a HeaderMap,
    head: bool,
}

/// What a path of a release is.
enum Found<'a> {
    File(&'a Served),
    Redirect(String),
    Nothing,
}

impl Handler {
    /// Answers a request. The usual one, a file in memory, meets no lock, no other task and no copy.
    pub async fn answer<B>(&self, request: &Request<B>) -> Answer {
        let headers = request.headers();
        if let Some(refusal) = refuse(request) {
            return refusal;
        }
        let Some(host) = host_of(request.uri(), headers, request.version()) else {
            return status(StatusCode::BAD_REQUEST);
        };
        let table = self.table.load();
        let Some(site) = table.find(host) else { return pages::unknown_host() };
        let asked = Asked { headers, head: *request.method() == Method::HEAD };
        let path = request.uri().path();
        if path == STATUS_PATH {
            return site_status(site);
        }
        let State::Live { content, previous } = &site.state else {
            return match site.state {
                State::Suspended => pages::suspended(),
                _ => pages::welcome(&site.name),
            };
        };
        let Ok(key) = url_path::decode(path) else { return status(StatusCode::BAD_REQUEST) };
        let minute = self.minute.load(Ordering::Relaxed);
        if let Some(loaded) = content.files(minute)
            && let Some(files) = loaded.as_ref()
        {
            return match self.live(&asked, content, files, request.uri(), &key).await {
                Some(answer) => answer,
                None => self.missing(&asked, content, files, previous, &key).await,
            };
        }
        // Beyond here a file is read: the table may be replaced meanwhile, and must not be held.
        let site = Arc::clone(site);
        drop(table);
        let State::Live { content, previous } = &site.state else { return pages::not_found() };
        match content.load(&self.store, minute).await {
            Ok(files) => match self.live(&asked, content, &files, request.uri(), &key).await {
                Some(answer) => answer,
                None => self.missing(&asked, content, &files, previous, &key).await,
            },
            Err(error) => unreadable(content, &error),
        }
    }

    async fn live(&self, asked: &Asked<'_>, content: &Content, files: &Files, uri: &Uri, key: &str) -> Option<Answer> {
        match find(files, uri, key) {
            Found::File(file) => Some(self.file(asked, content, file, StatusCode::OK).await),
            Found::Redirect(location) => Some(redirect(&location)),
            Found::Nothing => None,
        }
    }

    /// An asset that a release of the last day had, then the site's own 404 page, then ours.
    async fn missing(
        &self,
        asked: &Asked<'_>,
        content: &Content,
        files: &Files,
        previous: &[(Arc<Content>, i64)],
        key: &str,
    ) -> Answer {
        if has_hashed_name(key) {
            let now = seconds_now();
            for (earlier, _) in previous.iter().filter(|(_, until)| *until > now) {
                // Its manifest may be gone with the release: then it has nothing to offer.
                let Ok(files) = earlier.load(&self.store, self.minute.load(Ordering::Relaxed)).await else { continue };
                if let Some(file) = files.get(key) {
                    return self.file(asked, earlier, file, StatusCode::OK).await;
                }
            }
        }
        let mut folder = key;
        loop {
            folder = folder.rsplit_once('/').map_or("", |(parent, _)| parent);
            let page = if folder.is_empty() { Cow::Borrowed("404.html") } else { format!("{folder}/404.html").into() };
            if let Some(file) = files.get(&page) {
                return self.file(asked, content, file, StatusCode::NOT_FOUND).await;
            }
            if folder.is_empty() {
                return pages::not_found();
            }
        }
    }

    async fn file(&self, asked: &Asked<'_>, content: &Content, file: &Served, code: StatusCode) -> Answer {
        let found = code == StatusCode::OK;
        let range = asked.headers.get(RANGE).filter(|_| found && !asked.head);
        let accepted = match range {
            // A range over a compressed form would mean other bytes than the client thinks.
            Some(_) => Accepted::PLAIN,
            None => Accepted::parse(asked.headers.get_all(ACCEPT_ENCODING).iter()),
        };
        let Some(Chosen { form, coding }) = accepted.choose(file) else { return not_acceptable() };
        if found {
            match conditions::judge(asked.headers, &form.etag) {
                Verdict::Send => {}
                Verdict::NotModified => {
                    let mut answer = Response::new(SiteBody::EMPTY);
                    *answer.status_mut() = StatusCode::NOT_MODIFIED;
                    shared_headers(answer.headers_mut(), file, form, found);
                    return answer;
                }
                Verdict::Failed => return status(StatusCode::PRECONDITION_FAILED),
            }
        }
        let parts = match range.filter(|_| conditions::range_is_current(asked.headers, &form.etag)) {
            None => None,
            Some(range) => match ranges::parse(range, form.size) {
                Wanted::All => None,
                Wanted::Parts(parts) => Some(parts),
                Wanted::Unsatisfiable => return unsatisfiable(form.size),
            },
        };
        let source = match self.source(content, file, form, asked.head).await {
            Ok(source) => source,
            Err(error) => return unreadable(content, &error),
        };
        let mut answer = Response::new(SiteBody::EMPTY);
        *answer.status_mut() = code;
        let headers = answer.headers_mut();
        headers.reserve(8);
        shared_headers(headers, file, form, found);
        if let Some(coding) = coding {
            headers.insert(CONTENT_ENCODING, coding);
        } else if found {
            headers.insert(ACCEPT_RANGES, BY_BYTES);
        }
        match parts {
            None => {
                headers.insert(CONTENT_TYPE, file.media_type.clone());
                if asked.head {
                    headers.insert(CONTENT_LENGTH, form.size.into());
                } else {
                    *answer.body_mut() = source.whole(form.size);
                }
            }
            Some(parts) => {
                *answer.status_mut() = StatusCode::PARTIAL_CONTENT;
                partial(&mut answer, file, form.size, &source, &parts);
            }
        }
        answer
    }

    /// Where the bytes come from: memory, where they are brought when they are small, or the file.
    async fn source(&self, content: &Content, file: &Served, form: &Form, head: bool) -> io::Result<Source> {
        if head {
            return Ok(Source::Bytes(Bytes::new()));
        }
        let key = (content.organization, form.blob);
        if file.cached
            && let Some(bytes) = self.cache.get(&key)
        {
            return Ok(Source::Bytes(bytes));
        }
        let mut _turn = None;
        if file.cached {
            _turn = self.loads.acquire().await.ok();
            // Whoever was before in the queue may have brought it.
            if let Some(bytes) = self.cache.get(&key) {
                return Ok(Source::Bytes(bytes));
            }
        }
        let (store, small, size) = (self.store.clone(), file.cached, form.size);
        let source = tokio::task::spawn_blocking(move || {
            let file = store.blob(key.0, &key.1)?;
            if !small {
                return Ok(Source::File(Arc::new(file)));
            }
            let mut bytes = vec![0; usize::try_from(size).map_err(io::Error::other)?];
            file.read_exact_at(&mut bytes, 0)?;
            Ok(Source::Bytes(bytes.into()))
        });
        let source = source.await.map_err(io::Error::other).flatten()?;
        if let Source::Bytes(bytes) = &source {
            self.cache.insert(key, bytes.clone());
        }
        Ok(source)
    }
}

enum Source {
    Bytes(Bytes),
    File(Arc<File>),
}

impl Source {
    fn whole(self, size: u64) -> SiteBody {
        match self {
            Self::Bytes(bytes) => SiteBody::Bytes(bytes),
            Self::File(file) => SiteBody::pieces([Piece::File(file, 0..size)]),
        }
    }

    fn piece(&self, range: Range<u64>) -> Piece {
        match self {
            Self::File(file) => Piece::File(Arc::clone(file), range),
            Self::Bytes(bytes) => {
                // Both ends lie within the form's size, which is the length of the bytes.
                let at = |end: u64| usize::try_from(end).unwrap_or(usize::MAX).min(bytes.len());
                Piece::Bytes(bytes.slice(at(range.start)..at(range.end)))
            }
        }
    }
}

/// What is wrong with a request before its host is looked at.
fn refuse<B>(request: &Request<B>) -> Option<Answer> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut answer = status(StatusCode::METHOD_NOT_ALLOWED);
        answer.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return Some(answer);
    }
    let headers = request.headers();
    let has_body =
        headers.contains_key(TRANSFER_ENCODING) || headers.get(CONTENT_LENGTH).is_some_and(|length| length != "0");
    if has_body {
        return Some(status(StatusCode::BAD_REQUEST));
    }
    let uri = request.uri();
    let length = uri.path().len().saturating_add(uri.query().map_or(0, str::len));
    (length > MAX_URI_BYTES).then(|| status(StatusCode::URI_TOO_LONG))
}

/// The host that is meant (RFC 9112, 3.2): that of the request line when it has one, else exactly one `Host`.
fn host_of<'a>(uri: &'a Uri, headers: &'a HeaderMap, version: Version) -> Option<&'a [u8]> {
    let mut hosts = headers.get_all(HOST).iter();
    let host = hosts.next();
    if hosts.next().is_some() || (host.is_none() && version >= Version::HTTP_11 && uri.authority().is_none()) {
        return None;
    }
    match uri.authority() {
        Some(authority) => Some(authority.as_str().as_bytes()),
        None => Some(host.map_or(&[], HeaderValue::as_bytes)),
    }
}

/// `/` and `/a/` are the folder's index, `/a` is the file, else `a.html`, else the folder with a slash.
fn find<'a>(files: &'a Files, uri: &Uri, key: &str) -> Found<'a> {
    if key.is_empty() || key.ends_with('/') {
        let index = if key.is_empty() { Cow::Borrowed("index.html") } else { format!("{key}index.html").into() };
        return match files.get(&index) {
            Some(file) => Found::File(file),
            None if key.len() > 1 && files.get(&format!("{}.html", key.trim_end_matches('/'))).is_some() => {
                Found::Redirect(with_query(uri, uri.path().trim_end_matches('/')))
            }
            None => Found::Nothing,
        };
    }
    if let Some(file) = files.get(key) {
        return Found::File(file);
    }
    if let Some(file) = files.get(&format!("{key}.html")) {
        return Found::File(file);
    }
    if files.get(&format!("{key}/index.html")).is_some() {
        return Found::Redirect(with_query(uri, &format!("{}/", uri.path())));
    }
    Found::Nothing
}

fn with_query(uri: &Uri, path: &str) -> String {
    uri.query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"))
}

fn shared_headers(headers: &mut HeaderMap, file: &Served, form: &Form, found: bool) {
    headers.insert(ETAG, form.etag.clone());
    headers.insert(CACHE_CONTROL, if file.hashed && found { IMMUTABLE } else { REVALIDATE });
    headers.insert(X_CONTENT_TYPE_OPTIONS, NO_SNIFF);
    headers.insert(REFERRER_POLICY, REFERRER);
    if file.br.is_some() || file.gzip.is_some() {
        headers.insert(VARY, BY_ENCODING);
    }
}

fn partial(answer: &mut Answer, file: &Served, size: u64, source: &Source, parts: &[Range<u64>]) {
    let content_range = |part: &Range<u64>| format!("bytes {}-{}/{size}", part.start, part.end.saturating_sub(1));
    if let [part] = parts {
        let headers = answer.headers_mut();
        headers.insert(CONTENT_TYPE, file.media_type.clone());
        headers.insert(CONTENT_RANGE, HeaderValue::try_from(content_range(part)).expect("digits are visible ASCII"));
        *answer.body_mut() = SiteBody::pieces([source.piece(part.clone())]);
        return;
    }
    // Taken from the content, so that the boundary does not stand in it but by a chance of 2^-128.
    let boundary = file.plain.blob.short();
    let media_type = file.media_type.to_str().unwrap_or("application/octet-stream");
    let mut pieces = Vec::with_capacity(parts.len().saturating_mul(2).saturating_add(1));
    for part in parts {
        let range = content_range(part);
        let head = format!("\r\n--{boundary}\r\nContent-Type: {media_type}\r\nContent-Range: {range}\r\n\r\n");
        pieces.push(Piece::Bytes(head.into()));
        pieces.push(source.piece(part.clone()));
    }
    pieces.push(Piece::Bytes(format!("\r\n--{boundary}--\r\n").into()));
    let multipart = format!("multipart/byteranges; boundary={boundary}");
    let multipart = HeaderValue::try_from(multipart).expect("base64 is visible ASCII");
    answer.headers_mut().insert(CONTENT_TYPE, multipart);
    *answer.body_mut() = SiteBody::pieces(pieces);
}

fn site_status(site: &Site) -> Answer {
    let state = match site.state {
        State::Welcome => "welcome",
        State::Suspended => "suspended",
        State::Live { .. } => "live",
    };
    let text =
        format!("{{\"instance\":\"{}\",\"generation\":{},\"state\":\"{state}\"}}\n", site.instance, site.generation);
    let mut answer = Response::new(SiteBody::Bytes(text.into()));
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

fn redirect(location: &str) -> Answer {
    let mut answer = status(StatusCode::PERMANENT_REDIRECT);
    // The path came in as a valid request target, so it is a valid header value too.
    if let Ok(location) = HeaderValue::from_str(location) {
        answer.headers_mut().insert(LOCATION, location);
    }
    answer.headers_mut().insert(CACHE_CONTROL, REVALIDATE);
    answer
}

fn unsatisfiable(size: u64) -> Answer {
    let mut answer = status(StatusCode::RANGE_NOT_SATISFIABLE);
    let all = HeaderValue::try_from(format!("bytes */{size}")).expect("digits are visible ASCII");
    answer.headers_mut().insert(CONTENT_RANGE, all);
    answer
}

fn not_acceptable() -> Answer {
    let mut answer = status(StatusCode::NOT_ACCEPTABLE);
    answer.headers_mut().insert(VARY, BY_ENCODING);
    answer
}

fn unreadable(content: &Content, error: &io::Error) -> Answer {
    tracing::error!(manifest = %content.manifest, organization.id = %content.organization, %error, "site content unreadable");
    pages::unreadable()
}

fn status(code: StatusCode) -> Answer {
    let mut answer =
        Response::new(SiteBody::Bytes(Bytes::from_static(code.canonical_reason().unwrap_or("").as_bytes())));
    *answer.status_mut() = code;
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    answer.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, NO_SNIFF);
    answer
}

#[expect(clippy::disallowed_methods, reason = "the site server has no database whose clock it could ask")]
fn seconds_now() -> i64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_secs()).unwrap_or(i64::MAX)
}
