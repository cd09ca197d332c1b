//! A user says what they want to hear of.

use hc_storage::StoreError;
use hc_types::{Timestamp, UserId};
use sqlx::PgConnection;

use crate::{
    domain::{
        language::Language,
        preferences::{Choice, Preferences},
        topic::Topic,
    },
    store::preferences,
};

/// What is to change; what is absent stays.
#[derive(Debug, Default)]
pub struct Changes {
    /// `Some(None)` for the profile's language.
    pub language: Option<Option<Language>>,
    pub topics: Vec<(Topic, Choice)>,
}

/// Changes what a user wants.
pub async fn choose(
    tx: &mut PgConnection,
    now: Timestamp,
    user: UserId,
    changes: Changes,
) -> Result<Preferences, StoreError> {
    if let Some(language) = changes.language {
        preferences::set_language(tx, now, user, language).await?;
    }
    for (topic, choice) in changes.topics {
        preferences::choose(tx, user, topic, choice).await?;
    }
    preferences::of_one(tx, user).await
}

/// Ends the mails of a topic. Twice is fine; what is always on stays on, whatever a token says.
pub async fn unsubscribe(tx: &mut PgConnection, user: UserId, topic: Topic) -> Result<(), StoreError> {
    preferences::choose(tx, user, topic, Choice { mail: Some(false), in_app: None }).await
}
