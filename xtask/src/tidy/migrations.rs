//! Migrations are numbered, named, and never edited once others have applied them.

use std::collections::BTreeMap;

use crate::workspace;

/// Wrong names, numbers given twice, and edited files.
pub fn check() -> anyhow::Result<Vec<String>> {
    let files: Vec<String> = workspace::files("sql")?.into_iter().filter(|file| file.contains("migrations/")).collect();
    let mut wrong = misnumbered(&files);
    if let Some(baseline) = workspace::baseline() {
        let changed = workspace::git(&["diff", "--name-only", "--diff-filter=MDR", &baseline, "--", "*.sql"])?;
        let edited = changed.lines().filter(|file| file.contains("migrations/"));
        wrong
            .extend(edited.map(|file| format!("{file}: was applied by others already; write a new migration instead")));
    }
    Ok(wrong)
}

fn misnumbered(files: &[String]) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut numbers: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    for file in files {
        let (folder, name) = file.rsplit_once('/').unwrap_or(("", file));
        let (number, what) = name.trim_end_matches(".sql").split_once('_').unwrap_or((name, ""));
        let named = what.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        if number.len() != 4 || !number.bytes().all(|byte| byte.is_ascii_digit()) || what.is_empty() || !named {
            wrong.push(format!("{file}: a migration is called NNNN_what_it_does.sql"));
        } else if let Some(other) = numbers.insert((folder, number), file) {
            wrong.push(format!("{file}: has the number of {other}"));
        }
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::misnumbered;

    #[test]
    fn a_number_stands_once_in_its_folder() {
        let files =
            ["migrations/a/0001_x.sql", "migrations/b/0001_x.sql", "migrations/a/0001_y.sql", "migrations/a/2_z.sql"];
        let wrong = misnumbered(&files.map(str::to_owned));
        assert_eq!(wrong.len(), 2, "{wrong:?}");
        assert!(
            wrong.iter().any(|one| one.starts_with("migrations/a/0001_y.sql: has the number of migrations/a/0001_x"))
        );
    }
}
