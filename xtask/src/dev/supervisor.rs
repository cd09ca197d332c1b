//! Starts parts, watches them, and starts them again.

use std::fs;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use console::style;
use hc_servers::{Failure, Probe, Program, Running, Watcher, tail};
use hc_topology::services_and_console;
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::files::Files;
use super::state::{Condition, Part, Process, State};
use crate::steps::say;

/// The pauses between the end of a part and its next start; the last one for good.
const BACK_OFF: [Duration; 6] = [
    Duration::from_millis(100),
    Duration::from_millis(300),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(5),
    Duration::from_secs(10),
];
/// What our services stand on.
const BELOW: [&str; 5] = ["postgres", "redis", "epmd", "rabbitmq", "mailbox"];
/// Who ran this long has earned the shortest pause again.
const HEALTHY_AFTER: Duration = Duration::from_secs(30);
/// How long a part may take to answer for the first time.
const READY_WITHIN: Duration = Duration::from_secs(90);
/// How often it may end before it was ever ready.
const FIRST_TRIES: u32 = 4;

/// All parts of one `dev`.
pub struct Supervisor {
    files: Files,
    watcher: Watcher,
    stopping: CancellationToken,
    state: Mutex<State>,
    // In two generations: servers go after what uses them.
    servers: tokio::sync::Mutex<JoinSet<()>>,
    services: tokio::sync::Mutex<JoinSet<()>>,
    servers_stopping: CancellationToken,
}

/// What is stopped first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// PostgreSQL and its like.
    Server,
    /// Ours.
    Service,
}

impl Supervisor {
    /// Watches nothing yet. `release`: how the services will be built.
    pub fn new(files: Files, watcher: Watcher, stopping: CancellationToken, release: bool) -> Self {
        let xtask = Process::own().unwrap_or(Process { pid: 0, started: 0 });
        let state = State { xtask, release, ready: false, places: Vec::new(), parts: Vec::new() };
        state.write(&files);
        Self {
            files,
            watcher,
            stopping,
            state: Mutex::new(state),
            servers: tokio::sync::Mutex::default(),
            services: tokio::sync::Mutex::default(),
            servers_stopping: CancellationToken::new(),
        }
    }

    /// What there is to know now.
    pub fn state(&self) -> State {
        self.lock().clone()
    }

    /// The watcher that knows every process.
    pub fn watcher(&self) -> &Watcher {
        &self.watcher
    }

    /// Notes that everything was ready once.
    pub fn all_ready(&self) {
        self.change(|state| state.ready = true);
    }

    /// Notes what there is to open.
    pub fn places(&self, places: Vec<(String, String, String)>) {
        self.change(|state| state.places = places);
    }

    /// Starts a part and keeps it running; waits until it is ready for the first time.
    pub async fn keep(self: &Arc<Self>, kind: Kind, program: Program, address: String) -> Result<(), Failure> {
        self.change(|state| {
            state.parts.push(Part {
                name: program.name.clone(),
                condition: Condition::Starting,
                pid: 0,
                process: None,
                restarts: 0,
                ended: None,
                address,
            });
            // They start together and come in any order; the table has always the same.
            state.parts.sort_by_key(|part| place(&part.name));
        });
        let (ready, was_ready) = oneshot::channel();
        let own = Arc::clone(self);
        let name = program.name.clone();
        let (tasks, stopping) = match kind {
            Kind::Server => (&self.servers, self.servers_stopping.clone()),
            Kind::Service => (&self.services, self.stopping.clone()),
        };
        tasks.lock().await.spawn(async move { own.run(program, stopping, ready).await });
        was_ready.await.unwrap_or_else(|_stopped| {
            Err(Failure::new("XT014", format!("{name} was stopped before it was ready"), "", "cargo xtask dev"))
        })
    }

    /// Waits until all parts have ended; the stop of the services was asked for by the token given to [`Self::new`].
    pub async fn stopped(&self) {
        let mut services = self.services.lock().await;
        while services.join_next().await.is_some() {}
        self.servers_stopping.cancel();
        let mut servers = self.servers.lock().await;
        while servers.join_next().await.is_some() {}
    }

    /// Gives up waiting: processes die with their tasks.
    pub async fn kill(&self) {
        self.services.lock().await.shutdown().await;
        self.servers.lock().await.shutdown().await;
    }

