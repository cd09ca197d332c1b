//! One mail, from its row to the mail server.
//!
//! The row says `sending` before the mail server is asked, and what came of it afterwards, each in a transaction of its own.
//! A process that dies in between leaves a row whose time runs out: nobody knows whether the mail was taken, so it is sent
//! once more for each such death, with the same Message-ID, by which receivers tell a repetition.

use std::{sync::Arc, time::Duration};

use hc_events::Failure;
use hc_storage::{Db, StoreError};
use hc_types::{Email, MailId, Timestamp, UserId};
use lettre::Address;

use crate::{
    domain::{
        brand::Brand,
        delivery::{Next, Verdict, next},
        language::Language,
        preferences::Preferences,
        story::Story,
        template::Template,
        topic::Topic,
    },
    mails::{
        layout::Footer,
        links::Links,
        message::{self, Message5322, MessageError},
        texts::{self, About, Asked, Reader},
    },
    metrics,
    owners::{MailLink, Owners, Person},
    smtp::Smtp,
    store::{
        bounces, brands,
        mails::{self, State, Waiting},
        preferences,
    },
};

/// How much longer than the longest conversation a mail is its sender's.
const SPARE: Duration = Duration::from_secs(10);
/// How often the outcome of a conversation is tried to be written; the mail is sent again where it can't be.
const TRIES: u32 = 5;
const BETWEEN: Duration = Duration::from_millis(500);

/// Sends mails.
pub struct Mailer {
    pub db: Db,
    pub owners: Owners,
    pub smtp: Smtp,
    pub links: Arc<Links>,
    /// How mails look where no organization has set it otherwise.
    pub platform: Brand,
    pub from: Address,
}

/// Why a mail is not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Held {
    /// Its recipient does not want its topic.
    Unsubscribed,
    /// Its address takes no mail.
    Bouncing,
    /// What it leads to is over: a link spent, an invitation taken back.
    Obsolete,
    /// There is nobody, or no address that mail can go to.
    NoRecipient,
}

impl Held {
    const fn reason(self) -> &'static str {
        match self {
            Self::Unsubscribed => "unsubscribed",
            Self::Bouncing => "bouncing",
            Self::Obsolete => "obsolete",
            Self::NoRecipient => "no_recipient",
        }
    }
}

/// What the owners said.
struct Gathered {
    reader: Reader,
    user: Option<UserId>,
    asked: Asked,
}

impl Mailer {
    /// Sends a mail, if it is still to be sent. An error only when the same may work later, or never by a fault of ours: what
    /// the mail server says of a mail is no error but its state.
    pub async fn send(&self, id: MailId, now: Timestamp) -> Result<(), Failure> {
        let Some(mail) = mails::waiting(self.db.pool(), id).await? else { return Ok(()) };
        // Sent, given up, or somebody else is at it.
        if mail.state != State::Queued {
            return Ok(());
        }
        let template = mail.template;
        match self.prepare(id, &mail, now).await? {
            Ok((gathered, message)) => self.hand_over(id, template, gathered, message).await,
            Err(held) => {
                tracing::info!(mail.id = %id, mail.template = template.name(), reason = held.reason(), "mail is not sent");
                self.db.transact(move |tx, _| Box::pin(mails::suppress(tx, id, held.reason()))).await?;
                metrics::mail_held(template, held.reason());
                Ok(())
            }
        }
    }

