//! Calling cargo.

use std::path::{Path, PathBuf};
use std::process::ExitStatus;

use anyhow::Context;
use hc_servers::{Failure, Probe, Program, Watcher, tail};
use tokio::process::Command;

use crate::steps::Step;
use crate::workspace;

/// A cargo command in the root of the checkout that asks no database: the committed offline data is enough.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(binary());
    command.args(arguments).current_dir(workspace::root()).env("SQLX_OFFLINE", "true").kill_on_drop(true);
    command
}

/// The same cargo that runs us.
fn binary() -> PathBuf {
    std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from)
}

/// Runs a command to its end; its output goes where ours goes.
pub async fn run(mut command: Command) -> anyhow::Result<ExitStatus> {
    command.status().await.with_context(|| format!("run {:?}", command.as_std()))
}

/// Builds quietly, showing what is being compiled; on failure the compiler's own words.
///
/// Known to the watcher, so that a killed xtask leaves no compiler behind.
pub async fn build(arguments: &[&str], log: &Path, watcher: &Watcher, step: &Step) -> anyhow::Result<()> {
    std::fs::write(log, "").with_context(|| format!("write {}", log.display()))?;
    let mut program = Program::service("build", binary(), log.to_owned(), Probe::None);
    program.args = std::iter::once("build").chain(arguments.iter().copied()).map(str::to_owned).collect();
    program.env = vec![("SQLX_OFFLINE".to_owned(), "true".to_owned())];
    program.directory = workspace::root();
    let mut running = program.spawn(watcher).context("start cargo")?;
    let status = loop {
        tokio::select! {
            status = running.exited() => break status.context("wait for cargo")?,
            () = tokio::time::sleep(std::time::Duration::from_millis(200)) => {
                let text = std::fs::read_to_string(log).unwrap_or_default();
                let compiled = text.lines().filter(|line| line.trim_start().starts_with("Compiling")).count();
                if let Some(line) = text.lines().rfind(|line| !line.trim().is_empty()) {
                    step.doing(format!("{} ({compiled})", line.trim()));
                }
            }
        }
    };
    if status.success() {
        return Ok(());
    }
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let errors: Vec<&str> = text.lines().skip_while(|line| !line.starts_with("error")).take(40).collect();
    let why = if errors.is_empty() { tail(log, 20) } else { errors.join("\n") };
    let fix = if text.contains("no cached data for this query") {
        "a query has no offline data yet: cargo xtask sqlx".to_owned()
    } else {
        format!("mend the code, then try again (cargo build {})", arguments.join(" "))
    };
    Err(Failure::new("XT002", "the build failed", why, fix).log(log).into())
}
