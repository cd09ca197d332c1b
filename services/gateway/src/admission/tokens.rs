//! A count of tokens and brackets over the bytes of a document, before the parser, which recurses, sees it.

use super::{DocumentSettings, within};
use crate::errors::{Code, Problem};

/// Longer names are none of ours; the library compares unknown ones with all that it knows.
const MAX_NAME: usize = 128;

/// Checks length, number of tokens, length of names and nesting of brackets. What is no token at all is left to the parser.
pub fn check(text: &str, limits: &DocumentSettings) -> Result<(), Problem> {
    if text.len() > limits.max_bytes {
        let message = format!("The document is too long: {} bytes are allowed.", limits.max_bytes);
        return Err(Problem::new(Code::QueryTooComplex, message));
    }
    let mut rest = text.as_bytes();
    let mut tokens: usize = 0;
    let mut open: usize = 0;
    while let Some((&first, after)) = rest.split_first() {
        let length = match first {
            b' ' | b'\t' | b'\r' | b'\n' | b',' => {
                rest = after;
                continue;
            }
            b'#' => {
                rest = rest.get(line_length(rest)..).unwrap_or_default();
                continue;
            }
            b'"' => string_length(rest),
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
                let length = run_length(rest, |byte| byte.is_ascii_alphanumeric() || byte == b'_');
                if length > MAX_NAME {
                    let message = format!("A name is too long: {MAX_NAME} characters are allowed.");
                    return Err(Problem::new(Code::QueryTooComplex, message));
                }
                length
            }
            b'0'..=b'9' | b'-' => 1 + run_length(after, |byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte)),
            b'{' | b'(' | b'[' => {
                open += 1;
                within("brackets open at once", open as u64, limits.max_nesting as u64)?;
                1
            }
            b'}' | b')' | b']' => {
                open = open.saturating_sub(1);
                1
            }
            _ => 1,
        };
        tokens += 1;
        within("tokens", tokens as u64, limits.max_tokens as u64)?;
        rest = rest.get(length..).unwrap_or_default();
    }
    Ok(())
}

fn run_length(bytes: &[u8], belongs: impl Fn(u8) -> bool) -> usize {
    bytes.iter().position(|byte| !belongs(*byte)).unwrap_or(bytes.len())
}

fn line_length(bytes: &[u8]) -> usize {
    run_length(bytes, |byte| byte != b'\n' && byte != b'\r')
}

/// The length of the string that starts here, quotes included. One without an end reaches to the end of the text.
fn string_length(bytes: &[u8]) -> usize {
    let block = bytes.starts_with(b"\"\"\"");
    let mut at = if block { 3 } else { 1 };
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        match rest {
            [b'\\', b'"', b'"', b'"', ..] if block => at += 4,
            [b'"', b'"', b'"', ..] if block => return at + 3,
            [b'"', ..] if !block => return at + 1,
            [b'\\', ..] if !block => at += 2,
            [b'\n' | b'\r', ..] if !block => return at,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits() -> DocumentSettings {
        DocumentSettings { max_bytes: 1000, max_tokens: 10, max_nesting: 3, ..DocumentSettings::default() }
    }

    #[test]
    fn strings_and_comments_are_one_token_and_none() {
        assert!(check("# {{{{{{{{ a b c d e f g h i j k\n{ a(b: \"{{{{ [[[[ a b c d\\\" e f\") }", &limits()).is_ok());
        assert!(check("{ a(b: \"\"\"{{{{ \\\"\"\" \" \"\" ((((\"\"\") }", &limits()).is_ok());
    }

    #[test]
    fn each_limit_refuses() {
        for (text, what) in [
            ("{ a b c d e f g h i }", "tokens"),
            ("{{{{", "brackets"),
            ("([{(", "brackets"),
            (&"a".repeat(200), "name is too long"),
            (&" ".repeat(2000), "too long"),
        ] {
            let problem = check(text, &limits()).expect_err("refused");
            assert!(problem.message.contains(what), "{text}: {}", problem.message);
        }
    }
}
