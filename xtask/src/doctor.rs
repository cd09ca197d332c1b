//! `cargo xtask doctor`: looks at this machine, says what to mend, prints a block to paste into an issue.

use std::path::Path;
use std::process::Command;

use anyhow::bail;
use console::style;
use hc_servers::{Needs, Ports, executable_in_path, version_of};

use crate::tools::Tool;
use crate::workspace;

/// Runs the command. Changes nothing that stays.
pub fn run() -> anyhow::Result<()> {
    let mut findings = vec![
        tool("cargo", &["CARGO"], "install Rust with rustup"),
        tool("git", &[], "sudo apt-get install -y git"),
        tool("cc", &[], "sudo apt-get install -y build-essential"),
        optional("cargo-nextest", "tests run with cargo test instead"),
        optional("docker", "not needed where the servers are installed"),
        servers(),
        space(),
    ];
    findings.extend(Tool::ALL.map(of_tests));
    findings.push(system());
    println!("\n```text");
    for finding in &findings {
        println!("{finding}");
    }
    println!("```\n");
    let wrong = findings.iter().filter(|finding| matches!(finding, Finding::Wrong { .. })).count();
    if wrong > 0 {
        bail!("{wrong} to mend");
    }
    println!("  everything that `cargo xtask dev` and `cargo xtask test` need is here");
    Ok(())
}

enum Finding {
    Fine(String),
    Wrong { what: String, fix: String },
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Fine(what) => write!(f, "{} {what}", style("✓").green()),
            Self::Wrong { what, fix } => write!(f, "{} {what}\n  fix: {fix}", style("✗").red()),
        }
    }
}

fn tool(name: &str, variables: &[&str], fix: &str) -> Finding {
    let named = variables.iter().find_map(std::env::var_os).map(std::path::PathBuf::from);
    match named.or_else(|| executable_in_path(name)).and_then(|path| version_of(&path)) {
        Some(version) => Finding::Fine(format!("{name}: {version}")),
        None => Finding::Wrong { what: format!("{name} is not in PATH"), fix: fix.to_owned() },
    }
}

/// What long commands look for before they begin.
fn of_tests(tool: Tool) -> Finding {
    match tool.find() {
        Ok(found) => Finding::Fine(format!("{}: {}", tool.name(), found.version)),
        Err(missing) => Finding::Wrong { what: missing.why, fix: missing.fix.to_owned() },
    }
}

fn optional(name: &str, without: &str) -> Finding {
    let found = executable_in_path(name).and_then(|path| version_of(&path));
    Finding::Fine(format!("{name}: {}", found.unwrap_or_else(|| format!("not here, {without}"))))
}

/// The same search as `dev`'s, in a place that is removed again.
fn servers() -> Finding {
    let directory = workspace::dev().join(format!("test-doctor-{}", std::process::id()));
    let needs = Needs {
        directory: directory.clone(),
        logs: directory.join("log"),
        environment: "HC_",
        install: false,
        durable: false,
    };
    let found = hc_servers::prepare(&needs, &mut Ports::throwaway());
    hc_servers::remove_data(&directory);
    match found {
        Ok(servers) => {
            let all: Vec<String> = servers.sources.iter().map(|(name, from)| format!("{name} ({from})")).collect();
            Finding::Fine(all.join(", "))
        }
        Err(failure) => Finding::Wrong { what: format!("{} {}", failure.code, failure.what), fix: failure.fix },
    }
}

fn space() -> Finding {
    const NEEDED: u64 = 8 << 30;
    let root = workspace::root();
    match rustix::fs::statvfs(&root) {
        Ok(found) if found.f_bavail * found.f_frsize < NEEDED => Finding::Wrong {
            what: format!("{} MiB are free in {}", (found.f_bavail * found.f_frsize) >> 20, root.display()),
            fix: "a build and its tests take about 8 GiB: make room, or set CARGO_TARGET_DIR".to_owned(),
        },
        Ok(found) => Finding::Fine(format!("{} GiB are free", (found.f_bavail * found.f_frsize) >> 30)),
        Err(error) => {
            Finding::Wrong { what: format!("{}: {error}", root.display()), fix: "make it readable".to_owned() }
        }
    }
}

fn system() -> Finding {
    let release = std::fs::read_to_string(Path::new("/etc/os-release")).unwrap_or_default();
    let name = release.lines().find_map(|line| line.strip_prefix("PRETTY_NAME=")).unwrap_or("an unknown system");
    let kernel =
        Command::new("uname").arg("-srm").output().map(|out| String::from_utf8_lossy(&out.stdout).into_owned());
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let root = if rustix::process::geteuid().is_root() { "root" } else { "a user" };
    let kernel = kernel.unwrap_or_default();
    Finding::Fine(format!("{}, {}, {cores} cores, as {root}", name.trim_matches('"'), kernel.trim()))
}
