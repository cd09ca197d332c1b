//! The events' contract: `docs/asyncapi.yaml`, golden samples, and what releases promised. The crate hc-contract makes and
//! compares them; AsyncAPI's own parser reads the outcome.

use anyhow::{Context, ensure};
use hc_servers::Failure;
use tokio::process::Command;

use crate::{cargo, npm, workspace};

/// How cargo is told to build what does the work.
pub const BUILD: [&str; 2] = ["--package", "hc-contract"];

/// Writes the files, or compares them with the code and with the last release. hc-contract must be built.
pub async fn files(check: bool) -> anyhow::Result<()> {
    if !check {
        let status = cargo::run(command(&["write"])?).await?;
        ensure!(status.success(), "the events' contract could not be written");
        return Ok(());
    }
    let output = command(&["check"])?.output().await.context("run hc-contract")?;
    if output.status.success() {
        return Ok(());
    }
    let why = String::from_utf8_lossy(&output.stderr);
    let why = why.trim().trim_start_matches("Error: ");
    let fix = if why.starts_with("breaks") {
        "what is published is only added to: leave it as it was, or publish a .v2 beside it"
    } else {
        "run: cargo xtask schema"
    };
    Err(Failure::new("XT066", "the events' contract does not hold", why, fix).into())
}

/// Keeps the contract of now as the one of a release.
pub async fn freeze(version: &str) -> anyhow::Result<()> {
    let mut freeze = command(&["freeze"])?;
    freeze.arg(version);
    ensure!(cargo::run(freeze).await?.success(), "the contract of {version} was not kept");
    Ok(())
}

/// AsyncAPI's parser on the document, and every golden sample, those of all releases too, against its JSON Schemas.
pub async fn others_read_it() -> anyhow::Result<()> {
    let tools = workspace::root().join("tools");
    npm::install(&tools).await?;
    let mut check = Command::new("node");
    check.arg("check-events.mjs").current_dir(&tools).kill_on_drop(true);
    ensure!(cargo::run(check).await?.success(), "docs/asyncapi.yaml or a golden sample is not valid [XT067]");
    Ok(())
}

fn command(arguments: &[&str]) -> anyhow::Result<Command> {
    let mut command = Command::new(workspace::target()?.join("debug/hc-contract"));
    command.args(arguments).arg(workspace::root()).kill_on_drop(true);
    Ok(command)
}
