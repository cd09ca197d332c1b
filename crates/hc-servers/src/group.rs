//! Several processes that are started, awaited and stopped together.

use std::time::{Duration, Instant};

use crate::{Failure, Program, Running, Watcher, tail};

/// How long a part may take until it is ready. RabbitMQ needs 4 to 8 s here, a cold disk or a busy machine more.
const READY_WITHIN: Duration = Duration::from_secs(90);

/// Running parts in the order of their start; stopped in the opposite order.
#[derive(Debug, Default)]
pub struct Group {
    running: Vec<Running>,
}

impl Group {
    /// Starts all and waits until each is ready. What was started is stopped when one fails.
    pub async fn start(programs: &[Program], watcher: &Watcher) -> Result<Self, Failure> {
        let mut group = Self::default();
        for program in programs {
            if let Err(failure) = group.add(program, watcher) {
                group.stop().await;
                return Err(failure);
            }
        }
        if let Err(failure) = group.ready().await {
            group.stop().await;
            return Err(failure);
        }
        Ok(group)
    }

    /// Waits until each part is ready. One that ends before is a failure at once.
    pub async fn ready(&mut self) -> Result<(), Failure> {
        for running in &mut self.running {
            ready(running).await?;
        }
        Ok(())
    }

    /// Starts one more, without waiting for it.
    pub fn add(&mut self, program: &Program, watcher: &Watcher) -> Result<(), Failure> {
        self.running.push(spawn(program, watcher)?);
        Ok(())
    }

    /// Starts one more and waits until it is ready.
    pub async fn add_ready(&mut self, program: &Program, watcher: &Watcher) -> Result<(), Failure> {
        let mut running = spawn(program, watcher)?;
        match ready(&mut running).await {
            Ok(()) => self.running.push(running),
            Err(failure) => {
                running.stop().await;
                return Err(failure);
            }
        }
        Ok(())
    }

    /// The parts that were started.
    pub fn iter(&self) -> impl Iterator<Item = &Running> {
        self.running.iter()
    }

    /// Takes one part out, to stop or kill it.
    pub fn take(&mut self, name: &str) -> Option<Running> {
        let index = self.running.iter().position(|running| running.program().name == name)?;
        Some(self.running.remove(index))
    }

    /// Stops all, the last started first.
    pub async fn stop(mut self) {
        while let Some(running) = self.running.pop() {
            running.stop().await;
        }
    }
}

fn spawn(program: &Program, watcher: &Watcher) -> Result<Running, Failure> {
    program.spawn(watcher).map_err(|error| {
        let what = format!("{} could not be started", program.name);
        Failure::new("XT014", what, format!("{}: {error}", program.path.display()), "cargo xtask doctor")
    })
}

/// Waits until a part is ready. An early end is a failure at once.
pub(crate) async fn ready(running: &mut Running) -> Result<(), Failure> {
    let (name, log, probe) =
        (running.program().name.clone(), running.program().log.clone(), running.program().probe.clone());
    let failed = |what: String, why: &str| {
        let why = format!("{why}\n{}", tail(&log, 8));
        Failure::new("XT014", what, why.trim(), format!("read {}, then try again", log.display())).log(&log)
    };
    let begun = Instant::now();
    loop {
        let seen = tokio::select! {
            ended = running.exited() => {
                let status = ended.map_or_else(|error| error.to_string(), |status| status.to_string());
                return Err(failed(format!("{name} ended before it was ready"), &status));
            }
            seen = probe.check() => seen,
        };
        match seen {
            Ok(()) => return Ok(()),
            Err(instead) if begun.elapsed() > READY_WITHIN => {
                return Err(failed(format!("{name} did not become ready in {} s", READY_WITHIN.as_secs()), &instead));
            }
            Err(_not_yet) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}
