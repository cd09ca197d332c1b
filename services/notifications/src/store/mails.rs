//! The SQL of mails and the attempts at them.

use hc_storage::StoreError;
use hc_types::{EventId, MailId, OrganizationId, Page, PageRequest, Timestamp};
use sqlx::{PgConnection, PgExecutor, PgPool};

use super::causes;
use crate::domain::{
    delivery::Verdict,
    story::Story,
    template::{Class, Template},
    topic::Topic,
};

/// Where a mail stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Queued,
    Sending,
    Sent,
    Deferred,
    Failed,
    Suppressed,
}

impl State {
    const ALL: [Self; 6] = [Self::Queued, Self::Sending, Self::Sent, Self::Deferred, Self::Failed, Self::Suppressed];

    /// The word in the database and in metrics.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Deferred => "deferred",
            Self::Failed => "failed",
            Self::Suppressed => "suppressed",
        }
    }

    fn read(word: &str) -> Result<Self, StoreError> {
        let known = Self::ALL.into_iter().find(|state| state.word() == word);
        known.ok_or_else(|| StoreError::corrupt("mail", format!("state {word:?}")))
    }
}

/// A mail that is to be written.
#[derive(Debug)]
pub struct NewMail<'a> {
    pub id: MailId,
    pub event: EventId,
    pub once: &'a str,
    pub template: Template,
    pub recipient: &'a str,
    pub organization: Option<OrganizationId>,
}

/// Writes the mail; false when the recipient has it already.
pub async fn insert(tx: &mut PgConnection, now: Timestamp, mail: &NewMail<'_>) -> Result<bool, StoreError> {
    let inserted = sqlx::query!(
        "INSERT INTO mails (mail_id, event_id, once, template, topic, class, recipient, organization_id, state, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'queued', $9)
         ON CONFLICT ON CONSTRAINT mails_once DO NOTHING",
        mail.id as MailId,
        mail.event as EventId,
        mail.once,
        mail.template.name(),
        mail.template.topic().name(),
        mail.template.class().name(),
        mail.recipient,
        mail.organization as Option<OrganizationId>,
        now,
    );
    Ok(inserted.execute(tx).await?.rows_affected() == 1)
}

/// A mail with its story: what a worker needs to begin.
#[derive(Debug)]
pub struct Waiting {
    pub template: Template,
    pub recipient: String,
    pub state: State,
    pub story: Story,
    pub organization: Option<(OrganizationId, String)>,
    pub occurred_at: Timestamp,
}

/// The mail, whatever its state.
pub async fn waiting(db: impl PgExecutor<'_>, id: MailId) -> Result<Option<Waiting>, StoreError> {
    let row = sqlx::query!(
        r#"SELECT m.template, m.recipient, m.state, c.story::text AS "story!", c.organization_id AS "organization_id: OrganizationId",
                  c.organization_name, c.occurred_at
           FROM mails AS m JOIN causes AS c USING (event_id) WHERE m.mail_id = $1"#,
        id as MailId,
    );
    let Some(row) = row.fetch_optional(db).await? else { return Ok(None) };
    Ok(Some(Waiting {
        template: row.template.parse().map_err(|error| StoreError::corrupt("mail", error))?,
        recipient: row.recipient,
        state: State::read(&row.state)?,
        story: causes::story(&row.story)?,
        organization: row.organization_id.map(|id| (id, row.organization_name)),
        occurred_at: row.occurred_at,
    }))
}

/// Begins an attempt: nobody else may try until `until`. The attempt's number, which a later write has to show; none when
/// the mail is not queued, because somebody else has it or it has come to its end.
pub async fn claim(
    tx: &mut PgConnection,
    now: Timestamp,
    id: MailId,
    until: Timestamp,
    address: &str,
    language: &str,
) -> Result<Option<i32>, StoreError> {
    let claimed = sqlx::query_scalar!(
        "UPDATE mails SET state = 'sending', attempts = attempts + 1, due_at = $2, address = $3, language = $4, reason = ''
         WHERE mail_id = $1 AND state = 'queued' RETURNING attempts",
        id as MailId,
        until,
        address,
        language,
    );
    let Some(number) = claimed.fetch_optional(&mut *tx).await? else { return Ok(None) };
    let begun = sqlx::query!(
        "INSERT INTO mail_attempts (mail_id, number, began_at) VALUES ($1, $2, $3)",
        id as MailId,
        number,
        now,
    );
    begun.execute(tx).await?;
    Ok(Some(number))
}

