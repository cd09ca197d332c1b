//! Files that are rendered: `docker/templates/<path>.j2` becomes `docker/<path>`, and the facts themselves become JSON for
//! those who render in their own way.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use hc_topology::facts;
use minijinja::{Environment, UndefinedBehavior, Value, context};

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
    for (path, text) in rendered(&root)? {
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
    let stale = rendered(&root)?
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

fn rendered(root: &Path) -> anyhow::Result<Vec<(PathBuf, String)>> {
    let facts = facts();
    let mut files = chart::files(root)?;
    files.push((FACTS.into(), serde_json::to_string_pretty(&facts)? + "\n"));
    files.push(("terraform/topology.json".into(), terraform::topology()));
    let folder = root.join(TEMPLATES);
    let environment = environment();
    let edge = Place::containers()?.context("blue", 0);
    let version = Value::from(env!("CARGO_PKG_VERSION"));
    let known = context! { ..edge, ..Value::from_serialize(&facts) };
    for name in templates(&folder, Path::new(""))? {
        let template = environment.get_template(&name.to_string_lossy())?;
        let text = template.render(context! { version, ..known.clone() })?;
        files.push((Path::new("docker").join(name.with_extension("")), text));
    }
    Ok(files)
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
