//! `cargo xtask test`.

use hc_servers::executable_in_path;

use crate::fixture::Fixture;
use crate::tools::{self, Tool};
use crate::{cargo, console, contracts, examples, ops, workspace};

/// `cargo xtask test`, `cargo xtask test -p billing invoice`, or `cargo xtask test ops`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// What cargo nextest (or cargo test) is told, such as `-p billing` and parts of names; `ops` and what pytest is told:
    /// the tests of what is deployed; nothing: all tests and contract checks
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    only: Vec<String>,
}

/// Runs the command.
pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    if let Some((first, rest)) = arguments.only.split_first()
        && first == "ops"
    {
        return ops::test(rest).await;
    }
    if arguments.only.is_empty() {
        tools::demand(&Tool::ALL)?;
    }
    let fixture = Fixture::start().await?;
    let all = async {
        if arguments.only.is_empty() {
            examples::prepare().await?;
        }
        tests(&fixture, &arguments.only).await?;
        if arguments.only.is_empty() {
            console::check().await?;
            console::browser(&fixture).await?;
            ops::test(&[]).await?;
        }
        Ok(())
    };
    let done = tokio::select! {
        done = all => done,
        _ = tokio::signal::ctrl_c() => Err(anyhow::anyhow!("interrupted")),
    };
    fixture.stop().await;
    done?;
    if arguments.only.is_empty() {
        contracts::schema_of_build(true).await?;
        contracts::events_of_build().await?;
        contracts::protos().await?;
    }
    Ok(())
}

/// Builds everything once, then runs the tests: nextest when it is there, else what cargo brings.
pub async fn tests(fixture: &Fixture, only: &[String]) -> anyhow::Result<()> {
    let everything = only.is_empty();
    if everything {
        // With all targets, because the services' binaries are tested too, and so with the very same features as the
        // tests: otherwise half of the dependencies would be built twice.
        let build = cargo::run(cargo::command(&["build", "--workspace", "--all-targets"])).await?;
        anyhow::ensure!(build.success(), "the build failed [XT002]");
    }
    let nextest = executable_in_path("cargo-nextest").is_some();
    let runner: &[&str] = if nextest { &["nextest", "run"] } else { &["test"] };
    let mut command = cargo::command(runner);
    if everything {
        command.args(["--workspace", "--no-fail-fast"]);
    }
    command.args(only).envs(fixture.environment());
    command.env("HC_TEST_BINARIES", workspace::target()?.join("debug"));
    anyhow::ensure!(cargo::run(command).await?.success(), "tests failed [XT050]");
    if everything && nextest {
        // Examples in documentation, which nextest leaves to cargo.
        let doc = cargo::run(cargo::command(&["test", "--workspace", "--doc", "--quiet"])).await?;
        anyhow::ensure!(doc.success(), "examples in the documentation failed [XT050]");
    }
    Ok(())
}
