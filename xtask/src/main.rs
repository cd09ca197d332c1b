//! `cargo xtask <command>`: everything a developer of HostingCo does, on one machine. `docs/xtask.md` is the manual.

mod bench;
mod cargo;
mod chaos;
mod ci;
mod console;
mod contracts;
mod deploy;
mod dev;
mod devkit;
mod doctor;
mod event_contract;
mod examples;
mod fixture;
mod load;
mod node;
mod npm;
mod offline;
mod ops;
mod python;
mod release;
mod steps;
mod test;
mod tidy;
mod tools;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Runs, tests and checks HostingCo. Start with `cargo xtask dev`.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Starts everything on this machine, ready to click
    Dev(dev::Arguments),
    /// Runs all tests on private servers that are thrown away
    Test(test::Arguments),
    /// Runs everything that CI runs: format, lints, tidy, drift of SQL and contracts, tests
    Ci,
    /// Writes the offline data of the SQL macros (`<crate>/.sqlx`) from the migrations
    Sqlx(Check),
    /// Writes the GraphQL schema (`services/gateway/schema.graphql`), its changes (`docs/schema/changes.md`) and the events'
    /// contract (`docs/asyncapi.yaml`, `docs/events/samples`)
    Schema(contracts::Arguments),
    /// Makes the examples ready to run: the front end and the consumers of events (`examples`)
    Examples,
    /// Finds what rots: migrations, proto comments, links, long files
    Tidy,
    /// Makes the development CA and the services' certificates in a folder
    Certs {
        /// Where; default `.dev/certificates`
        #[arg(long)]
        directory: Option<std::path::PathBuf>,
    },
    /// Looks at events of what `dev` runs: `tail`, `dead list`, `dead show`, `dead retry`, `dead drop`, `replay`, `epoch raise`
    Events {
        /// Such as `tail 'billing.#'` or `dead list --service billing`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
        command: Vec<String>,
    },
    /// The web console: `generate` its code, `check` it, `build` it, `test` it in a browser, `measure` it, make its `pictures`
    Console {
        /// Which
        #[arg(value_enum)]
        what: console::What,
    },
    /// How HostingCo is deployed: `render` what follows from the table of services
    #[command(subcommand)]
    Deploy(deploy::Command),
    /// Images, chart, bills of materials and checksums of a version, in `dist/`
    Release(release::Arguments),
    /// Looks at this machine and says what to mend
    Doctor,
    /// Measures HostingCo: memory, from paid to live, sites beside nginx, relay, latency
    Bench(bench::Arguments),
    /// Measures HAProxy and nginx before the whole system under load: what its users are promised
    Load {
        /// What pytest is told, such as `-k rolling`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        only: Vec<String>,
    },
    /// Kills the event bus's parts under load and checks that it keeps its promises: `--events`, `--kills`, `--seed`
    Chaos {
        /// Options of `hc-chaos run`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        options: Vec<String>,
    },
}

#[derive(Debug, clap::Args)]
struct Check {
    /// Changes nothing; fails when a file is not what it should be
    #[arg(long)]
    check: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    offline::wrap_compiler();
    let done = match Arguments::parse().command {
        Command::Dev(arguments) => dev::run(arguments).await,
        Command::Test(arguments) => test::run(arguments).await,
        Command::Ci => ci::run().await,
        Command::Sqlx(Check { check }) => offline::run(check).await,
        Command::Schema(arguments) => contracts::schema(arguments).await,
        Command::Examples => examples::prepare().await,
        Command::Tidy => tidy::run(),
        Command::Certs { directory } => devkit::certs(directory).await,
        Command::Events { command } => devkit::events(&command).await,
        Command::Console { what } => console::run(what).await,
        Command::Deploy(command) => deploy::run(&command),
        Command::Release(arguments) => release::run(&arguments),
        Command::Doctor => doctor::run(),
        Command::Bench(arguments) => bench::run(arguments).await,
        Command::Load { only } => load::run(&only).await,
        Command::Chaos { options } => chaos::run(&options).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\n{} {error:#}", ::console::style("✗").red());
            ExitCode::FAILURE
        }
    }
}
