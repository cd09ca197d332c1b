//! An endpoint of an organization.

use hc_types::{OrganizationId, Timestamp, UserId, WebhookEndpointId};

use super::{webhook_filter::EventTypes, webhook_url::WebhookUrl};

/// The most characters of a description.
const LONGEST_DESCRIPTION: usize = 200;

/// Where an organization's events go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    pub id: WebhookEndpointId,
    pub organization: OrganizationId,
    pub url: WebhookUrl,
    pub event_types: EventTypes,
    pub description: Description,
    pub state: State,
    /// Grows by one with each change.
    pub version: i64,
    pub created_by: UserId,
    pub created_at: Timestamp,
}

/// Whether events go there, and if not, by whose will.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Enabled,
    /// By a member.
    Paused,
    /// By the system.
    Disabled {
        reason: DisabledReason,
        at: Timestamp,
    },
}

/// Why the system disabled an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DisabledReason {
    /// It answered 410.
    Gone,
    /// No delivery succeeded for days.
    Failing,
}

impl DisabledReason {
    /// The name in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Failing => "failing",
        }
    }

    /// The reason of a name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Gone, Self::Failing].into_iter().find(|reason| reason.name() == name)
    }
}

/// What people call it: at most 200 characters, no control characters.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Description(String);

/// Why a text is no description.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DescriptionError {
    #[error("a description has at most {LONGEST_DESCRIPTION} characters, not {length}")]
    Length { length: usize },
    #[error("a description has no control character such as {found:?}")]
    Character { found: char },
}

impl Description {
    pub fn parse(text: &str) -> Result<Self, DescriptionError> {
        let length = text.chars().count();
        if length > LONGEST_DESCRIPTION {
            return Err(DescriptionError::Length { length });
        }
        match text.chars().find(|character| character.is_control()) {
            Some(found) => Err(DescriptionError::Character { found }),
            None => Ok(Self(text.to_owned())),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a member wants to be different; `None` stays.
#[derive(Debug, Default)]
pub struct Change {
    pub url: Option<WebhookUrl>,
    pub event_types: Option<EventTypes>,
    pub enabled: Option<bool>,
    pub description: Option<Description>,
}

impl Endpoint {
    /// Whether events go there.
    pub fn is_enabled(&self) -> bool {
        self.state == State::Enabled
    }

    /// The endpoint after the change, and the names of what is different. Its version grows when something is.
    pub fn change(&self, change: Change) -> (Self, Vec<&'static str>) {
        let mut next = self.clone();
        let mut changed = Vec::new();
        if let Some(url) = change.url.filter(|url| *url != self.url) {
            next.url = url;
            changed.push("url");
        }
        if let Some(event_types) = change.event_types.filter(|types| *types != self.event_types) {
            next.event_types = event_types;
            changed.push("event_types");
        }
        if let Some(enabled) = change.enabled.filter(|enabled| *enabled != self.is_enabled()) {
            next.state = if enabled { State::Enabled } else { State::Paused };
            changed.push("enabled");
        }
        if let Some(description) = change.description.filter(|text| *text != self.description) {
            next.description = description;
            changed.push("description");
        }
        next.version += i64::from(!changed.is_empty());
        (next, changed)
    }

    /// The endpoint as the system disables it; `None` when nothing goes there anyway.
    pub fn disable(&self, reason: DisabledReason, at: Timestamp) -> Option<Self> {
        let disabled = State::Disabled { reason, at };
        self.is_enabled().then(|| Self { state: disabled, version: self.version + 1, ..self.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(state: State) -> Endpoint {
        Endpoint {
            id: WebhookEndpointId::new(),
            organization: OrganizationId::new(),
            url: WebhookUrl::parse("https://example.com/hook", false).unwrap(),
            event_types: EventTypes::default(),
            description: Description::default(),
            state,
            version: 3,
            created_by: UserId::new(),
            created_at: now(),
        }
    }

    fn now() -> Timestamp {
        "2026-11-21T07:30:00Z".parse().unwrap()
    }

    #[test]
    fn a_change_names_what_is_different_and_nothing_else() {
        let before = endpoint(State::Enabled);
        let same = Change { url: Some(before.url.clone()), enabled: Some(true), ..Change::default() };
        assert_eq!(before.change(same), (before.clone(), vec![]));
        let (after, changed) = before.change(Change {
            enabled: Some(false),
            description: Some(Description::parse("the shop").unwrap()),
            ..Change::default()
        });
        assert_eq!((changed, after.version, after.state), (vec!["enabled", "description"], 4, State::Paused));
    }

    #[test]
    fn enabling_forgets_why_it_was_disabled() {
        let disabled = endpoint(State::Enabled).disable(DisabledReason::Gone, now()).unwrap();
        assert_eq!(disabled.state, State::Disabled { reason: DisabledReason::Gone, at: now() });
        let (enabled, _) = disabled.change(Change { enabled: Some(true), ..Change::default() });
        assert_eq!((enabled.state, enabled.version), (State::Enabled, 5));
        assert_eq!(endpoint(State::Paused).disable(DisabledReason::Failing, now()), None);
    }

    #[test]
    fn a_description_is_short_text() {
        assert!(Description::parse(&"ä".repeat(200)).is_ok());
        assert_eq!(Description::parse(&"a".repeat(201)), Err(DescriptionError::Length { length: 201 }));
        assert_eq!(Description::parse("a\r\nb"), Err(DescriptionError::Character { found: '\r' }));
    }
}
