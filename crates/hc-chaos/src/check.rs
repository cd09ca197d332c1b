//! What must be true when everything is at rest.

use std::{
    collections::{HashMap, HashSet},
    fmt,
};

use anyhow::Context;
use serde_json::Value;
use sqlx::PgPool;
use uuid::Uuid;

use crate::{
    Site,
    history::History,
    roles::{POISON, QUEUE},
};

/// A promise that was broken, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach(pub String);

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What was counted.
#[derive(Debug, Clone, Copy, Default)]
pub struct Figures {
    /// Writes that were acknowledged.
    pub acknowledged: usize,
    /// Writes that were refused.
    pub refused: usize,
    /// Writes that nobody knows of.
    pub unknown: usize,
    /// Events that were committed.
    pub committed: usize,
    /// Effects.
    pub effects: usize,
    /// Dead letters.
    pub dead: usize,
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { acknowledged, refused, unknown, committed, effects, dead } = self;
        write!(
            f,
            "writes: {acknowledged} acknowledged, {refused} refused, {unknown} unknown; events: {committed} committed, \
             {effects} effects, {dead} dead letters"
        )
    }
}

/// What the checks found.
pub struct Found {
    /// What was counted.
    pub figures: Figures,
    /// What is wrong.
    pub breaches: Vec<Breach>,
}

/// What is not done yet; nothing once all is at rest.
pub async fn what_moves(site: &Site, writers: &PgPool, consumers: &PgPool) -> anyhow::Result<Option<String>> {
    let unpublished: i64 =
        sqlx::query_scalar("SELECT count(*) FROM outbox WHERE published_at IS NULL").fetch_one(writers).await?;
    if unpublished > 0 {
        return Ok(Some(format!("{unpublished} events are not published")));
    }
    if let Some((queue, messages)) = filled(site).await?.first() {
        return Ok(Some(format!("{messages} messages are in {queue}")));
    }
    // What the queues have given away may still be under way to the tables.
    let events: i64 = sqlx::query_scalar("SELECT count(*) FROM outbox").fetch_one(writers).await?;
    let settled: i64 = sqlx::query_scalar(
        "SELECT (SELECT count(*) FROM inbox WHERE consumer = $1) + (SELECT count(*) FROM dead_letters WHERE consumer = $1)",
    )
    .bind(QUEUE)
    .fetch_one(consumers)
    .await?;
    Ok((settled < events).then(|| format!("{} of {events} events have had no effect", events - settled)))
}

/// The queues on the way to the effects that have messages, and how many. Those of consumers that do not run here fill up.
async fn filled(site: &Site) -> anyhow::Result<Vec<(String, u64)>> {
    let url = format!(
        "{}/api/queues/%2F?disable_stats=true&enable_queue_totals=true",
        site.management().trim_end_matches('/')
    );
    let answer: Vec<Value> = reqwest::get(url).await?.error_for_status()?.json().await?;
    let queue = |queue: &Value| {
        let name = queue.get("name")?.as_str()?.to_owned();
        Some((name, queue.get("messages").and_then(Value::as_u64).unwrap_or(0)))
    };
    let queues = answer.iter().map(queue).collect::<Option<Vec<_>>>();
    let mut queues = queues.context("the management API answered something else")?;
    queues.retain(|(name, messages)| *messages > 0 && (name.starts_with(QUEUE) || name.starts_with("hostingco.")));
    Ok(queues)
}

#[derive(sqlx::FromRow)]
struct Event {
    id: Uuid,
    subject: String,
    version: i64,
    correlation: String,
    status: String,
}

#[derive(sqlx::FromRow)]
struct Effect {
    event_id: Uuid,
    subject: String,
    version: i64,
}

/// Compares what was answered with what is there.
pub async fn everything(history: &History, writers: &PgPool, consumers: &PgPool, site: &Site) -> anyhow::Result<Found> {
    let written: Vec<String> = sqlx::query_scalar("SELECT write FROM writes").fetch_all(writers).await?;
    let noted: Vec<String> = sqlx::query_scalar("SELECT write FROM notes").fetch_all(writers).await?;
    let events: Vec<Event> = sqlx::query_as(
        "SELECT event_id AS id, subject, version, correlation_id AS correlation, data->>'status' AS status FROM outbox
         ORDER BY subject, version",
    )
    .fetch_all(writers)
    .await?;
    let effects: Vec<Effect> =
        sqlx::query_as("SELECT event_id, subject, version FROM effects ORDER BY seq").fetch_all(consumers).await?;
    let dead: Vec<(String, String)> =
        sqlx::query_as("SELECT message_id, cause FROM dead_letters").fetch_all(consumers).await?;
    let open: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM pg_stat_activity
         WHERE state LIKE 'idle in transaction%' AND state_change < now() - interval '10 seconds'",
    )
    .fetch_one(consumers)
    .await?;

    let mut breaches = Vec::new();
    answers_are_true(history, &[written.as_slice(), noted.as_slice()].concat(), &mut breaches);
    writes_are_whole(&written, &events, &mut breaches);
    versions_have_no_gap(&events, &mut breaches);
    let (poison, healthy): (Vec<_>, Vec<_>) = events.iter().partition(|event| event.status == POISON);
    effects_are_exact(&healthy, &effects, &mut breaches);
    effects_are_in_order(&effects, &mut breaches);
    only_poison_is_dead(&poison, &dead, &mut breaches);
    report(&mut breaches, "sessions are idle in a transaction", usize::try_from(open).unwrap_or(0), "");
    for (queue, messages) in filled(site).await? {
        breaches.push(Breach(format!("{messages} messages are left in {queue}")));
    }
    let figures = Figures {
        acknowledged: history.acknowledged.len(),
        refused: history.refused.len(),
        unknown: history.unknown,
        committed: events.len(),
        effects: effects.len(),
        dead: dead.len(),
    };
    Ok(Found { figures, breaches })
}

