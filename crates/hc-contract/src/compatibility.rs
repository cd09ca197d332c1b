//! What others build on may only grow: the contract of the last release against the one of today.
//!
//! `buf breaking` watches the protos; this watches what consumers see, the JSON: a field that is gone or has another type, a
//! name of an enum that is gone, a header, a type of event, an address. A type may go once a release has called it
//! `deprecated`.

use serde_json::{Map, Value};

/// What of `old` does not hold in `new`, each as a sentence; empty when nothing breaks.
pub fn breaks(old: &Value, new: &Value) -> Vec<String> {
    let mut comparison = Comparison { old, new, broken: Vec::new() };
    comparison.messages();
    comparison.channels();
    comparison.schema("header", of(old, "/components/schemas/Envelope"), of(new, "/components/schemas/Envelope"));
    comparison.broken.sort();
    comparison.broken.dedup();
    comparison.broken
}

struct Comparison<'a> {
    old: &'a Value,
    new: &'a Value,
    broken: Vec<String>,
}

impl<'a> Comparison<'a> {
    fn messages(&mut self) {
        for (kind, old) in entries(self.old, "/components/messages") {
            let old_payload = resolve(self.old, of(old, "/payload"));
            let Some(new) = self.new.pointer(&format!("/components/messages/{kind}")) else {
                if old_payload.get("deprecated") != Some(&Value::Bool(true)) {
                    self.broken.push(format!(
                        "{kind} is gone; publish it beside its successor, deprecated, until a release has said so"
                    ));
                }
                continue;
            };
            self.schema(kind, old_payload, of(new, "/payload"));
            if of(old, "/contentType") != of(new, "/contentType") {
                self.broken.push(format!("{kind}: another content type"));
            }
            // The fixed headers: type and source.
            for (number, old) in of(old, "/headers/allOf").as_array().into_iter().flatten().enumerate().skip(1) {
                let new = of(new, "/headers/allOf").get(number).unwrap_or(&Value::Null);
                self.schema(&format!("{kind} header"), old, new);
            }
        }
    }

    fn channels(&mut self) {
        const EXCHANGE: &str = "/components/channelBindings/event/amqp/exchange";
        if of(self.old, EXCHANGE) != of(self.new, EXCHANGE) {
            self.broken.push(format!("another exchange, {}", of(self.new, EXCHANGE)));
        }
        for (kind, old) in entries(self.old, "/channels") {
            let Some(new) = self.new.pointer(&format!("/channels/{kind}")) else {
                if self.new.pointer(&format!("/components/messages/{kind}")).is_some() {
                    self.broken.push(format!("{kind} is not published any more"));
                }
                continue;
            };
            if of(old, "/address") != of(new, "/address") {
                self.broken.push(format!("{kind}: another routing key, {}", of(new, "/address")));
            }
        }
    }

    /// `path` is what a reader would call the place: `billing.invoice.paid.v1 total.minorUnits`.
    fn schema(&mut self, path: &str, old: &'a Value, new: &'a Value) {
        let (old, new) = (resolve(self.old, old), resolve(self.new, new));
        for pointer in ["/type", "/format", "/contentEncoding", "/const"] {
            let (was, is) = (of(old, pointer), of(new, pointer));
            if was != is {
                self.broken.push(format!("{path}: {} was {was}, is {is}", pointer.trim_start_matches('/')));
            }
        }
        for (name, old) in entries(old, "/properties") {
            let place = format!("{path} {name}").replacen(' ', "\u{0}", 1).replace(' ', ".").replace('\u{0}', " ");
            match of(new, "/properties").get(name) {
                Some(new) => self.schema(&place, old, new),
                None => self.broken.push(format!("{place} is gone")),
            }
        }
        for required in of(old, "/required").as_array().into_iter().flatten() {
            if !of(new, "/required").as_array().is_some_and(|now| now.contains(required)) {
                self.broken
                    .push(format!("{path} {} is not always there any more", required.as_str().unwrap_or_default()));
            }
        }
        for value in of(old, "/x-extensible-enum").as_array().into_iter().flatten() {
            if !of(new, "/x-extensible-enum").as_array().is_some_and(|now| now.contains(value)) {
                self.broken.push(format!("{path}: the value {value} is gone"));
            }
        }
        if let (Some(old), Some(new)) = (old.get("items"), new.get("items")) {
            self.schema(&format!("{path}[]"), old, new);
        }
    }
}

/// The schema behind a `$ref`, or behind the only `$ref` of an `allOf`.
fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let only = schema.get("allOf").and_then(Value::as_array).filter(|all| all.len() == 1).and_then(|all| all.first());
    let target = only.unwrap_or(schema).get("$ref").and_then(Value::as_str);
    target.and_then(|target| document.pointer(target.trim_start_matches('#'))).unwrap_or(schema)
}

fn of<'a>(value: &'a Value, pointer: &str) -> &'a Value {
    value.pointer(pointer).unwrap_or(&Value::Null)
}

