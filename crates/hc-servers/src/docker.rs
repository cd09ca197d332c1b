//! Servers from their official images, where there is an engine and no binary.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::find::executable_in_path;

/// The command line client, if its engine answers.
pub fn engine() -> Option<PathBuf> {
    let docker = executable_in_path("docker")?;
    let mut version = Command::new(&docker);
    version.args(["version", "--format", "{{.Server.Version}}"]).stdin(Stdio::null()).stdout(Stdio::null());
    version.stderr(Stdio::null()).status().is_ok_and(|status| status.success()).then_some(docker)
}

/// A name that two checkouts on one machine do not share.
pub fn name(part: &str, directory: &Path) -> String {
    let place = directory.to_string_lossy().replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    format!("hostingco{place}-{part}")
}

/// The arguments of `docker run` for a server in the foreground, published on the loopback address only.
/// `volume` keeps data between runs: (name, path inside).
pub fn run(container: &str, ports: &[(u16, u16)], volume: Option<(&str, &str)>, env: &[&str]) -> Vec<String> {
    let mut args: Vec<String> = ["run", "--rm", "--name", container].iter().map(|&arg| arg.to_owned()).collect();
    for (outside, inside) in ports {
        args.extend(["--publish".to_owned(), format!("127.0.0.1:{outside}:{inside}")]);
    }
    if let Some((name, path)) = volume {
        args.extend(["--volume".to_owned(), format!("{name}:{path}")]);
    }
    args.extend(env.iter().flat_map(|&pair| ["--env".to_owned(), pair.to_owned()]));
    args
}

/// Removes a container, running or not; none is fine.
pub fn remove(container: &str) {
    quiet(&["rm", "--force", container]);
}

/// Removes a volume; none is fine.
pub fn remove_volume(volume: &str) {
    quiet(&["volume", "rm", "--force", volume]);
}

/// The id of the container's first process, as this machine sees it.
pub fn pid(container: &str) -> Option<i32> {
    let output = Command::new("docker").args(["inspect", "--format", "{{.State.Pid}}", container]).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok().filter(|&pid| pid > 0)
}

fn quiet(args: &[&str]) {
    let mut docker = Command::new("docker");
    docker.args(args).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().ok();
}
