//! `cargo xtask release`: images, the chart's package, bills of materials and checksums of one version, in `dist/`.
//!
//! The same commit gives the same chart and the same bills, byte for byte; every time in them is the commit's.

mod bill;
mod chart;
mod images;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, str};

use anyhow::{Context, ensure};
use hc_servers::executable_in_path;

use crate::steps::say;
use crate::workspace;

/// `cargo xtask release`
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The version; default the workspace's, else one before it such as `0.2.0-main.17`
    #[arg(long)]
    version: Option<String>,
    /// A folder with the digests of images that are published already, a file for each by its name: they go into the chart,
    /// and no image is built
    #[arg(long)]
    digests: Option<PathBuf>,
    /// Releases what is not committed too: for a try
    #[arg(long)]
    allow_dirty: bool,
}

/// What is released.
struct Release {
    version: String,
    /// The commit's time, in seconds.
    epoch: String,
    revision: String,
    /// Where it is put.
    folder: PathBuf,
}

/// A line of the table at the end.
struct Made {
    what: String,
    how: String,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let root = workspace::root();
    let version = version(&root, arguments.version.as_deref())?;
    if !arguments.allow_dirty {
        let changed = workspace::git(&["status", "--porcelain", "--", ".", ":!dist"])?;
        ensure!(changed.is_empty(), "there are changes that are not committed:\n{changed}");
    }
    if arguments.digests.is_some() && !version.contains('-') {
        // What goes out for good is built on what was tried: a tag may be another image tomorrow.
        output(Command::new(root.join("docker/pin")).arg("--check"))?;
    }
    let folder = root.join("dist");
    if folder.exists() {
        fs::remove_dir_all(&folder).context("empty dist")?;
    }
    fs::create_dir_all(&folder).context("make dist")?;
    let release = Release {
        version,
        epoch: workspace::git(&["log", "-1", "--format=%ct"])?,
        revision: workspace::git(&["rev-parse", "HEAD"])?,
        folder,
    };

    let mut made = Vec::new();
    let digests = arguments.digests.as_deref().map(images::digests).transpose()?;
    if digests.is_none() {
        made.extend(images::build(&root, &release)?);
    }
    made.push(chart::package(&root, &release, digests.as_ref())?);
    made.extend(bill::write(&root, &release)?);
    made.push(checksums(&release)?);

    say(format_args!("\nHostingCo {} at {}, in {}", release.version, release.revision, release.folder.display()));
    for Made { what, how } in made {
        say(format_args!("  {what:34} {how}"));
    }
    Ok(())
}

/// The version, which workspace and chart must agree on.
fn version(root: &Path, asked: Option<&str>) -> anyhow::Result<String> {
    let of_workspace = env!("CARGO_PKG_VERSION");
    let chart = fs::read_to_string(root.join(chart::FOLDER).join("Chart.yaml")).context("read Chart.yaml")?;
    for key in ["version", "appVersion"] {
        let found = chart.lines().find_map(|line| line.strip_prefix(&format!("{key}: "))).unwrap_or_default();
        let found = found.trim_matches('"');
        ensure!(found == of_workspace, "{key} in Chart.yaml is {found:?}, Cargo.toml says {of_workspace}");
    }
    let asked = asked.unwrap_or(of_workspace);
    let is_before = asked.strip_prefix(of_workspace).is_some_and(|rest| rest.starts_with('-'));
    ensure!(asked == of_workspace || is_before, "{asked} is neither {of_workspace} nor a version before it");
    let is_plain = asked.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte));
    ensure!(is_plain, "{asked} has other characters than letters, digits, dots and dashes");
    Ok(asked.to_owned())
}

fn checksums(release: &Release) -> anyhow::Result<Made> {
    let mut names: Vec<_> =
        fs::read_dir(&release.folder)?.map(|entry| Ok(entry?.file_name())).collect::<anyhow::Result<_>>()?;
    names.sort();
    let sums = output(Command::new("sha256sum").arg("--").args(&names).current_dir(&release.folder))?;
    fs::write(release.folder.join("SHA256SUMS"), sums).context("write SHA256SUMS")?;
    Ok(Made { what: "SHA256SUMS".to_owned(), how: format!("{} files", names.len()) })
}

/// A program of the tests' environment (`target/ops/venv`), or of the machine.
fn tool(root: &Path, name: &str) -> Option<PathBuf> {
    let own = root.join("target/ops/venv/bin").join(name);
    if own.is_file() { Some(own) } else { executable_in_path(name) }
}

/// What the command prints; its own words where it fails.
fn output(command: &mut Command) -> anyhow::Result<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let done = command.output().with_context(|| format!("run {name}"))?;
    let error = String::from_utf8_lossy(&done.stderr);
    ensure!(done.status.success(), "{name} failed: {}", error.trim());
    Ok(str::from_utf8(&done.stdout).with_context(|| format!("read what {name} printed"))?.to_owned())
}
