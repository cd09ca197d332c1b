//! Every code that a front end may meet is explained in `docs/errors`, once, and nothing there is explained that nobody can meet.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::workspace;

const FOLDER: &str = "docs/errors/";
const INDEX: &str = "docs/errors/README.md";
/// The gateway's own codes: those of `extensions.code`, and of user errors that no service tells.
const CODES: &str = "services/gateway/src/errors.rs";
const GATEWAY: &str = "services/gateway/src/schema/";

/// Codes without an entry, with two, or that are not in the index; entries without a code.
pub fn check() -> anyhow::Result<Vec<String>> {
    let read = |file: &str| fs::read_to_string(workspace::root().join(file));
    let mut codes = BTreeMap::new();
    for file in workspace::files("proto")? {
        codes.extend(reasons(&read(&file)?).into_iter().map(|code| (code, file.clone())));
    }
    for file in workspace::files("rs")? {
        let own = if file == CODES {
            quoted(&read(&file)?, "=> \"")
        } else if file.starts_with(GATEWAY) {
            quoted(&read(&file)?, "of_field(\"")
        } else {
            continue;
        };
        codes.extend(own.into_iter().map(|code| (code, file.clone())));
    }
    let mut entries: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in workspace::files("md")?.into_iter().filter(|file| file.starts_with(FOLDER) && file != INDEX) {
        for code in headings(&read(&file)?) {
            entries.entry(code).or_default().push(file.clone());
        }
    }
    Ok(compare(&codes, &entries, &read(INDEX).unwrap_or_default()))
}

fn compare(codes: &BTreeMap<String, String>, entries: &BTreeMap<String, Vec<String>>, index: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for (code, file) in codes {
        if !entries.contains_key(code) {
            wrong.push(format!("{file}: {code} has no entry `### {code}` in {FOLDER}"));
        }
    }
    for (code, files) in entries {
        let file = files.first().map(String::as_str).unwrap_or_default();
        if !codes.contains_key(code) {
            wrong.push(format!("{file}: nothing answers {code} any more"));
        }
        if files.len() > 1 {
            wrong.push(format!("{code} is explained in {}", files.join(" and ")));
        }
        let link = format!("[`{code}`]({}#{})", file.trim_start_matches(FOLDER), code.to_lowercase());
        if !index.contains(&link) {
            wrong.push(format!("{INDEX}: {link} is not there"));
        }
    }
    wrong
}

/// What the methods that people call, and not only services, say that they fail with.
fn reasons(proto: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut comment = String::new();
    for line in proto.lines().map(str::trim) {
        if let Some(text) = line.strip_prefix("//") {
            comment.push_str(text);
            continue;
        }
        if line.starts_with("rpc ")
            && let Some((before, reasons)) = comment.split_once("Reasons:")
            && before.split_once("Permission:").is_some_and(|(_, who)| !who.trim_start().starts_with("service"))
        {
            found.extend(reasons.split(|c: char| !is_of_code(c)).filter(|word| is_code(word)).map(str::to_owned));
        }
        comment.clear();
    }
    found
}

/// The codes that stand in quotes after this.
fn quoted(source: &str, before: &str) -> BTreeSet<String> {
    let texts = source.split(before).skip(1).filter_map(|rest| rest.split('"').next());
    texts.filter(|word| is_code(word)).map(str::to_owned).collect()
}

fn headings(markdown: &str) -> Vec<String> {
    markdown.lines().filter_map(|line| line.strip_prefix("### ")).map(|code| code.trim().to_owned()).collect()
}

fn is_code(word: &str) -> bool {
    word.len() > 2 && word.starts_with(|c: char| c.is_ascii_uppercase()) && word.chars().all(is_of_code)
}

const fn is_of_code(character: char) -> bool {
    character.is_ascii_uppercase() || character.is_ascii_digit() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_those_of_methods_that_people_call() {
        let proto = "service S {\n  // Does. Permission: user.\n  // Reasons: INVALID_FIELDS (NAME_INVALID, as Undo), SLUG_TAKEN.\n  \
                     rpc Do(A) returns (B);\n  // Asks. Permission: service, any.\n  // Reasons: INNER.\n  rpc Ask(A) returns (B);\n  \
                     // Reads. Permission: user, or service audit.\n  // Reasons: none.\n  rpc Read(A) returns (B);\n}";
        assert_eq!(Vec::from_iter(reasons(proto)), ["INVALID_FIELDS", "NAME_INVALID", "SLUG_TAKEN"]);
    }

    #[test]
    fn the_gateway_has_codes_of_its_own() {
        let source = "Self::NotFound => \"NOT_FOUND\", Some(x) => \"no code\", UserError::of_field(\"ARCHIVE_MISSING\", \"Send it.\")";
        assert_eq!(Vec::from_iter(quoted(source, "=> \"")), ["NOT_FOUND"]);
        assert_eq!(Vec::from_iter(quoted(source, "of_field(\"")), ["ARCHIVE_MISSING"]);
    }

    #[test]
    fn each_code_has_one_entry_and_each_entry_a_code() {
        let codes = BTreeMap::from([("A_B", "p"), ("C_D", "p")].map(|(code, file)| (code.to_owned(), file.to_owned())));
        let in_files = |files: &[&str]| files.iter().map(|file| format!("{FOLDER}{file}.md")).collect::<Vec<_>>();
        let entries = BTreeMap::from([("A_B".to_owned(), in_files(&["a"])), ("C_D".to_owned(), in_files(&["c"]))]);
        let index = "[`A_B`](a.md#a_b) [`C_D`](c.md#c_d)";
        assert_eq!(compare(&codes, &entries, index), Vec::<String>::new());
        assert_eq!(compare(&codes, &entries, "").len(), 2, "not in the index");
        let others = BTreeMap::from([("A_B".to_owned(), in_files(&["a", "b"])), ("E_F".to_owned(), in_files(&["a"]))]);
        let wrong = compare(&codes, &others, "[`A_B`](a.md#a_b) [`E_F`](a.md#e_f)");
        assert_eq!(wrong.len(), 3, "C_D lacks, A_B stands twice, nothing answers E_F: {wrong:?}");
    }
}
