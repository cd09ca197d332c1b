//! A PostgreSQL with a standby that follows it, both of this machine's own binaries.

use hc_servers::{Failure, Group, Needs, Ports, Probe, Program, Watcher, prepare};
use tempfile::TempDir;

const PRIMARY: &str = "postgres";
const STANDBY: &str = "standby";
const ANOTHER: &str = "another";

/// A primary and its standby, thrown away at the end.
pub struct ReplicatedPostgres {
    group: Group,
    /// Where the standby's data and both servers' programs are.
    standby: Program,
    primary_port: u16,
    standby_port: u16,
    watcher: Watcher,
    _folder: TempDir,
}

impl ReplicatedPostgres {
    /// Starts both. With `synchronous`, a commit is acknowledged only when the standby has it on its disk.
    pub async fn start(synchronous: bool) -> Self {
        Self::try_start(synchronous).await.unwrap_or_else(|failure| panic!("{failure}"))
    }

    async fn try_start(synchronous: bool) -> Result<Self, Failure> {
        let folder = TempDir::new().expect("a folder");
        let needs = Needs {
            directory: folder.path().join("data"),
            logs: folder.path().join("log"),
            environment: "",
            install: false,
            durable: false,
        };
        let mut ports = Ports::throwaway();
        let servers = prepare(&needs, &mut ports)?;
        let mut primary = servers.programs.into_iter().find(|program| program.name == PRIMARY).expect("it is prepared");
        let primary_port = ports.get(PRIMARY).expect("it has a port");
        ports.take(STANDBY, 0).expect("a free port");
        let standby_port = ports.get(STANDBY).expect("it has a port");
        if synchronous {
            // Without a standby of this name nothing is acknowledged: that is the point.
            primary.args.extend(["-c".to_owned(), format!("synchronous_standby_names={STANDBY}")]);
        }
        let watcher = Watcher::start().expect("a shell");
        let mut group = Group::start(std::slice::from_ref(&primary), &watcher).await?;
        let standby = standby_of(&primary, primary_port, STANDBY, standby_port);
        group.add_ready(&standby, &watcher).await?;
        Ok(Self { group, standby, primary_port, standby_port, watcher, _folder: folder })
    }

    /// A superuser's URL of the primary, without a database.
    pub fn primary_url(&self) -> String {
        url(self.primary_port)
    }

    /// A superuser's URL of the standby, without a database.
    pub fn standby_url(&self) -> String {
        url(self.standby_port)
    }

    /// Starts another standby, which follows the primary too, and answers a superuser's URL of it.
    pub async fn start_another(&mut self) -> String {
        let mut ports = Ports::throwaway();
        ports.take(ANOTHER, 0).expect("a free port");
        let port = ports.get(ANOTHER).expect("it has a port");
        let another = standby_of(&self.standby, self.primary_port, ANOTHER, port);
        let started = self.group.add_ready(&another, &self.watcher).await;
        started.unwrap_or_else(|failure| panic!("{failure}"));
        url(port)
    }

    /// SIGKILL: no goodbye, nothing flushed.
    pub async fn kill_primary(&mut self) {
        self.group.take(PRIMARY).expect("the primary runs").kill().await;
    }

    /// SIGKILL to the standby.
    pub async fn kill_standby(&mut self) {
        self.group.take(STANDBY).expect("the standby runs").kill().await;
    }

    /// Makes the standby a primary, as a cluster manager does when the primary is gone.
    pub fn promote(&self) {
        let data = self.standby.directory.to_string_lossy().into_owned();
        run(&self.standby, "pg_ctl", &["promote", "--pgdata", &data, "--wait"]);
    }

    /// Stops both.
    pub async fn stop(self) {
        self.group.stop().await;
    }
}

fn url(port: u16) -> String {
    format!("postgres://postgres@127.0.0.1:{port}")
}

/// A standby with a copy of the primary's data, and all that it needs to follow it.
fn standby_of(like: &Program, primary_port: u16, name: &str, port: u16) -> Program {
    let data = like.directory.with_file_name(name);
    let to = data.to_string_lossy().into_owned();
    let from = format!("host=127.0.0.1 port={primary_port} user=postgres application_name={name}");
    run(like, "pg_basebackup", &["--dbname", &from, "--pgdata", &to, "--write-recovery-conf", "--checkpoint=fast"]);
    let mut args = vec!["-D".to_owned(), data.to_string_lossy().into_owned()];
    // As the primary, but for where it is and whom it waits for: it waits for nobody once it is promoted.
    let own = |setting: &String| !setting.starts_with("port=") && !setting.starts_with("synchronous_standby_names=");
    let settings = like.args.iter().skip(2).filter(|argument| *argument != "-c").filter(|setting| own(setting));
    args.extend(settings.flat_map(|setting| ["-c".to_owned(), setting.clone()]));
    args.extend(["-c".to_owned(), format!("port={port}")]);
    let mut standby = like.clone();
    name.clone_into(&mut standby.name);
    standby.args = args;
    standby.directory = data;
    standby.log = like.log.with_file_name(format!("{name}.log"));
    standby.probe = Probe::Postgres(format!("{}/postgres", url(port)));
    standby
}

/// Runs one of PostgreSQL's programs as the account that owns the data.
fn run(server: &Program, program: &str, arguments: &[&str]) {
    let mut command = server.beside(program).expect("PostgreSQL's own programs are on this machine");
    command.args(arguments).current_dir(server.directory.parent().expect("data lies in a folder"));
    let output = command.output().unwrap_or_else(|error| panic!("{program}: {error}"));
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
}
