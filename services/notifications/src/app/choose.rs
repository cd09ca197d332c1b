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

/// What becomes of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LanguageChange {
    /// It stays.
    Keep,
    /// It is the profile's, whatever that will be.
    AsProfile,
    /// It is this one, whatever the profile says.
    Set(Language),
}

/// What is to change; a topic that is absent stays.
#[derive(Debug)]
pub struct Changes {
    pub language: LanguageChange,
    pub topics: Vec<(Topic, Choice)>,
}

/// Changes what a user wants.
pub async fn choose(
    tx: &mut PgConnection,
    now: Timestamp,
    user: UserId,
    changes: Changes,
) -> Result<Preferences, StoreError> {
    match changes.language {
        LanguageChange::Keep => {}
        LanguageChange::AsProfile => preferences::set_language(tx, now, user, None).await?,
        LanguageChange::Set(language) => preferences::set_language(tx, now, user, Some(language)).await?,
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
