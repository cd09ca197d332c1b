//! Virtual environments beside what cargo builds, one for each `requirements.txt`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use hc_servers::Failure;
use tokio::process::Command;

use crate::tools::Tool;
use crate::{npm, workspace};

/// The environment `name` with what the file in `folder` demands, made when it is not there or the file has changed.
/// `options` are pip's.
pub async fn environment(name: &str, folder: &Path, code: &'static str, options: &[&str]) -> anyhow::Result<PathBuf> {
    let environment = workspace::target()?.join(name);
    let requirements = fs::read(folder.join("requirements.txt")).context("read requirements.txt")?;
    let stamp = environment.join("installed");
    if fs::read(&stamp).is_ok_and(|installed| installed == requirements) {
        return Ok(environment);
    }
    let python = Tool::Python.find().map_err(|missing| {
        Failure::new(code, format!("{} cannot be used", folder.display()), missing.why, missing.fix)
    })?;
    let mut make = Command::new(python.path);
    make.args(["-m", "venv", "--clear"]).arg(&environment);
    npm::run(make, code, "python3 -m venv failed").await?;
    let mut install = Command::new(environment.join("bin/pip"));
    install.args(["install", "--quiet", "--disable-pip-version-check", "--timeout=15", "--retries=1"]);
    install.args(options).args(["-r", "requirements.txt"]).current_dir(folder);
    npm::run(install, code, "pip install failed").await?;
    fs::write(&stamp, requirements).with_context(|| format!("write {}", stamp.display()))?;
    Ok(environment)
}
