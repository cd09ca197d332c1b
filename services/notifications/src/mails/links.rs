//! Where the links in mails lead.

use std::fmt::Display;

use hc_types::{OrganizationId, UserId};

use crate::domain::{topic::Topic, unsubscribe::Unsubscriptions};

/// Makes links, from settings only: what a request says never decides where a mail leads.
pub struct Links {
    console: String,
    public: String,
    unsubscriptions: Unsubscriptions,
}

impl Links {
    /// `console` is where people use the product, `public` where this service answers browsers.
    pub fn new(console: &str, public: &str, unsubscriptions: Unsubscriptions) -> Self {
        let base = |url: &str| url.trim_end_matches('/').to_owned();
        Self { console: base(console), public: base(public), unsubscriptions }
    }

    /// Shows that an address is its user's.
    pub fn verify_email(&self, token: &str) -> String {
        format!("{}/verify-email?token={token}", self.console)
    }

    /// Sets a new password.
    pub fn reset_password(&self, token: &str) -> String {
        format!("{}/reset-password?token={token}", self.console)
    }

    /// Accepts an invitation.
    pub fn invitation(&self, token: &str) -> String {
        format!("{}/invitations/accept?token={token}", self.console)
    }

    /// Signs in.
    pub fn sign_in(&self) -> String {
        format!("{}/login", self.console)
    }

    /// The user's sessions.
    pub fn sessions(&self) -> String {
        format!("{}/settings/sessions", self.console)
    }

    /// What the user wants to hear of.
    pub fn preferences(&self) -> String {
        format!("{}/settings/notifications", self.console)
    }

    /// An invoice.
    pub fn invoice(&self, id: impl Display) -> String {
        format!("{}/invoices/{id}", self.console)
    }

    /// An instance.
    pub fn instance(&self, id: impl Display) -> String {
        format!("{}/instances/{id}", self.console)
    }

    /// A webhook endpoint.
    pub fn webhook(&self, id: impl Display) -> String {
        format!("{}/webhooks/{id}", self.console)
    }

    /// An organization.
    pub fn organization(&self, id: OrganizationId) -> String {
        format!("{}/organizations/{id}", self.console)
    }

    /// Ends a topic's mails; takes a `POST` by RFC 8058 and shows browsers a page.
    pub fn unsubscribe(&self, user: UserId, topic: Topic) -> Option<String> {
        let token = self.unsubscriptions.token(user, topic)?;
        Some(format!("{}/unsubscribe?token={token}", self.public))
    }

    /// Reads the token of such a link.
    pub fn read_unsubscribe(&self, token: &str) -> Option<(UserId, Topic)> {
        self.unsubscriptions.read(token)
    }
}
