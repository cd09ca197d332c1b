//! Migrations are numbered, named, never edited once others have applied them, and only add: the version before runs on
//! their schema while a new one is rolled out, and after it was rolled back (docs/adr/0018).

use std::{collections::BTreeMap, fs};

use crate::workspace;

/// What the version before may still use.
const TAKES_AWAY: [&str; 5] = ["DROP TABLE", "DROP COLUMN", " RENAME ", " SET NOT NULL", " TYPE "];
/// Begins the line in which a migration says why the version before does not need what it takes away.
const REASON: &str = "-- takes away:";

/// Wrong names, numbers given twice, edited files, and new ones that take away without a reason.
pub fn check() -> anyhow::Result<Vec<String>> {
    let files: Vec<String> = workspace::files("sql")?.into_iter().filter(|file| file.contains("migrations/")).collect();
    let mut wrong = misnumbered(&files);
    if let Some(baseline) = workspace::baseline() {
        let changed = workspace::git(&["diff", "--name-only", "--diff-filter=MDR", &baseline, "--", "*.sql"])?;
        let edited = changed.lines().filter(|file| file.contains("migrations/"));
        wrong
            .extend(edited.map(|file| format!("{file}: was applied by others already; write a new migration instead")));
        let added = workspace::git(&["diff", "--name-only", "--diff-filter=A", &baseline, "--", "*.sql"])?;
        for file in added.lines().filter(|file| file.contains("migrations/")) {
            wrong.extend(taken_away(file, &fs::read_to_string(workspace::root().join(file))?));
        }
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

fn taken_away(file: &str, sql: &str) -> Option<String> {
    let statements = sql.lines().filter(|line| !line.trim_start().starts_with("--"));
    let statements = statements.collect::<Vec<_>>().join(" ").to_uppercase().replace("CREATE TYPE", "");
    let what = TAKES_AWAY.into_iter().find(|what| statements.contains(what))?.trim();
    let reasoned = sql.lines().any(|line| line.strip_prefix(REASON).is_some_and(|why| !why.trim().is_empty()));
    let advice = format!("leave it to a later version, or say in a line `{REASON} …` why that does not need it");
    (!reasoned).then(|| format!("{file}: {what}, while the version before still runs on this schema: {advice}"))
}

#[cfg(test)]
mod tests {
    use super::{misnumbered, taken_away};

    #[test]
    fn what_the_version_before_may_use_is_not_taken_away() {
        let drops = "-- Nobody asks for it.\nALTER TABLE plans\n    DROP COLUMN color;\n";
        assert!(taken_away("0002_x.sql", drops).is_some_and(|wrong| wrong.starts_with("0002_x.sql: DROP COLUMN,")));
        assert_eq!(taken_away("0002_x.sql", &format!("-- takes away: read last in 0.2.0\n{drops}")), None);
        assert!(taken_away("0002_x.sql", &format!("-- takes away:\n{drops}")).is_some(), "a reason is needed");
        let adds = "-- We will DROP TABLE plans later.\nALTER TABLE plans ADD COLUMN color TEXT NOT NULL DEFAULT '';\n";
        assert_eq!(taken_away("0002_x.sql", adds), None);
    }

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
