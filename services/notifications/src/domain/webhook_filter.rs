//! Which events go to an endpoint.

/// The most entries of a filter, and the most characters of one.
const MOST: usize = 100;
const LONGEST: usize = 100;

/// Event types and prefixes; empty lets everything through.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventTypes(Vec<String>);

/// Why a list is no filter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EventTypesError {
    #[error("a filter has at most {MOST} entries, not {count}")]
    Count { count: usize },
    #[error("{entry:?} is neither an event type such as billing.invoice.paid.v1 nor a prefix such as billing.*")]
    Entry { entry: String },
}

impl EventTypes {
    /// Reads a filter; an entry that stands in it twice counts once.
    pub fn parse(entries: Vec<String>) -> Result<Self, EventTypesError> {
        if entries.len() > MOST {
            return Err(EventTypesError::Count { count: entries.len() });
        }
        if let Some(entry) = entries.iter().find(|entry| !is_entry(entry)) {
            return Err(EventTypesError::Entry { entry: entry.chars().take(LONGEST).collect() });
        }
        let mut kept = Vec::with_capacity(entries.len());
        for entry in entries {
            if !kept.contains(&entry) {
                kept.push(entry);
            }
        }
        Ok(Self(kept))
    }

    /// The entries, in the order in which they were given.
    pub fn entries(&self) -> &[String] {
        &self.0
    }

    /// Whether events of this type pass.
    pub fn lets_through(&self, event_type: &str) -> bool {
        self.0.is_empty() || self.0.iter().any(|entry| matches(entry, event_type))
    }
}

fn matches(entry: &str, event_type: &str) -> bool {
    match entry.strip_suffix('*') {
        Some(prefix) => event_type.starts_with(prefix),
        None => entry == event_type,
    }
}

/// `<service>.<object>.<verb>.v<N>`, or one to three of its parts and `*`.
fn is_entry(entry: &str) -> bool {
    let is_word =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'));
    if entry.len() > LONGEST {
        return false;
    }
    match entry.split('.').collect::<Vec<_>>().as_slice() {
        [words @ .., "*"] => (1..=3).contains(&words.len()) && words.iter().all(|word| is_word(word)),
        [service, object, verb, version] => {
            let number = version.strip_prefix('v').unwrap_or_default();
            let is_version = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
            is_version && [service, object, verb].iter().all(|word| is_word(word))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(entries: &[&str]) -> Result<EventTypes, EventTypesError> {
        EventTypes::parse(entries.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_filter_lets_its_types_and_prefixes_through() {
        let filter_of = |entries: &[&str]| filter(entries).unwrap();
        assert!(filter_of(&[]).lets_through("billing.invoice.paid.v1"));
        let some = filter_of(&["billing.invoice.paid.v1", "provisioning.*", "accounts.membership.*"]);
        for passes in
            ["billing.invoice.paid.v1", "provisioning.instance.activated.v1", "accounts.membership.created.v2"]
        {
            assert!(some.lets_through(passes), "{passes}");
        }
        for stays in ["billing.invoice.paid.v2", "billing.invoice.issued.v1", "accounts.invitation.created.v1"] {
            assert!(!some.lets_through(stays), "{stays}");
        }
        assert!(!filter_of(&["billing.inv.*"]).lets_through("billing.invoice.paid.v1"), "a part is whole");
    }

    #[test]
    fn what_is_no_type_is_refused_by_name() {
        for entry in [
            "",
            "*",
            "billing",
            "billing.*.v1",
            "billing.invoice.paid",
            "billing.invoice.paid.1",
            "a.b.c.v1.*",
            "Billing.*",
            "billing..*",
            "billing.invoice.paid.v",
            "billing.%.paid.v1",
        ] {
            assert_eq!(filter(&[entry]), Err(EventTypesError::Entry { entry: entry.to_owned() }));
        }
        assert_eq!(EventTypes::parse(vec!["billing.*".to_owned(); 101]), Err(EventTypesError::Count { count: 101 }));
        assert_eq!(filter(&["billing.*", "billing.*"]).unwrap().entries(), ["billing.*"]);
    }
}
