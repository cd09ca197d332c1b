//! One process of ours: how it is run, seen and stopped.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Pid, kill_process, kill_process_group};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::account::Account;
use crate::{Probe, Watcher, docker};

/// How a process is asked to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// What most take as "finish and go".
    Terminate,
    /// PostgreSQL's "fast" shutdown; its reaction to the other waits for clients to leave.
    Interrupt,
}

impl Signal {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Terminate => "TERM",
            Self::Interrupt => "INT",
        }
    }

    fn raw(self) -> rustix::process::Signal {
        match self {
            Self::Terminate => rustix::process::Signal::TERM,
            Self::Interrupt => rustix::process::Signal::INT,
        }
    }
}

/// How to run one process, and how to see that it is ready.
#[derive(Debug, Clone)]
pub struct Program {
    /// The part's name: `postgres`, `billing`.
    pub name: String,
    /// The binary.
    pub path: PathBuf,
    /// Its arguments.
    pub args: Vec<String>,
    /// What it gets on top of our own environment.
    pub env: Vec<(String, String)>,
    /// Where it runs.
    pub directory: PathBuf,
    /// The file that its output is appended to.
    pub log: PathBuf,
    /// How it is seen to be ready.
    pub probe: Probe,
    /// How it is asked to end.
    pub stop: Signal,
    /// How long it may take to end before it is killed.
    pub grace: Duration,
    pub(crate) account: Option<Account>,
    pub(crate) container: Option<String>,
}

impl Program {
    /// Another program of the same installation, as the same user: `pg_basebackup` beside `postgres`. None for a container.
    pub fn beside(&self, name: &str) -> Option<std::process::Command> {
        if self.container.is_some() {
            return None;
        }
        let mut command = std::process::Command::new(self.path.with_file_name(name));
        if let Some(account) = self.account {
            std::os::unix::process::CommandExt::uid(&mut command, account.uid);
            std::os::unix::process::CommandExt::gid(&mut command, account.gid);
        }
        Some(command)
    }

    /// A program of our own with the usual manners: ends on SIGTERM within 35 s (its own drain takes up to 30).
    pub fn service(name: &str, path: PathBuf, log: PathBuf, probe: Probe) -> Self {
        Self {
            name: name.to_owned(),
            directory: path.parent().unwrap_or(Path::new("/")).to_owned(),
            path,
            args: Vec::new(),
            env: Vec::new(),
            log,
            probe,
            stop: Signal::Terminate,
            grace: Duration::from_secs(35),
            account: None,
            container: None,
        }
    }

    /// Starts the process in a group of its own (the terminal's Ctrl-C is for its owner alone), known to the watcher.
    pub fn spawn(&self, watcher: &Watcher) -> io::Result<Running> {
        if let Some(container) = &self.container {
            docker::remove(container); // one that an earlier owner left behind
            watcher.container(container);
        }
        let log = File::options().create(true).append(true).open(&self.log)?;
        let mut command = Command::new(&self.path);
        command.args(&self.args).envs(self.env.iter().map(|(name, value)| (name, value)));
        command.current_dir(&self.directory).process_group(0).kill_on_drop(true);
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        if let Some(account) = self.account {
            command.uid(account.uid).gid(account.gid);
        }
        let child = command.spawn()?;
        let pid = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        let pid = pid.ok_or_else(|| io::Error::other("the process has no id"))?;
        watcher.add(pid, self.stop);
        let identity = Identity::of(pid);
        Ok(Running { child, pid, identity, program: self.clone(), watcher: watcher.clone() })
    }
}

/// A process that was started and not yet seen to end.
#[derive(Debug)]
pub struct Running {
    child: Child,
    pid: Pid,
    identity: Option<Identity>,
    program: Program,
    watcher: Watcher,
}

impl Running {
    /// The id for a pid file: of the server itself, also when it runs in a container.
    pub fn pid(&self) -> i32 {
        let inside = self.program.container.as_deref().and_then(docker::pid);
        inside.unwrap_or(self.pid.as_raw_nonzero().get())
    }

