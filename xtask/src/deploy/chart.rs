//! What the chart brings along. It reads nothing outside of its own folder, so these are copies.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

const FILES: &str = "helm/hostingco/files";
/// Files, or folders whose files are copied, and the folders of the copies.
const COPIED: [(&str, &str); 4] = [
    ("docker/rabbitmq/definitions.json", "rabbitmq"),
    ("docker/prometheus/rules", "prometheus"),
    ("docker/edge/documents.json", "edge"),
    ("seeds", "seeds"),
];
/// Every database has these besides its own.
const SHARED_MIGRATIONS: [&str; 3] =
    ["crates/hc-storage/migrations", "crates/hc-events/migrations", "crates/hc-access/migrations"];

/// The copies, and the names of each database's migrations: a new one makes a new Job.
pub fn files(root: &Path, databases: &[&str]) -> anyhow::Result<Vec<(PathBuf, String)>> {
    let mut files = Vec::new();
    for (from, to) in COPIED {
        for path in listed(&root.join(from))? {
            let text = fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))?;
            let name = path.file_name().context("a file has a name")?;
            files.push((Path::new(FILES).join(to).join(name), text));
        }
    }
    let mut migrations: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for &database in databases {
        let own = format!("migrations/{database}");
        let names = migrations.entry(database).or_default();
        for folder in SHARED_MIGRATIONS.into_iter().chain([own.as_str()]) {
            let paths = listed(&root.join(folder))?;
            names.extend(paths.iter().filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned())));
        }
    }
    files.push((Path::new(FILES).join("migrations.json"), serde_json::to_string_pretty(&migrations)? + "\n"));
    Ok(files)
}

/// The file itself, or the files of the folder in order.
pub fn listed(path: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = fs::read_dir(path).with_context(|| format!("read {}", path.display()))?;
    let mut files = entries.map(|entry| Ok(entry?.path())).collect::<anyhow::Result<Vec<_>>>()?;
    files.sort();
    Ok(files)
}
