//! `cargo xtask chaos`: the event bus under load while its parts die, on private servers that are thrown away.

use anyhow::ensure;
use tokio::process::Command;

use crate::{cargo, workspace};

/// Builds and runs it.
pub async fn run(options: &[String]) -> anyhow::Result<()> {
    hc_chaos("debug", &[], "run", options).await
}

/// Builds `hc-chaos` and runs one of its commands.
pub async fn hc_chaos(folder: &str, build: &[&str], command: &str, options: &[String]) -> anyhow::Result<()> {
    let mut cargo_build = cargo::command(&["build", "--package", "hc-chaos", "--bin", "hc-chaos"]);
    cargo_build.args(build);
    ensure!(cargo::run(cargo_build).await?.success(), "the build failed [XT002]");
    let mut chaos = Command::new(workspace::target()?.join(folder).join("hc-chaos"));
    chaos.arg(command).args(options).current_dir(workspace::root()).kill_on_drop(true);
    ensure!(cargo::run(chaos).await?.success(), "hc-chaos {command} failed");
    Ok(())
}
