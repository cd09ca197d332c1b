//! Dead letters: what could not be handled, kept in a table to be searched, tried again and dropped.
//!
//! The `.dead` queues are emptied into the table, because looking into a queue reorders it and raises its counters.

use std::collections::BTreeMap;

use hc_storage::StoreError;
use hc_types::Timestamp;
use lapin::{
    BasicProperties,
    message::Delivery,
    types::{AMQPValue, FieldTable, ShortString},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::{PgConnection, PgExecutor, PgPool, types::Json};

use crate::{
    BrokerError, BrokerSettings, Forwarder,
    broker::Published,
    class::Class,
    envelope::{PREFIX, header},
    topology,
};

/// How many attempts at an event have failed.
pub(crate) const ATTEMPT: &str = "hostingco_attempt";
/// Why the last one did.
const CAUSE: &str = "hostingco_cause";
/// Which queue it failed in.
const QUEUE: &str = "hostingco_queue";
/// The longest cause that is kept.
const MAX_CAUSE: usize = 1_000;
/// The longest id that is kept as it is, in bytes: AMQP's short string.
const MAX_ID: usize = 255;

/// What became of a dead letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum State {
    /// Waits for a person.
    Dead,
    /// Was sent again.
    Retried,
    /// Was given up.
    Dropped,
}

/// A message that could not be handled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// Its number, for the commands.
    pub id: i64,
    /// The queue that it died in, and goes to again when it is retried.
    pub consumer: String,
    /// The event's id, or a hash of the body when it has none.
    pub message_id: String,
    /// The event's type, when it says one.
    pub kind: Option<String>,
    /// The object that it is about, when it says one.
    pub subject: Option<String>,
    /// Why it could not be handled.
    pub cause: String,
    /// How many attempts were made.
    pub attempts: i32,
    /// How many times it has died.
    pub deaths: i32,
    /// What became of it.
    pub state: State,
    /// When it first died.
    pub first_died_at: Timestamp,
    /// When it last died.
    pub last_died_at: Timestamp,
    /// The body, as it came.
    pub body: Vec<u8>,
}

