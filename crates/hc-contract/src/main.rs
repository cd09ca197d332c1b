//! `cargo xtask schema` for the events: writes or compares the files of the contract.

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Parser;
use hc_contract::{asyncapi, compatibility, files};

#[derive(Debug, Parser)]
enum Command {
    /// Writes `docs/asyncapi.yaml` and the golden samples
    Write {
        /// The root of the checkout
        root: PathBuf,
    },
    /// Fails when a committed file is not what the code says, or when it breaks what the last release promised
    Check {
        /// The root of the checkout
        root: PathBuf,
    },
    /// Keeps the contract of now as the one of a release
    Freeze {
        /// The root of the checkout
        root: PathBuf,
        /// Such as 0.2.0
        version: String,
    },
}

fn main() -> anyhow::Result<()> {
    match Command::parse() {
        Command::Write { root } => {
            for file in files::write(&root)? {
                println!("{}", file.display());
            }
        }
        Command::Check { root } => {
            let differing = files::differing(&root)?;
            if !differing.is_empty() {
                let names: Vec<_> = differing.iter().map(|file| format!("  {}", file.display())).collect();
                bail!("not what the code says:\n{}", names.join("\n"));
            }
            let last = files::releases(&root)?.pop().context("no release is kept in docs/events/releases")?;
            let broken = compatibility::breaks(&files::released(&root, &last)?, &asyncapi::document()?);
            if !broken.is_empty() {
                bail!("breaks what release {last} promised:\n  {}", broken.join("\n  "));
            }
        }
        Command::Freeze { root, version } => println!("{}", files::freeze(&root, &version)?.display()),
    }
    Ok(())
}
