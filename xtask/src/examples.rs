//! `cargo xtask examples`: makes the examples ready to run, the consumers of events and the front end, each by the tools of
//! its own language.

use std::ffi::OsStr;
use std::path::Path;
use std::{env, fs};

use anyhow::{Context, ensure};
use tokio::process::Command;

use crate::{cargo, node, npm, python, workspace};

/// What the code generator writes for the front end.
const GENERATED: [&str; 5] = ["fragment-masking.ts", "gql.ts", "graphql.ts", "index.ts", "persisted-documents.json"];

/// Builds or installs all of them; what is ready is not done again.
pub async fn prepare() -> anyhow::Result<()> {
    frontend().await?;
    let consumers = workspace::root().join("examples/consumers");
    typescript(&consumers.join("typescript")).await?;
    python(&consumers.join("python")).await?;
    rust(&consumers.join("rust")).await
}

/// The front end, built as it is shipped. What is generated in it must be what today's schema makes of its documents.
pub async fn frontend() -> anyhow::Result<()> {
    let folder = &workspace::root().join("examples/frontend");
    npm::install(folder).await?;
    let node = node::find().await?;
    // Tools that start others find the same Node.js.
    let own = node.parent().context("Node.js lies in a folder")?.to_owned();
    let rest = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths([own].into_iter().chain(env::split_paths(&rest))).context("put Node.js into PATH")?;
    let run = async |arguments: &[&str]| {
        let mut command = Command::new(&node);
        command.args(arguments).current_dir(folder).env("PATH", AsRef::<OsStr>::as_ref(&path)).kill_on_drop(true);
        let ended = cargo::run(command).await?;
        ensure!(ended.success(), "the front-end example: {} failed [XT052]", arguments.join(" "));
        anyhow::Ok(())
    };
    let generated = GENERATED.map(|name| folder.join("src/gql").join(name));
    let read = || generated.each_ref().map(|file| fs::read(file).unwrap_or_default());
    let before = read();
    run(&["node_modules/@graphql-codegen/cli/esm/bin.js"]).await?;
    ensure!(before == read(), "what is generated in examples/frontend was old: it is written anew, commit it [XT052]");
    run(&["node_modules/typescript/bin/tsc"]).await?;
    run(&["node_modules/vite/bin/vite.js", "build", "--logLevel=warn"]).await?;
    run(&["--test", "--test-reporter=dot", "mock.test.mjs"]).await
}

async fn typescript(folder: &Path) -> anyhow::Result<()> {
    npm::install(folder).await?;
    let mut compile = Command::new("node");
    compile.arg("node_modules/typescript/bin/tsc").current_dir(folder).kill_on_drop(true);
    ensure!(cargo::run(compile).await?.success(), "the TypeScript example does not compile [XT052]");
    Ok(())
}

async fn python(folder: &Path) -> anyhow::Result<()> {
    python::environment("examples/python", folder, "XT052", &["--require-hashes"]).await?;
    Ok(())
}

/// A workspace of its own that shares our target folder: most of what it needs is built there already.
async fn rust(folder: &Path) -> anyhow::Result<()> {
    // With our versions: what is built already is not built again, and nothing is looked for outside.
    let (ours, its) = (workspace::root().join("Cargo.lock"), folder.join("Cargo.lock"));
    fs::copy(&ours, &its).with_context(|| format!("write {}", its.display()))?;
    let mut build = cargo::command(&["build", "--quiet"]);
    build.arg("--target-dir").arg(workspace::target()?).current_dir(folder);
    ensure!(cargo::run(build).await?.success(), "the Rust example does not compile [XT052]");
    Ok(())
}