    async fn run(&self, program: Program, stopping: CancellationToken, ready: oneshot::Sender<Result<(), Failure>>) {
        let mut ready = Some(ready);
        let mut pause = 0;
        let mut tries = 0;
        loop {
            let begun = Instant::now();
            let ended = match program.spawn(&self.watcher) {
                Ok(mut running) => {
                    self.note_start(&running);
                    let ended = tokio::select! {
                        ended = self.watch(&mut running, &mut ready) => ended,
                        () = stopping.cancelled() => {
                            running.stop().await;
                            self.note(&program.name, Condition::Stopped, |part| part.process = None);
                            fs::remove_file(self.files.pid(&program.name)).ok();
                            return;
                        }
                    };
                    running.kill().await; // what is left of its group
                    ended
                }
                Err(error) => format!("{}: {error}", program.path.display()),
            };
            tries += 1;
            if ready.is_some() && (tries >= FIRST_TRIES || begun.elapsed() >= READY_WITHIN) {
                let what = format!("{} did not become ready", program.name);
                let why = format!("{ended}\n{}", tail(&program.log, 8));
                let fix = format!("read {}, then: cargo xtask dev", program.log.display());
                if let Some(ready) = ready.take() {
                    ready.send(Err(Failure::new("XT014", what, why, fix).log(&program.log))).ok();
                }
            }
            pause = if begun.elapsed() > HEALTHY_AFTER { 0 } else { pause };
            let wait = BACK_OFF.get(pause).or(BACK_OFF.last()).copied().unwrap_or_default();
            pause += 1;
            if ready.is_none() {
                say(format_args!("{} {} {ended}; starting it again", style("!").yellow(), program.name));
            }
            self.note(&program.name, Condition::Restarting, |part| {
                part.pid = 0;
                part.process = None;
                part.restarts += 1;
                part.ended = Some(ended);
            });
            tokio::select! {
                () = sleep(wait) => {}
                () = stopping.cancelled() => return,
            }
        }
    }

    /// Watches one run of a part to its end, and says how it ended.
    async fn watch(&self, running: &mut Running, ready: &mut Option<oneshot::Sender<Result<(), Failure>>>) -> String {
        let (name, probe) = (running.program().name.clone(), running.program().probe.clone());
        let begun = Instant::now();
        let mut was = Condition::Starting;
        loop {
            let seen = tokio::select! {
                ended = running.exited() => {
                    return ended.map_or_else(|error| error.to_string(), |status| format!("ended ({status})"));
                }
                seen = probe.check() => seen,
            };
            let now = if seen.is_ok() { Condition::Ready } else { Condition::Starting };
            if now != was {
                // A container's process is known only now.
                self.note_pid(running, now);
                let again = ready.is_none() && was == Condition::Starting;
                if let Some(ready) = ready.take_if(|_| now == Condition::Ready) {
                    ready.send(Ok(())).ok();
                } else if again {
                    say(format_args!("{} {name} is ready again", style("✓").green()));
                }
                was = now;
            }
            if let (Some(_), Err(instead)) = (&ready, seen)
                && begun.elapsed() > READY_WITHIN
            {
                return format!("not ready after {} s: {instead}", READY_WITHIN.as_secs());
            }
            let pause = match (now, &probe) {
                (Condition::Ready, Probe::Http { .. }) => Duration::from_secs(2),
                // Each look at a server begins a session and breaks it off, which fills its log: its end is enough.
                (Condition::Ready, _) => Duration::from_hours(24),
                _ => Duration::from_millis(50),
            };
            tokio::select! {
                () = sleep(pause) => {}
                ended = running.exited() => {
                    return ended.map_or_else(|error| error.to_string(), |status| format!("ended ({status})"));
                }
            }
        }
    }

    fn note_start(&self, running: &Running) {
        let process = running.identity().map(Process::from);
        self.note(&running.program().name, Condition::Starting, |part| part.process = process);
        self.note_pid(running, Condition::Starting);
    }

    fn note_pid(&self, running: &Running, condition: Condition) {
        let (name, pid) = (&running.program().name, running.pid());
        fs::write(self.files.pid(name), format!("{pid}\n")).ok();
        self.note(name, condition, |part| part.pid = pid);
    }

    fn note(&self, name: &str, condition: Condition, change: impl FnOnce(&mut Part)) {
        self.change(|state| {
            if let Some(part) = state.parts.iter_mut().find(|part| part.name == name) {
                part.condition = condition;
                change(part);
            }
        });
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        let mut state = self.lock();
        change(&mut state);
        state.write(&self.files);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where a part stands in the table, and when it is ended after an unclean end: from the bottom up.
fn place(part: &str) -> Option<usize> {
    BELOW.into_iter().chain(services_and_console().map(|service| service.name)).position(|name| name == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_stand_on_those_above_them() {
        let mut parts = ["console", "gateway", "auth", "mailbox", "postgres"];
        parts.sort_by_key(|part| place(part));
        assert_eq!(parts, ["postgres", "mailbox", "auth", "gateway", "console"]);
        assert_eq!(place("somebody"), None);
    }
}
