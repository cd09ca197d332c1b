//! All of HostingCo as processes, for end-to-end tests.

use std::path::{Path, PathBuf};
use std::time::Duration;

use futures::future::join_all;
use hc_rpc::{PeerSettings, TlsSettings};
use hc_servers::services::{Console, MAILBOX_BINARY, Surroundings};
use hc_servers::{Failure, Group, Needs, Ports, Program, Running, Servers, Signal, Watcher, sql, tail};
use hc_topology::{SERVICES, Service, identities, service, with_database};
use tempfile::TempDir;
use tokio::process::Command;
use tokio::sync::Mutex;
use uuid::Uuid;

use crate::certificates::issue_certificates;
use crate::{env, eventually_within, teardown};

/// The built services on ports, databases and a vhost of their own, seeded as `cargo xtask dev` does it. Everything is
/// stopped and removed at the end; when the test fails, the end of each part's log is printed.
pub struct Stack {
    around: Surroundings,
    management_url: String,
    vhost: String,
    group: Mutex<Group>,
    /// Set when the servers are this stack's own, and go with it.
    own: Option<Servers>,
    watcher: Watcher,
    // Removed last, with the logs.
    _folder: TempDir,
}

impl Stack {
    /// All services, on the servers that `HC_TEST_*` names.
    pub async fn start() -> Self {
        let (watcher, folder) = foundation();
        let servers =
            Located { postgres: env::postgres_url(), redis: env::redis_url(), management: env::management_url() };
        Self::on(servers, &env::amqp_url(), watcher, folder, Group::default(), None, Ports::throwaway()).await
    }

    /// All services on servers of their own, which [`Self::kill`] can kill too: `postgres`, `redis`, `rabbitmq`. Takes
    /// about 8 s more.
    pub async fn start_with_servers() -> Self {
        let (watcher, folder) = foundation();
        let needs = Needs {
            directory: folder.path().join("data"),
            logs: folder.path().join("log"),
            environment: "",
            install: false,
            // What a killed server has acknowledged must be there when it is back.
            durable: true,
        };
        let mut ports = Ports::throwaway();
        let own = hc_servers::prepare(&needs, &mut ports).unwrap_or_else(give_up);
        let group = Group::start(&own.programs, &watcher).await.unwrap_or_else(give_up);
        let servers = Located {
            postgres: own.postgres_url.clone(),
            redis: own.redis_url.clone(),
            management: own.management_url.clone(),
        };
        let amqp = own.amqp_url.clone();
        Self::on(servers, &amqp, watcher, folder, group, Some(own), ports).await
    }

    async fn on(
        servers: Located,
        amqp_url: &str,
        watcher: Watcher,
        folder: TempDir,
        group: Group,
        own: Option<Servers>,
        ports: Ports,
    ) -> Self {
        let run = Uuid::now_v7().simple().to_string();
        let vhost = format!("stack-{run}");
        let certificates = folder.path().join("certificates");
        issue_certificates(&certificates, &identities()).expect("certificates");
        let mut around = Surroundings {
            binaries: binaries(),
            certificates,
            state: folder.path().join("state"),
            logs: folder.path().join("log"),
            mails: None,
            postgres_url: servers.postgres,
            database_prefix: format!("stack_{run}_"),
            redis_url: servers.redis,
            amqp_url: crate::database::with_path(amqp_url, &vhost),
            documents: Path::new(env!("CARGO_MANIFEST_DIR")).join("../../services/console/gql"),
            ports,
        };
        around.settle().unwrap_or_else(give_up);
        let group = Mutex::new(group);
        let stack = Self { around, management_url: servers.management, vhost, group, own, watcher, _folder: folder };
        stack.set_up().await;
        stack
    }

