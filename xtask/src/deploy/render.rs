//! Files that are rendered: `docker/templates/<path>.j2` becomes `docker/<path>`, and the facts themselves become JSON for
//! those who render in their own way.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use hc_topology::{Service, facts, table, with_database_of};
use minijinja::{Environment, UndefinedBehavior, Value, context};

use super::ansible;
use super::chart;
use super::edge::Place;
use super::terraform;
use crate::workspace;

const TEMPLATES: &str = "docker/templates";
/// The facts themselves, for the chart.
const FACTS: &str = "helm/hostingco/files/topology.json";

/// Writes all files.
pub fn write() -> anyhow::Result<()> {
    let root = workspace::root();
    for (path, text) in rendered(&root, &table())? {
        let path = root.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(|| format!("create {}", folder.display()))?;
        }
        if fs::read_to_string(&path).ok().as_ref() != Some(&text) {
            fs::write(&path, text).with_context(|| format!("write {}", path.display()))?;
            println!("wrote {}", path.display());
        }
    }
    Ok(())
}

/// The files that are not what they should be, each with what to do.
pub fn stale() -> anyhow::Result<Vec<String>> {
    let root = workspace::root();
    let stale = rendered(&root, &table())?
        .into_iter()
        .filter(|(path, text)| fs::read_to_string(root.join(path)).ok().as_ref() != Some(text))
        .map(|(path, _)| {
            format!(
                "{} is not as its template and the table of services say: cargo xtask deploy render",
                path.display()
            )
        });
    Ok(stale.collect())
}

fn rendered(root: &Path, table: &[Service]) -> anyhow::Result<Vec<(PathBuf, String)>> {
    let facts = facts(table);
    let databases = with_database_of(table);
    let seeds = seeds(root, &databases)?;
    let place = Place::containers()?;
    let lost = place.without_way(table);
    ensure!(lost.is_empty(), "nothing at the edge leads to {}: docs/new-service.md has the places", lost.join(", "));
    let mut files = chart::files(root, &databases)?;
    files.push((FACTS.into(), serde_json::to_string_pretty(&facts)? + "\n"));
    files.push(("terraform/topology.json".into(), terraform::topology(table)));
    files.push(("ansible/group_vars/db/databases.yml".into(), ansible::databases(&databases)));
    let folder = root.join(TEMPLATES);
    let environment = environment();
    let edge = place.context("blue", 0);
    let version = Value::from(env!("CARGO_PKG_VERSION"));
    let known = context! { ..edge, ..Value::from_serialize(&facts) };
    for name in templates(&folder, Path::new(""))? {
        let template = environment.get_template(&name.to_string_lossy())?;
        let text = template.render(context! { version, seeds, ..known.clone() })?;
        files.push((Path::new("docker").join(name.with_extension("")), text));
    }
    Ok(files)
}

/// Who has a file in `seeds/`, in the order of the table: whoever comes later asks for what those before it have.
fn seeds<'a>(root: &Path, databases: &[&'a str]) -> anyhow::Result<Vec<&'a str>> {
    let folder = root.join("seeds");
    for path in chart::listed(&folder)? {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        ensure!(databases.contains(&&*name), "{}: no service of this name has a database", path.display());
    }
    Ok(databases.iter().copied().filter(|name| folder.join(format!("{name}.toml")).is_file()).collect())
}

/// Finds the templates; what one names and nobody gives is an error.
pub fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_keep_trailing_newline(true);
    environment.set_trim_blocks(true);
    environment.set_lstrip_blocks(true);
    environment.set_loader(minijinja::path_loader(workspace::root().join(TEMPLATES)));
    environment
}

