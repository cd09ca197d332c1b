//! The files of the contract: what the code says now, and what each release said.
//!
//! | path | what |
//! |---|---|
//! | `docs/asyncapi.yaml` | the contract now |
//! | `docs/events/samples/<name>.json` | the golden samples now |
//! | `docs/events/releases/<version>/asyncapi.json` | the contract of a release, never changed again |
//! | `docs/events/releases/<version>/samples/<name>.json` | its samples, which every later version must read |

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, ensure};
use serde_json::Value;

use crate::{asyncapi, samples, yaml};

const ASYNCAPI: &str = "docs/asyncapi.yaml";
const SAMPLES: &str = "docs/events/samples";
const RELEASES: &str = "docs/events/releases";

/// What the committed files should be, by path below the root of the checkout.
pub fn wanted() -> anyhow::Result<BTreeMap<PathBuf, String>> {
    let mut files = BTreeMap::from([(PathBuf::from(ASYNCAPI), yaml::to_string(&asyncapi::document()?))]);
    for (name, text) in sample_files() {
        files.insert(Path::new(SAMPLES).join(name), text);
    }
    Ok(files)
}

/// Writes what is wanted, and removes samples of what is no more. Answers what was changed.
pub fn write(root: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let differing = differing(root)?;
    let wanted = wanted()?;
    for path in &differing {
        let file = root.join(path);
        match wanted.get(path) {
            Some(text) => write_file(&file, text)?,
            None => fs::remove_file(&file).with_context(|| format!("remove {}", file.display()))?,
        }
    }
    Ok(differing)
}

/// The files that are not what the code says: changed, missing or too many.
pub fn differing(root: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let wanted = wanted()?;
    let there = json_files(&root.join(SAMPLES))?.into_iter().map(|name| Path::new(SAMPLES).join(name));
    let all: BTreeSet<PathBuf> = wanted.keys().cloned().chain(there).collect();
    let differs = |path: &PathBuf| fs::read_to_string(root.join(path)).ok().as_ref() != wanted.get(path);
    Ok(all.into_iter().filter(differs).collect())
}

/// Keeps what the code says now as what `version` promised.
pub fn freeze(root: &Path, version: &str) -> anyhow::Result<PathBuf> {
    ensure!(number(version).is_some(), "{version:?} is not a version such as 0.2.0");
    let folder = root.join(RELEASES).join(version);
    ensure!(!folder.exists(), "{version} was released; what it promised is not changed any more");
    write_file(&folder.join("asyncapi.json"), &pretty(&asyncapi::document()?))?;
    for (name, text) in sample_files() {
        write_file(&folder.join("samples").join(name), &text)?;
    }
    Ok(folder)
}

/// The versions that were released, the oldest first.
pub fn releases(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut versions = Vec::new();
    for entry in fs::read_dir(root.join(RELEASES)).context("read the releases of the contract")? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        versions.extend(number(&name).map(|number| (number, name)));
    }
    versions.sort();
    Ok(versions.into_iter().map(|(_, name)| name).collect())
}

/// The contract of a release.
pub fn released(root: &Path, version: &str) -> anyhow::Result<Value> {
    read_json(&root.join(RELEASES).join(version).join("asyncapi.json"))
}

/// The golden samples of a release, by name.
pub fn released_samples(root: &Path, version: &str) -> anyhow::Result<BTreeMap<String, Value>> {
    let folder = root.join(RELEASES).join(version).join("samples");
    let names = json_files(&folder)?;
    names.into_iter().map(|name| Ok((name.clone(), read_json(&folder.join(name))?))).collect()
}

fn sample_files() -> impl Iterator<Item = (String, String)> {
    samples::all().into_iter().map(|sample| (format!("{}.json", sample.name), pretty(&sample.document())))
}

/// Sorted keys, whatever serde_json's features are.
fn pretty(value: &Value) -> String {
    fn sorted(value: &Value) -> Value {
        match value {
            Value::Object(map) => {
                let ordered: BTreeMap<_, _> = map.iter().map(|(key, value)| (key.clone(), sorted(value))).collect();
                Value::Object(ordered.into_iter().collect())
            }
            Value::Array(list) => Value::Array(list.iter().map(sorted).collect()),
            other => other.clone(),
        }
    }
    format!("{:#}\n", sorted(value))
}

fn json_files(folder: &Path) -> anyhow::Result<Vec<String>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("read {}", folder.display()))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        names.extend(Path::new(&name).extension().is_some_and(|it| it == "json").then_some(name));
    }
    names.sort();
    Ok(names)
}

fn read_json(file: &Path) -> anyhow::Result<Value> {
    let text = fs::read_to_string(file).with_context(|| format!("read {}", file.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is not JSON", file.display()))
}

fn write_file(file: &Path, text: &str) -> anyhow::Result<()> {
    fs::create_dir_all(file.parent().context("a file stands in a folder")?)?;
    fs::write(file, text).with_context(|| format!("write {}", file.display()))
}

fn number(version: &str) -> Option<[u32; 3]> {
    let parts: Option<Vec<u32>> = version.split('.').map(|part| part.parse().ok()).collect();
    parts?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
    }

    /// `UPDATE=1` writes them instead, as `cargo xtask schema` does.
    #[test]
    fn the_committed_files_are_those_of_the_code() {
        if std::env::var_os("UPDATE").is_some() {
            write(&root()).unwrap();
        }
        assert_eq!(differing(&root()).unwrap(), Vec::<PathBuf>::new(), "run: cargo xtask schema");
    }

    #[test]
    fn versions_are_sorted_as_numbers() {
        assert!(number("0.10.0") > number("0.9.12"));
        assert_eq!(number("0.1"), None);
    }
}