/// Writes what came of an attempt. False when the attempt is no longer the mail's last: then its outcome counts as unknown.
pub async fn settle(
    tx: &mut PgConnection,
    now: Timestamp,
    id: MailId,
    attempt: i32,
    verdict: &Verdict,
    state: State,
    due_at: Option<Timestamp>,
) -> Result<bool, StoreError> {
    let ended = sqlx::query!(
        "UPDATE mail_attempts SET ended_at = $3, code = $4, answer = $5 WHERE mail_id = $1 AND number = $2",
        id as MailId,
        attempt,
        now,
        i32::from(verdict.code()),
        verdict.answer(),
    );
    ended.execute(&mut *tx).await?;
    let reason = if matches!(state, State::Sent | State::Queued) { "" } else { verdict.answer() };
    let settled = sqlx::query!(
        "UPDATE mails SET state = $3, due_at = $4, reason = $5, sent_at = CASE WHEN $3 = 'sent' THEN $6::timestamptz END
         WHERE mail_id = $1 AND attempts = $2 AND state = 'sending'",
        id as MailId,
        attempt,
        state.word(),
        due_at as Option<Timestamp>,
        reason,
        now,
    );
    Ok(settled.execute(tx).await?.rows_affected() == 1)
}

/// Ends a mail that is not to be sent.
pub async fn suppress(tx: &mut PgConnection, id: MailId, reason: &str) -> Result<(), StoreError> {
    let ended = sqlx::query!(
        "UPDATE mails SET state = 'suppressed', reason = $2, due_at = NULL WHERE mail_id = $1 AND state = 'queued'",
        id as MailId,
        reason,
    );
    ended.execute(tx).await?;
    Ok(())
}

/// Notes that a mail came back after it was taken. False for one that was never sent.
pub async fn came_back(tx: &mut PgConnection, id: MailId, answer: &str) -> Result<bool, StoreError> {
    let noted = sqlx::query!(
        "UPDATE mails SET state = 'failed', reason = $2, due_at = NULL WHERE mail_id = $1 AND state IN ('sent', 'sending')",
        id as MailId,
        answer,
    );
    Ok(noted.execute(tx).await?.rows_affected() == 1)
}

/// A mail whose turn it is.
#[derive(Debug)]
pub struct Due {
    pub id: MailId,
    pub class: Class,
    pub event: EventId,
    pub correlation: String,
}

/// Queues what is due again: what was deferred, and what was being sent by a process that did not come back in time.
pub async fn queue_due(tx: &mut PgConnection, now: Timestamp, at_most: i64) -> Result<Vec<Due>, StoreError> {
    let rows = sqlx::query!(
        r#"WITH due AS (
               SELECT mail_id FROM mails WHERE due_at <= $1 ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED
           )
           UPDATE mails AS m SET state = 'queued', due_at = NULL FROM due, causes AS c
           WHERE m.mail_id = due.mail_id AND c.event_id = m.event_id
           RETURNING m.mail_id AS "mail_id: MailId", m.class, m.event_id AS "event_id: EventId", c.correlation_id"#,
        now,
        at_most,
    );
    let rows = rows.fetch_all(tx).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Due { id: row.mail_id, class: class(&row.class)?, event: row.event_id, correlation: row.correlation_id })
        })
        .collect()
}

/// Queues a mail again that has come to an end; none when it has not, or does not exist.
pub async fn queue_again(tx: &mut PgConnection, id: MailId) -> Result<Option<Due>, StoreError> {
    let row = sqlx::query!(
        r#"UPDATE mails AS m SET state = 'queued', due_at = NULL, reason = '', sent_at = NULL FROM causes AS c
           WHERE m.mail_id = $1 AND c.event_id = m.event_id AND m.state IN ('sent', 'failed', 'suppressed', 'deferred')
           RETURNING m.mail_id AS "mail_id: MailId", m.class, m.event_id AS "event_id: EventId", c.correlation_id"#,
        id as MailId,
    );
    let Some(row) = row.fetch_optional(tx).await? else { return Ok(None) };
    let class = class(&row.class)?;
    Ok(Some(Due { id: row.mail_id, class, event: row.event_id, correlation: row.correlation_id }))
}

fn class(word: &str) -> Result<Class, StoreError> {
    let known = [Class::High, Class::Normal, Class::Bulk].into_iter().find(|class| class.name() == word);
    known.ok_or_else(|| StoreError::corrupt("mail", format!("class {word:?}")))
}

/// A mail as the delivery log shows it.
#[derive(Debug, Clone)]
pub struct Logged {
    pub id: MailId,
    pub event: EventId,
    pub template: String,
    pub topic: Topic,
    pub recipient: String,
    pub organization: Option<OrganizationId>,
    pub address: String,
    pub language: String,
    pub state: State,
    pub reason: String,
    pub attempts: i32,
    pub due_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub sent_at: Option<Timestamp>,
}