fn entries<'a>(value: &'a Value, pointer: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    value.pointer(pointer).and_then(Value::as_object).into_iter().flat_map(Map::iter)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::json;

    use super::*;
    use crate::{asyncapi, files};

    /// Today's contract with one thing done to it.
    fn after(change: impl FnOnce(&mut Value)) -> Vec<String> {
        let old = asyncapi::document().unwrap();
        let mut new = old.clone();
        change(&mut new);
        breaks(&old, &new)
    }

    fn object<'a>(value: &'a mut Value, pointer: &str) -> &'a mut Map<String, Value> {
        value.pointer_mut(pointer).unwrap().as_object_mut().unwrap()
    }

    const PAID: &str = "/components/schemas/InvoicePaid/properties";

    #[test]
    fn nothing_that_was_released_is_broken() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let last = files::releases(&root).unwrap().pop().expect("something was released");
        let broken = breaks(&files::released(&root, &last).unwrap(), &asyncapi::document().unwrap());
        assert!(broken.is_empty(), "breaks what {last} promised:\n{}", broken.join("\n"));
    }

    #[test]
    fn what_is_added_breaks_nothing() {
        let broken = after(|new| {
            object(new, PAID).insert("later".to_owned(), json!({ "type": "string" }));
            object(new, "/components/schemas/Envelope/properties")
                .insert("cloudEvents_later".to_owned(), json!({ "type": "string" }));
            new.pointer_mut("/components/schemas/Role/x-extensible-enum")
                .unwrap()
                .as_array_mut()
                .unwrap()
                .push(json!("ROLE_GARDENER"));
            let paid = of(new, "/components/messages/billing.invoice.paid.v1").clone();
            object(new, "/components/messages").insert("billing.invoice.paid.v2".to_owned(), paid);
        });
        assert_eq!(broken, Vec::<String>::new());
    }

    #[test]
    fn a_field_that_is_gone_or_renamed_is_found() {
        let broken = after(|new| {
            let renamed = object(new, PAID).remove("paymentId").unwrap();
            object(new, PAID).insert("payment".to_owned(), renamed);
        });
        assert_eq!(broken, ["billing.invoice.paid.v1 paymentId is gone"]);
    }

    #[test]
    fn a_field_of_another_type_is_found_however_deep() {
        let broken = after(|new| {
            object(new, "/components/schemas/Money/properties")
                .insert("minorUnits".to_owned(), json!({ "type": "integer" }));
        });
        assert!(
            broken
                .contains(&"billing.invoice.paid.v1 total.minorUnits: type was \"string\", is \"integer\"".to_owned()),
            "{broken:#?}"
        );
        let broken = after(|new| {
            object(new, "/components/schemas/OrderedInstance/properties").remove("limits");
        });
        assert!(broken.contains(&"billing.order.placed.v1 instances[].limits is gone".to_owned()), "{broken:#?}");
        let broken = after(|new| {
            let text = object(new, PAID).get("paymentId").unwrap().clone();
            object(new, PAID).insert("paidAt".to_owned(), text);
        });
        assert_eq!(broken, ["billing.invoice.paid.v1 paidAt: format was \"date-time\", is null"]);
    }

    #[test]
    fn a_value_of_an_enum_that_is_gone_is_found() {
        let broken = after(|new| {
            let values = new.pointer_mut("/components/schemas/Role/x-extensible-enum").unwrap().as_array_mut().unwrap();
            values.retain(|value| value != "ROLE_VIEWER");
        });
        assert!(
            broken.contains(&"accounts.membership.created.v1 role: the value \"ROLE_VIEWER\" is gone".to_owned()),
            "{broken:#?}"
        );
    }

    #[test]
    fn a_header_that_is_gone_or_may_be_missing_now_is_found() {
        let broken = after(|new| {
            object(new, "/components/schemas/Envelope/properties").remove("cloudEvents_causationid");
            let required = new.pointer_mut("/components/schemas/Envelope/required").unwrap().as_array_mut().unwrap();
            required.retain(|name| name != "cloudEvents_epoch");
        });
        assert_eq!(
            broken,
            ["header cloudEvents_causationid is gone", "header cloudEvents_epoch is not always there any more"]
        );
    }

    #[test]
    fn a_type_goes_only_after_a_release_that_said_so() {
        fn remove(document: &mut Value) {
            object(document, "/channels").remove("billing.invoice.paid.v1");
            object(document, "/components/messages").remove("billing.invoice.paid.v1");
        }
        assert_eq!(after(remove).len(), 1);
        let mut old = asyncapi::document().unwrap();
        object(&mut old, "/components/schemas/InvoicePaid").insert("deprecated".to_owned(), json!(true));
        let mut new = old.clone();
        remove(&mut new);
        assert_eq!(breaks(&old, &new), Vec::<String>::new());
    }

    #[test]
    fn another_routing_key_or_exchange_or_publisher_is_found() {
        let broken = after(|new| {
            *new.pointer_mut("/channels/billing.invoice.paid.v1/address").unwrap() = json!("billing.paid");
            *new.pointer_mut("/components/channelBindings/event/amqp/exchange/name").unwrap() = json!("other");
            let source =
                "/components/messages/billing.invoice.paid.v1/headers/allOf/1/properties/cloudEvents_source/const";
            *new.pointer_mut(source).unwrap() = json!("/hostingco/accounts");
        });
        assert_eq!(broken.len(), 3, "{broken:#?}");
    }
}
