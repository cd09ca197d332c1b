//! What needs the big crates: made by `hc-devkit`, a binary of `hc-testkit`, so that xtask itself is built quickly.

use std::path::{Path, PathBuf};

use anyhow::Context;
use hc_servers::Failure;
use tokio::process::Command;

use crate::{cargo, dev, workspace};

/// How cargo is told to build it.
pub const BUILD: [&str; 2] = ["--package", "hc-testkit"];

/// The CA and the certificates of the services, made unless they are there and good.
pub async fn certificates(binaries: &Path, directory: &Path) -> anyhow::Result<()> {
    let mut devkit = Command::new(binaries.join("hc-devkit"));
    devkit.arg("certs").arg(directory);
    succeed(devkit, "XT033", "the certificates could not be made", &format!("rm -r {}", directory.display())).await
}

/// Exchanges, queues, bindings and policies on a broker.
pub async fn topology(binaries: &Path, management_url: &str, vhost: &str) -> anyhow::Result<()> {
    let mut devkit = Command::new(binaries.join("hc-devkit"));
    devkit.args(["topology", management_url, vhost]);
    let fix = "cargo xtask dev --stop; rm -r .dev/rabbitmq (its messages are lost); cargo xtask dev";
    succeed(devkit, "XT032", "RabbitMQ's topology could not be applied", fix).await
}

/// `cargo xtask events`.
pub async fn events(arguments: &[String]) -> anyhow::Result<()> {
    let environment = dev::environment()?;
    build().await?;
    let mut devkit = Command::new(workspace::target()?.join("debug/hc-devkit"));
    devkit.arg("events").args(arguments).envs(environment).kill_on_drop(true);
    anyhow::ensure!(cargo::run(devkit).await?.success(), "events {} failed", arguments.join(" "));
    Ok(())
}

async fn build() -> anyhow::Result<()> {
    let mut build = cargo::command(&["build", "--quiet"]);
    build.args(BUILD);
    anyhow::ensure!(cargo::run(build).await?.success(), "hc-devkit could not be built [XT002]");
    Ok(())
}

/// `cargo xtask certs`.
pub async fn certs(directory: Option<PathBuf>) -> anyhow::Result<()> {
    build().await?;
    let directory = directory.unwrap_or_else(|| workspace::dev().join("certificates"));
    certificates(&workspace::target()?.join("debug"), &directory).await?;
    println!("{}", directory.display());
    Ok(())
}

async fn succeed(mut command: Command, code: &'static str, what: &str, fix: &str) -> anyhow::Result<()> {
    let output = command.output().await.with_context(|| format!("run {:?}", command.as_std()))?;
    if output.status.success() {
        return Ok(());
    }
    let why = String::from_utf8_lossy(&output.stderr);
    Err(Failure::new(code, what, why.trim(), fix).into())
}
