//! The command line, of both programs.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::{Plan, bench, roles};

#[derive(Parser)]
#[command(about = "The event bus under load while its parts die")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// The whole: load, faults, healing, check.
    Run(Plan),
    /// The relay beside a bare publisher with the same messages, confirms and window, in the same run.
    BenchRelay(bench::Relay),
    /// From a commit to its consumer.
    BenchLatency(bench::Latency),
    /// Writes events, and what it was answered.
    #[command(hide = true)]
    Write(roles::Write),
    /// Publishes what was written.
    #[command(hide = true)]
    Relay(roles::Relay),
    /// Gives events their effect.
    #[command(hide = true)]
    Consume(roles::Consume),
}

/// Does what the command line says; an error in one line.
pub async fn run() -> ExitCode {
    match run_command().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run_command() -> anyhow::Result<()> {
    let filter = std::env::var("RUST_LOG").unwrap_or_else(|_| "warn".to_owned());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match Arguments::parse().command {
        Command::Run(plan) => {
            let report = crate::run(&plan).await?;
            println!("{report}");
            anyhow::ensure!(report.breaches.is_empty(), "the bus has broken its promises");
            Ok(())
        }
        Command::BenchRelay(bench) => bench.run().await,
        Command::BenchLatency(bench) => bench.run().await,
        Command::Write(role) => role.run().await,
        Command::Relay(role) => role.run().await,
        Command::Consume(role) => role.run().await,
    }
}
