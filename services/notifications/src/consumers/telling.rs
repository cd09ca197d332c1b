//! From an event to those who are told of it.

use hc_access::Role;
use hc_events::{Cause, Consumer, Delivered, Failure};
use hc_proto::Event;
use hc_storage::StoreError;
use hc_types::{Timestamp, UserId};
use sqlx::PgConnection;

use crate::{
    app::tell,
    domain::story::{Audience, Story},
    owners::{Members, Owners},
    store::causes::Happening,
};

/// An event that people are told of.
pub trait Told: Event + Clone {
    /// What is told; none where this one is nobody's concern. Asks the owners for what the event does not say.
    fn story(self, owners: &Owners) -> impl Future<Output = Result<Option<Story>, Failure>> + Send;
}

/// How people are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Mail,
    Feed,
}

/// What is told, and the members of the organization that it happened in.
struct Telling {
    happening: Happening,
    members: Vec<(UserId, Role)>,
}

/// Tells of events of one type. The owners are asked before the transaction.
pub fn telling<E: Told>(consumer: Consumer, owners: &Owners, way: Way) -> Consumer {
    let owners = owners.clone();
    consumer.on_prepared::<E, Option<Telling>>(
        move |event| {
            let owners = owners.clone();
            Box::pin(async move { find(&owners, way, event).await })
        },
        move |tx, event, found| {
            Box::pin(async move {
                let Some(found) = found else { return Ok(()) };
                Ok(write(tx, event.now, way, found, &event.cause).await?)
            })
        },
    )
}

/// None where there is nothing to tell, or nobody.
async fn find<E: Told>(owners: &Owners, way: Way, event: Delivered<E>) -> Result<Option<Telling>, Failure> {
    let Some(story) = event.data.story(owners).await? else { return Ok(None) };
    let audience = match way {
        Way::Mail => story.mail().map(|(_, audience)| audience),
        Way::Feed => story.entry().map(|(_, audience)| audience),
    };
    let Some(audience) = audience else { return Ok(None) };
    let mut found = None;
    if let Some(organization) = event.organization {
        found = owners.members(organization).await?;
    }
    // An organization that is gone has nobody to be told.
    let (organization, members) = match (event.organization, found) {
        (Some(id), Some(Members { organization_name, members })) => (Some((id, organization_name)), members),
        (Some(_), None) if audience == Audience::Members => return Ok(None),
        _ => (None, Vec::new()),
    };
    let happening = Happening {
        event: event.id,
        event_type: E::TYPE,
        subject: event.subject,
        organization,
        story,
        correlation: event.cause.correlation,
        occurred_at: event.occurred_at,
    };
    Ok(Some(Telling { happening, members }))
}

async fn write(
    tx: &mut PgConnection,
    now: Timestamp,
    way: Way,
    Telling { happening, members }: &Telling,
    cause: &Cause,
) -> Result<(), StoreError> {
    match way {
        Way::Mail => {
            let Some(mail) = happening.story.mail() else { return Ok(()) };
            tell::by_mail(tx, now, happening, cause, mail, members).await
        }
        Way::Feed => {
            let Some(entry) = happening.story.entry() else { return Ok(()) };
            tell::in_feeds(tx, now, happening, cause, entry, members).await
        }
    }
}
