//! The feed behind the bell.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use hc_proto::notifications::v1 as proto;

use crate::errors::Failure;
use crate::schema::context::{ContextExt, find};
use crate::schema::load;
use crate::schema::node::{Node, node};
use crate::schema::organizations::Organization;
use crate::schema::scalars::{DateTime, instant, required_instant};
use crate::schema::user_errors::{UserError, user_errors};
use crate::schema::viewer::Viewer;

/// An entry in the viewer's feed.
#[derive(Debug, Clone)]
pub struct Notification(Arc<proto::Notification>);

impl From<Arc<proto::Notification>> for Notification {
    fn from(notification: Arc<proto::Notification>) -> Self {
        Self(notification)
    }
}

impl Notification {
    /// Its id, as the service gave it.
    pub fn key(&self) -> &str {
        &self.0.id
    }
}

/// An entry in the viewer's feed. Entries are kept for 90 days.
#[Object]
impl Notification {
    /// The id, `ntf_…`.
    pub async fn id(&self) -> ID {
        ID(self.0.id.clone())
    }

    /// One line, in the reader's language.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// A sentence or two, in the reader's language.
    async fn body(&self) -> &str {
        &self.0.body
    }

    /// What happened, such as `billing.invoice.issued.v1`.
    async fn event_type(&self) -> &str {
        &self.0.event_type
    }

    /// What it is about; null where it is gone, has no type here, or is no longer the reader's to see.
    async fn subject(&self, ctx: &Context<'_>) -> Option<Result<Node, Failure>> {
        match ctx.request() {
            Ok(request) => node(request, &self.0.subject_id).await,
            Err(failure) => Some(Err(failure)),
        }
    }

    /// The organization that it is about; null where it is about none, or no longer the reader's.
    async fn organization(&self, ctx: &Context<'_>) -> Option<Result<Organization, Failure>> {
        if self.0.organization_id.is_empty() {
            return None;
        }
        find(ctx, load::Organizations, &self.0.organization_id).await
    }

    /// When it was marked as read; null while it is unread.
    async fn read_at(&self) -> Option<DateTime> {
        instant(self.0.read_at.as_ref())
    }

    /// When it happened.
    async fn created_at(&self) -> Result<DateTime, Failure> {
        required_instant(self.0.created_at.as_ref())
    }
}

/// What `markNotificationsRead` takes.
#[derive(InputObject)]
pub struct MarkNotificationsReadInput {
    /// Entries of the viewer's feed, `ntf_…`; at most 500. What is gone or another's is passed over.
    notification_ids: Vec<ID>,
}

/// What `markNotificationsRead` answers.
#[derive(Default, SimpleObject)]
pub struct MarkNotificationsReadPayload {
    /// The entries as they are now; empty with errors.
    notifications: Vec<Notification>,
    /// What to correct; empty on success.
    user_errors: Vec<UserError>,
}

/// What `markAllNotificationsRead` takes.
#[derive(InputObject)]
pub struct MarkAllNotificationsReadInput {
    /// The newest entry that the reader has seen, `ntf_…`: what came after it stays unread. All without it.
    up_to_id: Option<ID>,
}

/// What `markAllNotificationsRead` answers.
#[derive(Default, SimpleObject)]
pub struct MarkAllNotificationsReadPayload {
    /// The viewer, whose feed and number of unread entries have changed; null with errors.
    viewer: Option<Viewer>,
    /// What to correct; empty on success.
    user_errors: Vec<UserError>,
}

/// Mutations of the feed.
#[derive(Default)]
pub struct FeedMutation;

#[Object]
impl FeedMutation {
    /// Marks entries of the viewer's feed as read; twice is fine.
    async fn mark_notifications_read(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which entries.")] input: MarkNotificationsReadInput,
    ) -> Result<MarkNotificationsReadPayload, Failure> {
        let ids = input.notification_ids.into_iter().map(|id| id.0).collect();
        let request = proto::MarkNotificationsReadRequest { ids };
        Ok(match ctx.changed(ctx.clients()?.feed.mark_notifications_read(request).await)? {
            Ok(done) => MarkNotificationsReadPayload {
                notifications: done.notifications.into_iter().map(|found| Notification(Arc::new(found))).collect(),
                user_errors: Vec::new(),
            },
            Err(status) => MarkNotificationsReadPayload { user_errors: user_errors(&status)?, ..Default::default() },
        })
    }
    /// Marks the viewer's whole feed as read, or what of it the reader has seen; twice is fine.
    async fn mark_all_notifications_read(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Up to where.")] input: MarkAllNotificationsReadInput,
    ) -> Result<MarkAllNotificationsReadPayload, Failure> {
        let request = proto::MarkAllNotificationsReadRequest { up_to_id: input.up_to_id.map(|id| id.0) };
        Ok(match ctx.changed(ctx.clients()?.feed.mark_all_notifications_read(request).await)? {
            Ok(_) => MarkAllNotificationsReadPayload { viewer: Some(Viewer), user_errors: Vec::new() },
            Err(status) => MarkAllNotificationsReadPayload { user_errors: user_errors(&status)?, ..Default::default() },
        })
    }
}