    async fn set_up(&self) {
        hc_events::topology::apply(&self.management_url, &self.vhost).await.expect("RabbitMQ's topology");
        let databases: Vec<String> = with_database().into_iter().map(|name| self.around.database(name)).collect();
        let names: Vec<&str> = databases.iter().map(String::as_str).collect();
        sql::create_databases(&self.around.postgres_url, &names).await.expect("databases");
        join_all(with_database().into_iter().map(|name| self.command(name, &["migrate"]))).await;
        // All at once: each waits by itself for those that it needs.
        let mut group = self.group.lock().await;
        let services = SERVICES.iter().map(|service| self.around.program(service));
        for program in std::iter::once(self.around.mailbox()).chain(services) {
            group.add(&program, &self.watcher).unwrap_or_else(give_up);
        }
        group.ready().await.unwrap_or_else(give_up);
        drop(group);
        // Some ask other services for what they name.
        for name in with_database() {
            let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seeds").join(format!("{name}.toml"));
            if seeds.exists() {
                self.command(name, &["seed", "--file", &seeds.to_string_lossy()]).await;
            }
        }
    }

    /// Runs one of a service's own commands, such as `&["migrate"]`, with the service's settings.
    pub async fn command(&self, name: &str, arguments: &[&str]) -> String {
        let service = known(name);
        let mut command = Command::new(self.around.binaries.join(service.binary));
        command.args(arguments).envs(self.around.environment(service)).kill_on_drop(true);
        let output = command.output().await.unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{name} {}: {}\n{error}", arguments.join(" "), output.status);
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Kills a part with SIGKILL: a service, or a server of a stack that has its own.
    pub async fn kill(&self, part: &str) {
        let running = self.group.lock().await.take(part);
        running.unwrap_or_else(|| panic!("{part} does not run here")).kill().await;
    }

    /// Stops a part as an operator does, with SIGTERM, and waits for its end.
    pub async fn stop(&self, part: &str) {
        let running = self.group.lock().await.take(part);
        running.unwrap_or_else(|| panic!("{part} does not run here")).stop().await;
    }

    /// Starts a part again and waits until it is ready.
    pub async fn restart(&self, part: &str) {
        let program = self.program(part);
        // PostgreSQL refuses to start until the children of the killed one are gone.
        let start = || async { self.group.lock().await.add_ready(&program, &self.watcher).await };
        eventually_within(Duration::from_mins(1), format!("{part} is back"), start).await;
    }

    fn program(&self, part: &str) -> Program {
        let mut servers = self.own.iter().flat_map(|own| &own.programs);
        let server = servers.find(|program| program.name == part).cloned();
        let mailbox = || Some(self.around.mailbox()).filter(|mailbox| mailbox.name == part);
        server.or_else(mailbox).unwrap_or_else(|| self.around.program(known(part)))
    }

    /// Starts the console beside the services, and answers its address.
    pub async fn start_console(&self, console: &Console) -> String {
        let program = self.around.console(console);
        self.group.lock().await.add_ready(&program, &self.watcher).await.unwrap_or_else(give_up);
        self.around.console_url()
    }

    /// The process id of a part.
    pub async fn pid(&self, part: &str) -> i32 {
        let group = self.group.lock().await;
        let pid = group.iter().find(|running| running.program().name == part).map(Running::pid);
        pid.unwrap_or_else(|| panic!("{part} does not run here"))
    }

    /// Such as `http://localhost:23456`; GraphQL is at `/graphql`.
    pub fn gateway_url(&self) -> String {
        self.around.gateway_url()
    }

    /// The issuer of tokens.
    pub fn auth_url(&self) -> String {
        self.around.auth_url()
    }

    /// Such as `http://localhost:23457`; a site is at `http://<slug>.localhost:23457`.
    pub fn sites_url(&self) -> String {
        self.around.sites_url()
    }

    /// The page with everybody's mails; the API is at `/api/mails` below it.
    pub fn mailbox_url(&self) -> String {
        self.around.mailbox_url()
    }

    /// The port of the sites.
    pub fn sites_port(&self) -> u16 {
        self.around.public_port("sites")
    }

    /// The port of a part's probes and metrics.
    pub fn admin_port(&self, part: &str) -> u16 {
        self.around.admin_port(part)
    }

    /// A way to a service's gRPC server, for what staff do there. Shows the gateway's certificate; who calls is told by the
    /// token in the call's context.
    pub fn channel(&self, part: &str) -> hc_rpc::Channel {
        self.channel_as("gateway", part)
    }

    /// A way to a service's gRPC server with the certificate of this identity, one of [`identities`].
    pub fn channel_as(&self, identity: &str, part: &str) -> hc_rpc::Channel {
        let peer = PeerSettings::new(format!("https://localhost:{}", self.around.grpc_port(part)));
        let file = |name: &str| self.around.certificates.join(name);
        let (certificate, key) = (file(&format!("{identity}.pem")), file(&format!("{identity}.key")));
        hc_rpc::connect(&peer, &TlsSettings { ca: file("ca.pem"), certificate, key }).expect("a channel")
    }

    /// The vhost, for a client that binds its own queue.
    pub fn amqp_url(&self) -> String {
        self.around.amqp_url.clone()
    }

    /// The URL of a service's database.
    pub fn database(&self, service: &str) -> String {
        self.around.database_url(service)
    }

    /// Where provisioning keeps what its sites are made of.
    pub fn blobs(&self) -> PathBuf {
        self.around.state.join("blobs")
    }

    /// `<part>.log` lies here.
    pub fn logs(&self) -> &Path {
        &self.around.logs
    }

    fn print_logs(&self) {
        for service in &SERVICES {
            let log = self.around.logs.join(format!("{}.log", service.name));
            eprintln!("── the end of {}'s log\n{}", service.name, tail(&log, 25));
        }
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.print_logs();
        }
        let group = std::mem::take(self.group.get_mut());
        let postgres = group.iter().find(|running| running.program().name == "postgres").and_then(Running::identity);
        if let Some(postgres) = postgres.cloned() {
            // Killed, it would leave a segment of shared memory behind.
            let stop = async move { postgres.end(Signal::Interrupt, Duration::from_secs(10)).await };
            teardown::finish("postgres".to_owned(), async move {
                stop.await;
                Ok(())
            });
        }
        // Each process dies with its handle; what is left of its group with the watcher.
        drop(group);
        if let Some(own) = &self.own {
            own.remove_data();
            return;
        }
        let (postgres, management, vhost) =
            (self.around.postgres_url.clone(), self.management_url.clone(), self.vhost.clone());
        let databases: Vec<String> = with_database().into_iter().map(|name| self.around.database(name)).collect();
        teardown::finish(format!("stack {vhost}"), async move {
            for name in databases {
                let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
                sql::run(&format!("{postgres}/postgres"), &drop).await.map_err(|error| error.to_string())?;
            }
            crate::broker::remove_vhost(&management, &vhost).await
        });
    }
}

struct Located {
    postgres: String,
    redis: String,
    management: String,
}

fn foundation() -> (Watcher, TempDir) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::create_dir_all(folder.path().join("log")).expect("a folder for logs");
    (Watcher::start().expect("a shell"), folder)
}

/// Where cargo put the services: told by `cargo xtask test`, else beside this test's own folder.
fn binaries() -> PathBuf {
    let beside = || {
        let own = std::env::current_exe().ok()?;
        Some(own.parent()?.parent()?.to_owned())
    };
    let folder = std::env::var_os("HC_TEST_BINARIES").map(PathBuf::from).or_else(beside).expect("a folder of binaries");
    for binary in hc_topology::binaries().into_iter().chain([MAILBOX_BINARY]) {
        assert!(
            folder.join(binary).exists(),
            "{binary} is not built: run `cargo xtask test`, or cargo build --workspace --all-targets before the tests"
        );
    }
    folder
}

fn known(part: &str) -> &'static Service {
    service(part).unwrap_or_else(|| panic!("there is no part {part}"))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that unwrap_or_else wants")]
fn give_up<T>(failure: Failure) -> T {
    panic!("{failure}")
}
