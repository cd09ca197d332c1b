//! `cargo xtask ci`: what CI runs, each part to its end, then one summary.

use std::time::{Duration, Instant};

use ::console::style;
use anyhow::{bail, ensure};

use crate::fixture::Fixture;
use crate::steps::seconds;
use crate::tools::{self, Tool};
use crate::{cargo, console, contracts, examples, offline, ops, test, tidy};

/// Runs the command.
pub async fn run() -> anyhow::Result<()> {
    tools::demand(&Tool::ALL)?;
    let mut report = Report::default();
    report.part("format", format()).await;
    report.part("tidy", async { tidy::run() }).await;
    let begun = Instant::now();
    let fixture = Fixture::start().await;
    let checked = tokio::select! {
        checked = on_servers(&fixture, &mut report) => checked,
        _ = tokio::signal::ctrl_c() => Err(anyhow::anyhow!("interrupted")),
    };
    match fixture {
        Ok(fixture) => fixture.stop().await,
        Err(error) => report.add("servers", begun.elapsed(), Err(error)),
    }
    checked?;
    report.part("schema", contracts::schema_of_build(true)).await;
    report.part("events", contracts::events_of_build()).await;
    report.part("protos", contracts::protos()).await;
    report.part("ops", ops::test(&[])).await;
    report.print()
}

async fn on_servers(fixture: &anyhow::Result<Fixture>, report: &mut Report) -> anyhow::Result<()> {
    if let Ok(fixture) = fixture {
        report.part("lints, sql", offline::lint_and_compare(fixture)).await;
        report.part("examples", examples::prepare()).await;
        report.part("console", console::check()).await;
        report.part("tests", test::tests(fixture, &[])).await;
        report.part("browser", console::browser(fixture)).await;
    }
    Ok(())
}

async fn format() -> anyhow::Result<()> {
    let status = cargo::run(cargo::command(&["fmt", "--all", "--check"])).await?;
    ensure!(status.success(), "code is not formatted: run cargo fmt --all");
    Ok(())
}

#[derive(Default)]
struct Report {
    parts: Vec<(&'static str, Duration, Result<(), String>)>,
}

impl Report {
    async fn part(&mut self, name: &'static str, work: impl Future<Output = anyhow::Result<()>>) {
        println!("\n{} {name}", style("──").bold());
        let begun = Instant::now();
        let done = work.await;
        if let Err(error) = &done {
            eprintln!("{} {error:#}", style("✗").red());
        }
        self.add(name, begun.elapsed(), done);
    }

    fn add(&mut self, name: &'static str, time: Duration, done: anyhow::Result<()>) {
        self.parts.push((name, time, done.map_err(|error| format!("{error:#}"))));
    }

    fn print(&self) -> anyhow::Result<()> {
        println!();
        for (name, time, done) in &self.parts {
            let mark = if done.is_ok() { style("✓").green() } else { style("✗").red() };
            let why = done.as_ref().err().and_then(|why| why.lines().next()).unwrap_or_default();
            println!("  {mark} {name:12} {:>12}  {why}", seconds(*time));
        }
        let failed: Vec<&str> = self.parts.iter().filter(|part| part.2.is_err()).map(|part| part.0).collect();
        if !failed.is_empty() {
            bail!("failed: {}", failed.join(", "));
        }
        Ok(())
    }
}
