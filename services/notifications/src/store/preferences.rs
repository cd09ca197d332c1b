//! The SQL of what users want.

use std::collections::HashMap;

use hc_storage::{StoreError, each_of};
use hc_types::{Timestamp, UserId};
use sqlx::{PgConnection, PgExecutor};

use crate::domain::{
    language::Language,
    preferences::{Choice, Preferences},
    topic::Topic,
};

/// What each of the users wants; who chose nothing has the default.
pub async fn of(db: impl PgExecutor<'_>, users: &[UserId]) -> Result<HashMap<UserId, Preferences>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT wanted.id AS "user_id!: UserId", p.language AS "language?", t.topic AS "topic?", t.mail, t.in_app
           FROM unnest($1::uuid[]) AS wanted (id)
           LEFT JOIN preferences AS p ON p.user_id = wanted.id
           LEFT JOIN topic_preferences AS t ON t.user_id = wanted.id
           WHERE wanted.id IS NOT NULL"#,
        &each_of(users) as &[Option<UserId>],
    );
    let mut found: HashMap<UserId, Preferences> = HashMap::new();
    for row in rows.fetch_all(db).await? {
        let preferences = found.entry(row.user_id).or_default();
        // A language or topic that this version has no more is as if it had not been chosen.
        preferences.language = row.language.and_then(|tag| tag.parse::<Language>().ok());
        if let Some(topic) = row.topic.and_then(|topic| topic.parse::<Topic>().ok()) {
            preferences.topics.insert(topic, Choice { mail: row.mail, in_app: row.in_app });
        }
    }
    Ok(found)
}

/// What one user wants.
pub async fn of_one(db: impl PgExecutor<'_>, user: UserId) -> Result<Preferences, StoreError> {
    Ok(of(db, &[user]).await?.remove(&user).unwrap_or_default())
}

/// Sets the language; none for the profile's.
pub async fn set_language(
    tx: &mut PgConnection,
    now: Timestamp,
    user: UserId,
    language: Option<Language>,
) -> Result<(), StoreError> {
    let set = sqlx::query!(
        "INSERT INTO preferences (user_id, language, updated_at) VALUES ($1, $2, $3)
         ON CONFLICT (user_id) DO UPDATE SET language = EXCLUDED.language, updated_at = EXCLUDED.updated_at",
        user as UserId,
        language.map(Language::tag),
        now,
    );
    set.execute(tx).await?;
    Ok(())
}

/// Sets what is chosen for a topic; what is absent stays.
pub async fn choose(tx: &mut PgConnection, user: UserId, topic: Topic, choice: Choice) -> Result<(), StoreError> {
    let chosen = sqlx::query!(
        "INSERT INTO topic_preferences AS known (user_id, topic, mail, in_app) VALUES ($1, $2, $3, $4)
         ON CONFLICT (user_id, topic) DO UPDATE
         SET mail = COALESCE(EXCLUDED.mail, known.mail), in_app = COALESCE(EXCLUDED.in_app, known.in_app)",
        user as UserId,
        topic.name(),
        choice.mail,
        choice.in_app,
    );
    chosen.execute(tx).await?;
    Ok(())
}
