//! `dev --detach`, `--status`, `--stop`.

use std::fs::File;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, bail};
use hc_servers::{Failure, Signal, tail};
use tokio::process::Command;

use super::Arguments;
use super::files::Files;
use super::state::{Process, State};
use super::table;

/// How long the parts may take to end: their own grace and a little more.
const STOP_WITHIN: Duration = Duration::from_mins(1);

/// Starts the other half in the background and waits until everything is ready, or until it gives up.
pub async fn start(files: &Files, arguments: &Arguments) -> anyhow::Result<()> {
    if let Some(state) = running(files) {
        if state.ready {
            table::print(&state);
            return Ok(());
        }
        let fix = "wait for it (cargo xtask dev --status), or cargo xtask dev --stop";
        let why = format!("process {} is starting it", state.xtask.pid);
        return Err(Failure::new("XT001", "HostingCo is being started already", why, fix).into());
    }
    let path = files.log("xtask");
    let log = File::create(&path).with_context(|| format!("write {}", path.display()))?;
    let mut background = Command::new(std::env::current_exe().context("find the own binary")?);
    background.args(["dev", "--background"]).stdin(Stdio::null());
    if arguments.no_install {
        background.arg("--no-install");
    }
    if arguments.release {
        background.arg("--release");
    }
    background.stdout(log.try_clone().context("share the log")?).stderr(log);
    let mut background = background.spawn().context("start the background half")?;
    let pid = background.id().and_then(|pid| i32::try_from(pid).ok());
    let mut shown = 0;
    loop {
        let ended = tokio::select! {
            _ = background.wait() => true,
            () = tokio::time::sleep(Duration::from_millis(100)) => false,
            _ = tokio::signal::ctrl_c() => {
                println!("  stopping");
                return stop(files).await;
            }
        };
        shown = show_progress(&path, shown);
        match State::read(files) {
            Some(state) if state.ready && Some(state.xtask.pid) == pid => {
                table::print(&state);
                println!("\n  cargo xtask dev --status shows it again, cargo xtask dev --stop stops it");
                return Ok(());
            }
            _ if ended => bail!("{}", reason(&path)),
            _ => {}
        }
    }
}

/// The failure that the background printed last.
fn reason(log: &Path) -> String {
    let end = tail(log, 60);
    end.rsplit_once('✗').map_or_else(|| end.clone(), |(_, failure)| failure.trim().to_owned())
}

/// Prints the whole lines of the background's steps that were not shown yet.
fn show_progress(path: &Path, shown: usize) -> usize {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let whole = text.rfind('\n').map_or(0, |end| end + 1);
    let fresh = text.get(shown..whole).unwrap_or_default();
    for line in fresh.lines().filter(|line| line.trim_start().starts_with('✓')) {
        println!("{line}");
    }
    whole.max(shown)
}

/// Prints the table.
pub fn status(files: &Files) -> anyhow::Result<()> {
    let Some(state) = running(files) else {
        return Err(Failure::new("XT003", "HostingCo is not running from this checkout", "", "cargo xtask dev").into());
    };
    if state.ready {
        table::print(&state);
    } else {
        println!("{}", table::parts(&state));
    }
    Ok(())
}

/// Stops everything, also what an unclean end left behind.
pub async fn stop(files: &Files) -> anyhow::Result<()> {
    let Some(state) = running(files) else {
        State::end_left_behind(files).await;
        println!("nothing is running");
        return Ok(());
    };
    let xtask = state.xtask.identity();
    // To the supervisor alone, which stops its parts in order, and which may have been started by a script.
    xtask.end_alone(Signal::Terminate, STOP_WITHIN).await;
    State::end_left_behind(files).await;
    println!("stopped");
    Ok(())
}

/// What an earlier call started and what still runs.
pub fn running(files: &Files) -> Option<State> {
    State::read(files).filter(|state| Process::identity(&state.xtask).is_alive())
}
