//! `cargo xtask load`: the edge before the whole system under load, on this machine without containers (`tests/load`).

use std::path::Path;

use anyhow::ensure;
use hc_servers::{Failure, executable_in_path};
use tokio::process::Command;

use crate::{cargo, python, workspace};

/// Builds with optimisation, unless `BINARIES` says where programs are, and measures; `only` is what pytest is told besides.
pub async fn run(only: &[String]) -> anyhow::Result<()> {
    let missing = missing();
    if !missing.is_empty() {
        let fix = format!(
            "sudo apt-get install -y --no-install-recommends {}; services of theirs need not run",
            missing.join(" ")
        );
        let why = format!("not installed: {}", missing.join(", "));
        return Err(Failure::new("XT054", "nothing can be measured", why, fix).into());
    }
    let root = workspace::root();
    let environment = python::environment("load/venv", &root.join("tests/load"), "XT054", &[]).await?;
    let mut pytest = Command::new(environment.join("bin/pytest"));
    if std::env::var_os("BINARIES").is_none() {
        let build = cargo::command(&["build", "--release", "--bins"]);
        ensure!(cargo::run(build).await?.success(), "the build failed [XT002]");
        pytest.env("BINARIES", workspace::target()?.join("release"));
    }
    // What is skipped is said with its reason.
    pytest.args(["-s", "-rs", "tests/load"]).args(only).current_dir(&root);
    pytest.env("PYTHONDONTWRITEBYTECODE", "1").kill_on_drop(true);
    ensure!(cargo::run(pytest).await?.success(), "a promise was not kept under load [XT054]");
    Ok(())
}

/// The packages of Debian that `tests/load` starts servers of, and that are not here.
fn missing() -> Vec<&'static str> {
    let is_program = |name: &str| executable_in_path(name).is_some() || Path::new("/usr/sbin").join(name).is_file();
    let wrapper = format!("/usr/lib/{}-linux-gnu/libnss_wrapper.so", std::env::consts::ARCH);
    let all = [
        ("haproxy", is_program("haproxy")),
        ("nginx-light", is_program("nginx")),
        ("libnss-wrapper", Path::new(&wrapper).is_file()),
        ("postgresql", Path::new("/usr/lib/postgresql").is_dir()),
        ("redis-server", is_program("redis-server")),
        ("rabbitmq-server", Path::new("/usr/lib/rabbitmq/lib").is_dir()),
    ];
    all.into_iter().filter(|(_, is_here)| !is_here).map(|(package, _)| package).collect()
}