    /// Everything that can be done before the mail server is asked.
    async fn prepare(
        &self,
        id: MailId,
        mail: &Waiting,
        now: Timestamp,
    ) -> Result<Result<(Gathered, Message5322), Held>, Failure> {
        let topic = mail.template.topic();
        let user: Option<UserId> = mail.recipient.parse().ok();
        let wishes = match user {
            Some(user) => preferences::of_one(self.db.pool(), user).await?,
            None => Preferences::default(),
        };
        if !wishes.mails(topic) {
            return Ok(Err(Held::Unsubscribed));
        }
        let mut gathered = match self.gather(&mail.story, user).await? {
            Ok(gathered) => gathered,
            Err(held) => return Ok(Err(held)),
        };
        if let Some(language) = wishes.language {
            gathered.reader.language = language;
        }
        let Ok(address) = Email::parse(&gathered.reader.address) else { return Ok(Err(Held::NoRecipient)) };
        if topic != Topic::AccountSecurity && bounces::is_marked(self.db.pool(), &address).await? {
            return Ok(Err(Held::Bouncing));
        }
        match self.write(id, mail, &gathered, now).await {
            Ok(message) => Ok(Ok((gathered, message))),
            Err(Written::Message(MessageError::Address)) => Ok(Err(Held::NoRecipient)),
            Err(Written::Store(error)) => Err(error.into()),
            Err(Written::Message(error)) => Err(Failure::Permanent(error.into())),
            Err(Written::Text(error)) => Err(Failure::Permanent(error.into())),
        }
    }

    /// Asks the owners for what stands in no row here: addresses, names, secrets.
    async fn gather(&self, story: &Story, user: Option<UserId>) -> Result<Result<Gathered, Held>, Failure> {
        let with_link = |link: Option<MailLink>| match link {
            None => Err(Held::Obsolete),
            Some(MailLink { token, person, expires_at }) => {
                Ok(Gathered { reader: reader(person), user, asked: Asked::Link { token, expires_at } })
            }
        };
        let asked = match story {
            Story::EmailVerificationRequested { verification, .. } => {
                return Ok(with_link(self.owners.verification_link(*verification).await?));
            }
            Story::PasswordResetRequested { reset, .. } => {
                return Ok(with_link(self.owners.reset_link(*reset).await?));
            }
            Story::Invited { invitation } => {
                let Some(link) = self.owners.invitation_link(*invitation).await? else {
                    return Ok(Err(Held::Obsolete));
                };
                let person = Person { email: link.email, name: String::new(), language: link.language };
                let asked = Asked::Invitation {
                    token: link.token,
                    expires_at: link.expires_at,
                    organization: link.organization_name,
                    inviter: link.inviter_name,
                    role: link.role,
                };
                return Ok(Ok(Gathered { reader: reader(person), user: None, asked }));
            }
            Story::SignedIn { session, .. } => match self.owners.sign_in(*session).await? {
                None => return Ok(Err(Held::Obsolete)),
                Some(found) => {
                    Asked::Session { began_at: found.began_at, user_agent: found.user_agent, network: found.network }
                }
            },
            _ => Asked::Nothing,
        };
        let Some(user) = user else { return Ok(Err(Held::NoRecipient)) };
        let Some(person) = self.owners.person(user).await? else { return Ok(Err(Held::NoRecipient)) };
        Ok(Ok(Gathered { reader: reader(person), user: Some(user), asked }))
    }

    async fn write(
        &self,
        id: MailId,
        mail: &Waiting,
        gathered: &Gathered,
        now: Timestamp,
    ) -> Result<Message5322, Written> {
        let brand = match &mail.organization {
            Some((organization, _)) => {
                self.platform.clone().with(brands::of(self.db.pool(), *organization).await.map_err(Written::Store)?)
            }
            None => self.platform.clone(),
        };
        let organization = mail.organization.as_ref().map(|(id, name)| (*id, name.as_str()));
        let about = About { story: &mail.story, organization, occurred_at: mail.occurred_at, asked: &gathered.asked };
        let text = texts::write(about, &gathered.reader, &brand, &self.links).map_err(Written::Text)?;
        let unsubscribe = |user| self.links.unsubscribe(user, mail.template.topic());
        let footer = Footer {
            preferences_url: gathered.user.map(|_| self.links.preferences()),
            unsubscribe_url: gathered.user.filter(|_| mail.template.can_be_unsubscribed()).and_then(unsubscribe),
        };
        message::build(id, now, &self.from, &brand, &gathered.reader, &text, &footer).map_err(Written::Message)
    }

