//! The web console: its packages, its build, and its checks.

use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::{Context, ensure};
use hc_servers::Failure;
use hc_servers::services::Console;
use tokio::process::Command;

use crate::fixture::Fixture;
use crate::tools::{self, Tool};
use crate::{cargo, contracts, examples, node, npm, workspace};

/// Where it is built.
const BUILD: &str = "build";
/// Its own server, with Next.js behind it.
const SERVER: &str = "server/main.ts";
/// How it is run as it is shipped. With the standard 16 MB, what each new stream leaves behind would long stay uncollected.
const ARGS: [&str; 2] = ["--max-semi-space-size=4", SERVER];

/// `cargo xtask console …`.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum What {
    /// Types and documents from the schema and the protos
    Generate,
    /// What is generated, lints, types, tests without a browser
    Check,
    /// What is shipped, in `build/standalone`
    Build,
    /// The build, then people's stories in Chromium against all services
    Test,
    /// The build, then its figures: Lighthouse on the main pages, the memory of 1,000 streams, from an event to the page
    Measure,
    /// The build, then the pictures of the documentation, in `docs/pictures`
    Pictures,
}

/// Runs the command.
pub async fn run(what: What) -> anyhow::Result<()> {
    match what {
        What::Generate => generate(&Tools::find().await?).await,
        What::Check => check().await,
        What::Build => build().await.map(drop),
        What::Test => alone("", Profile::Debug).await,
        // Figures are of what is shipped.
        What::Measure => alone("measured", Profile::Release).await,
        What::Pictures => alone("pictures", Profile::Debug).await,
    }
}

/// Builds the services and starts the servers first, which CI has done before.
async fn alone(kind: &str, profile: Profile) -> anyhow::Result<()> {
    tools::demand(&[Tool::Node, Tool::Npm, Tool::Chromium])?;
    let mut services = cargo::command(&["build", "--workspace", "--bins"]);
    services.args(profile.flag());
    let services = cargo::run(services).await?;
    ensure!(services.success(), "the build failed [XT002]");
    examples::frontend().await?;
    let fixture = Fixture::start().await?;
    let done = stories(&fixture, kind, profile).await;
    fixture.stop().await;
    done
}

/// `services/console`.
pub fn folder() -> PathBuf {
    workspace::root().join("services/console")
}

/// Its development server, with the packages that it needs.
pub async fn development() -> anyhow::Result<Console> {
    let node = node::find().await?;
    npm::install(&folder()).await?;
    Ok(Console { node, directory: folder(), args: [SERVER, "--dev"].map(str::to_owned).into() })
}

/// What is generated, the lints, the types, and the tests without a browser.
pub async fn check() -> anyhow::Result<()> {
    let tools = Tools::find().await?;
    generated(&tools).await?;
    // The types of an older build's routes would be looked for.
    fs::remove_dir_all(folder().join(BUILD).join("types")).ok();
    tools.run("@biomejs/biome/bin/biome", &["check", "."]).await?;
    // The types of routes come from the routes.
    tools.run("next/dist/bin/next", &["typegen"]).await?;
    tools.run("typescript/bin/tsc", &["--noEmit"]).await?;
    tools.run("vitest/vitest.mjs", &["run"]).await
}

/// Builds it as it is shipped.
pub async fn build() -> anyhow::Result<Console> {
    let tools = Tools::find().await?;
    tools.run("next/dist/bin/next", &["build"]).await?;
    // The standalone server leaves its static files to a CDN; here it serves them itself.
    let standalone = folder().join(BUILD).join("standalone");
    copy(&folder().join(BUILD).join("static"), &standalone.join(BUILD).join("static"))?;
    Ok(Console { node: tools.node, directory: standalone, args: ARGS.map(str::to_owned).into() })
}

/// Tests what was built in a browser, against all services.
pub async fn browser(fixture: &Fixture) -> anyhow::Result<()> {
    stories(fixture, "", Profile::Debug).await
}

