//! The events that this service has heard.

use hc_storage::StoreError;
use hc_types::EventId;
use sqlx::PgConnection;

/// Notes the event in the transaction of its effect. False when it was noted before: then it has had its effect.
pub(crate) async fn is_new(tx: &mut PgConnection, consumer: &str, event: EventId) -> Result<bool, StoreError> {
    let noted = sqlx::query!(
        "INSERT INTO inbox (consumer, event_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        consumer,
        event as EventId,
    );
    Ok(noted.execute(tx).await?.rows_affected() == 1)
}
