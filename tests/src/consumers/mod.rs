//! The conformance kit of consumers in any language: what is fed ([`Story`]), by whom ([`Feeder`]), to which program
//! ([`Example`]), and what must have come of it.

mod feeder;
mod program;
mod story;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

pub use self::{
    feeder::Feeder,
    program::{Example, Program},
    story::{Message, Story},
};

/// A dead letter, wherever the consumer keeps them.
#[derive(Debug, Clone)]
pub struct DeadLetter {
    /// The id of the message.
    pub id: String,
    /// Why it died, in the consumer's words.
    pub cause: String,
}

/// Exactly once, in order for each invoice, and the copy is what the events say.
pub fn check_effects(story: &Story, dump: &Value) {
    let mut happened: BTreeMap<String, Vec<(i64, String)>> = BTreeMap::new();
    for booking in dump["bookings"].as_array().expect("bookings") {
        let text = |name: &str| booking[name].as_str().expect("a text").to_owned();
        happened
            .entry(text("subject"))
            .or_default()
            .push((booking["version"].as_i64().expect("a number"), text("event")));
    }
    let expected: BTreeMap<_, _> =
        story.expected().iter().map(|(id, invoice)| (id.clone(), invoice.effects.clone())).collect();
    for (invoice, effects) in &expected {
        assert_eq!(happened.get(invoice), Some(effects), "{invoice}: (version, event) in the order of their effects");
    }
    assert_eq!(happened.len(), expected.len(), "invoices that nobody told of: {happened:#?}");
    for (id, invoice) in story.expected() {
        assert_eq!(dump["invoices"][id], invoice.copy, "{id}");
    }
}

/// All of the poison, with a cause each, and nothing else.
pub fn check_dead_letters(story: &Story, dead: &[DeadLetter]) {
    let found: BTreeSet<_> = dead.iter().map(|letter| letter.id.as_str()).collect();
    let expected: BTreeSet<_> = story.poison().iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(found, expected, "{dead:#?}");
    for letter in dead {
        assert!(!letter.cause.is_empty() && letter.cause != "unknown", "{letter:?}");
        let (_, is_gap) = story.poison().iter().find(|(id, _)| *id == letter.id).expect("it is there");
        assert_eq!(letter.cause.starts_with("exhausted"), *is_gap, "{letter:?}");
    }
}