/// Why a dead letter could not be brought back.
#[derive(Debug, thiserror::Error)]
pub enum RetryError {
    /// There is no such letter, or it was retried or dropped before.
    #[error("dead letter {0} does not exist or is settled")]
    NotFound(i64),
    /// The table could not be read or written.
    #[error("the dead letters cannot be read")]
    Store(#[from] StoreError),
    /// RabbitMQ did not take it; it stays dead.
    #[error("the broker did not take the message")]
    Broker(#[from] BrokerError),
}

/// The letters that wait for a person, the newest first; of one queue or of all, below `before` for the next page.
pub async fn list(
    pool: &PgPool,
    consumer: Option<&str>,
    before: Option<i64>,
    limit: u16,
) -> Result<Vec<DeadLetter>, StoreError> {
    let letters = sqlx::query_as!(
        DeadLetter,
        r#"SELECT dead_letter_id AS id, consumer, message_id, type AS kind, subject, cause, attempts, deaths,
                  state AS "state: State", first_died_at, last_died_at, body
           FROM dead_letters
           WHERE state = 'dead' AND ($1::text IS NULL OR consumer = $1) AND ($2::bigint IS NULL OR dead_letter_id < $2)
           ORDER BY dead_letter_id DESC LIMIT $3"#,
        consumer,
        before,
        i64::from(limit),
    );
    Ok(letters.fetch_all(pool).await?)
}

/// The same, the oldest first; above `after` for the next page.
pub async fn oldest(
    pool: &PgPool,
    consumer: Option<&str>,
    after: Option<i64>,
    limit: u16,
) -> Result<Vec<DeadLetter>, StoreError> {
    let letters = sqlx::query_as!(
        DeadLetter,
        r#"SELECT dead_letter_id AS id, consumer, message_id, type AS kind, subject, cause, attempts, deaths,
                  state AS "state: State", first_died_at, last_died_at, body
           FROM dead_letters
           WHERE state = 'dead' AND ($1::text IS NULL OR consumer = $1) AND ($2::bigint IS NULL OR dead_letter_id > $2)
           ORDER BY dead_letter_id LIMIT $3"#,
        consumer,
        after,
        i64::from(limit),
    );
    Ok(letters.fetch_all(pool).await?)
}

/// The numbers of those that wait, the oldest first; of one queue or type, or of all.
pub async fn waiting(
    pool: &PgPool,
    consumer: Option<&str>,
    kind: Option<&str>,
    limit: u16,
) -> Result<Vec<i64>, StoreError> {
    let letters = sqlx::query_scalar!(
        "SELECT dead_letter_id FROM dead_letters
         WHERE state = 'dead' AND ($1::text IS NULL OR consumer = $1) AND ($2::text IS NULL OR type = $2)
         ORDER BY dead_letter_id LIMIT $3",
        consumer,
        kind,
        i64::from(limit),
    );
    Ok(letters.fetch_all(pool).await?)
}

/// One letter, settled or not.
pub async fn show(db: impl PgExecutor<'_>, id: i64) -> Result<Option<DeadLetter>, StoreError> {
    let letter = sqlx::query_as!(
        DeadLetter,
        r#"SELECT dead_letter_id AS id, consumer, message_id, type AS kind, subject, cause, attempts, deaths,
                  state AS "state: State", first_died_at, last_died_at, body
           FROM dead_letters WHERE dead_letter_id = $1"#,
        id,
    );
    Ok(letter.fetch_optional(db).await?)
}

/// The headers that a letter came with, as far as they are texts.
pub async fn headers(pool: &PgPool, id: i64) -> Result<BTreeMap<String, String>, StoreError> {
    let kept = sqlx::query_scalar!(
        r#"SELECT properties AS "properties: Json<Kept>" FROM dead_letters WHERE dead_letter_id = $1"#,
        id,
    );
    Ok(kept.fetch_optional(pool).await?.map(|kept| kept.0.headers).unwrap_or_default())
}

/// [`resend`] and [`settle`], for tools and tests.
pub async fn retry(pool: &PgPool, broker: &BrokerSettings, id: i64) -> Result<(), RetryError> {
    let forwarder = Forwarder::open(broker, "dead letters").await?;
    let letter = resend(pool, &forwarder, id).await?;
    forwarder.close().await;
    settle(pool, &letter, State::Retried).await?;
    Ok(())
}

/// Gives a letter up; it is kept for 90 days but no longer listed. False when there is no such letter.
pub async fn drop(pool: &PgPool, id: i64) -> Result<bool, StoreError> {
    match show(pool, id).await? {
        Some(letter) => settle(pool, &letter, State::Dropped).await,
        None => Ok(false),
    }
}

/// Sends a letter to its consumer's queue again, and to that queue only: same id, attempts counted from the beginning.
/// [`settle`] it then: a crash between leaves a letter that can be sent once more, which the inbox absorbs.
pub async fn resend(pool: &PgPool, forwarder: &Forwarder, id: i64) -> Result<DeadLetter, RetryError> {
    let letter = show(pool, id).await?.filter(|letter| letter.state == State::Dead).ok_or(RetryError::NotFound(id))?;
    let kept = sqlx::query_scalar!(
        r#"SELECT properties AS "properties: Json<Kept>" FROM dead_letters WHERE dead_letter_id = $1"#,
        id,
    );
    let properties = kept.fetch_one(pool).await.map_err(StoreError::from)?.0.into_properties();
    match forwarder.publisher.publish("", &letter.consumer, properties, &letter.body).await? {
        Published::Confirmed => Ok(letter),
        Published::Refused(why) => Err(BrokerError::Refused(why).into()),
    }
}

/// Notes what became of a letter that waited. False when it does not wait any more, or has died again meanwhile: then it
/// waits once more.
pub async fn settle(db: impl PgExecutor<'_>, letter: &DeadLetter, state: State) -> Result<bool, StoreError> {
    let settled = sqlx::query!(
        "UPDATE dead_letters SET state = $2, settled_at = now()
         WHERE dead_letter_id = $1 AND state = 'dead' AND deaths = $3",
        letter.id,
        state as State,
        letter.deaths,
    );
    Ok(settled.execute(db).await?.rows_affected() == 1)
}

/// A dead letter on its way into the table.
#[derive(Debug)]
pub(crate) struct Letter {
    consumer: String,
    message_id: String,
    kind: Option<String>,
    subject: Option<String>,
    cause: String,
    attempts: i32,
    properties: Kept,
    body: Vec<u8>,
}

impl Letter {
    /// What came out of the `.dead` queue of `queue`.
    pub(crate) fn read(queue: &str, delivery: &Delivery) -> Self {
        let properties = &delivery.properties;
        let text = |value: &Option<ShortString>| value.as_ref().map(|text| storable(text.as_str()));
        let attribute = |name: &str| header(properties, &format!("{PREFIX}{name}")).map(|text| storable(&text));
        let message_id = attribute("id").or_else(|| text(properties.message_id())).map(indexable);
        // What the broker itself gave up on (too many deliveries) has no cause of ours.
        let cause = header(properties, CAUSE)
            .or_else(|| header(properties, "x-first-death-reason").map(|reason| format!("broker: {reason}")))
            .unwrap_or_else(|| "unknown".to_owned());
        Self {
            consumer: died_in(queue, properties),
            message_id: message_id.unwrap_or_else(|| hash(&delivery.data)),
            kind: attribute("type").or_else(|| text(properties.kind())),
            subject: attribute("subject"),
            cause: storable(&cause),
            attempts: header(properties, ATTEMPT).and_then(|text| text.parse().ok()).unwrap_or(1),
            properties: Kept::from(properties),
            body: delivery.data.clone(),
        }
    }
}

/// Writes a letter into the table, or notes that it has died again.
pub(crate) async fn keep(tx: &mut PgConnection, letter: &Letter) -> Result<(), StoreError> {
    let kept = sqlx::query!(
        "INSERT INTO dead_letters (consumer, message_id, type, subject, cause, attempts, properties, body)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (consumer, message_id) DO UPDATE SET
             cause = excluded.cause, attempts = excluded.attempts, properties = excluded.properties,
             body = excluded.body, state = 'dead', settled_at = NULL, deaths = dead_letters.deaths + 1,
             last_died_at = now()",
        letter.consumer,
        letter.message_id,
        letter.kind,
        letter.subject,
        letter.cause,
        letter.attempts,
        Json(&letter.properties) as Json<&Kept>,
        letter.body,
    );
    kept.execute(tx).await?;
    Ok(())
}

fn hash(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}

/// An id, or the hash of one that is too long for the table's index. None of ours is.
fn indexable(id: String) -> String {
    if id.len() > MAX_ID { hash(id.as_bytes()) } else { id }
}

/// The queue that a letter comes from, where it is sent to again: `queue` itself, or the class of a work queue.
fn died_in(queue: &str, properties: &BasicProperties) -> String {
    if !topology::WORK_QUEUES.contains(&queue) {
        return queue.to_owned();
    }
    let said = header(properties, QUEUE).or_else(|| last_death(properties));
    let class = Class::ALL.into_iter().find(|class| said.as_ref() == Some(&topology::class_queue(queue, *class)));
    topology::class_queue(queue, class.unwrap_or(Class::Normal))
}

/// The queue in which the broker itself gave up last.
fn last_death(properties: &BasicProperties) -> Option<String> {
    let AMQPValue::FieldArray(deaths) = properties.headers().as_ref()?.inner().get("x-death")? else { return None };
    let AMQPValue::FieldTable(last) = deaths.as_slice().first()? else { return None };
    match last.inner().get("queue")? {
        AMQPValue::LongString(queue) => Some(queue.to_string()),
        _ => None,
    }
}

/// PostgreSQL's text has no NUL.
fn storable(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

/// The properties of a message on its way to a tier or to the dead letters: as they came, with the history that the
/// next reader needs. What the broker added is left behind.
pub(crate) fn with_history(properties: &BasicProperties, attempts: usize, cause: &str, queue: &str) -> BasicProperties {
    let mut headers = ours(properties);
    let cause: String = cause.chars().take(MAX_CAUSE).collect();
    headers.insert(ShortString::from(ATTEMPT), AMQPValue::LongString(attempts.to_string().into()));
    headers.insert(ShortString::from(CAUSE), AMQPValue::LongString(cause.into()));
    headers.insert(ShortString::from(QUEUE), AMQPValue::LongString(queue.into()));
    properties.clone().with_headers(headers.into())
}

fn ours(properties: &BasicProperties) -> BTreeMap<ShortString, AMQPValue> {
    let headers = properties.headers().as_ref().map(FieldTable::inner);
    let all = headers.into_iter().flatten();
    all.filter(|(name, _)| name.as_str().starts_with(PREFIX))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// The properties of a dead letter, as the table keeps them. Only texts: nothing else is in our contract.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Kept {
    content_type: Option<String>,
    message_id: Option<String>,
    kind: Option<String>,
    correlation_id: Option<String>,
    app_id: Option<String>,
    timestamp: Option<u64>,
    headers: BTreeMap<String, String>,
}

impl From<&BasicProperties> for Kept {
    fn from(properties: &BasicProperties) -> Self {
        let text = |value: &Option<ShortString>| value.as_ref().map(|text| storable(text.as_str()));
        let headers = ours(properties).into_keys().filter_map(|name| {
            let value = header(properties, name.as_str())?;
            Some((storable(name.as_str()), storable(&value)))
        });
        Self {
            content_type: text(properties.content_type()),
            message_id: text(properties.message_id()),
            kind: text(properties.kind()),
            correlation_id: text(properties.correlation_id()),
            app_id: text(properties.app_id()),
            timestamp: *properties.timestamp(),
            headers: headers.collect(),
        }
    }
}

impl Kept {
    fn into_properties(self) -> BasicProperties {
        let short = |text: Option<String>| text.and_then(|text| ShortString::try_new(text).ok()).unwrap_or_default();
        let headers = self
            .headers
            .into_iter()
            .filter_map(|(name, value)| Some((ShortString::try_new(name).ok()?, AMQPValue::LongString(value.into()))));
        BasicProperties::default()
            .with_content_type(short(self.content_type))
            .with_message_id(short(self.message_id))
            .with_type(short(self.kind))
            .with_correlation_id(short(self.correlation_id))
            .with_app_id(short(self.app_id))
            .with_timestamp(self.timestamp.unwrap_or(0))
            .with_headers(headers.collect::<BTreeMap<_, _>>().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_no_index_takes_is_known_by_its_hash() {
        assert_eq!(indexable("evt_1".to_owned()), "evt_1");
        let (long, other) = ("a".repeat(4_000), "b".repeat(4_000));
        assert_eq!(indexable(long.clone()).len(), 64);
        assert_ne!(indexable(long), indexable(other));
    }

    #[test]
    fn only_a_class_of_its_own_work_queue_is_believed_to_be_where_a_letter_died() {
        let said = |queue: &str| with_history(&BasicProperties::default(), 1, "", queue);
        for (queue, said_to_be, died) in [
            ("notifications.mails", "notifications.mails.high", "notifications.mails.high"),
            ("notifications.mails", "notifications.mails.other", "notifications.mails.normal"),
            ("notifications.mails", "billing.instances", "notifications.mails.normal"),
            ("billing.instances", "billing.instances.high", "billing.instances"),
        ] {
            assert_eq!(died_in(queue, &said(said_to_be)), died, "{said_to_be} in {queue}");
        }
    }
}
