//! The life of a process: its parts start, it is ready, it stops in order.

use std::{
    any::Any,
    future::Future,
    panic::AssertUnwindSafe,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use anyhow::{Context, anyhow};
use futures::FutureExt;
use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    task::JoinSet,
    time::Instant,
};
use tokio_util::sync::CancellationToken;

use crate::{
    admin::{self, Admin},
    listen::listen,
    metrics,
    readiness::{Phase, Readiness},
    settings::ChassisSettings,
    telemetry::{self, LastLines, Telemetry},
};

/// Tells a part to end: `stopping.cancelled().await`.
pub type Stopping = CancellationToken;

/// How often histograms are folded; between two scrapes they would grow without bound.
const UPKEEP: Duration = Duration::from_secs(5);

/// Runs `main` on a runtime with one worker for each core that the process may use.
///
/// What blocks a thread at the end (a file that hangs, a resolver) is left behind after a second. Log lines are written by a
/// thread of their own; the last ones are waited for, also when `main` panics, for a second at most.
pub fn block_on(main: impl Future<Output = anyhow::Result<()>>) -> anyhow::Result<()> {
    let _last = LastLines;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(std::thread::available_parallelism().map_or(2, |cores| cores.get().max(2)))
        .enable_all()
        .build()
        .context("start the runtime")?;
    let ended = runtime.block_on(main);
    runtime.shutdown_timeout(Duration::from_secs(1));
    ended
}

/// The running process: its parts, its probes, its end.
///
/// The stop has two phases, together bounded by the drain timeout. After SIGTERM or SIGINT `/readyz` says no, then
/// [`stopping`](Self::stopping) is cancelled: no new calls, no new work. When the parts have ended,
/// [`drained`](Self::drained) is cancelled for those that carry out what the others left (the relay), and when these have
/// ended the last traces are sent and the process may exit. A second signal ends the wait.
pub struct Chassis {
    parts: Mutex<Parts>,
    phases: Phases,
    readiness: Arc<Readiness>,
    settings: ChassisSettings,
    asked: Asked,
    telemetry: Telemetry,
    /// Signals, the admin port and the upkeep of metrics: until the very end.
    background: JoinSet<()>,
}

struct Phases {
    stopping: CancellationToken,
    drained: CancellationToken,
    /// Of the two, `drained` was asked for last since a part was handed over.
    asked_for_drained: AtomicBool,
}

/// When a part is told to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phased {
    Stopping,
    Drained,
}

#[derive(Default)]
struct Parts {
    tasks: JoinSet<(&'static str, anyhow::Result<()>)>,
    running: Vec<(&'static str, Phased)>,
}

impl Parts {
    fn start(
        &mut self,
        part: &'static str,
        phased: Phased,
        future: impl Future<Output = anyhow::Result<()>> + Send + 'static,
    ) {
        self.running.push((part, phased));
        self.tasks.spawn(async move {
            let ended = AssertUnwindSafe(future).catch_unwind().await;
            (part, ended.unwrap_or_else(|panic| Err(anyhow!("panicked: {}", panic_message(panic.as_ref())))))
        });
    }

    /// The next part that ends, and how; `None` without parts.
    async fn next(&mut self) -> Option<(&'static str, anyhow::Result<()>)> {
        // A task can't fail to join: its panics are caught, and nobody aborts it while this waits.
        let (part, how) = self.tasks.join_next().await?.ok()?;
        if let Some(at) = self.running.iter().position(|(name, _)| *name == part) {
            self.running.swap_remove(at);
        }
        Some((part, how))
    }

    fn names(&self) -> String {
        self.running.iter().map(|(part, _)| *part).collect::<Vec<_>>().join(", ")
    }
}

fn panic_message(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("without a message")
}

/// What signals have asked for, whatever the process is doing: one to stop, a second one to stop at once.
#[derive(Clone, Default)]
struct Asked {
    to_stop: CancellationToken,
    at_once: CancellationToken,
}

impl Asked {
    async fn listen(self, mut signals: Signals) {
        let signal = signals.next().await;
        tracing::info!(signal, "stopping");
        self.to_stop.cancel();
        let signal = signals.next().await;
        tracing::warn!(signal, "second signal, the drain is cut off");
        self.at_once.cancel();
    }
}

struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        }
    }
}

impl Chassis {
    /// Starts logs, traces, metrics and the admin port of the service `name`, and listens to signals from here on.
    pub async fn start(name: &'static str, settings: &ChassisSettings) -> anyhow::Result<Self> {
        let telemetry = telemetry::install(name, &settings.log, &settings.telemetry)?;
        let metrics = metrics::install()?;
        let signals = Signals::new().context("listen to signals")?;
        let listener = listen(settings.admin.listen)
            .await
            .with_context(|| format!("setting `admin.listen`: cannot bind {}", settings.admin.listen))?;
        tracing::info!(admin.address = %listener.local_addr()?, "{name} starts");
        let readiness = Arc::new(Readiness::new());
        let mut background = JoinSet::new();
        let admin = Admin { readiness: readiness.clone(), metrics: metrics.clone() };
        background.spawn(admin::serve(listener, admin));
        let asked = Asked::default();
        background.spawn(asked.clone().listen(signals));
        background.spawn(async move {
            let mut ticks = tokio::time::interval(UPKEEP);
            loop {
                ticks.tick().await;
                metrics.run_upkeep();
            }
        });
        Ok(Self {
            parts: Mutex::default(),
            phases: Phases {
                stopping: CancellationToken::new(),
                drained: CancellationToken::new(),
                asked_for_drained: AtomicBool::new(false),
            },
            readiness,
            settings: settings.clone(),
            asked,
            telemetry,
            background,
        })
    }

