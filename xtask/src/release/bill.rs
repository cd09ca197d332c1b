//! Bills of materials (CycloneDX 1.5): what the Rust binaries and the console are made of, by their lock files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Context;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Made, Release, output};

/// Writes both.
pub fn write(root: &Path, release: &Release) -> anyhow::Result<Vec<Made>> {
    let parts = [("rust", crates(root)?), ("console", packages(root)?)];
    let mut made = Vec::new();
    for (name, components) in parts {
        let what = format!("hostingco-{}-{name}.cdx.json", release.version);
        let how = format!("{} components", components.len());
        let bill = json!({
            "bomFormat": "CycloneDX",
            "specVersion": "1.5",
            "version": 1,
            "metadata": { "component": { "type": "application", "name": format!("hostingco {name}"), "version": release.version } },
            "components": components.into_values().collect::<Vec<_>>(),
        });
        fs::write(release.folder.join(&what), format!("{bill:#}\n")).with_context(|| format!("write {what}"))?;
        made.push(Made { what, how });
    }
    Ok(made)
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Crate>,
}

#[derive(Deserialize)]
struct Crate {
    name: String,
    version: String,
    license: Option<String>,
    /// Where it is from; ours have none.
    source: Option<String>,
}

#[derive(Deserialize)]
struct Lock {
    /// By their folders; the console itself has none.
    packages: BTreeMap<String, Package>,
}

#[derive(Deserialize)]
struct Package {
    version: Option<String>,
    license: Option<Value>,
    /// It is only for development, and not shipped.
    #[serde(default)]
    dev: bool,
}

/// By their purl, so that they stand in order and each once.
fn crates(root: &Path) -> anyhow::Result<BTreeMap<String, Value>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let told = output(Command::new(cargo).args(["metadata", "--format-version=1", "--locked"]).current_dir(root))?;
    let metadata: Metadata = serde_json::from_str(&told).context("read cargo metadata")?;
    let foreign = metadata.packages.iter().filter(|it| it.source.is_some());
    Ok(foreign.map(|it| component("cargo", &it.name, &it.version, it.license.as_deref())).collect())
}

fn packages(root: &Path) -> anyhow::Result<BTreeMap<String, Value>> {
    let lock =
        fs::read_to_string(root.join("services/console/package-lock.json")).context("read the console's lock")?;
    let lock: Lock = serde_json::from_str(&lock).context("read the console's lock")?;
    let components = lock.packages.iter().filter(|(_, it)| !it.dev).filter_map(|(path, it)| {
        let (_, name) = path.rsplit_once("node_modules/")?;
        Some(component("npm", name, it.version.as_deref()?, it.license.as_ref().and_then(Value::as_str)))
    });
    Ok(components.collect())
}

fn component(kind: &str, name: &str, version: &str, license: Option<&str>) -> (String, Value) {
    let purl = format!("pkg:{kind}/{}@{version}", name.replace('@', "%40"));
    // Older crates write a slash where SPDX has a word.
    let licenses: Vec<Value> =
        license.iter().map(|license| json!({ "expression": license.replace('/', " OR ") })).collect();
    let component = json!({ "type": "library", "name": name, "version": version, "purl": purl, "licenses": licenses });
    (purl, component)
}
