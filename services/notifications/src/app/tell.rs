//! Something happened: who is told by mail, and in whose feed it appears.

use std::collections::HashMap;

use hc_access::{Permission, Role};
use hc_events::{Cause, Fact, outbox};
use hc_proto::events::v1::NotificationCreated;
use hc_storage::StoreError;
use hc_types::{MailId, NotificationId, Timestamp, UserId};
use sqlx::PgConnection;

use super::queue;
use crate::{
    domain::{story::Audience, template::Template, topic::Topic},
    metrics,
    store::{
        causes::{self, Happening},
        mails::{self, NewMail},
        notifications, preferences,
    },
};

/// The members of the organization that something happened in.
pub type Members = [(UserId, Role)];

/// Writes one mail for each recipient and orders it. Whoever has it already, for this cause, gets no other.
///
/// Everybody whom it concerns has a row; what they want is looked at when it goes out, so that the log says why somebody got
/// none.
pub async fn by_mail(
    tx: &mut PgConnection,
    now: Timestamp,
    happening: &Happening,
    cause: &Cause,
    (template, audience): (Template, Audience),
    members: &Members,
) -> Result<(), StoreError> {
    let recipients: Vec<String> = match audience {
        Audience::User(user) => vec![user.to_string()],
        Audience::Invited(invitation) => vec![invitation.to_string()],
        Audience::Members => {
            let concerned = members.iter().filter(|(_, role)| template.topic().concerns(*role));
            concerned.map(|(user, _)| user.to_string()).collect()
        }
    };
    if recipients.is_empty() {
        return Ok(());
    }
    causes::keep(tx, now, happening).await?;
    let once = once(happening);
    for recipient in &recipients {
        let id = MailId::new();
        let organization = happening.organization.as_ref().map(|(id, _)| *id);
        let mail = NewMail { id, event: happening.event, once: &once, template, recipient, organization };
        if mails::insert(tx, now, &mail).await? {
            queue::order(tx, id, template.class(), cause).await?;
            metrics::mail_ordered(template);
        }
    }
    Ok(())
}

/// Puts an entry into the feed of everybody who may see the event and wants to hear of its topic.
pub async fn in_feeds(
    tx: &mut PgConnection,
    now: Timestamp,
    happening: &Happening,
    cause: &Cause,
    (topic, audience): (Topic, Audience),
    members: &Members,
) -> Result<(), StoreError> {
    let permission = Permission::to_see(happening.event_type);
    let users: Vec<UserId> = match audience {
        Audience::User(user) => vec![user],
        Audience::Invited(_) => Vec::new(),
        Audience::Members => {
            let may_see = |role: Role| permission.is_some_and(|permission| role.allows(permission));
            let others = members.iter().filter(|(user, _)| happening.story.known_to() != Some(*user));
            others.filter(|(_, role)| may_see(*role)).map(|(user, _)| *user).collect()
        }
    };
    let wanted: HashMap<_, _> = preferences::of(&mut *tx, &users).await?;
    let users = users.into_iter().filter(|user| wanted.get(user).is_none_or(|wishes| wishes.in_app(topic)));
    let users: Vec<_> = users.collect();
    if users.is_empty() {
        return Ok(());
    }
    causes::keep(tx, now, happening).await?;
    let once = once(happening);
    for user in users {
        let id = NotificationId::new();
        if notifications::insert(tx, now, id, user, happening.event, &once).await? {
            let payload = NotificationCreated { notification_id: id.to_string(), user_id: user.to_string() };
            // The feed is its user's and no organization's: only they are to hear of it.
            let fact = Fact { subject: id.to_string(), organization: None, cause, payload };
            outbox::enqueue(tx, fact).await?;
            metrics::entry_made(topic);
        }
    }
    Ok(())
}

fn once(happening: &Happening) -> String {
    happening.story.told_once_of().unwrap_or_else(|| happening.event.to_string())
}
