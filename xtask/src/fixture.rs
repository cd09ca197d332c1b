//! Private servers for tests and checks: started once, thrown away at the end.

use std::fs;
use std::path::PathBuf;

use anyhow::Context;
use hc_servers::{Group, Needs, Ports, Servers, Watcher, prepare};

use crate::steps::Step;
use crate::workspace;

/// Servers that live as long as this value; those that `HC_TEST_*` names are used instead.
pub struct Fixture {
    /// Where they are.
    pub servers: Servers,
    group: Group,
    directory: PathBuf,
    // Dropped last: it guards the others.
    _ports: Ports,
    _watcher: Watcher,
}

impl Fixture {
    /// Starts PostgreSQL, Redis and RabbitMQ. Installs what is missing, as CI's machines need it.
    pub async fn start() -> anyhow::Result<Self> {
        let step = Step::begin("servers");
        remove_left_behind();
        let directory = workspace::dev().join(format!("test-{}", std::process::id()));
        let needs = Needs {
            directory: directory.clone(),
            logs: directory.join("log"),
            environment: "HC_TEST_",
            install: true,
            durable: false,
        };
        let mut ports = Ports::throwaway();
        let servers = prepare(&needs, &mut ports)?;
        let watcher = Watcher::start().context("start a shell")?;
        let group = Group::start(&servers.programs, &watcher).await?;
        let names: Vec<String> = servers.sources.iter().map(|(name, from)| format!("{name} ({from})")).collect();
        step.done(&names.join("  "));
        Ok(Self { servers, group, directory, _ports: ports, _watcher: watcher })
    }

    /// What tests read: see `hc_testkit::env`.
    pub fn environment(&self) -> [(&'static str, &str); 4] {
        [
            ("HC_TEST_POSTGRES_URL", &self.servers.postgres_url),
            ("HC_TEST_REDIS_URL", &self.servers.redis_url),
            ("HC_TEST_AMQP_URL", &self.servers.amqp_url),
            ("HC_TEST_RABBITMQ_MANAGEMENT_URL", &self.servers.management_url),
        ]
    }

    /// Stops the servers and removes their data.
    pub async fn stop(self) {
        self.group.stop().await;
        self.servers.remove_data();
        fs::remove_dir_all(&self.directory).ok();
    }
}

/// Data of test runs whose process was killed.
fn remove_left_behind() {
    let entries = fs::read_dir(workspace::dev()).into_iter().flatten().flatten();
    for path in entries.map(|entry| entry.path()) {
        let owner = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_prefix("test-"));
        if owner.is_some_and(|pid| !PathBuf::from(format!("/proc/{pid}")).exists()) {
            hc_servers::remove_data(&path);
        }
    }
}
