//! The SQL of what happened.

use hc_storage::StoreError;
use hc_types::{EventId, OrganizationId, Timestamp};
use sqlx::PgConnection;

use crate::domain::story::Story;

/// What happened, and where it was heard.
#[derive(Debug, Clone)]
pub struct Happening {
    pub event: EventId,
    pub event_type: &'static str,
    pub subject: String,
    pub organization: Option<(OrganizationId, String)>,
    pub story: Story,
    pub correlation: String,
    pub occurred_at: Timestamp,
}

/// Keeps it; mails and the feed both do, whoever comes first.
pub async fn keep(tx: &mut PgConnection, now: Timestamp, happening: &Happening) -> Result<(), StoreError> {
    let story = serde_json::to_string(&happening.story).map_err(|error| StoreError::corrupt("story", error))?;
    let kept = sqlx::query!(
        "INSERT INTO causes (event_id, event_type, subject, organization_id, organization_name, story, correlation_id,
                             occurred_at, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6::text::jsonb, $7, $8, $9) ON CONFLICT (event_id) DO NOTHING",
        happening.event as EventId,
        happening.event_type,
        happening.subject,
        happening.organization.as_ref().map(|(id, _)| *id) as Option<OrganizationId>,
        happening.organization.as_ref().map_or("", |(_, name)| name),
        story,
        happening.correlation,
        happening.occurred_at,
        now,
    );
    kept.execute(tx).await?;
    Ok(())
}

/// Reads a story; what a later version of the code has written is corrupt here.
pub fn story(json: &str) -> Result<Story, StoreError> {
    serde_json::from_str(json).map_err(|error| StoreError::corrupt("story", error))
}

/// Drops what was recorded before, and that no mail and no feed needs; says how many.
pub async fn forget(tx: &mut PgConnection, before: Timestamp, at_most: i64) -> Result<u64, StoreError> {
    let forgotten = sqlx::query!(
        "DELETE FROM causes WHERE event_id IN (
             SELECT event_id FROM causes AS cause
             WHERE recorded_at < $1
               AND NOT EXISTS (SELECT FROM mails WHERE mails.event_id = cause.event_id)
               AND NOT EXISTS (SELECT FROM notifications WHERE notifications.event_id = cause.event_id)
             LIMIT $2)",
        before,
        at_most,
    );
    Ok(forgotten.execute(tx).await?.rows_affected())
}
