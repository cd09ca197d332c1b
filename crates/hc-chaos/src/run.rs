//! A run from beginning to end.

use std::{
    fmt,
    path::PathBuf,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use sqlx::PgPool;

use crate::{
    check::{self, Breach, Figures},
    history::History,
    plan::Plan,
    site::Site,
};

const LOOK_EVERY: Duration = Duration::from_millis(200);

/// What a run came to.
pub struct Report {
    /// The schedule's seed.
    pub seed: u64,
    /// Which part died when, in words.
    pub faults: Vec<String>,
    /// What was counted.
    pub figures: Figures,
    /// From the first write to the last.
    pub load: Duration,
    /// From the last fault to rest.
    pub healing: Duration,
    /// The promises that were broken.
    pub breaches: Vec<Breach>,
    /// Where the parts' logs are, when a promise was broken.
    pub logs: Option<PathBuf>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "seed {}", self.seed)?;
        for fault in &self.faults {
            writeln!(f, "  {fault}")?;
        }
        writeln!(f, "{}", self.figures)?;
        writeln!(f, "load {:.1?}, at rest {:.1?} after it", self.load, self.healing)?;
        for breach in &self.breaches {
            writeln!(f, "BROKEN: {breach}")?;
        }
        if let Some(logs) = &self.logs {
            writeln!(f, "logs and history: {}", logs.display())?;
        }
        write!(f, "{}", if self.breaches.is_empty() { "every promise kept" } else { "promises broken" })
    }
}

/// Runs a plan.
pub async fn run(plan: &Plan) -> anyhow::Result<Report> {
    let program = match &plan.program {
        Some(program) => program.clone(),
        None => std::env::current_exe()?,
    };
    let mut site = Site::start(&program, plan.sabotage.as_deref()).await?;
    let report = load_and_check(plan, &mut site).await;
    match report {
        // A mistake that was made on purpose needs no explanation.
        Ok(mut report) if !report.breaches.is_empty() && plan.sabotage.is_none() => {
            report.logs = Some(site.stop_and_keep_logs().await);
            Ok(report)
        }
        report => {
            site.stop().await;
            report
        }
    }
}

async fn load_and_check(plan: &Plan, site: &mut Site) -> anyhow::Result<Report> {
    site.start_bus()?;
    let begun = Instant::now();
    let arguments = [
        ("--events", plan.events.to_string()),
        ("--writers", plan.writers.to_string()),
        ("--objects", plan.objects.to_string()),
        ("--seed", plan.seed.to_string()),
    ];
    let arguments: Vec<String> = arguments.into_iter().flat_map(|(name, value)| [name.to_owned(), value]).collect();
    let mut writers = site.write(&arguments)?;
    let mut faults = Vec::new();
    for fault in plan.faults() {
        until_written(site, plan.events.saturating_mul(fault.at) / 1_000).await?;
        site.kill(fault.victim).await?;
        tokio::time::sleep(Duration::from_millis(fault.down_ms)).await;
        site.restart(fault.victim).await?;
        let at = begun.elapsed();
        faults.push(format!(
            "{:>6.1} s  kill -9 {}, down for {} ms",
            at.as_secs_f64(),
            fault.victim.part(),
            fault.down_ms
        ));
    }
    ensure!(writers.wait().await?.success(), "the writers failed");
    let load = begun.elapsed();
    let ended = Instant::now();
    let (writers, consumers) = (connect(&site.writers()).await?, connect(&site.consumers()).await?);
    let rested = until_at_rest(Duration::from_secs(plan.healed_within), site, &writers, &consumers).await?;
    let healing = ended.elapsed();
    let history = History::read(&site.history())?;
    let mut found = check::everything(&history, &writers, &consumers, site).await?;
    if let Some(busy) = rested {
        found.breaches.push(busy);
    }
    Ok(Report { seed: plan.seed, faults, figures: found.figures, load, healing, breaches: found.breaches, logs: None })
}

async fn connect(url: &str) -> anyhow::Result<PgPool> {
    sqlx::postgres::PgPoolOptions::new().max_connections(2).connect(url).await.context("connect to look")
}

/// Waits until so many writes have ended.
async fn until_written(site: &Site, wanted: usize) -> anyhow::Result<()> {
    let begun = Instant::now();
    loop {
        let written = std::fs::read_to_string(site.history()).unwrap_or_default();
        if written.lines().count() >= wanted {
            return Ok(());
        }
        ensure!(begun.elapsed() < Duration::from_mins(10), "the writers are stuck");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Waits until nothing moves any more; the breach when that never comes.
async fn until_at_rest(
    within: Duration,
    site: &Site,
    writers: &PgPool,
    consumers: &PgPool,
) -> anyhow::Result<Option<Breach>> {
    let begun = Instant::now();
    loop {
        match check::what_moves(site, writers, consumers).await {
            Ok(None) => return Ok(None),
            Ok(Some(moving)) if begun.elapsed() > within => {
                return Ok(Some(Breach(format!("not at rest {within:?} after the last fault: {moving}"))));
            }
            Err(error) if begun.elapsed() > within => return Err(error),
            _ => tokio::time::sleep(LOOK_EVERY).await,
        }
    }
}
