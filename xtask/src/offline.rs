//! `cargo xtask sqlx`: the offline data of the SQL macros, without which no build works that has no database.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use hc_servers::{Failure, sql};

use crate::fixture::Fixture;
use crate::steps::Step;
use crate::{cargo, workspace};

/// The shared crates whose tables every service's database has, in the order in which they are applied.
const SHARED: [&str; 3] = ["hc-storage", "hc-events", "hc-access"];

/// A crate with SQL: one that has a `sqlx.toml`.
struct Crate {
    /// Its folder and name.
    folder: PathBuf,
    name: String,
    /// The variable that names its database, such as `BILLING_DATABASE_URL`.
    variable: String,
}

impl Crate {
    /// `billing` of `BILLING_DATABASE_URL`.
    fn database(&self) -> String {
        self.variable.trim_end_matches("_DATABASE_URL").to_lowercase()
    }

    fn data(&self) -> PathBuf {
        self.folder.join(".sqlx")
    }
}

/// `cargo xtask sqlx`, with `--check` without changing anything.
pub async fn run(check: bool) -> anyhow::Result<()> {
    let fixture = Fixture::start().await?;
    let done = if check { lint_and_compare(&fixture).await } else { write(&fixture).await };
    fixture.stop().await;
    done
}

/// Clippy over the whole workspace against real databases; the macros leave their data on the way, and that must be what
/// is committed. One pass for both, because each is a build of everything.
pub async fn lint_and_compare(fixture: &Fixture) -> anyhow::Result<()> {
    let crates = crates()?;
    let urls = databases(fixture, &crates).await?;
    let fresh = workspace::target()?.join("sqlx");
    empty(&fresh)?;
    touch(&crates)?;
    let mut clippy = cargo::command(&["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"]);
    clippy.envs(&urls).env_remove("SQLX_OFFLINE").env("SQLX_OFFLINE_DIR", &fresh);
    ensure!(cargo::run(clippy).await?.success(), "clippy found faults [XT064]");

    let mut committed = BTreeMap::new();
    for one in &crates {
        committed.extend(queries(&one.data())?.into_iter().map(|(file, text)| (file, (text, one.name.clone()))));
    }
    let fresh = queries(&fresh)?;
    let mut differing: Vec<String> = Vec::new();
    for (file, text) in &fresh {
        match committed.get(file) {
            None => differing.push(format!("missing: {}", short(text))),
            Some((known, of)) if known != text => differing.push(format!("changed in {of}: {}", short(text))),
            Some(_) => {}
        }
    }
    let unused = committed.iter().filter(|(file, _)| !fresh.contains_key(*file));
    differing.extend(unused.map(|(_, (text, of))| format!("unused in {of}: {}", short(text))));
    if differing.is_empty() {
        return Ok(());
    }
    differing.truncate(20);
    let what = "the offline data of SQL queries is not what the migrations give";
    Err(Failure::new("XT060", what, differing.join("\n"), "run: cargo xtask sqlx, and commit").into())
}

async fn write(fixture: &Fixture) -> anyhow::Result<()> {
    let crates = crates()?;
    let urls = databases(fixture, &crates).await?;
    let fresh = workspace::target()?.join("sqlx");
    empty(&fresh)?;
    for one in &crates {
        empty(&fresh.join(&one.name))?;
    }
    touch(&crates)?;
    let mut check = cargo::command(&["check", "--quiet", "--workspace", "--all-targets"]);
    check.envs(urls).env_remove("SQLX_OFFLINE").env("RUSTC_WORKSPACE_WRAPPER", std::env::current_exe()?);
    check.env(WRAPPER, &fresh);
    ensure!(cargo::run(check).await?.success(), "the build failed; no data is changed [XT060]");
    for one in &crates {
        empty(&one.data())?;
        for (file, text) in queries(&fresh.join(&one.name))? {
            fs::write(one.data().join(&file), text).with_context(|| format!("write {file}"))?;
        }
    }
    Ok(())
}

/// Names the folder under which the wrapped compiler leaves each crate's queries.
const WRAPPER: &str = "XTASK_SQLX_DATA";

