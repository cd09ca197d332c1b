//! Real requests over real connections.
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use hc_chassis::Stopping;
use hc_types::{InstanceId, OrganizationId};
use rand::rngs::StdRng;
use rand::{RngCore, SeedableRng};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Response, StatusCode};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::blobs::{BlobStore, Builder, Digest};
use crate::domain::site_path::SitePath;

use super::state::{Previous, SiteRecord, SiteSpec, StateDir};
use super::{SitesSettings, run};

const HOST: &str = "shop.localhost";

struct World {
    root: Arc<tempfile::TempDir>,
    organization: OrganizationId,
    instance: InstanceId,
    address: std::net::SocketAddr,
    server: JoinSet<anyhow::Result<()>>,
}

impl World {
    async fn start() -> Self {
        Self::with(Arc::new(tempfile::tempdir().unwrap()), OrganizationId::new(), InstanceId::new()).await
    }

    async fn with(root: Arc<tempfile::TempDir>, organization: OrganizationId, instance: InstanceId) -> Self {
        let listener = hc_chassis::listen(([127, 0, 0, 1], 0).into()).await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut server = JoinSet::new();
        let settings = SitesSettings { watch_interval: Duration::from_millis(5), ..SitesSettings::default() };
        server.spawn(run(root.path().to_owned(), settings, listener, hc_chassis::Stopping::new()));
        Self { root, organization, instance, address, server }
    }

    /// Ends the server as `kill -9` would, and starts it again on what is on disk.
    async fn restarted(mut self) -> Self {
        self.server.shutdown().await;
        Self::with(Arc::clone(&self.root), self.organization, self.instance).await
    }

    fn root(&self) -> &Path {
        self.root.path()
    }

    fn release(&self, files: &[(&str, &[u8])]) -> Digest {
        let store = BlobStore::open(self.root()).unwrap();
        let lock = store.lock(self.organization).unwrap();
        let mut builder = Builder::new(&store, self.organization, None).unwrap();
        let mut stored = Vec::new();
        for (name, content) in files {
            let path = SitePath::parse(name.as_bytes()).unwrap().unwrap();
            let kept = builder.add(&path, &mut &**content).unwrap();
            stored.push((path, kept));
        }
        builder.publish(stored, &lock).unwrap().0
    }

    fn record(&self, generation: u64, site: Option<SiteSpec>) {
        let state = StateDir::open(self.root()).unwrap();
        let record = SiteRecord {
            installation: "test".into(),
            instance: self.instance,
            organization: self.organization,
            generation,
            fence: generation,
            site,
        };
        state.lock().unwrap().write(&record).unwrap();
    }

    /// Puts a state live and waits until it is served.
    async fn put(&self, generation: u64, site: SiteSpec) {
        self.record(generation, Some(site));
        self.served(generation).await;
    }