/// The names of templates below the folder; those that begin with `_` are parts of others.
fn templates(folder: &Path, below: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let here = folder.join(below);
    for entry in fs::read_dir(&here).with_context(|| format!("read {}", here.display()))? {
        let entry = entry?;
        let name = below.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            found.extend(templates(folder, &name)?);
        } else if name.extension().is_some_and(|is| is == "j2") && !entry.file_name().to_string_lossy().starts_with('_')
        {
            found.push(name);
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use hc_topology::{Listener, service};
    use tempfile::TempDir;

    use super::*;

    /// The one entry of a service that is not there.
    fn widgets() -> Service {
        Service {
            name: "widgets",
            binary: "widgets",
            about: "made up",
            grpc: Some(Listener { section: "GRPC", port: 50099 }),
            admin: 51099,
            outside: Some("a partner"),
            ..*service("audit").expect("it is in the table")
        }
    }

    /// The checkout with the files that the service itself consists of: its migrations and seeds.
    fn checkout() -> TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        let root = workspace::root();
        for name in ["crates", "docker"] {
            symlink(root.join(name), folder.path().join(name)).expect("a link");
        }
        for (name, own) in [("migrations", "widgets/0001_widgets.sql"), ("seeds", "widgets.toml")] {
            let copy = folder.path().join(name);
            fs::create_dir(&copy).expect("a folder");
            for entry in fs::read_dir(root.join(name)).expect("a folder") {
                let entry = entry.expect("an entry");
                symlink(entry.path(), copy.join(entry.file_name())).expect("a link");
            }
            let own = copy.join(own);
            fs::create_dir_all(own.parent().expect("a folder")).expect("a folder");
            fs::write(own, "").expect("a file");
        }
        folder
    }

    fn with(service: Service) -> anyhow::Result<Vec<(PathBuf, String)>> {
        rendered(checkout().path(), &[table(), vec![service]].concat())
    }

    #[test]
    fn a_new_service_is_one_entry() {
        let files = with(widgets()).expect("it can be rendered");
        let expected = [
            ("docker/compose.yaml", "\n  widgets:\n"),
            ("docker/compose.yaml", "\n  migrate-widgets:\n"),
            ("docker/compose.yaml", "\n  seed-widgets:\n"),
            ("docker/compose.yaml", "\n      seed-provisioning: {condition: service_completed_successfully}\n"),
            ("docker/compose.yaml", "widgets (a partner)"),
            ("docker/stack.yaml", "\n  widgets:\n"),
            ("docker/stack-migrate.yaml", "\n  widgets:\n"),
            ("docker/secrets.list", "\nrandom widgets.database.password\n"),
            ("docker/secrets.list", "\ncertificate widgets widgets\n"),
            ("docker/postgres/databases", "\nwidgets\n"),
            ("docker/prometheus/prometheus.yaml", "- job_name: widgets\n"),
            ("docker/grafana/dashboards/services.json", "widgets: made up"),
            ("docker/images.toml", "\nwidgets = 160\n"),
            // Of these the chart makes workloads, Jobs and policies: tests/ops/test_new_service.py.
            ("helm/hostingco/files/topology.json", "\"name\": \"widgets\""),
            ("helm/hostingco/files/topology.json", "\"from\": \"widgets\""),
            ("helm/hostingco/files/migrations.json", "0001_widgets.sql"),
            ("helm/hostingco/files/seeds/widgets.toml", ""),
            ("terraform/topology.json", r#"{"from":"widgets","network":"db","port":5432,"to":"postgres"}"#),
            ("ansible/group_vars/db/databases.yml", "\n  - widgets\n"),
        ];
        for (path, what) in expected {
            let found = files.iter().find(|(it, _)| it == Path::new(path));
            let (_, text) = found.unwrap_or_else(|| panic!("{path} is not rendered"));
            assert!(text.contains(what), "{path} has no {what:?}");
        }
    }

    #[test]
    fn a_public_service_that_the_edge_does_not_know_is_named() {
        let public = Some(Listener { section: "HTTP", port: 3099 });
        let error = with(Service { public, ..widgets() }).expect_err("no way leads there");
        assert!(error.to_string().starts_with("nothing at the edge leads to widgets:"), "{error}");
    }

    #[test]
    fn seeds_of_nobody_are_named() {
        let error = rendered(checkout().path(), &table()).expect_err("nobody is called widgets");
        assert!(error.to_string().contains("seeds/widgets.toml"), "{error}");
    }
}
