//! A file with more than one subject grows.

use std::fs;

use crate::workspace;

const LONG: usize = 600;
/// Nobody reads these.
const GENERATED: [&str; 2] = ["services/console/gql/", "services/console/lib/contracts/"];

/// Sources with more than [`LONG`] lines: a hint to reshape, not an error.
pub fn long_files() -> anyhow::Result<Vec<String>> {
    let mut long = Vec::new();
    for extension in ["rs", "sql", "ts", "tsx"] {
        for file in workspace::files(extension)? {
            if GENERATED.iter().any(|folder| file.starts_with(folder)) {
                continue;
            }
            let lines = fs::read_to_string(workspace::root().join(&file))?.lines().count();
            if lines > LONG {
                long.push(format!("{file} has {lines} lines"));
            }
        }
    }
    Ok(long)
}
