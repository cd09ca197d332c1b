//! What must not be in the record: secrets, and data of people that a record for years has no use for.
//!
//! Events carry ids; who a `usr_…` is, is asked of auth. A field that breaks this rule is a bug of who tells the event:
//! the test below finds it before it is released, and what comes anyway is taken out here.

use serde_json::{Map, Value};

/// What stands in place of what was taken out.
pub const REMOVED: &str = "[removed]";

/// Words that no field's name may have: its value would be a secret or a person's data.
const DENIED: &[&str] = &[
    "address",
    "agent",
    "authorization",
    "bearer",
    "birthday",
    "card",
    "cookie",
    "credential",
    "credentials",
    "cvc",
    "email",
    "iban",
    "ip",
    "jwt",
    "passphrase",
    "passwd",
    "password",
    "phone",
    "pin",
    "secret",
    "seed",
    "ssn",
    "street",
    "token",
];
/// Names that are a person's as a whole.
const DENIED_NAMES: &[&str] =
    &["first_name", "last_name", "full_name", "given_name", "family_name", "display_name", "user_name", "person_name"];
/// Last words that make of a denied one something harmless: `email_verification_id`, `password_changed_at`.
const HARMLESS_ENDS: &[&str] =
    &["at", "changed", "count", "enabled", "id", "ids", "kind", "required", "until", "verified", "version"];
/// How our own secrets begin; they are not left in whatever field they stand.
const SECRET_PREFIXES: &[&str] = &["whsec_", "hci_", "hcr_", "eyJ"];

/// Whether a field of this name may not be in an event; the name in snake or camel case.
pub fn is_denied(field: &str) -> bool {
    let words = words(field);
    let is_harmless = words.last().is_some_and(|last| HARMLESS_ENDS.contains(&last.as_str()));
    !is_harmless
        && (words.iter().any(|word| DENIED.contains(&word.as_str()))
            || DENIED_NAMES.contains(&words.join("_").as_str()))
}

/// `userAgent` and `user_agent` are `user`, `agent`.
fn words(field: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for c in field.chars() {
        if c.is_uppercase() || !c.is_alphanumeric() {
            words.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Takes out of an event's data what must not be there, at any depth; says which fields.
pub fn clean(data: &mut Map<String, Value>) -> Vec<String> {
    let mut removed = Vec::new();
    clean_below(data, "", &mut removed);
    removed
}

fn clean_below(fields: &mut Map<String, Value>, path: &str, removed: &mut Vec<String>) {
    for (name, value) in fields {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        // What says only whether, or nothing, gives nothing away.
        let is_empty = matches!(value, Value::Null | Value::Bool(_)) || value.as_str() == Some("");
        if is_denied(name) && !is_empty {
            *value = Value::from(REMOVED);
            removed.push(path);
        } else {
            clean_value(value, &path, removed);
        }
    }
}

fn clean_value(value: &mut Value, path: &str, removed: &mut Vec<String>) {
    match value {
        Value::Object(fields) => clean_below(fields, path, removed),
        Value::Array(values) => values.iter_mut().for_each(|value| clean_value(value, path, removed)),
        Value::String(text) if SECRET_PREFIXES.iter().any(|prefix| text.starts_with(prefix) && text.len() > 20) => {
            *value = Value::from(REMOVED);
            removed.push(path.to_owned());
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use prost::Message as _;
    use prost_types::{FileDescriptorSet, field_descriptor_proto::Type};
    use serde_json::json;

    use super::*;

    #[test]
    fn no_event_has_a_field_for_secrets_or_data_of_people() {
        let set = FileDescriptorSet::decode(hc_proto::FILE_DESCRIPTOR_SET).unwrap();
        let events = set.file.iter().filter(|file| file.package() == "hostingco.events.v1");
        let messages: Vec<_> = events.flat_map(|file| &file.message_type).collect();
        assert!(messages.len() > 30);
        let fields = messages.iter().flat_map(|message| message.field.iter().map(move |field| (message.name(), field)));
        let denied: Vec<_> = fields
            .filter(|(_, field)| field.r#type() != Type::Bool && is_denied(field.name()))
            .map(|(message, field)| format!("{message}.{}", field.name()))
            .collect();
        assert!(denied.is_empty(), "not in an event, please: {denied:?}");
    }

    #[test]
    fn names_are_judged_by_their_words() {
        for denied in [
            "email",
            "userEmail",
            "new_password",
            "ip_address",
            "ipAddress",
            "userAgent",
            "accessToken",
            "client_secret",
            "firstName",
        ] {
            assert!(is_denied(denied), "{denied}");
        }
        for fine in [
            "email_verification_id",
            "passwordResetId",
            "name",
            "slug",
            "zip",
            "description",
            "email_verified",
            "tokenizer",
            "shipped",
        ] {
            assert!(!is_denied(fine), "{fine}");
        }
    }

    #[test]
    fn what_came_anyway_is_taken_out_at_any_depth() {
        let Value::Object(mut data) = json!({
            "id": "usr_1", "email": "ada@demo.test", "emailVerified": true, "profile": { "ipAddress": "192.0.2.1", "city": "Bern" },
            "list": [{ "token": "abc" }], "note": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "secret": "",
        }) else {
            unreachable!()
        };
        let mut removed = clean(&mut data);
        removed.sort();
        assert_eq!(removed, ["email", "list.token", "note", "profile.ipAddress"]);
        let expected = json!({
            "id": "usr_1", "email": REMOVED, "emailVerified": true, "profile": { "ipAddress": REMOVED, "city": "Bern" },
            "list": [{ "token": REMOVED }], "note": REMOVED, "secret": "",
        });
        assert_eq!(Value::Object(data), expected);
    }
}
