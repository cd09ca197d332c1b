//! `cargo xtask bench`: measures a HostingCo that runs (`cargo xtask dev --release --detach`). A file a bench; each
//! prints what it measured, and ratios against a baseline of the same run instead of bare times where there is one.

mod memory;

/// `cargo xtask bench memory`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    bench: Bench,
}

#[derive(Debug, clap::Subcommand)]
enum Bench {
    /// The resident memory of each part
    Memory,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    match arguments.bench {
        Bench::Memory => memory::run(),
    }
}
