//! What has become of the events, for people and tests.

use std::collections::BTreeMap;

use hc_events::dead;
use hc_types::EventId;
use serde_json::{Value, json};

use crate::settings::Settings;

/// Prints invoices, bookings and dead letters as one JSON object.
pub async fn run(settings: &Settings) -> anyhow::Result<()> {
    let db = hc_storage::connect(&settings.database).await?;
    let rows: Vec<(sqlx::types::Uuid, String, i64, String)> =
        sqlx::query_as("SELECT event_id, subject, version, type FROM bookings ORDER BY position")
            .fetch_all(db.pool())
            .await?;
    let bookings = rows.into_iter().map(|(event, subject, version, kind)| {
        json!({ "event": EventId::from(event).to_string(), "subject": subject, "version": version, "type": kind })
    });
    let rows: Vec<(String, String, Option<String>, i64, String)> =
        sqlx::query_as("SELECT invoice_id, status, number, total_minor, currency FROM invoices")
            .fetch_all(db.pool())
            .await?;
    let invoices: BTreeMap<String, Value> = rows
        .into_iter()
        .map(|(id, status, number, minor, currency)| {
            (id, json!({ "status": status, "number": number, "totalMinor": minor.to_string(), "currency": currency }))
        })
        .collect();
    let dead = dead::list(db.pool(), Some(&settings.events.queue), None, 1_000).await?;
    let dead: Vec<_> = dead.iter().map(|letter| json!({ "id": letter.message_id, "cause": letter.cause })).collect();
    println!("{}", json!({ "bookings": bookings.collect::<Vec<_>>(), "invoices": invoices, "dead": dead }));
    Ok(())
}
