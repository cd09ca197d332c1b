use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use anyhow::Context;
use arc_swap::ArcSwap;
use hc_chassis::{Listener, Stopping};
use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use serde::Deserialize;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;

use crate::blobs::BlobStore;
use crate::metrics::SiteRequests;

use super::body::SiteBody;
use super::handler::{BlobCache, Handler};
use super::stall::Impatient;
use super::state::StateDir;
use super::table::Table;
use super::watch::Watch;

/// `[sites]`: how sites are served and where they are found.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SitesSettings {
    /// The address that browsers are answered at. Default `127.0.0.1:8088`.
    pub listen: SocketAddr,
    /// The domain that sites are sub-domains of. Default `localhost`, which every browser resolves to this machine.
    pub domain: String,
    /// The port in the addresses that customers see; 0 for none. Default 8088.
    pub port: u16,
    /// `http` or `https`, in the addresses that customers see. Default `http`.
    pub scheme: String,
    /// Where the control role asks whether a site answers: the address of the sites role, as visitors reach it.
    /// Default `127.0.0.1:8088`.
    pub probe: String,
    /// The most bytes of site content in memory. Default 268435456 (256 MiB).
    pub cache_bytes: u64,
    /// The most connections at once; more wait. Default 10000.
    pub max_connections: usize,
    /// How long a client may take for the head of a request, from the end of the last one. Default 30 s.
    #[serde(with = "hc_types::duration")]
    pub header_timeout: Duration,
    /// How long a client may take nothing of an answer before it is left. Default 60 s.
    #[serde(with = "hc_types::duration")]
    pub write_timeout: Duration,
    /// How often the records of the sites are looked at for changes. Default 25 ms.
    #[serde(with = "hc_types::duration")]
    pub watch_interval: Duration,
}

impl Default for SitesSettings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8088)),
            domain: "localhost".to_owned(),
            port: 8088,
            scheme: "http".to_owned(),
            probe: "127.0.0.1:8088".to_owned(),
            cache_bytes: 256 << 20,
            max_connections: 10_000,
            header_timeout: Duration::from_secs(30),
            write_timeout: Duration::from_mins(1),
            watch_interval: Duration::from_millis(25),
        }
    }
}

/// Contents that nobody has asked for in this many minutes leave the memory.
const IDLE_MINUTES: u32 = 10;
/// How often all records are looked at, whatever the journal says.
const FULL_SCAN: Duration = Duration::from_mins(1);
/// How many small files are brought into memory at once: a crowd before an empty cache waits for one load, not for its own.
const LOADS: usize = 4;
/// The most bytes of a request's head.
const MAX_HEAD_BYTES: usize = 32 << 10;
const MAX_HEADERS: usize = 100;

/// Serves sites from the state under `root` until it is told to stop.
pub async fn run(root: PathBuf, settings: SitesSettings, listener: Listener, stopping: Stopping) -> anyhow::Result<()> {
    let store = BlobStore::open(&root).context("open the folder of the blobs")?;
    let state = StateDir::open(&root).context("open the folder of the sites")?;
    let table = Arc::new(ArcSwap::from_pointee(Table::default()));
    let mut watch = Watch::new(state, Arc::clone(&table));
    watch = blocking(watch, Watch::scan).await.context("read the sites")?;
    let weight = |_: &_, bytes: &bytes::Bytes| u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    let cache: BlobCache = moka::sync::Cache::builder()
        .weigher(weight)
        .max_capacity(settings.cache_bytes)
        .build_with_hasher(ahash::RandomState::new());
    let handler = Arc::new(Handler {
        table,
        store,
        cache,
        minute: AtomicU32::new(0),
        requests: SiteRequests::new(),
        loads: Semaphore::new(LOADS),
    });
    let mut parts = JoinSet::new();
    parts.spawn(follow(watch, Arc::clone(&handler), settings.watch_interval));
    parts.spawn(accept(listener, handler, settings, stopping.clone()));
    // Following has no end of its own: the first to end is the listener, or a failure.
    parts.join_next().await.context("nothing runs")??
}

/// Keeps the table as the records are, and the memory free of what nobody asks for.
async fn follow(mut watch: Watch, handler: Arc<Handler>, interval: Duration) -> anyhow::Result<()> {
    let mut poll = tokio::time::interval(interval);
    poll.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut minute = tokio::time::interval(FULL_SCAN);
    minute.tick().await;
    loop {
        let work: fn(&mut Watch) -> io::Result<()> = tokio::select! {
            _ = poll.tick() => Watch::poll,
            _ = minute.tick() => {
                let now = handler.minute.fetch_add(1, Ordering::Relaxed).saturating_add(1);
                for content in watch.sites().flat_map(|site| site.contents()) {
                    content.forget_idle(now, IDLE_MINUTES);
                }
                Watch::scan
            }
        };
        watch = match blocking_kept(watch, work).await? {
            (watch, Ok(())) => watch,
            (watch, Err(error)) => {
                // What is in memory is served on; the next look may find the disk well again.
                tracing::error!(%error, "site records unreadable");
                tokio::time::sleep(Duration::from_secs(1)).await;
                watch
            }
        };
    }
}

async fn blocking_kept(
    mut watch: Watch,
    work: fn(&mut Watch) -> io::Result<()>,
) -> anyhow::Result<(Watch, io::Result<()>)> {
    tokio::task::spawn_blocking(move || {
        let result = work(&mut watch);
        (watch, result)
    })
    .await
    .context("the look at the records was broken off")
}

async fn blocking(watch: Watch, work: fn(&mut Watch) -> io::Result<()>) -> anyhow::Result<Watch> {
    let (watch, result) = blocking_kept(watch, work).await?;
    result?;
    Ok(watch)
}

async fn accept(
    mut listener: Listener,
    handler: Arc<Handler>,
    settings: SitesSettings,
    stopping: Stopping,
) -> anyhow::Result<()> {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(settings.max_connections));
    // Not `pipeline_flush`: with it, hyper copies each body behind its head instead of writing both with one call.
    let mut protocol = http1::Builder::new();
    protocol
        .timer(TokioTimer::new())
        .header_read_timeout(settings.header_timeout)
        .max_buf_size(MAX_HEAD_BYTES)
        .max_headers(MAX_HEADERS);
    let mut connections = JoinSet::new();
    loop {
        let place = tokio::select! {
            place = Arc::clone(&places).acquire_owned() => place.context("places are never closed")?,
            () = stopping.cancelled() => break,
        };
        let (stream, _) = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stopping.cancelled() => break,
        };
        let handler = Arc::clone(&handler);
        let service = service_fn(move |request: Request<Incoming>| {
            let handler = Arc::clone(&handler);
            async move {
                let answer = handler.answer(&request).await;
                handler.requests.count(answer.status());
                Ok::<http::Response<SiteBody>, std::convert::Infallible>(answer)
            }
        });
        let connection = graceful
            .watch(protocol.serve_connection(TokioIo::new(Impatient::new(stream, settings.write_timeout)), service));
        connections.spawn(async move {
            // A client that goes away in the middle is its own business.
            let _ended = connection.await;
            drop(place);
        });
        while connections.try_join_next().is_some() {}
    }
    drop(listener);
    graceful.shutdown().await;
    connections.join_all().await;
    Ok(())
}
