//! Whether the process can take calls: what its parts say, asked at most once a second.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use futures::future::{BoxFuture, join_all};
use serde::Serialize;
use tokio::time::Instant;

/// A check that takes longer counts as failed.
const CHECK_TIMEOUT: Duration = Duration::from_secs(2);
/// How long an answer is good for, so that probing costs the same however often somebody probes.
const FRESH: Duration = Duration::from_secs(1);

type Check = Box<dyn Fn() -> BoxFuture<'static, Result<(), String>> + Send + Sync>;

/// Where the process is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Phase {
    Starting,
    Running,
    Stopping,
}

/// All checks, by name.
pub(crate) struct Readiness {
    checks: Mutex<BTreeMap<&'static str, std::sync::Arc<Check>>>,
    phase: Mutex<Phase>,
    /// What the start waits for.
    waiting: Mutex<Option<String>>,
    last: tokio::sync::Mutex<Option<(Instant, BTreeMap<&'static str, Answer>)>>,
}

/// What `/readyz` answers.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Report {
    pub(crate) ready: bool,
    pub(crate) phase: Phase,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) waiting: Option<String>,
    pub(crate) checks: BTreeMap<&'static str, Answer>,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct Answer {
    ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    elapsed_ms: u64,
}

impl Readiness {
    pub(crate) fn new() -> Self {
        Self {
            checks: Mutex::default(),
            phase: Mutex::new(Phase::Starting),
            waiting: Mutex::default(),
            last: tokio::sync::Mutex::default(),
        }
    }

    pub(crate) fn add(&self, name: &'static str, check: Check) {
        self.checks.lock().unwrap_or_else(PoisonError::into_inner).insert(name, std::sync::Arc::new(check));
    }

    pub(crate) fn waits(&self, why: &str) {
        *self.waiting.lock().unwrap_or_else(PoisonError::into_inner) = Some(why.to_owned());
    }

    pub(crate) fn enter(&self, phase: Phase) {
        *self.phase.lock().unwrap_or_else(PoisonError::into_inner) = phase;
    }

    pub(crate) async fn report(&self) -> Report {
        let checks = self.answers().await;
        let phase = *self.phase.lock().unwrap_or_else(PoisonError::into_inner);
        let ready = phase == Phase::Running && checks.values().all(|answer| answer.ok);
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Report { ready, phase, waiting: waiting.filter(|_| phase == Phase::Starting), checks }
    }

    async fn answers(&self) -> BTreeMap<&'static str, Answer> {
        let mut last = self.last.lock().await;
        if let Some((at, answers)) = last.as_ref()
            && at.elapsed() < FRESH
        {
            return answers.clone();
        }
        let checks = self.checks.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let answers: BTreeMap<_, _> = join_all(checks.into_iter().map(async |(name, check)| {
            let started = Instant::now();
            let error = match tokio::time::timeout(CHECK_TIMEOUT, check()).await {
                Ok(answer) => answer.err(),
                Err(_) => Some(format!("no answer within {} s", CHECK_TIMEOUT.as_secs())),
            };
            let elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
            (name, Answer { ok: error.is_none(), error, elapsed_ms })
        }))
        .await
        .into_iter()
        .collect();
        *last = Some((Instant::now(), answers.clone()));
        answers
    }
}
