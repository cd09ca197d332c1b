//! Where things are in the checkout.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};

/// The root of the checkout: as cargo says when it runs us, else where we were built.
pub fn root() -> PathBuf {
    let told = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).filter(|folder| folder.ends_with("xtask"));
    let own = told.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    own.parent().unwrap_or(Path::new(".")).to_owned()
}

/// Everything that `dev` and the tests write: ignored by git, safe to delete when nothing runs.
pub fn dev() -> PathBuf {
    root().join(".dev")
}

/// Where cargo puts what it builds: this program lies in a profile's folder of it.
pub fn target() -> anyhow::Result<PathBuf> {
    let own = std::env::current_exe().context("find the own binary")?;
    Ok(own.parent().and_then(Path::parent).context("the own binary has no folder")?.to_owned())
}

/// What git prints for these arguments, without the newline at the end.
pub fn git(arguments: &[&str]) -> anyhow::Result<String> {
    let output = Command::new("git").args(arguments).current_dir(root()).output().context("run git")?;
    let error = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "git {}: {}", arguments.join(" "), error.trim());
    Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
}

/// What others already build on: the last release, else what has landed on the main branch. `None` in a checkout that
/// is exactly that.
pub fn baseline() -> Option<String> {
    let head = git(&["rev-parse", "HEAD"]).ok()?;
    let released = git(&["describe", "--tags", "--abbrev=0", "--match", "v*"]);
    let found = released.or_else(|_| git(&["rev-parse", "--verify", "--quiet", "origin/main"])).ok()?;
    let commit = git(&["rev-parse", &format!("{found}^{{commit}}")]).ok()?;
    (commit != head).then_some(commit)
}

/// All files of the checkout with this extension: those that git has, and new ones that it does not ignore.
pub fn files(extension: &str) -> anyhow::Result<Vec<String>> {
    let listed = git(&["ls-files", "--cached", "--others", "--exclude-standard"])?;
    let suffix = format!(".{extension}");
    let mut files: Vec<String> = listed.lines().filter(|file| file.ends_with(&suffix)).map(str::to_owned).collect();
    files.retain(|file| root().join(file).exists());
    Ok(files)
}
