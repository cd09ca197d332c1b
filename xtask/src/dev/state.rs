//! What runs, written to `.dev/run/state.json` at each change: for `--status`, `--stop`, and the next start after an
//! unclean end.

use std::fs;
use std::time::Duration;

use hc_servers::{Identity, Signal};
use serde::{Deserialize, Serialize};

use super::files::Files;
use crate::steps::say;

/// A process, told apart from a later one with the same id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Process {
    /// Its id.
    pub pid: i32,
    /// When it was started, in the kernel's ticks since boot.
    pub started: u64,
}

impl Process {
    /// This very process.
    pub fn own() -> Option<Self> {
        let pid = i32::try_from(std::process::id()).ok()?;
        Identity::of_pid(pid).map(|identity| Self::from(&identity))
    }

    /// Whether it still runs.
    pub fn identity(&self) -> Identity {
        Identity { pid: self.pid, started: self.started }
    }
}

impl From<&Identity> for Process {
    fn from(identity: &Identity) -> Self {
        Self { pid: identity.pid, started: identity.started }
    }
}

/// How a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Condition {
    /// It runs and does not answer yet, or not any more.
    Starting,
    /// It answers its probe.
    Ready,
    /// It ended and is about to be started again.
    Restarting,
    /// It was asked to end.
    Stopped,
}

/// One part.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Part {
    /// `postgres`, `billing`.
    pub name: String,
    /// How it is.
    pub condition: Condition,
    /// The id in its pid file; 0 while it does not run.
    pub pid: i32,
    /// What to end after an unclean end; differs from `pid` for a container.
    pub process: Option<Process>,
    /// How often it was started again.
    pub restarts: u32,
    /// How the last run ended.
    pub ended: Option<String>,
    /// Where it is reached, for the table.
    pub address: String,
}

/// Everything.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct State {
    /// The supervisor.
    pub xtask: Process,
    /// Whether it was built with optimisation.
    pub release: bool,
    /// Whether everything was ready once.
    pub ready: bool,
    /// What to open: (name, URL, remark).
    pub places: Vec<(String, String, String)>,
    /// In the order of the start.
    pub parts: Vec<Part>,
}

impl State {
    /// What the file says; `None` when nothing runs, or nothing that can be understood.
    pub fn read(files: &Files) -> Option<Self> {
        serde_json::from_str(&fs::read_to_string(files.state()).ok()?).ok()
    }

    /// Puts the file in place whole.
    pub fn write(&self, files: &Files) {
        let unfinished = files.state().with_extension("tmp");
        let text = serde_json::to_string_pretty(self).unwrap_or_default();
        if fs::write(&unfinished, text).is_ok() {
            fs::rename(&unfinished, files.state()).ok();
        }
    }

    /// Ends what an earlier, uncleanly ended supervisor left running; the last started first.
    pub async fn end_left_behind(files: &Files) {
        let Some(state) = Self::read(files) else { return };
        let mut told = false;
        for part in state.parts.iter().rev() {
            let Some(process) = part.process.as_ref().map(Process::identity).filter(Identity::is_alive) else {
                continue;
            };
            if !told {
                say("  ending what an earlier run left behind");
                told = true;
            }
            let stop = if part.name == "postgres" { Signal::Interrupt } else { Signal::Terminate };
            process.end(stop, Duration::from_secs(10)).await;
        }
        files.forget();
    }
}
