//! Documents name only what is there.

use std::fs;
use std::path::Path;

use crate::workspace;

/// Relative links in Markdown files that lead nowhere.
pub fn check() -> anyhow::Result<Vec<String>> {
    let mut wrong = Vec::new();
    for file in workspace::files("md")? {
        let path = workspace::root().join(&file);
        let text = fs::read_to_string(&path)?;
        let folder = path.parent().unwrap_or(Path::new("."));
        for (line, link) in relative_links(&text) {
            if !folder.join(&link).exists() {
                wrong.push(format!("{file}:{line}: {link} is not there"));
            }
        }
    }
    Ok(wrong)
}

/// The targets of `[text](target)` outside of code blocks, without anchors; not those with a scheme.
fn relative_links(markdown: &str) -> Vec<(usize, String)> {
    let mut links = Vec::new();
    let mut in_code = false;
    for (number, line) in markdown.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        for rest in line.split("](").skip(1) {
            let target = rest.split([')', ' ']).next().unwrap_or_default();
            let target = target.split('#').next().unwrap_or_default();
            if !target.is_empty() && !target.contains("://") && !target.starts_with("mailto:") {
                links.push((number + 1, target.to_owned()));
            }
        }
    }
    links
}

#[cfg(test)]
mod tests {
    use super::relative_links;

    #[test]
    fn only_relative_targets_outside_of_code_count() {
        let text = "[a](docs/a.md#part) [b](https://example.com) [c](#here)\n```\n[d](gone.md)\n```\n![e](e.png)";
        assert_eq!(relative_links(text), [(1, "docs/a.md".to_owned()), (5, "e.png".to_owned())]);
    }
}
