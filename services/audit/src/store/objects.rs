//! What is known of each object, to compare a change with.

use std::collections::HashMap;

use hc_storage::StoreError;
use serde_json::{Map, Value};
use sqlx::{PgConnection, types::Json};

use crate::domain::changes::{ObjectState, Place};

/// The states of these objects; those that are not known yet are left out.
pub async fn load(tx: &mut PgConnection, subjects: &[String]) -> Result<HashMap<String, ObjectState>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT subject, epoch, version, state AS "state: Json<Map<String, Value>>" FROM object_states
           WHERE subject = ANY($1)"#,
        subjects,
    );
    let rows = rows.fetch_all(tx).await?.into_iter().map(|row| {
        let last = Some(Place { epoch: row.epoch, version: row.version });
        (row.subject, ObjectState { last, fields: row.state.0 })
    });
    Ok(rows.collect())
}

/// Keeps the states.
pub async fn save(tx: &mut PgConnection, states: &HashMap<String, ObjectState>) -> Result<(), StoreError> {
    // In one order, so that two writers never wait for each other.
    let mut known: Vec<_> = states.iter().filter_map(|(subject, state)| Some((subject, state.last?, state))).collect();
    known.sort_by_key(|(subject, ..)| *subject);
    let subjects: Vec<String> = known.iter().map(|(subject, ..)| (*subject).clone()).collect();
    let epochs: Vec<i64> = known.iter().map(|(_, last, _)| last.epoch).collect();
    let versions: Vec<i64> = known.iter().map(|(_, last, _)| last.version).collect();
    let fields: Vec<String> = known
        .iter()
        .map(|(.., state)| serde_json::to_string(&state.fields))
        .collect::<Result<_, _>>()
        .map_err(|error| StoreError::corrupt("object state", error))?;
    let saved = sqlx::query!(
        "INSERT INTO object_states (subject, epoch, version, state)
         SELECT subject, epoch, version, state::json
         FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[]) AS known (subject, epoch, version, state)
         ON CONFLICT (subject) DO UPDATE
         SET epoch = excluded.epoch, version = excluded.version, state = excluded.state",
        &subjects,
        &epochs,
        &versions,
        &fields,
    );
    saved.execute(tx).await?;
    Ok(())
}
