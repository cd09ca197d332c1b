//! What is to be told, and why it happened.

use hc_types::{OrganizationId, SessionId};
use uuid::Uuid;

/// A change that the others shall hear of.
#[derive(Debug)]
pub struct Fact<'a, E> {
    /// The id of the object that changed, e.g. `inv_…`; events of one subject arrive in order.
    pub subject: String,
    /// The customer it belongs to, if any.
    pub organization: Option<OrganizationId>,
    /// Why it happened.
    pub cause: &'a Cause,
    /// What happened: one of `hostingco.events.v1`.
    pub payload: E,
}

/// Why something happens: who began it, which story it belongs to, which event it follows from.
///
/// From a caller, from an event ([`crate::Delivered`]'s `cause`, ready to pass on), or from the system itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// Who began it: a user's id, `service:<name>` or `system:<job>`.
    pub actor: String,
    /// The session that the actor was signed in with, if it is a user: from where, for who may ask.
    pub session: Option<SessionId>,
    /// One for all that follows from one beginning: the request id, or a new one.
    pub correlation: String,
    /// The event that this follows from; none at the beginning of the story.
    pub causation: Option<String>,
}

impl Cause {
    /// A story that `actor` begins, under the request's id.
    pub fn by(actor: impl Into<String>, request: impl Into<String>) -> Self {
        Self { actor: actor.into(), session: None, correlation: request.into(), causation: None }
    }

    /// The same, begun in this session.
    #[must_use]
    pub fn in_session(self, session: impl Into<Option<SessionId>>) -> Self {
        Self { session: session.into(), ..self }
    }

    /// A story that one of our own jobs begins, e.g. `Cause::system("renewals")`.
    pub fn system(job: &str) -> Self {
        Self::by(format!("system:{job}"), Uuid::now_v7().to_string())
    }
}
