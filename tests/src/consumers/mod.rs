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

/// A kit that finds nothing has proved nothing.
#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// What a faultless consumer would print.
    fn faultless(story: &Story) -> Value {
        let bookings = story.expected().iter().flat_map(|(subject, invoice)| {
            let effects = invoice.effects.iter();
            effects.map(move |(version, event)| json!({ "subject": subject, "version": version, "event": event }))
        });
        let copies = story.expected().iter().map(|(id, invoice)| (id.clone(), invoice.copy.clone()));
        json!({ "bookings": bookings.collect::<Vec<_>>(), "invoices": copies.collect::<serde_json::Map<_, _>>() })
    }

    fn is_found(change: impl FnOnce(&mut Value)) -> bool {
        let story = Story::of_invoices(8, 1);
        let mut dump = faultless(&story);
        change(&mut dump);
        std::panic::catch_unwind(|| check_effects(&story, &dump)).is_err()
    }

    fn bookings(dump: &mut Value) -> &mut Vec<Value> {
        dump["bookings"].as_array_mut().expect("bookings")
    }

    #[test]
    fn lost_repeated_swapped_and_wrong_effects_are_found() {
        assert!(!is_found(|_| {}), "nothing is wrong");
        assert!(is_found(|dump| drop(bookings(dump).pop())), "lost");
        assert!(
            is_found(|dump| {
                let first = dump["bookings"][0].clone();
                bookings(dump).push(first);
            }),
            "repeated"
        );
        assert!(is_found(|dump| bookings(dump).swap(0, 1)), "swapped");
        assert!(is_found(|dump| dump["invoices"].as_object_mut().expect("copies").clear()), "no copy");
        assert!(is_found(|dump| bookings(dump)[0]["subject"] = json!("inv_of_nobody")), "of nobody");
    }

    #[test]
    fn a_living_dead_letter_a_missing_one_and_one_without_a_cause_are_found() {
        let story = Story::of_invoices(4, 1);
        let letter = |(id, is_gap): &(String, bool)| {
            let cause = if *is_gap { "exhausted: a gap" } else { "permanent: not JSON" };
            DeadLetter { id: id.clone(), cause: cause.to_owned() }
        };
        let all: Vec<_> = story.poison().iter().map(letter).collect();
        let is_found =
            |letters: &[DeadLetter]| std::panic::catch_unwind(|| check_dead_letters(&story, letters)).is_err();
        assert!(!is_found(&all));
        assert!(is_found(&all[1..]), "one is missing");
        let healthy = DeadLetter { id: "evt_1".to_owned(), cause: "permanent: so it says".to_owned() };
        assert!(is_found(&[all.clone(), vec![healthy]].concat()), "one too many");
        let mut silent = all;
        silent[0].cause = String::new();
        assert!(is_found(&silent), "no cause");
    }
}
