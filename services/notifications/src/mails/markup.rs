//! The small language of the mails' texts: what a translator writes between `subject:` and the end of the file.
//!
//! ```text
//! subject: Invoice {{ number }}
//! preview: What mail programs show beside the subject.
//!
//! # A heading
//! A paragraph, up to the next empty line.
//! : A fact | its value
//! > A button | https://where.it.leads
//! ~ A note in small print
//! ```
//!
//! A line is what it begins with. Values that a template puts in are escaped by [`Literal`], so they are always text: no name
//! can begin a button, end a paragraph or start a header.

use std::fmt::{self, Write};

use askama::filters::Escaper;

/// A mail's text, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    pub subject: String,
    pub preview: String,
    pub blocks: Vec<Block>,
}

/// A part of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    Heading(String),
    Paragraph(String),
    Facts(Vec<Fact>),
    Button { label: String, url: String },
    Note(String),
}

/// A line of a small table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    pub label: String,
    pub value: String,
}

/// Escapes what a template puts in.
#[derive(Debug, Clone, Copy, Default)]
pub struct Literal;

impl Escaper for Literal {
    fn write_escaped_str<W: Write>(&self, mut target: W, text: &str) -> fmt::Result {
        text.chars().try_for_each(|character| self.write_escaped_char(&mut target, character))
    }

    fn write_escaped_char<W: Write>(&self, mut target: W, character: char) -> fmt::Result {
        match character {
            '\\' | '#' | ':' | '>' | '~' | '|' => {
                target.write_char('\\')?;
                target.write_char(character)
            }
            // Line ends, and what turns the direction of writing around or hides.
            _ if breaks_out(character) => target.write_char(' '),
            _ => target.write_char(character),
        }
    }
}

/// Characters that a name has no use for and that could make a mail say something else.
fn breaks_out(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}' | '\u{feff}')
}

/// Reads a text with its values put in.
pub fn read(source: &str) -> Text {
    let mut text = Text { subject: String::new(), preview: String::new(), blocks: Vec::new() };
    let mut paragraph = Vec::new();
    for line in source.lines().map(str::trim_end) {
        let head = |name: &str| line.strip_prefix(name).map(|rest| plain(rest.trim()));
        if let Some(subject) = head("subject:") {
            text.subject = subject;
        } else if let Some(preview) = head("preview:") {
            text.preview = preview;
        } else if let Some((mark, rest)) = marked(line) {
            end(&mut paragraph, &mut text.blocks);
            add(mark, rest, &mut text.blocks);
        } else if line.is_empty() {
            end(&mut paragraph, &mut text.blocks);
        } else {
            paragraph.push(plain(line.trim()));
        }
    }
    end(&mut paragraph, &mut text.blocks);
    text
}

fn marked(line: &str) -> Option<(char, &str)> {
    let (mark, rest) = line.split_once(' ')?;
    let mark = mark.chars().next().filter(|first| first.len_utf8() == mark.len())?;
    matches!(mark, '#' | ':' | '>' | '~').then_some((mark, rest))
}

fn add(mark: char, rest: &str, blocks: &mut Vec<Block>) {
    match mark {
        '#' => blocks.push(Block::Heading(plain(rest.trim()))),
        '~' => blocks.push(Block::Note(plain(rest.trim()))),
        _ => {
            let (left, right) = split(rest);
            match (mark, blocks.last_mut()) {
                ('>', _) => blocks.push(Block::Button { label: left, url: right }),
                (_, Some(Block::Facts(facts))) => facts.push(Fact { label: left, value: right }),
                _ => blocks.push(Block::Facts(vec![Fact { label: left, value: right }])),
            }
        }
    }
}

fn end(paragraph: &mut Vec<String>, blocks: &mut Vec<Block>) {
    if !paragraph.is_empty() {
        blocks.push(Block::Paragraph(paragraph.join(" ")));
        paragraph.clear();
    }
}

/// The two sides of the first `|` that is not escaped.
fn split(text: &str) -> (String, String) {
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '|' => {
                let (left, right) = text.split_at(at);
                return (plain(left.trim()), plain(right.get(1..).unwrap_or_default().trim()));
            }
            _ => {}
        }
    }
    (plain(text.trim()), String::new())
}

/// The text without its escapes.
fn plain(text: &str) -> String {
    let mut characters = text.chars();
    let mut plain = String::with_capacity(text.len());
    while let Some(character) = characters.next() {
        match character {
            '\\' => plain.extend(characters.next()),
            _ => plain.push(character),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn escaped(text: &str) -> String {
        let mut escaped = String::new();
        Literal.write_escaped_str(&mut escaped, text).unwrap();
        escaped
    }

    #[test]
    fn a_line_is_what_it_begins_with() {
        let text = read(
            "subject: Hello\npreview: There\n\n# Head\n\nOne\ntwo.\n: A | 1\n: B | 2\n> Go | https://example.com\n~ small\n",
        );
        assert_eq!((text.subject.as_str(), text.preview.as_str()), ("Hello", "There"));
        let fact = |label: &str, value: &str| Fact { label: label.into(), value: value.into() };
        assert_eq!(
            text.blocks,
            [
                Block::Heading("Head".into()),
                Block::Paragraph("One two.".into()),
                Block::Facts(vec![fact("A", "1"), fact("B", "2")]),
                Block::Button { label: "Go".into(), url: "https://example.com".into() },
                Block::Note("small".into()),
            ]
        );
    }

    #[test]
    fn a_name_cannot_become_a_button_or_a_header() {
        for name in ["> Click | https://evil.example", "a\r\nsubject: x", "\n\n# Head", "x | y", "\u{202e}gnp", "\\"] {
            let text = read(&format!("subject: For {0}\n\n{0}\n: Name | {0}\n", escaped(name)));
            assert_eq!(text.blocks.len(), 2, "{text:?}");
            assert!(matches!(text.blocks.first(), Some(Block::Paragraph(_))), "{text:?}");
            assert!(!text.subject.contains(char::is_control));
        }
    }

    proptest! {
        #[test]
        fn a_value_is_read_back_as_it_was_but_for_what_breaks_out(value in "[ -~äöü€\\\\#:>~|]{0,40}") {
            let text = read(&format!("subject: s{}e", escaped(&value)));
            prop_assert_eq!(text.subject, format!("s{value}e"));
        }
    }
}
