//! npm's packages of a folder, from its lock file, installed once.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use hc_servers::Failure;
use tokio::process::Command;

use crate::tools::Tool;
use crate::workspace;

/// All of one installation; npm itself gives up on one file sooner.
const PATIENCE: Duration = Duration::from_mins(5);

/// Installs what `package-lock.json` in `folder` names, unless that is there already.
pub async fn install(folder: &Path) -> anyhow::Result<()> {
    let lock = fs::read(folder.join("package-lock.json")).with_context(|| format!("read {}", folder.display()))?;
    let stamp = folder.join("node_modules/.installed");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let shown = folder.strip_prefix(workspace::root()).unwrap_or(folder).display();
    let npm = Tool::Npm.find().map_err(|missing| {
        Failure::new("XT051", format!("the packages of {shown} cannot be installed"), missing.why, missing.fix)
    })?;
    let mut install = Command::new(npm.path);
    install.args([
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
        "--fetch-timeout=15000",
        "--fetch-retries=1",
    ]);
    install.current_dir(folder);
    run(install, "XT051", &format!("npm ci failed in {shown}")).await?;
    fs::write(&stamp, lock).with_context(|| format!("write {}", stamp.display()))
}

/// Runs an installation to its end, or ends it: without a network it must fail and not hang.
pub async fn run(mut command: Command, code: &'static str, what: &str) -> anyhow::Result<()> {
    command.kill_on_drop(true);
    let mut child = command.spawn().with_context(|| format!("run {:?}", command.as_std()))?;
    let fix = "it needs its package registry: look at the network, or at the proxy's settings, and run it again";
    let Ok(ended) = tokio::time::timeout(PATIENCE, child.wait()).await else {
        return Err(Failure::new(code, what, format!("it took longer than {PATIENCE:?}"), fix).into());
    };
    if ended.context("wait for it")?.success() {
        return Ok(());
    }
    Err(Failure::new(code, what, "its own words are above", fix).into())
}
