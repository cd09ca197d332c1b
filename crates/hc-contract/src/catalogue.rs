//! The events that there are, and who publishes each.
//!
//! A type's first part is its publisher: `billing.invoice.paid.v1` is published by billing and by nobody else. `cargo xtask
//! tidy` compares that with the sources of the services. Only `events.…` is told by each service of its own.

use anyhow::{Context, bail};
use prost_reflect::{DescriptorPool, MessageDescriptor, Value};

use crate::comments::Commented;

const PACKAGE: &str = "hostingco.events.v1";
const TYPE_OPTION: &str = "hostingco.events.v1.event_type";
const WEBHOOK_OPTION: &str = "hostingco.events.v1.webhook_only";
const PLANNED_OPTION: &str = "hostingco.events.v1.planned";
/// The first part of the types that every service publishes.
pub const EVERY_SERVICE: &str = "events";

/// A published type of event.
#[derive(Debug, Clone)]
pub struct EventType {
    /// The type and routing key, such as `billing.invoice.paid.v1`.
    pub name: String,
    /// The service that publishes it, `billing`.
    pub publisher: String,
    /// True for what goes to webhook endpoints only, never over the bus.
    pub webhook_only: bool,
    /// True for what is agreed on and not yet published.
    pub planned: bool,
    /// What happened, and whose id the subject is.
    pub description: String,
    /// The payload.
    pub payload: MessageDescriptor,
}

/// Everything that is published, sorted by type.
pub fn load() -> anyhow::Result<Vec<EventType>> {
    let pool = DescriptorPool::decode(hc_proto::FILE_DESCRIPTOR_SET).context("read the descriptors")?;
    let option = pool.get_extension_by_name(TYPE_OPTION).context("the protos define no event_type")?;
    let webhook = pool.get_extension_by_name(WEBHOOK_OPTION).context("the protos define no webhook_only")?;
    let planned = pool.get_extension_by_name(PLANNED_OPTION).context("the protos define no planned")?;
    let mut events = Vec::new();
    for payload in pool.all_messages().filter(|message| message.package_name() == PACKAGE) {
        let Value::String(name) = payload.options().get_extension(&option).into_owned() else { continue };
        if name.is_empty() {
            continue; // a part of payloads
        }
        let [publisher, _, _, _] = name.split('.').collect::<Vec<_>>()[..] else {
            bail!("{name} is not <service>.<object>.<verb>.v<N>");
        };
        events.push(EventType {
            publisher: publisher.to_owned(),
            planned: payload.options().get_extension(&planned).as_bool() == Some(true),
            webhook_only: payload.options().get_extension(&webhook).as_bool() == Some(true),
            description: payload.comment(),
            payload,
            name,
        });
    }
    events.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(events)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_is_what_the_code_knows_with_words_to_it() {
        let events = load().unwrap();
        let names: Vec<_> = events.iter().map(|event| event.name.as_str()).collect();
        assert_eq!(names, hc_proto::EVENT_TYPES);
        for event in events {
            assert!(event.description.contains("Subject: "), "{}: the comment says no `Subject:`", event.name);
        }
    }
}
