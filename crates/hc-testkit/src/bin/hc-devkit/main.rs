//! What `cargo xtask` needs of the big crates, so that it can do without them: certificates, RabbitMQ's topology, events.

mod events;

use std::{path::PathBuf, process::ExitCode};

use anyhow::Context;
use clap::Parser;
use hc_topology::identities;

#[derive(Debug, Parser)]
enum Command {
    /// Makes the development CA and a certificate for each service, unless they are there and good
    Certs {
        /// Where `ca.pem`, `<service>.pem` and `<service>.key` are written
        directory: PathBuf,
    },
    /// Makes exchanges, queues, bindings and policies
    Topology {
        /// RabbitMQ's management API with user and password
        management_url: String,
        /// The vhost; made when it is not there
        vhost: String,
    },
    /// Looks at events
    #[command(subcommand)]
    Events(events::Command),
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Command::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Certs { directory } => hc_testkit::issue_certificates(&directory, &identities()),
        Command::Topology { management_url, vhost } => {
            hc_events::topology::apply(&management_url, &vhost).await.context("apply the topology")
        }
        Command::Events(command) => events::run(command).await,
    }
}
