//! Private servers and the processes on them.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, anyhow};
use hc_servers::{Failure, Group, Needs, Ports, Probe, Program, Servers, Watcher, sql};
use tempfile::TempDir;

use crate::{plan::Victim, schema};

const WRITERS: &str = "writers";
const CONSUMERS: &str = "consumers";
/// How long a killed server may take to be back.
const BACK_WITHIN: Duration = Duration::from_mins(1);

/// Where a run takes place. Everything ends with it.
pub struct Site {
    servers: Servers,
    group: Group,
    watcher: Watcher,
    program: PathBuf,
    environment: Vec<(String, String)>,
    folder: TempDir,
}

impl Site {
    /// Starts PostgreSQL and RabbitMQ, with databases and topology. `program` is run for the roles, without the safeguard
    /// that `sabotage` names.
    pub async fn start(program: &Path, sabotage: Option<&str>) -> anyhow::Result<Self> {
        let folder = TempDir::with_prefix("hc-chaos")?;
        let watcher = Watcher::start()?;
        let mut ports = Ports::throwaway();
        let needs = Needs {
            directory: folder.path().join("data"),
            logs: folder.path().join("log"),
            environment: "",
            install: false,
            // What a killed server has acknowledged must be there when it is back.
            durable: true,
        };
        let mut servers = hc_servers::prepare(&needs, &mut ports).map_err(|failure| plain(&failure))?;
        servers.programs.retain(|program| program.name != "redis");
        let group = Group::start(&servers.programs, &watcher).await.map_err(|failure| plain(&failure))?;
        let environment = sabotage.map(|what| ("HC_SABOTAGE".to_owned(), what.to_owned())).into_iter().collect();
        let site = Self { servers, group, watcher, program: program.to_owned(), environment, folder };
        sql::create_databases(&site.servers.postgres_url, &[WRITERS, CONSUMERS]).await?;
        schema::create(&site.writers(), &site.consumers()).await?;
        hc_events::topology::apply(&site.servers.management_url, "/").await?;
        Ok(site)
    }

    /// The URL of the writers' database.
    pub fn writers(&self) -> String {
        format!("{}/{WRITERS}", self.servers.postgres_url.trim_end_matches('/'))
    }

    /// The URL of the consumers' database.
    pub fn consumers(&self) -> String {
        format!("{}/{CONSUMERS}", self.servers.postgres_url.trim_end_matches('/'))
    }

    /// RabbitMQ.
    pub fn broker(&self) -> &str {
        &self.servers.amqp_url
    }

    /// RabbitMQ's management API.
    pub fn management(&self) -> &str {
        &self.servers.management_url
    }

    /// Where the writers note what they were answered.
    pub fn history(&self) -> PathBuf {
        self.folder.path().join("history")
    }

    /// Starts the two relays and the two consumers.
    pub fn start_bus(&mut self) -> anyhow::Result<()> {
        for number in 0..2 {
            self.start_role(Victim::Relay(number))?;
            self.start_role(Victim::Consumer(number))?;
        }
        Ok(())
    }

    /// Starts one role.
    pub fn start_role(&mut self, victim: Victim) -> anyhow::Result<()> {
        let program = self.role(victim);
        self.group.add(&program, &self.watcher).map_err(|failure| plain(&failure))
    }

    /// Starts the writers; the answer is their process.
    pub fn write(&self, arguments: &[String]) -> std::io::Result<tokio::process::Child> {
        let log = std::fs::File::create(self.folder.path().join("log/writers.log"))?;
        tokio::process::Command::new(&self.program)
            .arg("write")
            .args(["--database", &self.writers(), "--broker", self.broker()])
            .args(["--history".as_ref(), self.history().as_os_str()])
            .args(arguments)
            .envs(self.environment.iter().cloned())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
    }

    /// Kills a part as `kill -9` does.
    pub async fn kill(&mut self, victim: Victim) -> anyhow::Result<()> {
        let part = victim.part();
        let running = self.group.take(&part).ok_or_else(|| anyhow!("{part} does not run"))?;
        running.kill().await;
        Ok(())
    }

    /// Starts a killed part again; a server until it is ready.
    pub async fn restart(&mut self, victim: Victim) -> anyhow::Result<()> {
        if matches!(victim, Victim::Relay(_) | Victim::Consumer(_)) {
            return self.start_role(victim);
        }
        let part = victim.part();
        let program = self.servers.programs.iter().find(|program| program.name == part);
        let program = program.with_context(|| format!("{part} is no server here"))?.clone();
        let begun = tokio::time::Instant::now();
        loop {
            // PostgreSQL refuses to start until the children of the killed one are gone.
            match self.group.add_ready(&program, &self.watcher).await {
                Ok(()) => return Ok(()),
                Err(failure) if begun.elapsed() > BACK_WITHIN => return Err(plain(&failure)),
                Err(_not_yet) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }

    /// The process id of a part.
    pub fn pid(&self, victim: Victim) -> Option<i32> {
        let part = victim.part();
        self.group.iter().find(|running| running.program().name == part).map(hc_servers::Running::pid)
    }

    /// What a part has logged.
    pub fn log(&self, victim: Victim) -> String {
        let log = self.folder.path().join(format!("log/{}.log", victim.part()));
        std::fs::read_to_string(log).unwrap_or_default()
    }

    /// Ends everything.
    pub async fn stop(self) {
        self.group.stop().await;
        self.servers.remove_data();
    }

    /// Ends everything but keeps the history and what the parts have logged; answers where.
    pub async fn stop_and_keep_logs(self) -> PathBuf {
        self.group.stop().await;
        self.servers.remove_data();
        self.folder.keep()
    }

    fn role(&self, victim: Victim) -> Program {
        let (role, database) = match victim {
            Victim::Relay(_) => ("relay", self.writers()),
            _ => ("consume", self.consumers()),
        };
        let part = victim.part();
        let log = self.folder.path().join(format!("log/{part}.log"));
        let args = [role, "--database", &database, "--broker", self.broker()].map(str::to_owned);
        let mut program = Program::service(&part, self.program.clone(), log, Probe::None);
        program.args = args.to_vec();
        program.env.clone_from(&self.environment);
        program
    }
}

fn plain(failure: &Failure) -> anyhow::Error {
    anyhow!("{failure}")
}
