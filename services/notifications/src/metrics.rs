//! What this service counts.

use metrics::{counter, describe_counter};

use crate::domain::{template::Template, topic::Topic};

const MAILS_ORDERED: &str = "hostingco_mails_ordered_total";
const MAILS_HELD: &str = "hostingco_mails_held_total";
const MAIL_ATTEMPTS: &str = "hostingco_mail_attempts_total";
const ENTRIES: &str = "hostingco_feed_entries_total";
const UNSUBSCRIBED: &str = "hostingco_unsubscribed_total";

/// Describes every metric; once, at the start.
pub fn describe() {
    describe_counter!(MAILS_ORDERED, "Mails that were ordered, by template");
    describe_counter!(MAILS_HELD, "Mails that were not sent, by template and reason");
    describe_counter!(MAIL_ATTEMPTS, "What the mail server said to mails, or nothing, by template and outcome");
    describe_counter!(ENTRIES, "Entries in feeds, by topic");
    describe_counter!(UNSUBSCRIBED, "Links in mails that ended a topic, by topic");
}

/// A mail was ordered.
pub fn mail_ordered(template: Template) {
    counter!(MAILS_ORDERED, "template" => template.name()).increment(1);
}

/// A mail is not sent.
pub fn mail_held(template: Template, reason: &'static str) {
    counter!(MAILS_HELD, "template" => template.name(), "reason" => reason).increment(1);
}

/// The mail server answered, or did not.
pub fn mail_attempted(template: Template, outcome: &'static str) {
    counter!(MAIL_ATTEMPTS, "template" => template.name(), "outcome" => outcome).increment(1);
}

/// A feed grew.
pub fn entry_made(topic: Topic) {
    counter!(ENTRIES, "topic" => topic.name()).increment(1);
}

/// Somebody unsubscribed by a link.
pub fn unsubscribed(topic: Topic) {
    counter!(UNSUBSCRIBED, "topic" => topic.name()).increment(1);
}
