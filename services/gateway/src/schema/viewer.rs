//! The person who asks.

use async_graphql::{Context, Object};

use super::context::{ContextExt, follow, list};
use super::identity::{Session, User};
use super::load;
use super::notifications::{Notification, NotificationPreferences};
use super::organizations::Organization;
use super::pages::{Connection, Window};
use crate::errors::Failure;

/// The person who asks.
pub struct Viewer;

/// The person who asks, and what is theirs.
#[Object]
impl Viewer {
    /// The person.
    async fn user(&self, ctx: &Context<'_>) -> Result<User, Failure> {
        let user = ctx.caller()?.signed_in().map_err(|status| Failure::from(hc_rpc::Fault::from(&status)))?;
        follow(ctx, load::Users, &user.to_string(), "user").await
    }

    /// The organizations that the viewer belongs to, newest first.
    async fn organizations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "A cursor: read what follows it.")] after: Option<String>,
        #[graphql(desc = "The last so many: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor: read what precedes it.")] before: Option<String>,
    ) -> Result<Connection<Organization>, Failure> {
        list(ctx, load::OwnOrganizations, Window::new(first, after, last, before)?).await
    }

    /// The viewer's live sessions, newest first.
    async fn sessions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "A cursor: read what follows it.")] after: Option<String>,
        #[graphql(desc = "The last so many: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor: read what precedes it.")] before: Option<String>,
    ) -> Result<Connection<Session>, Failure> {
        list(ctx, load::OwnSessions, Window::new(first, after, last, before)?).await
    }

    /// The viewer's feed, newest first.
    async fn notifications(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "True for unread entries only, false for read ones only; all without it.")] unread: Option<
            bool,
        >,
        #[graphql(desc = "The first so many: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "A cursor: read what follows it.")] after: Option<String>,
        #[graphql(desc = "The last so many: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor: read what precedes it.")] before: Option<String>,
    ) -> Result<Connection<Notification>, Failure> {
        list(ctx, load::OwnNotifications { unread }, Window::new(first, after, last, before)?).await
    }

    /// How many entries of the feed are unread; 1,000 stands for more.
    async fn unread_notifications(&self, ctx: &Context<'_>) -> Result<i32, Failure> {
        let found = ctx.request()?.batcher.load(load::UnreadCount, ()).await?;
        found.ok_or_else(|| Failure::missing("number of unread notifications"))
    }

    /// What the viewer wants to hear of, and how.
    async fn notification_preferences(&self, ctx: &Context<'_>) -> Result<NotificationPreferences, Failure> {
        let found = ctx.request()?.batcher.load(load::OwnPreferences, ()).await?;
        found.map(NotificationPreferences::from).ok_or_else(|| Failure::missing("preferences"))
    }
}
