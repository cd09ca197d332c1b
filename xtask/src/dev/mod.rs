//! `cargo xtask dev`: everything on this machine, ready to click.

mod detach;
mod files;
mod prepare;
mod state;
mod stream;
mod supervisor;
mod table;

use std::sync::Arc;

use anyhow::Context;
use console::style;
use hc_servers::{Failure, Watcher};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use self::files::Files;
use self::state::State;
use self::supervisor::Supervisor;
use crate::steps::say;
use crate::workspace;

/// `cargo xtask dev [--detach | --stop | --status] [--release] [--no-install]`.
#[derive(Debug, Clone, Default, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct Arguments {
    /// Returns once everything is ready and leaves it running
    #[arg(long, conflicts_with_all = ["stop", "status"])]
    detach: bool,
    /// Stops what an earlier call left running
    #[arg(long, conflicts_with = "status")]
    stop: bool,
    /// Prints the table of what is running
    #[arg(long)]
    status: bool,
    /// Forbids installing missing servers from the system's packages
    #[arg(long)]
    no_install: bool,
    /// Builds with optimisation
    #[arg(long)]
    release: bool,
    /// The running half of `--detach`
    #[arg(long, hide = true)]
    background: bool,
}

/// Starts an optimised build in the background unless one runs; whether it was started by this.
pub async fn ensure_release() -> anyhow::Result<bool> {
    let files = Files::of(&workspace::dev())?;
    if let Some(state) = detach::running(&files) {
        let why = "what runs from this checkout was built without optimisation";
        let fix = "cargo xtask dev --stop, then try again";
        anyhow::ensure!(state.release, Failure::new("XT004", "nothing can be measured", why, fix));
        return Ok(false);
    }
    detach::start(&files, &Arguments { release: true, ..Arguments::default() }).await?;
    Ok(true)
}

/// `cargo xtask dev --stop`.
pub async fn stop() -> anyhow::Result<()> {
    detach::stop(&Files::of(&workspace::dev())?).await
}

/// What `.dev/env` says, for commands that look at what runs.
pub fn environment() -> anyhow::Result<Vec<(String, String)>> {
    let files = Files::of(&workspace::dev())?;
    let Ok(text) = std::fs::read_to_string(files.env()) else {
        return Err(Failure::new("XT003", "HostingCo is not running from this checkout", "", "cargo xtask dev").into());
    };
    Ok(text.lines().filter_map(|line| line.split_once('=')).map(|(k, v)| (k.to_owned(), v.to_owned())).collect())
}

/// Runs the command.
pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let files = Files::of(&workspace::dev())?;
    if arguments.stop {
        return detach::stop(&files).await;
    }
    if arguments.status {
        return detach::status(&files);
    }
    if arguments.detach {
        return detach::start(&files, &arguments).await;
    }
    foreground(files, &arguments).await
}

async fn foreground(files: Files, arguments: &Arguments) -> anyhow::Result<()> {
    if arguments.background {
        // A session of our own: the terminal that started us may go.
        rustix::process::setsid().context("leave the terminal")?;
    }
    let Some(_lock) = files.lock()? else {
        let running =
            State::read(&files).map_or_else(String::new, |state| format!("process {} holds it", state.xtask.pid));
        let fix = "cargo xtask dev --status, or cargo xtask dev --stop";
        return Err(Failure::new("XT001", "HostingCo is already running from this checkout", running, fix).into());
    };
    State::end_left_behind(&files).await;
    let mut interrupted = Interrupts::listen()?;
    let stop = CancellationToken::new();
    let watcher = Watcher::start().context("start a shell")?;
    let supervisor = Arc::new(Supervisor::new(files.clone(), watcher, stop.clone(), arguments.release));

    let started = tokio::select! {
        started = prepare::start(&files, &supervisor, arguments) => started.map(Some),
        () = interrupted.next() => Ok(None),
    };
    let outcome = match started {
        Ok(Some(_ports)) => {
            supervisor.all_ready();
            table::print(&supervisor.state());
            say(format_args!("\n  {}", style("logs follow; Ctrl-C stops everything").dim()));
            tokio::select! {
                () = stream::follow(&files, std::io::stdout()), if !arguments.background => {}
                () = std::future::pending(), if arguments.background => {}
                () = interrupted.next() => {}
            }
            Ok(())
        }
        Ok(None) => Ok(()),
        Err(failure) => Err(failure),
    };
    say("\n  stopping");
    stop.cancel();
    tokio::select! {
        () = supervisor.stopped() => {}
        () = interrupted.next() => supervisor.kill().await,
    }
    files.forget();
    outcome
}

/// Ctrl-C, `kill`, and a terminal that closes.
struct Interrupts {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
    hang_up: tokio::signal::unix::Signal,
}

impl Interrupts {
    fn listen() -> anyhow::Result<Self> {
        let listen = |kind| signal(kind).context("listen for signals");
        Ok(Self {
            interrupt: listen(SignalKind::interrupt())?,
            terminate: listen(SignalKind::terminate())?,
            hang_up: listen(SignalKind::hangup())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
            _ = self.hang_up.recv() => {}
        }
    }
}
