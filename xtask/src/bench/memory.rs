//! Resident memory of what runs.

use std::fs;

use anyhow::{Context, ensure};
use hc_topology::SERVICES;

use crate::workspace;

/// What one idle service of ours may take (release build).
const MOST_MIB: f64 = 60.0;

/// Prints each part's memory; fails when a service takes more than it may.
pub fn run() -> anyhow::Result<()> {
    let mut above = Vec::new();
    println!("  {:14}{:>10}   at most {MOST_MIB} MiB for an idle service of a release build", "part", "MiB");
    for name in SERVICES.map(|service| service.name).into_iter().chain(["postgres", "redis", "rabbitmq"]) {
        let file = workspace::dev().join("run").join(format!("{name}.pid"));
        let pid =
            fs::read_to_string(&file).with_context(|| format!("{name} does not run: cargo xtask dev --detach"))?;
        let resident = resident_mib(pid.trim()).with_context(|| format!("process {} of {name}", pid.trim()))?;
        println!("  {name:14}{resident:>10.1}");
        if resident > MOST_MIB && SERVICES.iter().any(|service| service.name == name) {
            above.push(name);
        }
    }
    ensure!(above.is_empty(), "above {MOST_MIB} MiB: {}", above.join(", "));
    Ok(())
}

fn resident_mib(pid: &str) -> anyhow::Result<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
    let kib: f64 = line.trim().trim_end_matches(" kB").parse().context("VmRSS is no number")?;
    Ok(kib / 1024.0)
}
