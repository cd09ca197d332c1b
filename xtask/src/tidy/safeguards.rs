//! The feature that takes safeguards out is for the test that looks for their absence, and for nothing that is run.

use std::fs;

use crate::workspace;

const FEATURE: &str = "sabotage";
/// Who may have it: those with the safeguards, and the test.
const MAY: [&str; 3] = ["crates/hc-storage/", "crates/hc-events/", "crates/hc-chaos/"];

/// Manifests that name the feature though they may not, or have it on by default.
pub fn check() -> anyhow::Result<Vec<String>> {
    let mut wrong = Vec::new();
    for file in workspace::files("toml")?.into_iter().filter(|file| file.ends_with("Cargo.toml")) {
        let text = fs::read_to_string(workspace::root().join(&file))?;
        if let Some(line) = forbidden(&file, &text) {
            wrong.push(format!("{file}: {line}: no build that is run may have the feature `{FEATURE}`"));
        }
    }
    Ok(wrong)
}

fn forbidden<'t>(file: &str, manifest: &'t str) -> Option<&'t str> {
    let may_have = MAY.iter().any(|folder| file.starts_with(folder));
    let lines = manifest.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    let is_default = |line: &str| line.starts_with("default");
    lines.filter(|line| line.contains(FEATURE)).find(|line| !may_have || is_default(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_test_of_the_safeguards_may_be_without_them() {
        let feature = "[features]\n# sabotage: for tests\nsabotage = [\"hc-events/sabotage\"]";
        assert_eq!(forbidden("crates/hc-chaos/Cargo.toml", feature), None);
        let dependency = "hc-storage = { workspace = true, features = [\"sabotage\"] }";
        assert_eq!(forbidden("services/billing/Cargo.toml", dependency), Some(dependency));
        let default = "default = [\"sabotage\"]";
        assert_eq!(forbidden("crates/hc-events/Cargo.toml", default), Some(default));
    }
}
