//! The contracts with the outside: the GraphQL schema, the events, the protos.

use std::fs;

use anyhow::{Context, ensure};
use hc_servers::Failure;
use tokio::process::Command;

use crate::{cargo, event_contract, node, npm, workspace};

/// This machine, as buf's packages call it.
const ARCHITECTURE: &str = if cfg!(target_arch = "aarch64") { "aarch64" } else { "x64" };
const SCHEMA: &str = "services/gateway/schema.graphql";
/// The one that the last release promised.
const RELEASED: &str = "docs/schema/released.graphql";

/// `cargo xtask schema`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Changes nothing; fails when a file is not what it should be
    #[arg(long)]
    check: bool,
    /// Also keeps the schema and the events' contract as what this version promised, such as 0.2.0
    #[arg(long, conflicts_with = "check")]
    release: Option<String>,
}

/// Writes the schema that the gateway serves, its changes and the events' contract, or compares them with the committed files.
pub async fn schema(arguments: Arguments) -> anyhow::Result<()> {
    let mut build = cargo::command(&["build", "--quiet", "--package", "gateway"]);
    build.args(event_contract::BUILD);
    ensure!(cargo::run(build).await?.success(), "what makes the schemas could not be built [XT002]");
    schema_of_build(arguments.check).await?;
    event_contract::files(arguments.check).await?;
    if let Some(version) = &arguments.release {
        event_contract::freeze(version).await?;
        fs::copy(workspace::root().join(SCHEMA), workspace::root().join(RELEASED)).context("keep the schema")?;
    }
    if arguments.check { event_contract::others_read_it().await } else { changes(false).await }
}

/// The events' contract with what is built already: drift, the last release, AsyncAPI's parser, the golden samples.
pub async fn events_of_build() -> anyhow::Result<()> {
    event_contract::files(true).await?;
    event_contract::others_read_it().await
}

/// The same with the gateway that is built already: to build it alone would choose other features for what it is built
/// of, and build all that again.
pub async fn schema_of_build(check: bool) -> anyhow::Result<()> {
    let mut gateway = Command::new(workspace::target()?.join("debug/gateway"));
    gateway.arg("schema");
    let output = gateway.output().await.context("run the gateway")?;
    ensure!(output.status.success(), "gateway schema: {}", String::from_utf8_lossy(&output.stderr).trim());
    let served = String::from_utf8(output.stdout).context("the schema is not UTF-8")?;
    let file = workspace::root().join(SCHEMA);
    if !check {
        fs::write(&file, served).with_context(|| format!("write {SCHEMA}"))?;
        println!("{SCHEMA}");
        return Ok(());
    }
    let committed = fs::read_to_string(&file).unwrap_or_default();
    let differing = served.lines().zip(committed.lines()).position(|(one, other)| one != other);
    if served == committed {
        return changes(true).await;
    }
    let line = differing.unwrap_or_else(|| served.lines().count().min(committed.lines().count()));
    let why = format!("{SCHEMA} differs from line {} on", line + 1);
    Err(Failure::new("XT061", "the GraphQL schema is not the committed one", why, "run: cargo xtask schema").into())
}

/// What has changed since the last release (`docs/schema/changes.md`), by a script whose own test runs first: breaks need a
/// decision.
async fn changes(check: bool) -> anyhow::Result<()> {
    let tools = workspace::root().join("tools");
    npm::install(&tools).await?;
    let node = node::find().await?;
    let script = |arguments: &[&str]| {
        let mut script = Command::new(&node);
        script.args(arguments).current_dir(&tools).kill_on_drop(true);
        script
    };
    if check {
        let tested =
            script(&["--test", "--test-reporter=dot", "schema-changes.test.mjs"]).output().await.context("run node")?;
        let words = String::from_utf8_lossy(&tested.stdout);
        ensure!(tested.status.success(), "tools/schema-changes.mjs does not do what it says [XT068]\n{words}");
    }
    let mode: &[&str] = if check { &["schema-changes.mjs", "--check"] } else { &["schema-changes.mjs"] };
    let output = script(mode).output().await.context("run node")?;
    if output.status.success() {
        return Ok(());
    }
    let why = String::from_utf8_lossy(&output.stderr);
    let fix = "run: cargo xtask schema; a break is undone (deprecate, and add beside it), or decided in an ADR that \
               docs/schema/accepted-breaks.md names";
    Err(Failure::new(
        "XT068",
        "the GraphQL schema breaks what was released, or its changes are not written",
        why.trim(),
        fix,
    )
    .into())
}

/// `buf lint`, and `buf breaking` against what others already build on.
pub async fn protos() -> anyhow::Result<()> {
    let buf = buf().await?;
    let lint = command(&buf, &["lint", "proto"]).status().await.context("run buf")?;
    ensure!(lint.success(), "buf lint found faults in proto/ [XT062]");
    let Some(baseline) = workspace::baseline().or_else(|| workspace::git(&["rev-parse", "HEAD~1"]).ok()) else {
        return Ok(()); // the first commit has nothing to break
    };
    if workspace::git(&["cat-file", "-e", &format!("{baseline}:proto/buf.yaml")]).is_err() {
        return Ok(());
    }
    let against = format!(".git#ref={baseline},subdir=proto");
    let breaking = command(&buf, &["breaking", "proto", "--against", &against]).status().await.context("run buf")?;
    ensure!(breaking.success(), "proto/ breaks what is built on {baseline} [XT063]");
    Ok(())
}

fn command(buf: &std::path::Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(buf);
    command.args(arguments).current_dir(workspace::root());
    command
}

/// The version that `tools/package-lock.json` names, installed on first use.
pub async fn buf() -> anyhow::Result<std::path::PathBuf> {
    let tools = workspace::root().join("tools");
    let buf = tools.join(format!("node_modules/@bufbuild/buf-linux-{ARCHITECTURE}/bin/buf"));
    npm::install(&tools).await?;
    Ok(buf)
}