fn answers_are_true(history: &History, written: &[String], breaches: &mut Vec<Breach>) {
    let there: HashSet<&str> = written.iter().map(String::as_str).collect();
    let lost: Vec<_> = history.acknowledged.iter().filter(|write| !there.contains(write.as_str())).collect();
    report(breaches, "acknowledged writes are lost", lost.len(), lost.first().map_or("", |write| write));
    let ghosts: Vec<_> = history.refused.iter().filter(|write| there.contains(write.as_str())).collect();
    report(breaches, "refused writes are there", ghosts.len(), ghosts.first().map_or("", |write| write));
}

/// A write and its event, both or neither, and once.
fn writes_are_whole(written: &[String], events: &[Event], breaches: &mut Vec<Breach>) {
    let mut counts: HashMap<&str, (usize, usize)> = HashMap::new();
    for write in written {
        counts.entry(write).or_default().0 += 1;
    }
    for event in events {
        counts.entry(&event.correlation).or_default().1 += 1;
    }
    let torn: Vec<_> = counts.iter().filter(|(_, counts)| **counts != (1, 1)).collect();
    report(
        breaches,
        "writes are not there once with one event",
        torn.len(),
        torn.first().map_or("", |(write, _)| write),
    );
}

fn versions_have_no_gap(events: &[Event], breaches: &mut Vec<Breach>) {
    let mut last: HashMap<&str, i64> = HashMap::new();
    let mut gaps = Vec::new();
    for event in events {
        let before = last.insert(&event.subject, event.version).unwrap_or(0);
        if event.version != before + 1 {
            gaps.push(event.subject.as_str());
        }
    }
    report(breaches, "versions are missing or double", gaps.len(), gaps.first().copied().unwrap_or_default());
}

fn effects_are_exact(events: &[&Event], effects: &[Effect], breaches: &mut Vec<Breach>) {
    let mut counts: HashMap<Uuid, usize> = HashMap::new();
    for effect in effects {
        *counts.entry(effect.event_id).or_default() += 1;
    }
    let missing: Vec<_> = events.iter().filter(|event| !counts.contains_key(&event.id)).collect();
    let first = missing.first().map(|event| format!("{} version {}", event.subject, event.version));
    report(breaches, "events have had no effect", missing.len(), &first.unwrap_or_default());
    let doubles: Vec<_> = counts.iter().filter(|(_, count)| **count > 1).collect();
    let first = doubles.first().map(|(event, count)| format!("{event} {count} times"));
    report(breaches, "events have had their effect more than once", doubles.len(), &first.unwrap_or_default());
    let committed: HashSet<Uuid> = events.iter().map(|event| event.id).collect();
    let invented: Vec<_> = counts.keys().filter(|event| !committed.contains(event)).collect();
    let first = invented.first().map(ToString::to_string);
    report(breaches, "effects are of events that were never committed", invented.len(), &first.unwrap_or_default());
}

fn effects_are_in_order(effects: &[Effect], breaches: &mut Vec<Breach>) {
    let mut last: HashMap<&str, i64> = HashMap::new();
    let mut late = Vec::new();
    for effect in effects {
        let newest = last.entry(&effect.subject).or_insert(0);
        if effect.version < *newest {
            late.push(effect);
        }
        *newest = effect.version.max(*newest);
    }
    let first = late.first().map(|effect| format!("{} version {}", effect.subject, effect.version));
    report(breaches, "effects came after a later one of their object", late.len(), &first.unwrap_or_default());
}

/// What nobody can handle is dead at its first attempt and for our own reason, and nothing else is dead.
fn only_poison_is_dead(poison: &[&Event], dead: &[(String, String)], breaches: &mut Vec<Breach>) {
    let id = |event: &&&Event| hc_types::EventId::from(event.id).to_string();
    let poisonous: HashSet<String> = poison.iter().map(|event| id(&event)).collect();
    let found: HashSet<&str> = dead.iter().map(|(message, _)| message.as_str()).collect();
    let kept = poisonous.iter().filter(|event| !found.contains(event.as_str())).count();
    report(breaches, "poisonous events are no dead letters", kept, "");
    let wrong: Vec<_> = dead.iter().filter(|(message, _)| !poisonous.contains(message)).collect();
    let first = wrong.first().map(|(message, cause)| format!("{message}: {cause}"));
    report(breaches, "dead letters are not poisonous", wrong.len(), &first.unwrap_or_default());
    let unexplained: Vec<_> = dead.iter().filter(|(_, cause)| !cause.starts_with("permanent")).collect();
    let first = unexplained.first().map(|(message, cause)| format!("{message}: {cause}"));
    report(breaches, "dead letters do not say what is wrong with them", unexplained.len(), &first.unwrap_or_default());
}

fn report(breaches: &mut Vec<Breach>, what: &str, count: usize, example: &str) {
    if count > 0 {
        let example = if example.is_empty() { String::new() } else { format!(", such as {example}") };
        breaches.push(Breach(format!("{count} {what}{example}")));
    }
}
