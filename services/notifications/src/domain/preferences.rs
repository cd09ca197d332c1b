//! What a user wants to hear of, and how.

use std::collections::BTreeMap;

use super::{language::Language, topic::Topic};

/// What a user chose; what they did not choose is the default.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preferences {
    /// Where it shall differ from the profile's.
    pub language: Option<Language>,
    /// By topic.
    pub topics: BTreeMap<Topic, Choice>,
}

/// What a user chose for a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Choice {
    /// Whether mails are sent.
    pub mail: Option<bool>,
    /// Whether entries appear in the feed.
    pub in_app: Option<bool>,
}

impl Preferences {
    /// Whether mails of the topic are sent.
    pub fn mails(&self, topic: Topic) -> bool {
        topic.always_on() || self.choice(topic).mail.unwrap_or(topic.mailed_by_default())
    }

    /// Whether entries of the topic appear in the feed.
    pub fn in_app(&self, topic: Topic) -> bool {
        topic.always_on() || self.choice(topic).in_app.unwrap_or(true)
    }

    fn choice(&self, topic: Topic) -> Choice {
        self.topics.get(&topic).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn security_cannot_be_silenced_and_news_need_a_yes() {
        let off = Choice { mail: Some(false), in_app: Some(false) };
        let silent = Preferences { language: None, topics: Topic::ALL.map(|topic| (topic, off)).into() };
        assert!(silent.mails(Topic::AccountSecurity) && silent.in_app(Topic::AccountSecurity));
        assert!(!silent.mails(Topic::Billing) && !silent.in_app(Topic::Billing));
        let nothing = Preferences::default();
        assert!(
            nothing.mails(Topic::Billing) && !nothing.mails(Topic::ProductNews) && nothing.in_app(Topic::ProductNews)
        );
    }
}
