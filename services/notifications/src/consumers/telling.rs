//! From an event to those who are told of it.

use futures::future::BoxFuture;
use hc_events::{Delivered, Failure};
use hc_proto::Event;
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

/// A handler that tells of events of one type.
pub fn telling<E: Told>(
    owners: Owners,
    way: Way,
) -> impl for<'t> Fn(&'t mut PgConnection, Delivered<E>) -> BoxFuture<'t, Result<(), Failure>> + Send + Sync + 'static {
    move |tx, event| {
        let owners = owners.clone();
        Box::pin(async move { tell_of(tx, &owners, way, event).await })
    }
}

async fn tell_of<E: Told>(
    tx: &mut PgConnection,
    owners: &Owners,
    way: Way,
    event: Delivered<E>,
) -> Result<(), Failure> {
    let Some(story) = event.data.story(owners).await? else { return Ok(()) };
    let audience = match way {
        Way::Mail => story.mail().map(|(_, audience)| audience),
        Way::Feed => story.entry().map(|(_, audience)| audience),
    };
    let Some(audience) = audience else { return Ok(()) };
    let mut found = None;
    if let Some(organization) = event.organization {
        found = owners.members(organization).await?;
    }
    // An organization that is gone has nobody to be told.
    let (organization, members) = match (event.organization, found) {
        (Some(id), Some(Members { organization_name, members })) => (Some((id, organization_name)), members),
        (Some(_), None) if audience == Audience::Members => return Ok(()),
        _ => (None, Vec::new()),
    };
    let happening = Happening {
        event: event.id,
        event_type: E::TYPE,
        subject: event.subject,
        organization,
        story,
        correlation: event.cause.correlation.clone(),
        occurred_at: event.occurred_at,
    };
    match way {
        Way::Mail => {
            let Some(mail) = happening.story.mail() else { return Ok(()) };
            tell::by_mail(tx, event.now, &happening, &event.cause, mail, &members).await?;
        }
        Way::Feed => {
            let Some(entry) = happening.story.entry() else { return Ok(()) };
            tell::in_feeds(tx, event.now, &happening, &event.cause, entry, &members).await?;
        }
    }
    Ok(())
}
