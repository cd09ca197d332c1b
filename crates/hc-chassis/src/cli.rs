//! The command line that all services share.

use std::{ffi::OsString, path::PathBuf};

use anyhow::Context;
use clap::{Arg, ArgMatches, Command, Subcommand, value_parser};
use serde::de::DeserializeOwned;

use crate::{healthcheck, settings};

const SERVE: &str = "serve";
const HEALTHCHECK: &str = "healthcheck";
const CHECK_CONFIG: &str = "check-config";

/// The settings of a service.
pub trait Settings: DeserializeOwned {
    /// What no type can say: values that go together, files that have to be there. Asked by `check-config`, and before the
    /// service serves.
    fn check(&self) -> anyhow::Result<()> {
        Ok(())
    }
}

/// Reads the command and the settings of the service `name`.
///
/// Settings come from the file that `--config` or `<NAME>_CONFIG` names, from the folder that `<NAME>_SECRETS` names, and
/// from the environment. Without a command, `serve` is meant. Ends the process for `--help`, `--version`, a command line
/// that makes no sense, and the two commands that every service has: `healthcheck` and `check-config`.
pub fn cli<S: Settings, C: Subcommand>(name: &'static str) -> anyhow::Result<(C, S)> {
    let matches = match parse::<C>(name, std::env::args_os().collect()) {
        Ok(matches) => matches,
        Err(error) => error.exit(),
    };
    let file = matches.get_one::<PathBuf>("config").map(PathBuf::as_path);
    let unusable = || format!("{name} cannot use its settings");
    if matches.subcommand_name() == Some(HEALTHCHECK) {
        let own = settings::load(name, file, environment()).with_context(unusable)?;
        healthcheck::ask(&own)?;
        std::process::exit(0);
    }
    let settings: S = settings::load(name, file, environment()).with_context(unusable)?;
    if matches!(matches.subcommand_name(), Some(CHECK_CONFIG | SERVE)) {
        settings.check().with_context(unusable)?;
    }
    if matches.subcommand_name() == Some(CHECK_CONFIG) {
        println!("{name} can use its settings");
        std::process::exit(0);
    }
    let command = C::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    Ok((command, settings))
}

/// A name or value that is not Unicode can't be one of our settings.
fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os().filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?)))
}

fn parse<C: Subcommand>(name: &'static str, mut arguments: Vec<OsString>) -> Result<ArgMatches, clap::Error> {
    let matches = command::<C>(name).try_get_matches_from(arguments.clone())?;
    if matches.subcommand_name().is_some() {
        return Ok(matches);
    }
    arguments.push(SERVE.into());
    command::<C>(name).try_get_matches_from(arguments)
}

fn command<C: Subcommand>(name: &'static str) -> Command {
    let upper = name.to_uppercase().replace('-', "_");
    let command = Command::new(name)
        .version(env!("CARGO_PKG_VERSION"))
        .about(format!("The {name} service of HostingCo"))
        .after_help(format!(
            "Every key of the settings file is also a variable: [grpc] listen is {upper}_GRPC__LISTEN.\n\
             Without a command, `serve` is meant."
        ))
        .arg(
            Arg::new("config")
                .long("config")
                .value_name("FILE")
                .env(format!("{upper}_CONFIG"))
                .value_parser(value_parser!(PathBuf))
                .global(true)
                .help("The settings file (TOML)"),
        );
    let command = command
        .subcommand(Command::new(HEALTHCHECK).about("Asks the running service whether it is ready; for containers"))
        .subcommand(Command::new(CHECK_CONFIG).about("Reads the settings, says what is wrong with them, and ends"));
    C::augment_subcommands(command).subcommand_required(false).arg_required_else_help(false)
}

#[cfg(test)]
mod tests {
    use clap::FromArgMatches;

    use super::*;

    #[derive(Debug, PartialEq, Subcommand)]
    enum Commands {
        /// Runs the service
        Serve {
            #[arg(long, default_value = "all")]
            role: String,
        },
        /// Brings the database up to date
        Migrate,
    }

    fn command_of(arguments: &[&str]) -> Commands {
        let matches = parse::<Commands>("billing", arguments.iter().map(OsString::from).collect()).unwrap();
        Commands::from_arg_matches(&matches).unwrap()
    }

    #[test]
    fn without_a_command_the_service_serves() {
        assert_eq!(command_of(&["billing"]), Commands::Serve { role: "all".into() });
        assert_eq!(command_of(&["billing", "--config", "x.toml"]), Commands::Serve { role: "all".into() });
        assert_eq!(command_of(&["billing", "migrate"]), Commands::Migrate);
        assert_eq!(command_of(&["billing", "serve", "--role", "sites"]), Commands::Serve { role: "sites".into() });
    }

    #[test]
    fn help_names_the_variables_and_the_commands() {
        let help = command::<Commands>("billing").render_long_help().to_string();
        for expected in [
            "BILLING_CONFIG",
            "BILLING_GRPC__LISTEN",
            "migrate",
            "healthcheck",
            "check-config",
            "Brings the database up to date",
        ] {
            assert!(help.contains(expected), "{expected} is not in:\n{help}");
        }
    }
}
