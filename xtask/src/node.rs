//! The Node.js that the console needs.

use std::path::PathBuf;

use anyhow::Context;
use hc_servers::executable_in_path;
use tokio::process::Command;

use crate::{npm, workspace};

/// The oldest release line that the console's tools run on; the one whose support lasts longest today.
const MAJOR: u32 = 24;

/// A Node.js that is new enough: the machine's own, else the one that `tools/node/package-lock.json` names.
pub async fn find() -> anyhow::Result<PathBuf> {
    if let Some(node) = executable_in_path("node")
        && major(&node).await.is_some_and(|major| major >= MAJOR)
    {
        return Ok(node);
    }
    let folder = workspace::root().join("tools/node");
    npm::install(&folder).await?;
    let packages = folder.join("node_modules");
    let package = std::fs::read_dir(&packages)
        .with_context(|| format!("read {}", packages.display()))?
        .flatten()
        .find(|entry| entry.file_name().to_string_lossy().starts_with("node-"));
    package.map(|package| package.path().join("bin/node")).with_context(|| {
        format!(
            "there is no Node.js {MAJOR} in the package registry for this machine: install it, and put it into PATH"
        )
    })
}

async fn major(node: &PathBuf) -> Option<u32> {
    let told = Command::new(node).arg("--version").output().await.ok()?;
    let told = String::from_utf8(told.stdout).ok()?;
    told.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}
