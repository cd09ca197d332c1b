//! `cargo xtask tidy`: keeps true what rots without a compiler to notice.

mod errors;
mod links;
mod migrations;
mod protos;
mod publishers;
mod safeguards;
mod size;

use anyhow::bail;
use console::style;

use crate::deploy;

/// Runs all checks and prints all findings.
pub fn run() -> anyhow::Result<()> {
    let mut wrong = Vec::new();
    for check in [
        migrations::check,
        protos::check,
        publishers::check,
        safeguards::check,
        errors::check,
        links::check,
        deploy::stale,
    ] {
        wrong.extend(check()?);
    }
    for long in size::long_files()? {
        println!("  {} {long}", style("warning:").yellow());
    }
    for finding in &wrong {
        println!("  {} {finding}", style("✗").red());
    }
    if wrong.is_empty() {
        println!("  {} tidy", style("✓").green());
        return Ok(());
    }
    bail!("{} to tidy up [XT065]", wrong.len())
}