/// Stands before the compiler when [`write`] had cargo put us there: the macros then leave each crate's queries in a
/// folder of that crate, also where its tests need a crate that is built on it. Returns when nothing is to be wrapped.
pub fn wrap_compiler() {
    let Some(data) = std::env::var_os(WRAPPER).map(PathBuf::from) else { return };
    let mut arguments = std::env::args_os().skip(1);
    let Some(compiler) = arguments.next() else { return };
    let mut command = std::process::Command::new(compiler);
    command.args(arguments);
    if let Some(folder) =
        std::env::var_os("CARGO_PKG_NAME").map(|name| data.join(name)).filter(|folder| folder.is_dir())
    {
        command.env("SQLX_OFFLINE_DIR", folder);
    }
    let error = std::os::unix::process::CommandExt::exec(&mut command);
    eprintln!("run the compiler: {error}");
    std::process::exit(1);
}

/// A database for each variable, with the migrations of the shared crates and of the service of that name.
async fn databases(fixture: &Fixture, crates: &[Crate]) -> anyhow::Result<BTreeMap<String, String>> {
    let step = Step::begin("migrations");
    let server = &fixture.servers.postgres_url;
    let mut urls = BTreeMap::new();
    for one in crates {
        if urls.contains_key(&one.variable) {
            continue;
        }
        let service = one.database();
        let name = format!("offline_{service}");
        step.doing(&service);
        sql::run(&format!("{server}/postgres"), &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await?;
        sql::create_databases(server, &[&name]).await?;
        let url = format!("{server}/{name}");
        let shared = SHARED.iter().map(|name| workspace::root().join("crates").join(name).join("migrations"));
        for folder in shared.chain([workspace::root().join("migrations").join(&service)]) {
            for file in sorted_sql(&folder) {
                let text = fs::read_to_string(&file).with_context(|| format!("read {}", file.display()))?;
                if let Err(error) = sql::run(&url, &text).await {
                    let place = file.strip_prefix(workspace::root()).unwrap_or(&file).display().to_string();
                    let why = error.as_db_error().map_or_else(|| error.to_string(), ToString::to_string);
                    let what = format!("migration {place} failed on an empty database");
                    return Err(Failure::new("XT030", what, why, "mend the migration, then try again").into());
                }
            }
        }
        urls.insert(one.variable.clone(), url);
    }
    step.done(&format!("{} databases from nothing", urls.len()));
    Ok(urls)
}

fn crates() -> anyhow::Result<Vec<Crate>> {
    let mut found = Vec::new();
    let files = workspace::files("toml")?.into_iter().filter(|file| file.ends_with("/sqlx.toml"));
    // An example is a workspace of its own, whose SQL is not checked when it is built.
    for file in files.filter(|file| !file.starts_with("examples/")) {
        let path = workspace::root().join(&file);
        let text = fs::read_to_string(&path).with_context(|| format!("read {file}"))?;
        let line = text.lines().find(|line| line.trim_start().starts_with("database-url-var"));
        let variable =
            line.and_then(|line| line.split('"').nth(1)).with_context(|| format!("{file}: no database-url-var"))?;
        let folder = path.parent().unwrap_or(Path::new(".")).to_owned();
        let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        found.push(Crate { folder, name, variable: variable.to_owned() });
    }
    Ok(found)
}

/// Cargo knows nothing of the database: only a changed source makes the macros run again.
fn touch(crates: &[Crate]) -> anyhow::Result<()> {
    for one in crates {
        for name in ["src/lib.rs", "src/main.rs"] {
            let path = one.folder.join(name);
            if path.exists() {
                let file =
                    fs::File::options().append(true).open(&path).with_context(|| format!("open {}", path.display()))?;
                file.set_modified(modified_now()).with_context(|| format!("touch {}", path.display()))?;
            }
        }
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "the time of a file, as touch(1) sets it")]
fn modified_now() -> std::time::SystemTime {
    std::time::SystemTime::now()
}

fn empty(folder: &Path) -> anyhow::Result<()> {
    fs::remove_dir_all(folder).ok();
    fs::create_dir_all(folder).with_context(|| format!("make {}", folder.display()))
}

fn queries(folder: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let entries = fs::read_dir(folder).map(|entries| entries.flatten().map(|entry| entry.path()).collect::<Vec<_>>());
    let mut found = BTreeMap::new();
    for path in entries.unwrap_or_default() {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.starts_with("query-") {
            let text = fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))?;
            found.insert(name.to_owned(), text);
        }
    }
    Ok(found)
}

/// The SQL in a file of offline data.
fn query_in(text: &str) -> String {
    let data: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    data.get("query").and_then(|query| query.as_str()).unwrap_or(text).to_owned()
}

/// One line of it, for a message.
fn short(text: &str) -> String {
    query_in(text).split_whitespace().collect::<Vec<_>>().join(" ").chars().take(100).collect()
}

fn sorted_sql(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "sql"));
    files.sort();
    files
}