struct Row {
    mail_id: MailId,
    event_id: EventId,
    template: String,
    topic: String,
    recipient: String,
    organization_id: Option<OrganizationId>,
    address: String,
    language: String,
    state: String,
    reason: String,
    attempts: i32,
    due_at: Option<Timestamp>,
    created_at: Timestamp,
    sent_at: Option<Timestamp>,
}

impl TryFrom<Row> for Logged {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.mail_id,
            event: row.event_id,
            template: row.template,
            topic: row.topic.parse().map_err(|error| StoreError::corrupt("mail", error))?,
            recipient: row.recipient,
            organization: row.organization_id,
            address: row.address,
            language: row.language,
            state: State::read(&row.state)?,
            reason: row.reason,
            attempts: row.attempts,
            due_at: row.due_at,
            created_at: row.created_at,
            sent_at: row.sent_at,
        })
    }
}

/// A mail of the log.
pub async fn find(db: impl PgExecutor<'_>, id: MailId) -> Result<Option<Logged>, StoreError> {
    let row = sqlx::query_as!(
        Row,
        "SELECT mail_id, event_id, template, topic, recipient, organization_id, address, language, state, reason,
                attempts, due_at, created_at, sent_at
         FROM mails WHERE mail_id = $1",
        id as MailId,
    );
    row.fetch_optional(db).await?.map(Logged::try_from).transpose()
}

/// The mails of these ids, in any order.
pub async fn find_many(db: impl PgExecutor<'_>, ids: &[MailId]) -> Result<Vec<Logged>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT mail_id, event_id, template, topic, recipient, organization_id, address, language, state, reason,
                attempts, due_at, created_at, sent_at
         FROM mails WHERE mail_id = ANY($1)",
        ids as &[MailId],
    );
    rows.fetch_all(db).await?.into_iter().map(Logged::try_from).collect()
}

/// Which part of the log is wanted; all that is set must hold.
#[derive(Debug, Default)]
pub struct Filter {
    pub organization: Option<OrganizationId>,
    pub recipient: Option<String>,
    pub state: Option<State>,
}

/// A page of the log, newest first.
pub async fn page(db: &PgPool, filter: &Filter, page: &PageRequest) -> Result<Page<Logged>, StoreError> {
    macro_rules! read {
        ($beyond:literal, $order:literal) => {
            sqlx::query_as!(
                Row,
                "SELECT mail_id, event_id, template, topic, recipient, organization_id, address, language, state, reason,
                        attempts, due_at, created_at, sent_at
                 FROM mails
                 WHERE ($1::uuid IS NULL OR organization_id = $1) AND ($2::text IS NULL OR recipient = $2)
                   AND ($3::text IS NULL OR state = $3) AND ($4::uuid IS NULL OR mail_id "
                    + $beyond
                    + " $4) ORDER BY mail_id "
                    + $order
                    + " LIMIT $5",
                filter.organization as Option<OrganizationId>,
                filter.recipient,
                filter.state.map(State::word),
                page.cursor(),
                page.limit(),
            )
            .fetch_all(db)
            .await?
        };
    }
    let rows = if page.is_backward() { read!(">", "ASC") } else { read!("<", "DESC") };
    let rows = rows.into_iter().map(Logged::try_from).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::from_rows(page, rows))
}

/// An attempt at a mail.
#[derive(Debug, Clone)]
pub struct Attempt {
    pub number: i32,
    pub began_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub code: i32,
    pub answer: String,
}

/// The last attempts at a mail, oldest first.
pub async fn attempts(db: impl PgExecutor<'_>, id: MailId, at_most: i64) -> Result<Vec<Attempt>, StoreError> {
    let rows = sqlx::query_as!(
        Attempt,
        "SELECT number, began_at, ended_at, code, answer FROM mail_attempts
         WHERE mail_id = $1 ORDER BY number DESC LIMIT $2",
        id as MailId,
        at_most,
    );
    let mut attempts = rows.fetch_all(db).await?;
    attempts.reverse();
    Ok(attempts)
}

/// Drops what came to its end before; says how many.
pub async fn forget(tx: &mut PgConnection, before: Timestamp, at_most: i64) -> Result<u64, StoreError> {
    let forgotten = sqlx::query!(
        "DELETE FROM mails WHERE mail_id IN (
             SELECT mail_id FROM mails WHERE created_at < $1 AND state IN ('sent', 'failed', 'suppressed') LIMIT $2)",
        before,
        at_most,
    );
    Ok(forgotten.execute(tx).await?.rows_affected())
}