    /// Who this process is, to find it again after an unclean end.
    pub fn identity(&self) -> Option<&Identity> {
        self.identity.as_ref()
    }

    /// What runs.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// Waits for the end of the process. Cancel-safe.
    pub async fn exited(&mut self) -> io::Result<ExitStatus> {
        let status = self.child.wait().await?;
        self.bury();
        Ok(status)
    }

    /// Asks the process to end, waits for it, kills it when its grace is over.
    pub async fn stop(mut self) {
        kill_process_group(self.pid, self.program.stop.raw()).ok();
        if timeout(self.program.grace, self.child.wait()).await.is_err() {
            kill_process_group(self.pid, rustix::process::Signal::KILL).ok();
            self.child.wait().await.ok();
        }
        self.bury();
    }

    /// Kills the process with its group, as `kill -9` does.
    pub async fn kill(mut self) {
        kill_process_group(self.pid, rustix::process::Signal::KILL).ok();
        self.child.wait().await.ok();
        self.bury();
    }

    /// What the process leaves behind goes too; then the watcher may forget it.
    fn bury(&self) {
        kill_process_group(self.pid, rustix::process::Signal::KILL).ok();
        if let Some(container) = &self.program.container {
            docker::remove(container);
        }
        self.watcher.remove(self.pid);
    }
}

/// To a process, or to a group.
type SendSignal = fn(Pid, rustix::process::Signal) -> rustix::io::Result<()>;

/// Who a process is: its id alone is given to another one sooner or later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The process id, which is also the id of its group.
    pub pid: i32,
    /// When it was started, in the kernel's ticks since boot.
    pub started: u64,
}

impl Identity {
    fn of(pid: Pid) -> Option<Self> {
        Self::of_pid(pid.as_raw_nonzero().get())
    }

    /// Who has this id now.
    pub fn of_pid(pid: i32) -> Option<Self> {
        Some(Self { pid, started: started(pid)? })
    }

    /// Whether the very same process still runs.
    pub fn is_alive(&self) -> bool {
        started(self.pid) == Some(self.started)
    }

    /// Ends the process, if it is still the same one, with its group: asks, waits up to `grace`, kills.
    pub async fn end(&self, stop: Signal, grace: Duration) {
        self.end_by(kill_process_group, stop, grace).await;
    }

    /// The same without its group, which a process that we did not start need not lead: a shell's script keeps its
    /// commands in its own.
    pub async fn end_alone(&self, stop: Signal, grace: Duration) {
        self.end_by(kill_process, stop, grace).await;
    }

    async fn end_by(&self, send: SendSignal, stop: Signal, grace: Duration) {
        let Some(pid) = Pid::from_raw(self.pid).filter(|_| self.is_alive()) else { return };
        send(pid, stop.raw()).ok();
        let gone = async {
            while self.is_alive() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        if timeout(grace, gone).await.is_err() && self.is_alive() {
            send(pid, rustix::process::Signal::KILL).ok();
        }
    }
}

/// Field 22 of `/proc/<pid>/stat`; `None` for no such process and for one that only waits to be reaped.
fn started(pid: i32) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name stands in brackets and may itself contain brackets and blanks.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    let state = fields.next()?;
    if state == "Z" { None } else { fields.nth(18)?.parse().ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_has_a_start_and_a_free_id_has_none() {
        let own = i32::try_from(std::process::id()).expect("ids are small");
        assert!(started(own).is_some());
        assert_eq!(started(i32::MAX), None);
    }

    #[tokio::test]
    async fn a_process_in_the_group_of_another_is_ended_alone() {
        let mut sleep = std::process::Command::new("sleep").arg("1000").spawn().expect("sleep");
        let pid = i32::try_from(sleep.id()).expect("ids are small");
        let identity = Identity::of_pid(pid).expect("it runs");
        identity.end_alone(Signal::Terminate, Duration::from_mins(1)).await;
        assert!(!identity.is_alive());
        sleep.wait().expect("it ended");
    }
}