    async fn served(&self, generation: u64) {
        let expected = format!("\"generation\":{generation},");
        for _ in 0..2_000 {
            let text = self.get("/.well-known/hostingco/site").await.text().await.unwrap();
            if text.contains(&expected) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("generation {generation} is never served");
    }

    async fn live(files: &[(&str, &[u8])]) -> Self {
        let world = Self::start().await;
        let release = world.release(files);
        world.put(1, spec(Some(release))).await;
        world
    }

    async fn get(&self, path: &str) -> Response {
        self.send(Method::GET, path, &[]).await
    }

    async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)]) -> Response {
        let mut map = HeaderMap::new();
        map.insert("host", HeaderValue::from_static("shop.localhost:8088"));
        for (name, value) in headers {
            map.insert(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
        }
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        client.request(method, format!("http://{}{path}", self.address)).headers(map).send().await.unwrap()
    }

    /// What comes back for bytes that no client library would send.
    async fn raw(&self, request: &str) -> String {
        let mut stream = tokio::net::TcpStream::connect(self.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        // Whoever is refused in the middle of sending may see the connection reset behind the answer, or instead of it.
        let _reset = stream.read_to_end(&mut answer).await;
        String::from_utf8_lossy(&answer).into_owned()
    }
}

fn spec(release: Option<Digest>) -> SiteSpec {
    SiteSpec { name: "My <shop>".into(), hosts: vec![HOST.into()], suspended: false, release, previous: Vec::new() }
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn the_stop_is_heard_while_every_place_is_taken() {
    let root = tempfile::tempdir().unwrap();
    let listener = hc_chassis::listen(([127, 0, 0, 1], 0).into()).await.unwrap();
    let address = listener.local_addr().unwrap();
    let (settings, stopping) = (SitesSettings { max_connections: 1, ..SitesSettings::default() }, Stopping::new());
    let mut server = JoinSet::new();
    server.spawn(run(root.path().to_owned(), settings, listener, stopping.clone()));
    // It is answered, and keeps its connection, and with it the only place.
    let mut visitor = TcpStream::connect(address).await.unwrap();
    visitor.write_all(b"GET / HTTP/1.1\r\nHost: nobody.localhost\r\n\r\n").await.unwrap();
    assert_ne!(visitor.read(&mut [0; 1_024]).await.unwrap(), 0);
    stopping.cancel();
    let stopped = timeout(Duration::from_secs(10), server.join_next()).await.expect("it stops");
    stopped.unwrap().unwrap().unwrap();
}

#[tokio::test]
async fn a_site_goes_through_its_life() {
    let world = World::start().await;
    assert_eq!(world.get("/").await.status(), StatusCode::NOT_FOUND);

    world.put(1, spec(None)).await;
    let welcome = world.get("/anything").await;
    assert_eq!((welcome.status(), header(&welcome, "cache-control")), (StatusCode::OK, "no-store"));
    let text = welcome.text().await.unwrap();
    assert!(text.contains("My &lt;shop&gt; is live") && !text.contains("<shop>"));

    let release = world.release(&[("index.html", b"<p>first")]);
    world.put(2, spec(Some(release))).await;
    assert_eq!(world.get("/").await.text().await.unwrap(), "<p>first");

    world.put(3, SiteSpec { suspended: true, ..spec(Some(release)) }).await;
    let suspended = world.get("/").await;
    assert_eq!((suspended.status(), header(&suspended, "retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "3600"));

    world.put(4, spec(Some(release))).await;
    assert_eq!(world.get("/").await.status(), StatusCode::OK);

    world.record(5, None);
    until(|| async { world.get("/").await.status() == StatusCode::NOT_FOUND }).await;
}

/// Waits until a condition holds.
async fn until<F: Future<Output = bool>>(mut condition: impl FnMut() -> F) {
    for _ in 0..2_000 {
        if condition().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("the condition never holds");
}

#[tokio::test]
async fn a_restart_brings_every_site_back_from_disk() {
    let world = World::live(&[("index.html", b"<p>hi")]).await;
    let world = world.restarted().await;
    assert_eq!(world.get("/").await.text().await.unwrap(), "<p>hi");
    // And it goes on following what is written.
    world.put(2, SiteSpec { suspended: true, ..spec(None) }).await;
}

#[tokio::test]
async fn a_damaged_record_leaves_the_site_as_it_was() {
    let world = World::live(&[("index.html", b"<p>hi")]).await;
    let state = StateDir::open(world.root()).unwrap();
    std::fs::write(state.path(world.instance), b"{").unwrap();
    let other = InstanceId::new();
    let record = SiteRecord {
        installation: "test".into(),
        instance: other,
        organization: world.organization,
        generation: 1,
        fence: 1,
        site: Some(SiteSpec { hosts: vec!["other.localhost".into()], ..spec(None) }),
    };
    state.lock().unwrap().write(&record).unwrap();
    until(|| async { world.send(Method::GET, "/", &[("host", "other.localhost")]).await.status() == StatusCode::OK })
        .await;
    assert_eq!(world.get("/").await.text().await.unwrap(), "<p>hi");
}

#[tokio::test]
async fn addresses_are_pretty() {
    let files: [(&str, &[u8]); 5] = [
        ("index.html", b"home"),
        ("about.html", b"about"),
        ("docs/index.html", b"docs"),
        ("docs/404.html", b"no docs"),
        ("caf\u{e9}.txt", b"coffee"),
    ];
    let world = World::live(&files).await;
    for (path, text) in [
        ("/", "home"),
        ("/index.html", "home"),
        ("/about", "about"),
        ("/about.html", "about"),
        ("/docs/", "docs"),
        ("/caf%C3%A9.txt", "coffee"),
        ("/cafe%CC%81.txt", "coffee"),
    ] {
        let answer = world.get(path).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        assert_eq!(answer.text().await.unwrap(), text, "{path}");
    }
    for (path, location) in [("/docs", "/docs/"), ("/docs?a=b", "/docs/?a=b"), ("/about/", "/about")] {
        let answer = world.get(path).await;
        assert_eq!(
            (answer.status(), header(&answer, "location")),
            (StatusCode::PERMANENT_REDIRECT, location),
            "{path}"
        );
    }
    let nearest = world.get("/docs/a/b/c").await;
    assert_eq!(nearest.status(), StatusCode::NOT_FOUND);
    assert_eq!(nearest.text().await.unwrap(), "no docs");
    let ours = world.get("/missing").await;
    assert_eq!(ours.status(), StatusCode::NOT_FOUND);
    assert!(ours.text().await.unwrap().contains("Page not found"));
}

#[tokio::test]
async fn what_could_mean_another_place_is_refused() {
    let world = World::live(&[("index.html", b"home"), (".env", b"secret"), (".well-known/x", b"known")]).await;
    for path in ["/..%2f..%2fetc%2fpasswd", "/%2e%2e/x", "/a%00b", "/a%5cb", "/%ff"] {
        let answer = world.raw(&format!("GET {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n")).await;
        assert!(answer.starts_with("HTTP/1.1 400"), "{path}: {answer}");
    }
    let dotted =
        world.raw(&format!("GET /../../etc/passwd HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n")).await;
    assert!(dotted.starts_with("HTTP/1.1 400"), "{dotted}");
    assert_eq!(world.get("/.env").await.status(), StatusCode::NOT_FOUND);
    assert_eq!(world.get("/.well-known/x").await.text().await.unwrap(), "known");
}

#[tokio::test]
async fn hosts_are_matched_exactly_and_tolerantly() {
    let world = World::live(&[("index.html", b"home")]).await;
    for host in ["shop.localhost", "SHOP.localhost:8088", "shop.localhost.", "shop.localhost.:80"] {
        let answer = world.raw(&format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")).await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{host}: {answer}");
    }
    for host in ["localhost", "other.localhost", "a.shop.localhost", "shop.localhost@evil", "[::1]:80", ""] {
        let answer = world.raw(&format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")).await;
        assert!(answer.starts_with("HTTP/1.1 404"), "{host}: {answer}");
    }
    for (request, status) in [
        ("GET / HTTP/1.1\r\nConnection: close\r\n\r\n", "400"),
        ("GET / HTTP/1.1\r\nHost: shop.localhost\r\nHost: x\r\nConnection: close\r\n\r\n", "400"),
        ("GET / HTTP/1.0\r\n\r\n", "404"),
        ("GET http://shop.localhost/ HTTP/1.1\r\nHost: other\r\nConnection: close\r\n\r\n", "200"),
    ] {
        let answer = world.raw(request).await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status}")) || answer.starts_with(&format!("HTTP/1.0 {status}")),
            "{request}: {answer}"
        );
    }
}

#[tokio::test]
async fn methods_bodies_and_lengths_have_limits() {
    let world = World::live(&[("index.html", b"home")]).await;
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS, Method::PATCH] {
        let answer = world.send(method, "/", &[]).await;
        assert_eq!((answer.status(), header(&answer, "allow")), (StatusCode::METHOD_NOT_ALLOWED, "GET, HEAD"));
    }
    let body = format!("GET / HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello");
    assert!(world.raw(&body).await.starts_with("HTTP/1.1 400"));
    let long = world.get(&format!("/{}", "a".repeat(9_000))).await;
    assert_eq!(long.status(), StatusCode::URI_TOO_LONG);
    let heavy = format!("GET / HTTP/1.1\r\nHost: {HOST}\r\nX: {}\r\n\r\n", "a".repeat(60_000));
    let answer = world.raw(&heavy).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
    let answer = world.raw("NONSENSE\r\n\r\n").await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400"), "{answer}");
}

#[tokio::test]
async fn types_tags_and_caching_are_told() {
    let files: [(&str, &[u8]); 3] = [("index.html", b"home"), ("assets/app.3f9c1b2a.js", b"1"), ("unknown.xyz", b"?")];
    let world = World::live(&files).await;
    let home = world.get("/").await;
    assert_eq!(header(&home, "content-type"), "text/html; charset=utf-8");
    assert_eq!(header(&home, "cache-control"), "public, max-age=0, must-revalidate");
    assert_eq!(header(&home, "x-content-type-options"), "nosniff");
    assert_eq!(header(&home, "referrer-policy"), "strict-origin-when-cross-origin");
    assert_eq!(header(&home, "content-length"), "4");
    assert_eq!(header(&home, "vary"), "");
    assert!(home.headers().contains_key("date"));
    let asset = world.get("/assets/app.3f9c1b2a.js").await;
    assert_eq!(header(&asset, "cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(header(&world.get("/unknown.xyz").await, "content-type"), "application/octet-stream");

    let tag = header(&home, "etag").to_owned();
    assert!(tag.starts_with('"') && tag.len() == 24);
    let weak = format!("W/{tag}");
    for same in [tag.as_str(), "*", "\"x\", \"y\"", &weak] {
        let answer = world.send(Method::GET, "/", &[("if-none-match", same)]).await;
        let expected = if same.contains("\"x\"") { StatusCode::OK } else { StatusCode::NOT_MODIFIED };
        assert_eq!(answer.status(), expected, "{same}");
        assert_eq!(header(&answer, "etag"), tag);
    }
    assert_eq!(world.send(Method::GET, "/", &[("if-match", "\"x\"")]).await.status(), StatusCode::PRECONDITION_FAILED);
    let head = world.send(Method::HEAD, "/", &[]).await;
    assert_eq!((head.status(), header(&head, "content-length")), (StatusCode::OK, "4"));
    assert_eq!(head.bytes().await.unwrap().len(), 0);
}

#[tokio::test]
async fn compressed_forms_are_chosen_by_what_the_client_accepts() {
    let text = "hello, world. ".repeat(500);
    let world = World::live(&[("index.html", text.as_bytes()), ("tiny.html", b"x")]).await;
    let mut tags = Vec::new();
    for (accept, coding) in [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0.1, gzip;q=0.9", "gzip"),
        ("br;q=0, gzip;q=0", ""),
        ("*", "br"),
        ("zstd", ""),
    ] {
        let answer = world.send(Method::GET, "/", &[("accept-encoding", accept)]).await;
        assert_eq!((answer.status(), header(&answer, "content-encoding")), (StatusCode::OK, coding), "{accept}");
        assert_eq!(header(&answer, "vary"), "Accept-Encoding");
        tags.push(header(&answer, "etag").to_owned());
        let (length, body) = (header(&answer, "content-length").to_owned(), answer.bytes().await.unwrap());
        assert_eq!(length, body.len().to_string());
        assert_eq!(body.len() < text.len() / 10, !coding.is_empty());
    }
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), 3, "each form has a tag of its own");
    let refused = world.send(Method::GET, "/tiny", &[("accept-encoding", "identity;q=0")]).await;
    assert_eq!(refused.status(), StatusCode::NOT_ACCEPTABLE);
}

#[tokio::test]
async fn ranges_are_served_of_files_in_memory_and_on_disk() {
    let small = noise(1_000);
    let large = noise(3 << 20);
    let world = World::live(&[("small.bin", &small), ("large.bin", &large)]).await;
    for (path, content) in [("/small.bin", &small), ("/large.bin", &large)] {
        let whole = world.get(path).await;
        let tag = header(&whole, "etag").to_owned();
        assert_eq!(header(&whole, "accept-ranges"), "bytes");
        assert_eq!(whole.bytes().await.unwrap(), content.as_slice());
        let size = content.len();
        for (range, from, to) in [
            ("bytes=0-9", 0, 10),
            ("bytes=-10", size - 10, size),
            ("bytes=500-", 500, size),
            ("bytes=990-99999999", 990, size),
        ] {
            let part =
                world.send(Method::GET, path, &[("range", range), ("if-range", &tag), ("accept-encoding", "br")]).await;
            assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT, "{range}");
            assert_eq!(header(&part, "content-range"), format!("bytes {from}-{}/{size}", to - 1));
            assert_eq!(part.bytes().await.unwrap(), &content[from..to]);
        }
        let beyond = world.send(Method::GET, path, &[("range", &format!("bytes={size}-"))]).await;
        assert_eq!(beyond.status(), StatusCode::RANGE_NOT_SATISFIABLE);
        assert_eq!(header(&beyond, "content-range"), format!("bytes */{size}"));
        let outdated = world.send(Method::GET, path, &[("range", "bytes=0-9"), ("if-range", "\"old\"")]).await;
        assert_eq!(outdated.status(), StatusCode::OK);
        let many = world
            .send(Method::GET, path, &[("range", "bytes=0-1,10-11,20-21,30-31,40-41,50-51,60-61,70-71,80-81")])
            .await;
        assert_eq!(many.status(), StatusCode::OK);
        let several = world.send(Method::GET, path, &[("range", "bytes=0-1,10-11")]).await;
        assert_eq!(several.status(), StatusCode::PARTIAL_CONTENT);
        let kind = header(&several, "content-type").to_owned();
        let boundary = kind.strip_prefix("multipart/byteranges; boundary=").unwrap();
        let length: usize = header(&several, "content-length").parse().unwrap();
        let body = several.bytes().await.unwrap();
        assert_eq!(body.len(), length);
        let mut expected = Vec::new();
        for (from, to) in [(0, 2), (10, 12)] {
            let head = format!(
                "\r\n--{boundary}\r\nContent-Type: application/octet-stream\r\nContent-Range: bytes {from}-{}/{size}\r\n\r\n",
                to - 1
            );
            expected.extend_from_slice(head.as_bytes());
            expected.extend_from_slice(&content[from..to]);
        }
        expected.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
        assert_eq!(body, expected);
    }
}

#[tokio::test]
async fn hashed_assets_of_the_last_release_stay_for_a_day() {
    let world = World::start().await;
    let old = world.release(&[("index.html", b"old"), ("app.0a1b2c3d.js", b"old app"), ("plain.js", b"old plain")]);
    let new = world.release(&[("index.html", b"new"), ("app.9f8e7d6c.js", b"new app")]);
    let until = i64::MAX;
    world.put(1, SiteSpec { previous: vec![Previous { manifest: old, until }], ..spec(Some(new)) }).await;
    assert_eq!(world.get("/").await.text().await.unwrap(), "new");
    assert_eq!(world.get("/app.0a1b2c3d.js").await.text().await.unwrap(), "old app");
    assert_eq!(world.get("/plain.js").await.status(), StatusCode::NOT_FOUND);
    world.put(2, SiteSpec { previous: vec![Previous { manifest: old, until: 0 }], ..spec(Some(new)) }).await;
    assert_eq!(world.get("/app.0a1b2c3d.js").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_switch_under_load_is_never_half_done() {
    let world = World::start().await;
    let releases = [world.release(&[("index.html", b"even")]), world.release(&[("index.html", b"odd")])];
    world.put(1, spec(Some(releases[1]))).await;
    for generation in 2..12_u64 {
        let release = releases[usize::try_from(generation % 2).unwrap()];
        world.record(generation, Some(spec(Some(release))));
        let expected = if generation % 2 == 0 { "even" } else { "odd" };
        loop {
            let text = world.get("/").await.text().await.unwrap();
            assert!(text == "even" || text == "odd", "{text}");
            if text == expected {
                break;
            }
        }
    }
}

/// Bytes that no compressor makes smaller, the same ones each time.
fn noise(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    StdRng::seed_from_u64(7).fill_bytes(&mut bytes);
    bytes
}
