//! `cargo xtask test ops`: what is deployed, checked as it is rendered (`tests/ops`), and where it can be, as it runs.

use anyhow::ensure;
use tokio::process::Command;

use crate::{cargo, python, workspace};

/// Runs the tests; `only` is what pytest is told besides.
pub async fn test(only: &[String]) -> anyhow::Result<()> {
    let root = workspace::root();
    let environment = python::environment("ops/venv", &root.join("tests/ops"), "XT069", &[]).await?;
    let mut pytest = Command::new(environment.join("bin/pytest"));
    // Each file's fixtures render once: a file stays on one worker.
    pytest.args(["tests/ops", "--quiet", "-rs", "--numprocesses=2", "--dist=loadfile"]);
    pytest.args(only).current_dir(&root).env("PYTHONDONTWRITEBYTECODE", "1").kill_on_drop(true);
    ensure!(cargo::run(pytest).await?.success(), "tests of the deployment failed [XT069]");
    Ok(())
}
