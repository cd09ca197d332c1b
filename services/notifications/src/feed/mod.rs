//! What an entry of the feed says, in the reader's language: made when it is read, so that it can be said in each.

mod english;
mod german;

use crate::domain::{language::Language, story::Story};

/// An entry's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// One line.
    pub title: String,
    /// A sentence or two.
    pub body: String,
}

/// The text of a story in a feed.
pub fn words(story: &Story, organization: &str, language: Language) -> Words {
    let (title, body) = match language {
        Language::English => english::words(story, organization),
        Language::German => german::words(story, organization),
    };
    Words { title, body }
}

#[cfg(test)]
mod tests {
    use hc_types::{Currency, InvoiceId, Money, UserId};

    use super::*;

    #[test]
    fn an_entry_speaks_the_readers_language() {
        let story = Story::PaymentFailed {
            invoice: InvoiceId::new(),
            number: None,
            due: Money::new(123_450, Currency::EUR),
            code: "card_declined".to_owned(),
        };
        assert_eq!(words(&story, "Example", Language::English).title, "A payment did not work");
        let german = words(&story, "Example", Language::German);
        assert_eq!(german.title, "Eine Zahlung ist fehlgeschlagen");
        assert_eq!(german.body, "Für Example sind noch 1.234,50\u{a0}€ offen.");
    }

    #[test]
    fn every_story_of_a_feed_has_words_in_each_language() {
        let story = Story::RoleChanged { member: UserId::new(), role: "admin".to_owned() };
        for language in Language::ALL {
            let words = words(&story, "Example", language);
            assert!(!words.title.is_empty() && !words.body.is_empty());
        }
    }
}
