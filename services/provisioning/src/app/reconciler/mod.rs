//! Makes what is wanted real. Level-triggered: each attempt begins with a look at what is wanted and what is there, so
//! nothing depends on having heard of every change, and a crash at any point loses nothing.
mod attempt;
mod books;

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures::FutureExt as _;
use hc_chassis::Stopping;
use hc_storage::{Presence, StoreError};
use sqlx::PgPool;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::driver::{DriverError, ErrorClass};
use crate::metrics;
use crate::settings::ReconcilerSettings;
use crate::store::queue::{self, Lease, LeaseLost};

use super::App;

/// How long running attempts may go on when the process stops; what is cut off is done again under the next lease.
const LAST_ATTEMPTS: Duration = Duration::from_secs(5);

/// Why an attempt did not come to its end.
#[derive(Debug, thiserror::Error)]
enum AttemptError {
    #[error(transparent)]
    LeaseLost(#[from] LeaseLost),
    #[error("the engine could not do it")]
    Driver(#[from] DriverError),
    #[error("the store failed")]
    Store(#[from] StoreError),
}

/// Works until it is told to stop.
pub async fn run(app: App, settings: ReconcilerSettings, stopping: Stopping) -> anyhow::Result<()> {
    // Leases have connections of their own: work that has taken all others must not lose them.
    let leases = app.db.side_pool(2);
    let mut presence = Presence::new(leases.clone());
    let committed = app.db.committed();
    let mut attempts = JoinSet::new();
    while !stopping.is_cancelled() {
        let free = settings.concurrency.saturating_sub(attempts.len());
        if free > 0 {
            let limit = i64::try_from(free).unwrap_or(i64::MAX);
            for lease in claim(&leases, &mut presence, &settings, limit).await {
                attempts.spawn(attempt(app.clone(), leases.clone(), settings.clone(), lease));
            }
        }
        let free = attempts.len() < settings.concurrency;
        tokio::select! {
            () = stopping.cancelled() => {}
            Some(_) = attempts.join_next() => {}
            () = committed.notified(), if free => {}
            () = tokio::time::sleep(settings.poll), if free => {}
        }
        while attempts.try_join_next().is_some() {}
    }
    let ended = async { while attempts.join_next().await.is_some() {} };
    if tokio::time::timeout(LAST_ATTEMPTS, ended).await.is_err() {
        attempts.shutdown().await;
    }
    leases.close().await;
    Ok(())
}

async fn claim(leases: &PgPool, presence: &mut Presence, settings: &ReconcilerSettings, limit: i64) -> Vec<Lease> {
    let claimed = async {
        let key = presence.key().await.map_err(StoreError::from)?;
        let mut connection = leases.acquire().await.map_err(StoreError::from)?;
        queue::claim(&mut connection, key, settings.lease, limit, settings.per_organization).await
    };
    match claimed.await {
        Ok(claimed) => claimed,
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "no work can be claimed, trying again");
            tokio::time::sleep(settings.poll).await;
            Vec::new()
        }
    }
}

/// One attempt at one instance under its lease, and the decision when to look again.
async fn attempt(app: App, leases: PgPool, settings: ReconcilerSettings, lease: Lease) {
    let begun = Instant::now();
    let work = AssertUnwindSafe(attempt::reconcile(&app, &settings, &lease)).catch_unwind();
    let result = tokio::select! {
        // It counts as any other failure: what panics each time would else be tried for ever.
        result = work => result.unwrap_or_else(|_| Err(panicked())),
        () = keep(&leases, &settings, &lease) => Err(LeaseLost(lease.instance).into()),
    };
    metrics::reconciled(begun.elapsed(), result.is_ok());
    let again = match result {
        Ok(again) => again,
        Err(AttemptError::LeaseLost(lost)) => {
            tracing::warn!(instance.id = %lost.0, "lease lost, left to its next holder");
            return;
        }
        Err(error) => match books::note_failure(&app, &settings, &lease, &error).await {
            Ok(again) => again,
            Err(second) => {
                // Nothing can be written: the lease runs out by itself, and somebody looks again.
                tracing::warn!(instance.id = %lease.instance, %error, %second, "failed attempt could not be recorded");
                return;
            }
        },
    };
    let finished = async {
        let mut connection = leases.acquire().await.map_err(StoreError::from)?;
        queue::finish(&mut connection, &lease, again).await
    };
    if let Err(error) = finished.await {
        tracing::warn!(instance.id = %lease.instance, %error, "lease could not be given back, it runs out");
    }
}

fn panicked() -> AttemptError {
    DriverError::new(ErrorClass::Retryable, "DRIVER_BROKEN_OFF", "the attempt panicked").into()
}

/// Renews the lease; ends when two thirds of it have passed without success, while it still holds.
async fn keep(leases: &PgPool, settings: &ReconcilerSettings, lease: &Lease) {
    let third = settings.lease / 3;
    let mut renewed = Instant::now();
    loop {
        tokio::time::sleep(third).await;
        let renewal = async {
            let mut connection = leases.acquire().await.map_err(StoreError::from)?;
            queue::renew(&mut connection, lease, settings.lease).await
        };
        let asked = Instant::now();
        match tokio::time::timeout_at(renewed + third * 2, renewal).await {
            Ok(Ok(true)) => renewed = asked,
            Ok(Ok(false)) | Err(_) => return,
            Ok(Err(_)) if asked >= renewed + third * 2 => return,
            Ok(Err(_)) => {}
        }
    }
}
