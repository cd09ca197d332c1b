//! Recording: each event gets its place in its chain, what it changed, and its hash.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
    time::Duration,
};

use hc_access::Permission;
use hc_events::RawEvent;
use hc_storage::StoreError;
use hc_types::{SessionId, Timestamp};
use serde_json::{Map, Value};
use sqlx::PgConnection;

use super::policy::Policy;
use crate::{
    domain::{
        canonical::canonical,
        chain::{ChainKey, Hash, Link, Owner},
        changes::{ObjectState, Place},
        privacy,
        record::Record,
    },
    metrics,
    store::{chains, objects, origins, records},
};

/// How many events of an object are laid over each other again when one comes late.
const HISTORY: i64 = 1_000;

/// Records events in the order in which they came. Everything is recorded at once, whatever its place among its object's
/// events: an auditor must see all there is. Who reads an object's history orders it by epoch and version.
pub async fn record(tx: &mut PgConnection, events: &[Arc<RawEvent>], policy: &Policy) -> Result<(), StoreError> {
    let keys: Vec<ChainKey> = events.iter().map(|event| key_of(event, policy)).collect();
    let mut distinct = keys.clone();
    distinct.sort();
    distinct.dedup();
    let locked = chains::lock(tx, &distinct).await?;
    // Under the locks: who else could record these events has waited, and sees what we see.
    let ids: Vec<_> = events.iter().map(|event| event.id).collect();
    let mut known: HashSet<_> = records::known(&mut *tx, &ids).await?;

    let mut heads: BTreeMap<ChainKey, Link> = BTreeMap::new();
    let mut now: Timestamp = sqlx::query_scalar!(r#"SELECT clock_timestamp() AS "now!""#).fetch_one(&mut *tx).await?;
    for chain in locked {
        // The time of recording orders everything, so it grows even where a clock goes back.
        now = chain.recorded_at.map_or(now, |last| now.max(last.after(Duration::from_micros(1))));
        heads.insert(chain.key, chain.head);
    }
    let subjects: Vec<String> = events.iter().map(|event| event.subject.clone()).collect();
    let mut states = objects::load(tx, &subjects).await?;

    let mut new: Vec<Record> = Vec::with_capacity(events.len());
    let mut touched: BTreeMap<ChainKey, (Link, Timestamp)> = BTreeMap::new();
    for (event, key) in events.iter().zip(keys) {
        if !known.insert(event.id) {
            continue;
        }
        let (document, data) = document_of(event);
        let place = Place { epoch: event.epoch, version: event.version };
        let state = states.entry(event.subject.clone()).or_default();
        let changes = if state.is_next(place) {
            state.apply(place, &data)
        } else {
            metrics::out_of_order();
            late(tx, state, &new, event, &data).await?
        };
        let last = heads.get(&key).copied().unwrap_or(Link::START);
        let record = Record {
            id: event.id,
            owner: key.owner,
            class: key.class.clone(),
            sequence: 0,
            recorded_at: now,
            kind: event.kind.clone(),
            source: event.source.clone(),
            actor: event.actor.clone(),
            session: event.session,
            subject: event.subject.clone(),
            place,
            occurred_at: event.occurred_at,
            visible: Permission::to_see(&event.kind).is_some(),
            event: canonical(&document),
            changes: canonical(&changes),
            previous_hash: Hash::GENESIS,
            hash: Hash::GENESIS,
        }
        .after(last);
        heads.insert(key.clone(), record.link());
        touched.insert(key, (record.link(), now));
        new.push(record);
        // Each its own instant, so that the order of recording is one order.
        now = now.after(Duration::from_micros(1));
    }
    if new.is_empty() {
        return Ok(());
    }
    records::append(tx, &new).await?;
    let advanced: Vec<_> = touched.into_iter().map(|(key, (head, at))| (key, head, at)).collect();
    chains::advance(tx, &advanced).await?;
    objects::save(tx, &states).await?;
    let sessions: HashSet<SessionId> = new.iter().filter_map(|record| record.session).collect();
    let mut sessions: Vec<_> = sessions.into_iter().collect();
    sessions.sort();
    if !sessions.is_empty() {
        origins::note(tx, &sessions).await?;
    }
    let lag = new.last().map_or(Duration::ZERO, |record| record.recorded_at.since(record.occurred_at));
    metrics::recorded(new.len(), lag.as_secs_f64());
    Ok(())
}

fn key_of(event: &RawEvent, policy: &Policy) -> ChainKey {
    let owner = Owner::from(event.organization);
    ChainKey { owner, class: policy.class_of(owner, &event.kind) }
}

/// The event as it is kept, and its data: without what must not be there, and without the mark of a replay, which is no
/// part of what happened.
fn document_of(event: &RawEvent) -> (Value, Map<String, Value>) {
    let mut document = event.to_structured();
    let mut data = Map::new();
    if let Some(fields) = document.as_object_mut() {
        fields.remove("replayid");
        if let Some(Value::Object(fields)) = fields.get_mut("data") {
            let removed = privacy::clean(fields);
            if !removed.is_empty() {
                metrics::removed(&event.kind, removed.len());
                tracing::error!(
                    event.id = %event.id,
                    event.r#type = event.kind,
                    fields = removed.join(","),
                    "event has fields that must not be recorded; they were taken out"
                );
            }
            data.clone_from(fields);
        }
    }
    (document, data)
}

/// What an event changed that came after a later one of its object: all that is recorded of the object is laid over each
/// other again, with this one at its place.
async fn late(
    tx: &mut PgConnection,
    state: &mut ObjectState,
    in_this_batch: &[Record],
    event: &RawEvent,
    data: &Map<String, Value>,
) -> Result<Value, StoreError> {
    let place = Place { epoch: event.epoch, version: event.version };
    let recorded = records::history(tx, &event.subject, HISTORY).await?.into_iter();
    let new = in_this_batch.iter().filter(|record| record.subject == event.subject);
    let mut all: Vec<(Place, Map<String, Value>)> = recorded
        .chain(new.map(|record| (record.place, record.event.clone())))
        .map(|(place, event)| (place, data_of(&event)))
        .collect();
    all.push((place, data.clone()));
    all.sort_by_key(|(place, _)| *place);
    let mut again = ObjectState::default();
    let mut changes = Value::Null;
    for (other, fields) in &all {
        let applied = again.apply(*other, fields);
        if *other == place {
            changes = applied;
        }
    }
    *state = again;
    Ok(changes)
}

fn data_of(event: &str) -> Map<String, Value> {
    match serde_json::from_str::<Map<String, Value>>(event).ok().and_then(|mut document| document.remove("data")) {
        Some(Value::Object(data)) => data,
        _ => Map::new(),
    }
}
