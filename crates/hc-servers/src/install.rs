//! Installing servers from the system's packages.

use std::ffi::OsStr;
use std::fs;
use std::io::{IsTerminal, stdin};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::Failure;
use crate::find::executable_in_path;

/// Asked by Debian's packages before they start a service; 101 means no.
const POLICY: &str = "/usr/sbin/policy-rc.d";

/// Whether packages can be installed here: there is apt-get, and we are root or may ask sudo.
pub fn possible() -> bool {
    executable_in_path("apt-get").is_some() && (root() || executable_in_path("sudo").is_some())
}

/// Installs packages with apt-get, as root or through sudo, without starting the services that come with them.
/// Prints what apt-get prints: it takes up to a minute.
pub fn packages(names: &[&str]) -> Result<(), Failure> {
    let by_hand = format!("sudo apt-get install -y --no-install-recommends {}", names.join(" "));
    let failed = |why: String| {
        Failure::new("XT013", format!("could not install {}", names.join(", ")), why, format!("run: {by_hand}"))
    };
    // Somebody else's policy stays as it is.
    let own_policy = !Path::new(POLICY).exists();
    if own_policy {
        let script = format!("printf '#!/bin/sh\\nexit 101\\n' > {POLICY} && chmod 755 {POLICY}");
        privileged(["sh", "-c", &script]).map_err(failed)?;
    }
    let install = ["apt-get", "install", "-y", "-q", "--no-install-recommends"].iter().chain(names).copied();
    let done = privileged(["apt-get", "update", "-q"]).and_then(|()| privileged(install));
    if own_policy && root() {
        fs::remove_file(POLICY).ok();
    } else if own_policy {
        privileged(["rm", "-f", POLICY]).ok();
    }
    done.map_err(failed)
}

fn privileged<S: AsRef<OsStr>>(command: impl IntoIterator<Item = S>) -> Result<(), String> {
    let mut run = if root() { Command::new("env") } else { Command::new("sudo") };
    if !root() && !stdin().is_terminal() {
        run.arg("-n"); // nobody is there to type a password
    }
    run.arg("DEBIAN_FRONTEND=noninteractive").args(command).stdout(Stdio::inherit());
    match run.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{run:?} ended with {status}")),
        Err(error) => Err(format!("{run:?} could not be run: {error}")),
    }
}

fn root() -> bool {
    rustix::process::geteuid().is_root()
}
