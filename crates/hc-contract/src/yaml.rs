//! YAML for people, from JSON: block style, the telling keys first, the same text for the same value always.

use std::fmt::Write as _;

use serde_json::Value;

/// Keys that stand before the others, in this order; the rest follows by the alphabet.
const FIRST: &[&str] = &[
    "asyncapi",
    "info",
    "defaultContentType",
    "servers",
    "channels",
    "operations",
    "components",
    "name",
    "title",
    "version",
    "action",
    "channel",
    "address",
    "summary",
    "type",
    "format",
    "description",
    "host",
    "protocol",
    "headers",
    "payload",
    "required",
    "properties",
    "items",
];
/// Words that YAML would read as something else than text.
const RESERVED: &[&str] = &["true", "false", "null", "yes", "no", "on", "off", "y", "n", "~"];

/// The document, with a newline at its end.
pub fn to_string(value: &Value) -> String {
    let mut text = String::new();
    block(&mut text, value, 0);
    text
}

fn block(text: &mut String, value: &Value, indent: usize) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by_key(|(key, _)| {
                (FIRST.iter().position(|first| first == key).unwrap_or(FIRST.len()), key.as_str())
            });
            for (key, value) in entries {
                pad(text, indent);
                text.push_str(&scalar(key));
                text.push(':');
                nested(text, value, indent);
            }
        }
        Value::Array(list) if !list.is_empty() => {
            for value in list {
                pad(text, indent);
                text.push('-');
                if matches!(value, Value::Object(map) if !map.is_empty()) {
                    // The first entry stands beside the dash.
                    let mut entry = String::new();
                    block(&mut entry, value, indent + 2);
                    text.push(' ');
                    text.push_str(entry.trim_start_matches(' '));
                } else {
                    nested(text, value, indent);
                }
            }
        }
        other => {
            text.push_str(&inline(other));
            text.push('\n');
        }
    }
}

/// What follows a key or a dash.
fn nested(text: &mut String, value: &Value, indent: usize) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            text.push('\n');
            block(text, value, indent + 2);
        }
        Value::Array(list) if !list.is_empty() => {
            text.push('\n');
            block(text, value, indent + 2);
        }
        Value::String(words) if words.contains('\n') && !words.ends_with('\n') && !words.starts_with(' ') => {
            text.push_str(" |-\n");
            for line in words.lines() {
                if !line.is_empty() {
                    pad(text, indent + 2);
                    text.push_str(line);
                }
                text.push('\n');
            }
        }
        other => {
            text.push(' ');
            text.push_str(&inline(other));
            text.push('\n');
        }
    }
}

fn inline(value: &Value) -> String {
    match value {
        Value::String(words) => scalar(words),
        other => other.to_string(), // JSON is YAML: numbers, true, null, [] and {}
    }
}

/// Plain where nobody could read it as something else, else as in JSON.
fn scalar(words: &str) -> String {
    let is_plain = words.starts_with(|c: char| c.is_ascii_alphabetic())
        && words.chars().all(|c| c.is_ascii_alphanumeric() || "._-/".contains(c))
        && !RESERVED.contains(&words.to_ascii_lowercase().as_str());
    if is_plain { words.to_owned() } else { Value::from(words).to_string() }
}

fn pad(text: &mut String, indent: usize) {
    let _ = write!(text, "{:indent$}", "");
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn it_reads_well_and_says_nothing_else() {
        let value = json!({
            "type": "object", "title": "A", "x-more": [{ "b": 1, "a": "no" }, [], "x: y"], "description": "one\n\ntwo", "v": "3",
        });
        let expected = "title: A\ntype: object\ndescription: |-\n  one\n\n  two\nv: \"3\"\nx-more:\n  - a: \"no\"\n    b: 1\n  - []\n  - \"x: y\"\n";
        assert_eq!(to_string(&value), expected);
    }
}
