//! `cargo xtask deploy`: what is made of the table of services ([`hc_topology`]).

mod ansible;
mod chart;
mod edge;
mod render;
mod terraform;

use std::path::PathBuf;

use clap::Subcommand;

pub use self::render::stale;

/// Which.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Writes what follows from the table of services: Compose file, stack, edge, what the chart, Terraform and Ansible know
    Render,
    /// Writes the edge of a machine of one's own: HAProxy and nginx for the addresses of a file
    Edge {
        /// The addresses, as JSON: docs/deploy/edge.md
        #[arg(long)]
        place: PathBuf,
        /// The folder to write to
        #[arg(long)]
        into: PathBuf,
    },
}

/// Runs the command.
pub fn run(command: &Command) -> anyhow::Result<()> {
    match command {
        Command::Render => render::write(),
        Command::Edge { place, into } => edge::write(&render::environment(), place, into),
    }
}
