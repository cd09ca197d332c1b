//! Private servers on this machine's own binaries: they start, come back after a kill, and leave nothing behind.
//!
//! One test, because the servers take most of its time.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use hc_servers::{Group, Needs, Ports, Probe, Program, Watcher, prepare, sql};

#[tokio::test]
async fn private_servers_start_come_back_after_a_kill_and_leave_nothing_behind() {
    let folder = tempfile::tempdir().expect("a folder");
    let needs = Needs {
        directory: folder.path().join("data"),
        logs: folder.path().join("log"),
        environment: "",
        install: false,
        durable: false,
    };
    let mut ports = Ports::throwaway();
    let servers = prepare(&needs, &mut ports).unwrap_or_else(|failure| panic!("{failure}"));
    let watcher = Watcher::start().expect("a shell");
    let mut group = start(&servers.programs, &watcher).await;
    sql::create_databases(&servers.postgres_url, &["one"]).await.expect("a database");
    sql::create_databases(&servers.postgres_url, &["one", "other"]).await.expect("what is there stays");

    for name in ["postgres", "redis", "rabbitmq"] {
        let killed = group.take(name).unwrap_or_else(|| panic!("{name} runs"));
        let program = killed.program().clone();
        killed.kill().await;
        assert!(program.probe.check().await.is_err(), "{name} is dead");
        again(&mut group, &program, &watcher).await;
    }
    let found = sql::query(&format!("{}/one", servers.postgres_url), "SELECT 1").await;
    assert_eq!(found.expect("the data is still there"), ["1"]);

    let pids: Vec<i32> = group.iter().map(hc_servers::Running::pid).collect();
    group.stop().await;
    assert!(pids.iter().all(|pid| !Path::new(&format!("/proc/{pid}")).exists()));
    assert_eq!(processes_that_name(folder.path()), "");
    servers.remove_data();
    assert!(!needs.directory.exists());
}

#[tokio::test]
async fn what_runs_ends_with_its_owner_however_that_ends() {
    let folder = tempfile::tempdir().expect("a folder");
    let own = std::env::current_exe().expect("this test");
    let mut owner = Command::new(own)
        .args(["--exact", "an_owner_that_waits_to_be_killed", "--ignored"])
        .env("HC_SERVERS_TEST_FOLDER", folder.path())
        .spawn()
        .expect("this test runs itself");
    let pid = eventually(|| std::fs::read_to_string(folder.path().join("pid")).ok()?.parse::<i32>().ok());
    owner.kill().expect("SIGKILL"); // no destructor runs
    owner.wait().expect("it is dead");
    eventually(|| (!Path::new(&format!("/proc/{pid}")).exists()).then_some(()));
}

/// The other half of the test above.
#[tokio::test]
#[ignore = "started by what_runs_ends_with_its_owner_however_that_ends"]
async fn an_owner_that_waits_to_be_killed() {
    let folder = std::path::PathBuf::from(std::env::var("HC_SERVERS_TEST_FOLDER").expect("set by the other half"));
    let watcher = Watcher::start().expect("a shell");
    let mut sleeper = Program::service("sleeper", "/bin/sleep".into(), folder.join("log"), Probe::Tcp(1));
    sleeper.args = vec!["1000".into()];
    let mut running = sleeper.spawn(&watcher).expect("it is everywhere");
    std::fs::write(folder.join("unfinished"), running.pid().to_string()).expect("the folder is there");
    std::fs::rename(folder.join("unfinished"), folder.join("pid")).expect("the folder is there");
    running.exited().await.expect("it sleeps on");
}

fn eventually<T>(mut condition: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        if let Some(value) = condition() {
            return value;
        }
        assert!(Instant::now() < deadline, "waited 20 s in vain");
        std::thread::sleep(Duration::from_millis(20));
    }
}

async fn start(programs: &[Program], watcher: &Watcher) -> Group {
    Group::start(programs, watcher).await.unwrap_or_else(|failure| panic!("{failure}"))
}

/// As its supervisor does: PostgreSQL refuses to start until the children of the killed one are gone.
async fn again(group: &mut Group, program: &Program, watcher: &Watcher) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while let Err(failure) = group.add_ready(program, watcher).await {
        assert!(Instant::now() < deadline, "{failure}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

fn processes_that_name(folder: &Path) -> String {
    let listed = Command::new("ps").args(["-eo", "pid,args"]).output().expect("ps");
    let text = String::from_utf8_lossy(&listed.stdout).into_owned();
    text.lines().filter(|line| line.contains(&*folder.to_string_lossy())).collect()
}
