//! What README.md and the pages of `docs` tell people to ask can be asked.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::audit;

/// The pages in a folder and below.
fn pages(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let found = entries.flat_map(|path| if path.is_dir() { pages(&path) } else { vec![path] });
    found.filter(|path| path.extension().is_some_and(|is| is == "md")).collect()
}

/// How many blocks of GraphQL begin in a page.
fn documents(page: &Path) -> usize {
    let text = fs::read_to_string(page).unwrap();
    text.lines().filter(|line| line.trim_start().starts_with("```graphql")).count()
}

#[test]
fn documents_that_pages_show_are_valid() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut all = pages(&root.join("docs"));
    all.push(root.join("README.md"));
    let shown: usize = all.iter().map(|page| documents(page)).sum();
    assert!(shown > 0, "README.md shows the way from sign-up to a site in GraphQL");

    let mut check = Command::new("node");
    check.arg("pages.mjs").arg(root.join("services/gateway/schema.graphql")).args(&all).current_dir(audit::folder());
    let done = check.output().expect("node is there");
    let (out, mistakes) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert_eq!(out.trim(), format!("{shown} documents, 0 mistakes"), "{mistakes}");
}
