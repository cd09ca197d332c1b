//! What stands around a mail's text: the same blocks as HTML and as plain text.

use askama::Template;

use super::markup::{Block, Text};
use crate::domain::{brand::Brand, language::Language};

/// What the layouts say themselves.
struct Words {
    or_copy: &'static str,
    questions: &'static str,
    preferences: &'static str,
    unsubscribe: &'static str,
}

const ENGLISH: Words = Words {
    or_copy: "Or copy this address:",
    questions: "Questions?",
    preferences: "What we write to you about",
    unsubscribe: "Unsubscribe",
};
const GERMAN: Words = Words {
    or_copy: "Oder kopieren Sie diese Adresse:",
    questions: "Fragen?",
    preferences: "Worüber wir Ihnen schreiben",
    unsubscribe: "Abbestellen",
};

/// Where the footer leads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Footer {
    /// Where people choose; none for who has no account.
    pub preferences_url: Option<String>,
    /// Where this topic ends with one click; only for what can be.
    pub unsubscribe_url: Option<String>,
}

#[derive(Template)]
#[template(path = "layout.html")]
struct Html<'a> {
    language: &'a str,
    subject: &'a str,
    preview: &'a str,
    blocks: &'a [Block],
    brand: &'a Brand,
    color: String,
    on_color: &'a str,
    preferences_url: &'a Option<String>,
    unsubscribe_url: &'a Option<String>,
    words: &'a Words,
}

#[derive(Template)]
#[template(path = "layout.txt", escape = "none")]
struct Plain<'a> {
    blocks: &'a [Block],
    brand: &'a Brand,
    preferences_url: &'a Option<String>,
    unsubscribe_url: &'a Option<String>,
    words: &'a Words,
}

impl Plain<'_> {
    /// The line under a heading.
    #[expect(clippy::unused_self, reason = "templates call methods of what they are rendered from")]
    fn rule(&self, heading: &str) -> String {
        "=".repeat(heading.chars().count().min(60))
    }
}

/// A mail's two bodies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bodies {
    pub html: String,
    pub plain: String,
}

/// Lays a text out in the look of a brand.
pub fn lay_out(text: &Text, brand: &Brand, language: Language, footer: &Footer) -> Result<Bodies, askama::Error> {
    let words = match language {
        Language::English => &ENGLISH,
        Language::German => &GERMAN,
    };
    let html = Html {
        language: language.tag(),
        subject: &text.subject,
        preview: &text.preview,
        blocks: &text.blocks,
        brand,
        color: brand.color.text(),
        on_color: brand.color.readable_on(),
        preferences_url: &footer.preferences_url,
        unsubscribe_url: &footer.unsubscribe_url,
        words,
    };
    let plain = Plain {
        blocks: &text.blocks,
        brand,
        preferences_url: &footer.preferences_url,
        unsubscribe_url: &footer.unsubscribe_url,
        words,
    };
    Ok(Bodies { html: html.render()?, plain: plain.render()? })
}
