//! Every method says who may call it and how it fails.

use std::fs;

use crate::workspace;

/// Methods whose comment lacks `Permission:` or `Reasons:`.
pub fn check() -> anyhow::Result<Vec<String>> {
    let mut wrong = Vec::new();
    for file in workspace::files("proto")? {
        let text = fs::read_to_string(workspace::root().join(&file))?;
        wrong.extend(undocumented(&text).into_iter().map(|(line, what)| format!("{file}:{line}: {what}")));
    }
    Ok(wrong)
}

fn undocumented(proto: &str) -> Vec<(usize, String)> {
    let mut wrong = Vec::new();
    let mut comment = String::new();
    for (number, line) in proto.lines().map(str::trim).enumerate() {
        if let Some(text) = line.strip_prefix("//") {
            comment.push_str(text);
            continue;
        }
        if let Some(method) = line.strip_prefix("rpc ") {
            let name = method.split('(').next().unwrap_or(method).trim();
            for part in ["Permission:", "Reasons:"] {
                if !comment.contains(part) {
                    wrong.push((number + 1, format!("the comment of {name} lacks `{part}`")));
                }
            }
        }
        comment.clear();
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::undocumented;

    #[test]
    fn a_method_names_its_permission_and_its_reasons() {
        let proto = "service S {\n  // Does. Permission: public.\n  // Reasons: none.\n  rpc Do(A) returns (B);\n\n  // Undoes. Permission: public.\n  rpc Undo(A) returns (B);\n}";
        assert_eq!(undocumented(proto), [(7, "the comment of Undo lacks `Reasons:`".to_owned())]);
    }
}
