//! A private PostgreSQL: trusted on the loopback address, no socket file, its own superuser `postgres`.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::account::{Account, make_home};
use crate::source::Source;
use crate::{Failure, Probe, Program, Signal, docker, tail};

/// The oldest version that our SQL is written for.
pub const OLDEST: u32 = 15;

/// Where PostgreSQL's programs are, and their major version.
pub type Installation = (PathBuf, u32);

/// Makes the data directory when there is none, and answers how to run the server on it. Without `durable` it is fast
/// and forgets a crash of the machine, though not its own.
pub fn program(
    source: &Source<Installation>,
    directory: &Path,
    log: PathBuf,
    port: u16,
    durable: bool,
) -> Result<Program, Failure> {
    let mut settings = vec![
        "max_connections=300".to_owned(),
        // Tests make and drop databases by the hundred.
        "log_min_messages=warning".to_owned(),
    ];
    if !durable {
        // Not `synchronous_commit`: without it a killed server forgets what it has acknowledged.
        settings.extend(["fsync=off", "full_page_writes=off"].map(str::to_owned));
    }
    let probe = Probe::Postgres(format!("postgres://postgres@127.0.0.1:{port}/postgres"));
    let flags = |settings: Vec<String>| settings.into_iter().flat_map(|setting| ["-c".to_owned(), setting]);
    let mut program = Program {
        name: "postgres".to_owned(),
        path: PathBuf::new(),
        args: Vec::new(),
        env: Vec::new(),
        directory: directory.to_owned(),
        log,
        probe,
        stop: Signal::Interrupt,
        grace: Duration::from_secs(20),
        account: None,
        container: None,
    };
    match source {
        Source::Binary((folder, major)) => {
            let account = Account::for_postgres();
            // The format on disk differs by major version: each has a directory of its own.
            let data = data_directory(folder, *major, directory, account, &program.log)?;
            let data = data.to_string_lossy().into_owned();
            settings.extend(["listen_addresses=127.0.0.1".to_owned(), "unix_socket_directories=".to_owned()]);
            settings.push(format!("port={port}"));
            program.path = folder.join("postgres");
            program.args = vec!["-D".to_owned(), data.clone()];
            program.args.extend(flags(settings));
            program.directory = data.into();
            program.account = account;
        }
        Source::Docker(path) => {
            let container = docker::name("postgres", directory);
            // Also without `durable`: a container that is started again is a new one.
            let volume = (container.as_str(), "/var/lib/postgresql");
            let env = ["POSTGRES_HOST_AUTH_METHOD=trust"];
            program.path.clone_from(path);
            program.args = docker::run(&container, &[(port, 5432)], Some(volume), &env);
            program.args.push("postgres:18".to_owned());
            program.args.extend(flags(settings));
            program.container = Some(container);
        }
    }
    Ok(program)
}

fn data_directory(
    folder: &Path,
    major: u32,
    directory: &Path,
    account: Option<Account>,
    log: &Path,
) -> Result<PathBuf, Failure> {
    let unusable = |why: String| {
        let fix = format!("rm -r {} (its data is lost), then try again", directory.display());
        Failure::new("XT015", "PostgreSQL's data directory cannot be made", why, fix).log(log)
    };
    let home = make_home(directory, account).map_err(|error| unusable(error.to_string()))?;
    let data = home.join(format!("data-{major}"));
    if data.join("PG_VERSION").exists() {
        return Ok(data);
    }
    // Made under another name first: half a data directory would be taken for a whole one next time.
    let unfinished = home.join(format!("unfinished-{major}"));
    fs::remove_dir_all(&unfinished).ok();
    let output = fs::File::create(log).map_err(|error| unusable(error.to_string()))?;
    let mut initdb = Command::new(folder.join("initdb"));
    initdb.args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-locale", "--no-sync", "-D"]);
    initdb.arg(&unfinished).current_dir(&home).stdin(Stdio::null());
    initdb.stderr(output.try_clone().map_err(|error| unusable(error.to_string()))?).stdout(output);
    if let Some(account) = account {
        initdb.uid(account.uid).gid(account.gid);
    }
    match initdb.status() {
        Ok(status) if status.success() => {}
        Ok(status) => return Err(unusable(format!("initdb: {status}\n{}", tail(log, 5)))),
        Err(error) => return Err(unusable(format!("initdb could not be run: {error}"))),
    }
    fs::rename(&unfinished, &data).map_err(|error| unusable(error.to_string()))?;
    Ok(data)
}
