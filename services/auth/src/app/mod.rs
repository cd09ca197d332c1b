//! Use cases: load, decide, save, enqueue, in one transaction. Hashing happens before it, never inside.

pub mod change_password;
pub mod grant_role;
pub mod keys;
pub mod log_in;
pub mod mail_links;
pub mod mint_mail_link;
pub mod refresh;
pub mod register;
pub mod request_email_verification;
pub mod request_password_reset;
pub mod reset_password;
pub mod revoke_session;
pub mod seed;
pub mod shut_out;
pub mod sign_in;
#[cfg(test)]
mod tests;
pub mod update_profile;
pub mod verify_email;
pub mod web_session;

use std::{sync::Arc, time::Duration};

use hc_storage::Db;
use tokio::sync::Notify;

use crate::{
    crypto::access_token::Issuing, domain::refresh::RefreshPolicy, hashing::HashPool, settings::Settings,
    store::allowances::PerHour,
};
use keys::Keys;
use mail_links::MailLinkPolicy;

/// Everything that a use case needs. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub db: Db,
    /// Password hashing.
    pub hashing: HashPool,
    /// The keys in use.
    pub keys: Arc<Keys>,
    /// The rules, by the settings.
    pub policy: Arc<Policy>,
    /// Told when a password reset was asked for.
    pub reset_asked: Arc<Notify>,
}

/// What the settings say about tokens, sessions and passwords.
#[derive(Debug)]
pub struct Policy {
    /// What access tokens have in common.
    pub issuing: Issuing,
    /// How refresh tokens rotate.
    pub refresh: RefreshPolicy,
    /// How long a session lives at most.
    pub absolute: Duration,
    /// The fewest characters of a password.
    pub min_password: usize,
    /// Links that go out by mail.
    pub mail_links: MailLinkPolicy,
    /// The services that may hold sessions of their users' browsers, by the name in their certificates.
    pub web_clients: Vec<String>,
}

/// How many generations in a row may be retried before that counts as reuse.
const MOST_RETRIES_IN_ROW: u16 = 5;

impl From<&Settings> for Policy {
    fn from(settings: &Settings) -> Self {
        Self {
            issuing: Issuing {
                issuer: settings.issuer.url.clone(),
                audience: settings.tokens.audience.clone(),
                lifetime: settings.tokens.access_lifetime,
            },
            refresh: RefreshPolicy {
                idle: settings.sessions.idle,
                retry_window: settings.sessions.retry_window,
                most_retries_in_row: MOST_RETRIES_IN_ROW,
            },
            absolute: settings.sessions.absolute,
            min_password: settings.passwords.min_length,
            mail_links: MailLinkPolicy {
                verify_lifetime: settings.mail_links.verify_lifetime,
                reset_lifetime: settings.mail_links.reset_lifetime,
                per_address: PerHour(settings.mail_links.per_address),
                per_source: PerHour(settings.mail_links.per_source),
            },
            web_clients: settings.sessions.web_clients.clone(),
        }
    }
}
