//! `cargo xtask deploy`: what is made of the table of services ([`hc_topology`]).

mod chart;
mod render;

use clap::Subcommand;

pub use self::render::stale;

/// Which.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Writes what follows from the table of services: Compose file, stack, edge, the chart's and Terraform's facts
    Render,
}

/// Runs the command.
pub fn run(command: &Command) -> anyhow::Result<()> {
    match command {
        Command::Render => render::write(),
    }
}
