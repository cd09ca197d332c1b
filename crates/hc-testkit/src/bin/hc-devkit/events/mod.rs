//! `events`: what is published now, what could not be handled, and history again. Speaks AMQP to watch, and otherwise gRPC
//! as a member of the staff, as an operator in production would. `cargo xtask events` says where everything is.

mod dead;
mod epoch;
mod replay;
mod staff;
mod table;
mod tail;

use anyhow::Context;
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Prints what is published from now on, one JSON document a line
    Tail(tail::Arguments),
    /// Looks after what could not be handled
    #[command(subcommand)]
    Dead(dead::Command),
    /// Sends history to one queue again; without a queue: the replays so far
    Replay(replay::Arguments),
    /// Raises a service's epoch, after its database was restored to an earlier moment
    #[command(subcommand)]
    Epoch(epoch::Command),
}

pub async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Tail(arguments) => tail::run(&arguments).await,
        Command::Dead(command) => dead::run(command).await,
        Command::Replay(arguments) => replay::run(arguments).await,
        Command::Epoch(command) => epoch::run(command).await,
    }
}

fn variable(name: &str) -> anyhow::Result<String> {
    std::env::var(name).with_context(|| format!("{name} is not set: run this as cargo xtask events"))
}
