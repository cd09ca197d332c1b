//! `cargo xtask bench`: measures an optimised HostingCo, over its public interfaces, and starts one if none runs. What it
//! prints are ratios against a baseline of the same run where there is one.
//!
//! What talks to HostingCo is `hc-bench`, a binary of the end-to-end tests.

mod memory;

use anyhow::ensure;
use tokio::process::Command;

use crate::{cargo, chaos, dev, workspace};

/// `cargo xtask bench [memory | paid-to-live | sites | webhooks | relay | latency] [options]`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// `memory`, `paid-to-live`, `sites`, `webhooks`, `relay` or `latency`, with its options; nothing: all of them
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    bench: Vec<String>,
}

/// Runs the command.
pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    // The event bus is measured by itself, on servers of its own.
    if let Some((bench @ ("relay" | "latency"), options)) =
        arguments.bench.split_first().map(|(bench, options)| (bench.as_str(), options))
    {
        return chaos::hc_chaos("release", &["--release"], &format!("bench-{bench}"), options).await;
    }
    let build = cargo::command(&["build", "--release", "--package", "e2e", "--bin", "hc-bench"]);
    ensure!(cargo::run(build).await?.success(), "the build failed [XT002]");
    let started = dev::ensure_release().await?;
    let done = measure(&arguments.bench).await;
    if started {
        dev::stop().await?;
    }
    done?;
    if arguments.bench.is_empty() {
        for bench in ["bench-relay", "bench-latency"] {
            chaos::hc_chaos("release", &["--release"], bench, &[]).await?;
        }
    }
    Ok(())
}

async fn measure(bench: &[String]) -> anyhow::Result<()> {
    match bench.first().map(String::as_str) {
        Some("memory") => memory::run(),
        Some(_) => over_the_network(bench).await,
        None => {
            memory::run()?;
            over_the_network(&["paid-to-live".to_owned()]).await?;
            over_the_network(&["sites".to_owned()]).await?;
            over_the_network(&["webhooks".to_owned()]).await
        }
    }
}

async fn over_the_network(arguments: &[String]) -> anyhow::Result<()> {
    let mut bench = Command::new(workspace::target()?.join("release/hc-bench"));
    bench.args(arguments).current_dir(workspace::root()).kill_on_drop(true);
    ensure!(cargo::run(bench).await?.success(), "bench {} failed", arguments.join(" "));
    Ok(())
}
