//! A type of event is published by the service that its first part names, and by no other.

use std::collections::BTreeMap;
use std::fs;

use crate::workspace;

const PROTOS: &str = "proto/hostingco/events/v1/";
/// The first part of what every service tells of its own.
const EVERY_SERVICE: &str = "events";

/// Payloads that a service builds though another one publishes them, and types that nobody publishes, though they are not
/// `planned`, or the other way round.
pub fn check() -> anyhow::Result<Vec<String>> {
    let mut payloads = BTreeMap::new();
    for file in workspace::files("proto")?.iter().filter(|file| file.starts_with(PROTOS)) {
        payloads.extend(payloads_of(&fs::read_to_string(workspace::root().join(file))?));
    }
    let mut sources: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in workspace::files("rs")? {
        let Some(service) = source_of(&file) else { continue };
        let text = fs::read_to_string(workspace::root().join(&file))?;
        sources.entry(service.to_owned()).or_default().push(without_tests(&text).to_owned());
    }
    let mut wrong = Vec::new();
    for (payload, Declared { kind, planned }) in &payloads {
        let publisher = kind.split('.').next().unwrap_or_default();
        if publisher == EVERY_SERVICE {
            continue;
        }
        let builders = sources.iter().filter(|(_, files)| files.iter().any(|file| builds(file, payload)));
        let builders: Vec<_> = builders.map(|(service, _)| service.as_str()).collect();
        if builders.is_empty() != *planned {
            let what = if *planned { "is planned and published" } else { "is neither published nor planned" };
            wrong.push(format!("{PROTOS}: {kind} {what}: see the option `planned`"));
        }
        let others = builders.into_iter().filter(|service| *service != publisher);
        wrong.extend(others.map(|other| format!("services/{other} builds {payload}, which {publisher} publishes")));
    }
    Ok(wrong)
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Declared {
    kind: String,
    planned: bool,
}

/// Each payload with its type.
fn payloads_of(proto: &str) -> BTreeMap<String, Declared> {
    let mut payloads: BTreeMap<String, Declared> = BTreeMap::new();
    let mut message = None;
    for line in proto.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix("message ") {
            message = name.split_whitespace().next();
        } else if let Some((_, kind)) = line.split_once("(event_type) = \"")
            && let Some(message) = message
        {
            let kind = kind.trim_end_matches(['"', ';']);
            kind.clone_into(&mut payloads.entry(message.to_owned()).or_default().kind);
        } else if line == "option (planned) = true;"
            && let Some(message) = message
        {
            payloads.entry(message.to_owned()).or_default().planned = true;
        }
    }
    payloads
}

/// The service whose own source this is.
fn source_of(file: &str) -> Option<&str> {
    let (service, path) = file.strip_prefix("services/")?.split_once('/')?;
    let is_test = path.contains("/tests/") || path.ends_with("/tests.rs") || path.ends_with("/testing.rs");
    (path.starts_with("src/") && !is_test).then_some(service)
}

fn without_tests(source: &str) -> &str {
    source.split("#[cfg(test)]\nmod tests {").next().unwrap_or(source)
}

/// Whether the file has a struct literal of this payload: by a path through the generated module, or by its bare name where
/// that is imported. `impl … for InvoicePaid {` is none, nor is a variant of somebody's own enum.
fn builds(source: &str, payload: &str) -> bool {
    let is_imported = source
        .split(';')
        .filter_map(|statement| statement.split_once("use hc_proto::"))
        .any(|(_, names)| names.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|name| name == payload));
    source.match_indices(payload).any(|(at, _)| {
        let before = source.get(..at).unwrap_or_default();
        let after = source.get(at + payload.len()..).unwrap_or_default();
        let is_whole = !before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let path = before.rsplit(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).next().unwrap_or_default();
        let is_impl = before.strip_suffix(path).is_some_and(|before| before.ends_with("for "));
        let is_ours = (path.is_empty() && is_imported) || path.ends_with("events::") || path.ends_with("v1::");
        is_whole && !is_impl && is_ours && after.starts_with(" {")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_has_its_messages_type() {
        let proto = "message Part {\n}\n// Paid.\nmessage InvoicePaid {\n  option (event_type) = \"billing.invoice.paid.v1\";\n";
        let paid = Declared { kind: "billing.invoice.paid.v1".to_owned(), planned: false };
        assert_eq!(payloads_of(proto), BTreeMap::from([("InvoicePaid".to_owned(), paid)]));
        let planned = payloads_of(&format!("{proto}  option (planned) = true;\n"));
        assert!(planned.values().all(|declared| declared.planned));
    }

    #[test]
    fn a_literal_counts_and_a_mention_does_not() {
        assert!(builds("let fact = events::InvoicePaid { invoice_id };", "InvoicePaid"));
        assert!(!builds(".on::<InvoicePaid>(paid)\nuse events::{InvoicePaid};", "InvoicePaid"));
        assert!(builds("use hc_proto::{Event, events::v1::InvoicePaid};\ntell(InvoicePaid { total });", "InvoicePaid"));
        assert!(!builds("ProformaInvoicePaid { }", "InvoicePaid"));
        assert!(!builds("enum Story {\n    InvoicePaid { name: String },", "InvoicePaid"));
        assert!(!builds("Story::InvoicePaid { name }", "InvoicePaid"));
        assert!(!builds("impl Mailing for events::InvoicePaid {", "InvoicePaid"));
        assert_eq!(source_of("services/billing/src/app/facts.rs"), Some("billing"));
        assert_eq!(source_of("services/billing/src/app/tests/mod.rs"), None);
    }
}