/// The stories, or those of a kind that is no test: see `playwright.config.ts`.
async fn stories(fixture: &Fixture, kind: &str, profile: Profile) -> anyhow::Result<()> {
    let chromium = Tool::Chromium.find().map_err(|missing| {
        Failure::new("XT053", "the console cannot be tested in a browser", missing.why, missing.fix)
    })?;
    let console = build().await?;
    let mut tests =
        cargo::command(&["test", "--package", "e2e", "--test", "browser", "--", "--ignored", "--nocapture"]);
    tests.envs(fixture.environment());
    tests.env("HC_TEST_BINARIES", workspace::target()?.join(profile.folder()));
    tests.env("HC_BROWSER_KIND", kind).env("CHROMIUM", chromium.path);
    tests.env("HC_TEST_NODE", &console.node).env("HC_TEST_CONSOLE", &console.directory);
    tests.env("HC_TEST_CONSOLE_ARGS", console.args.join(" "));
    ensure!(cargo::run(tests).await?.success(), "tests in the browser failed [XT053]");
    Ok(())
}

/// Documents and types must be those of today's schema and protos.
async fn generated(tools: &Tools) -> anyhow::Result<()> {
    let files = ["gql", "lib/contracts"].map(|name| folder().join(name));
    let before = files.iter().map(|files| read(files)).collect::<anyhow::Result<Vec<_>>>()?;
    generate(tools).await?;
    let after = files.iter().map(|files| read(files)).collect::<anyhow::Result<Vec<_>>>()?;
    ensure!(
        before == after,
        "what is generated in services/console was old: cargo xtask console generate, and commit [XT053]"
    );
    Ok(())
}

async fn generate(tools: &Tools) -> anyhow::Result<()> {
    tools.run("@graphql-codegen/cli/esm/bin.js", &["--config", "codegen.ts"]).await?;
    let buf = contracts::buf().await?;
    let mut types = Command::new(buf);
    types.arg("generate").current_dir(folder()).env("PATH", tools.path()?);
    ensure!(cargo::run(types).await?.success(), "buf generate failed [XT053]");
    Ok(())
}

/// How the services behind the console are built.
#[derive(Clone, Copy)]
enum Profile {
    Debug,
    Release,
}

impl Profile {
    /// What cargo is told.
    fn flag(self) -> Option<&'static str> {
        matches!(self, Self::Release).then_some("--release")
    }

    /// Where cargo puts the binaries, in the target folder.
    fn folder(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Release => "release",
        }
    }
}

struct Tools {
    node: PathBuf,
}

impl Tools {
    async fn find() -> anyhow::Result<Self> {
        let node = node::find().await?;
        npm::install(&folder()).await?;
        Ok(Self { node })
    }

    /// Runs the script of a package.
    async fn run(&self, script: &str, args: &[&str]) -> anyhow::Result<()> {
        let mut command = Command::new(&self.node);
        command.arg(folder().join("node_modules").join(script)).args(args);
        command.current_dir(folder()).env("NEXT_TELEMETRY_DISABLED", "1").env("PATH", self.path()?);
        ensure!(cargo::run(command).await?.success(), "{script} {} failed [XT053]", args.join(" "));
        Ok(())
    }

    /// Tools that start others find the same Node.js.
    fn path(&self) -> anyhow::Result<std::ffi::OsString> {
        let own = self.node.parent().context("Node.js lies in a folder")?.to_owned();
        let rest = env::var_os("PATH").unwrap_or_default();
        env::join_paths([own].into_iter().chain(env::split_paths(&rest))).context("put Node.js into PATH")
    }
}

fn read(folder: &Path) -> anyhow::Result<Vec<(PathBuf, Vec<u8>)>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("read {}", folder.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = fs::read(&path).with_context(|| format!("read {}", path.display()))?;
                found.push((path, text));
            }
        }
    }
    found.sort();
    Ok(found)
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    for (path, text) in read(from)? {
        let target = to.join(path.strip_prefix(from).context("a file of the folder")?);
        let parent = target.parent().context("a file lies in a folder")?;
        fs::create_dir_all(parent).with_context(|| format!("make {}", parent.display()))?;
        fs::write(&target, text).with_context(|| format!("write {}", target.display()))?;
    }
    Ok(())
}