    /// Runs a part of the process, named in logs. A part that ends or panics before the stop ends the process.
    pub fn run<F>(&self, part: &'static str, future: F)
    where
        F: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        let asked = self.phases.asked_for_drained.swap(false, Ordering::Relaxed);
        let phased = if asked { Phased::Drained } else { Phased::Stopping };
        self.parts.lock().unwrap_or_else(PoisonError::into_inner).start(part, phased, future);
    }

    /// Cancelled by the first signal, before anything else: for what a service waits for before it has parts to stop. Then
    /// it goes to [`ready_until_stopped`](Self::ready_until_stopped) with what it has.
    pub fn asked_to_stop(&self) -> Stopping {
        self.asked.to_stop.clone()
    }

    /// Cancelled in the first phase of the stop. Cancelling it stops the process as a signal does.
    pub fn stopping(&self) -> Stopping {
        self.phases.asked_for_drained.store(false, Ordering::Relaxed);
        self.phases.stopping.clone()
    }

    /// Cancelled in the second phase, when the other parts have ended.
    ///
    /// Ask for it in the arguments of [`run`](Self::run): of the two tokens, the one that was asked for last before a part
    /// is handed over says in which phase that part ends. A part of the second phase that is taken for one of the first
    /// is waited for during two thirds of the drain timeout, and then named in a warning.
    pub fn drained(&self) -> Stopping {
        self.phases.asked_for_drained.store(true, Ordering::Relaxed);
        self.phases.drained.clone()
    }

    /// Adds a check to `/readyz`. It is asked at most once a second and has two seconds; its error is shown there, so it
    /// must not hold a secret.
    pub fn readiness<F, Fut>(&self, name: &'static str, check: F)
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), String>> + Send + 'static,
    {
        self.readiness.add(name, Box::new(move || check().boxed()));
    }

    /// Says in `/readyz` what the start waits for; it must not hold a secret. Forgotten once the process is ready.
    pub fn waits(&self, why: &str) {
        self.readiness.waits(why);
    }

    /// Says that the process is ready, waits for its end, and leads it there.
    ///
    /// An error when a part ended early, failed during the stop, or did not end in time.
    pub async fn ready_until_stopped(mut self) -> anyhow::Result<()> {
        let mut parts = std::mem::take(self.parts.get_mut().unwrap_or_else(PoisonError::into_inner));
        if !self.asked.to_stop.is_cancelled() {
            self.readiness.enter(Phase::Running);
            tracing::info!(parts = parts.names(), "ready");
        }
        let cause = tokio::select! {
            () = self.asked.to_stop.cancelled() => Ok(()),
            () = self.phases.stopping.cancelled() => Ok(()),
            Some(ended) = parts.next() => Err(ended_early(ended)),
        };
        self.readiness.enter(Phase::Stopping);
        let stopped = self.stop(&mut parts, cause.is_ok()).await;
        // What is left must be gone before the runtime goes.
        parts.tasks.shutdown().await;
        if let Err(error) = cause.as_ref().and(stopped.as_ref()) {
            tracing::error!(error = format!("{error:#}"), "stopped by an error");
        } else {
            tracing::info!("stopped");
        }
        if tokio::time::timeout(Duration::from_secs(3), self.telemetry.flush()).await.is_err() {
            tracing::warn!("last traces were not sent in time");
        }
        self.background.shutdown().await;
        cause.and(stopped)
    }

    async fn stop(&self, parts: &mut Parts, orderly: bool) -> anyhow::Result<()> {
        let timeout = self.settings.drain_timeout;
        let started = Instant::now();
        let (phases, unready_for) = (&self.phases, self.settings.admin.unready_for);
        let drain = async {
            if orderly {
                tokio::time::sleep(unready_for).await;
            }
            phases.stopping.cancel();
            let mut result = Ok(());
            let first = drain_phase(parts, Phased::Stopping, &mut result);
            if tokio::time::timeout_at(started + timeout * 2 / 3, first).await.is_err() {
                tracing::warn!(parts = parts.names(), "still running late in the drain");
            }
            phases.drained.cancel();
            drain_phase(parts, Phased::Drained, &mut result).await;
            result
        };
        let ended = tokio::select! {
            ended = tokio::time::timeout_at(started + timeout, drain) => ended.ok(),
            () = self.asked.at_once.cancelled() => None,
        };
        // Whoever holds the tokens outside of a part must hear of it as well.
        self.phases.stopping.cancel();
        self.phases.drained.cancel();
        ended.unwrap_or_else(|| {
            Err(anyhow!("cut off after {:.1} s, still running: {}", started.elapsed().as_secs_f64(), parts.names()))
        })
    }
}

/// Waits until no part of `phase` (and, in the last phase, no part at all) is running; keeps the first failure.
async fn drain_phase(parts: &mut Parts, phase: Phased, result: &mut anyhow::Result<()>) {
    while parts.running.iter().any(|(_, phased)| phase == Phased::Drained || *phased == phase) {
        let Some((part, how)) = parts.next().await else { return };
        match how {
            Ok(()) => tracing::debug!(part, "ended"),
            Err(error) => {
                tracing::error!(part, error = format!("{error:#}"), "failed while stopping");
                if result.is_ok() {
                    *result = Err(error.context(format!("{part} failed while stopping")));
                }
            }
        }
    }
}

fn ended_early((part, how): (&'static str, anyhow::Result<()>)) -> anyhow::Error {
    match how {
        Ok(()) => anyhow!("{part} ended before it was told to"),
        Err(error) => error.context(format!("{part} failed")),
    }
}
