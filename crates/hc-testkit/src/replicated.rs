//! A PostgreSQL with a standby that follows it, both of this machine's own binaries.

use std::path::PathBuf;

use hc_servers::{Failure, Group, Needs, Ports, Probe, Program, Watcher, prepare};
use tempfile::TempDir;

const PRIMARY: &str = "postgres";
const STANDBY: &str = "standby";

/// A primary and its standby, thrown away at the end.
pub struct ReplicatedPostgres {
    group: Group,
    /// Where the standby's data and both servers' programs are.
    standby: Program,
    primary_port: u16,
    standby_port: u16,
    _watcher: Watcher,
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
        let data = copy_of(&primary, primary_port);
        let standby = standby_of(&primary, data, standby_port);
        group.add_ready(&standby, &watcher).await?;
        Ok(Self { group, standby, primary_port, standby_port, _watcher: watcher, _folder: folder })
    }

    /// A superuser's URL of the primary, without a database.
    pub fn primary_url(&self) -> String {
        url(self.primary_port)
    }

    /// A superuser's URL of the standby, without a database.
    pub fn standby_url(&self) -> String {
        url(self.standby_port)
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

/// Copies the primary's data, with all that a standby needs to follow it.
fn copy_of(primary: &Program, port: u16) -> PathBuf {
    let data = primary.directory.with_file_name(STANDBY);
    let (port, to) = (port.to_string(), data.to_string_lossy().into_owned());
    let from = format!("host=127.0.0.1 port={port} user=postgres application_name={STANDBY}");
    run(primary, "pg_basebackup", &["--dbname", &from, "--pgdata", &to, "--write-recovery-conf", "--checkpoint=fast"]);
    data
}

fn standby_of(primary: &Program, data: PathBuf, port: u16) -> Program {
    let mut args = vec!["-D".to_owned(), data.to_string_lossy().into_owned()];
    // As the primary, but for where it is and whom it waits for: it waits for nobody once it is promoted.
    let own = |setting: &String| !setting.starts_with("port=") && !setting.starts_with("synchronous_standby_names=");
    let settings = primary.args.iter().skip(2).filter(|argument| *argument != "-c").filter(|setting| own(setting));
    args.extend(settings.flat_map(|setting| ["-c".to_owned(), setting.clone()]));
    args.extend(["-c".to_owned(), format!("port={port}")]);
    let mut standby = primary.clone();
    STANDBY.clone_into(&mut standby.name);
    standby.args = args;
    standby.directory = data;
    standby.log = primary.log.with_file_name("standby.log");
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