    /// The conversation with the mail server, between its two records.
    async fn hand_over(
        &self,
        id: MailId,
        template: Template,
        gathered: Gathered,
        message: Message5322,
    ) -> Result<(), Failure> {
        // A server that is away costs no attempt, and writes no row for each time that it is looked for.
        let ready = self.smtp.ready().await.map_err(|away| Failure::DependencyDown(away.into()))?;
        let lease = self.smtp.longest_conversation() + SPARE;
        let Reader { address, language, .. } = gathered.reader.clone();
        let claimed = self.db.transact(move |tx, now| {
            Box::pin(async move { mails::claim(tx, now, id, now.after(lease), &address, language.tag()).await })
        });
        let Some(attempt) = claimed.await? else {
            ready.give_back();
            return Ok(());
        };
        let verdict = ready.deliver(&message.to, &message.bytes).await;
        metrics::mail_attempted(template, verdict.name());
        let bounced = Bounced { address: gathered.reader.address, user: gathered.user };
        self.record(id, template, attempt, &verdict, bounced).await?;
        match verdict {
            Verdict::Away { why } => Err(Failure::DependencyDown(anyhow::anyhow!("the mail server went away: {why}"))),
            _ => Ok(()),
        }
    }

    /// Writes the outcome, however long the database needs for it: what is not written is sent again.
    async fn record(
        &self,
        id: MailId,
        template: Template,
        attempt: i32,
        verdict: &Verdict,
        bounced: Bounced,
    ) -> Result<(), StoreError> {
        let mut tries = 1;
        loop {
            let (verdict, bounced) = (verdict.clone(), bounced.clone());
            let recorded = self.db.transact(move |tx, now| {
                Box::pin(async move { settle(tx, now, id, template, attempt, &verdict, &bounced).await })
            });
            match recorded.await {
                Err(StoreError::Busy(_) | StoreError::Unavailable(_) | StoreError::Conflict(_)) if tries < TRIES => {
                    tokio::time::sleep(BETWEEN * tries).await;
                    tries += 1;
                }
                outcome => return outcome,
            }
        }
    }
}

/// Whose address it is that a mail could not be delivered to.
#[derive(Debug, Clone)]
struct Bounced {
    address: String,
    user: Option<UserId>,
}

async fn settle(
    tx: &mut sqlx::PgConnection,
    now: Timestamp,
    id: MailId,
    template: Template,
    attempt: i32,
    verdict: &Verdict,
    bounced: &Bounced,
) -> Result<(), StoreError> {
    let next = next(template.class(), u32::try_from(attempt).unwrap_or(u32::MAX), verdict);
    let (state, due_at) = match next {
        Next::Sent => (State::Sent, None),
        Next::Later(pause) => (State::Deferred, Some(now.after(pause))),
        Next::Failed { .. } => (State::Failed, None),
        Next::Wait => (State::Queued, None),
    };
    if !mails::settle(tx, now, id, attempt, verdict, state, due_at).await? {
        tracing::warn!(mail.id = %id, attempt, outcome = verdict.name(), "outcome of a mail came too late");
        return Ok(());
    }
    match next {
        Next::Failed { bounced: address_is_bad } => {
            tracing::warn!(mail.id = %id, mail.template = template.name(), code = verdict.code(), "mail failed");
            if address_is_bad && let Ok(address) = Email::parse(&bounced.address) {
                bounces::mark(tx, now, &address, bounced.user, Some(id), verdict.code(), verdict.answer()).await?;
            }
        }
        Next::Later(_) => {
            tracing::info!(mail.id = %id, mail.template = template.name(), code = verdict.code(), "mail deferred");
        }
        Next::Sent | Next::Wait => {}
    }
    Ok(())
}

/// What a mail could not be written for.
enum Written {
    Store(StoreError),
    Text(texts::TextError),
    Message(MessageError),
}

fn reader(person: Person) -> Reader {
    let language: Language = person.language.parse().unwrap_or_default();
    Reader { name: person.name, address: person.email, language }
}
