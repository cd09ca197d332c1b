//! Feeds: what users see behind the bell of the console.

use hc_access::Caller;
use hc_proto::{
    notifications::v1::{
        BatchGetNotificationsRequest, BatchGetNotificationsResponse, CountUnreadRequest, CountUnreadResponse,
        ListNotificationsRequest, ListNotificationsResponse, MarkAllNotificationsReadRequest,
        MarkAllNotificationsReadResponse, MarkNotificationsReadRequest, MarkNotificationsReadResponse, Notification,
        feed_service_server::{FeedService, FeedServiceServer},
    },
    r#type::v1 as proto,
};
use hc_rpc::{Violations, status};
use hc_storage::{Db, StoreError};
use hc_types::{NotificationId, UserId};
use tonic::{Request, Response, Status};

use super::request::{BATCH_AT_MOST, batch, cause, page};
use crate::{
    app::mark_read::{mark_all_read, mark_read},
    domain::language::Language,
    feed::words,
    owners::Owners,
    store::{
        notifications::{self, Entry},
        preferences,
    },
};

/// What a count of unread entries ends at.
const COUNTED_AT_MOST: i64 = 1_000;

/// The service, with all that its handlers need.
pub struct Feed {
    pub db: Db,
    pub owners: Owners,
}

type Answer<T> = Result<Response<T>, Status>;

impl Feed {
    /// To be added to a server.
    pub fn into_service(self) -> FeedServiceServer<Self> {
        FeedServiceServer::new(self)
    }

    /// The language that the user reads: as chosen here, else as in the profile. A feed is shown in English rather than not at
    /// all.
    async fn language(&self, user: UserId) -> Result<Language, Status> {
        let wishes = preferences::of_one(self.db.pool(), user).await.map_err(status)?;
        if let Some(language) = wishes.language {
            return Ok(language);
        }
        let language = self.owners.language(user).await.unwrap_or_else(|error| {
            tracing::warn!(error = &error as &dyn std::error::Error, "language of a reader is unknown, taking English");
            None
        });
        Ok(language.and_then(|language| language.parse().ok()).unwrap_or_default())
    }

    async fn messages(&self, user: UserId, entries: Vec<Entry>) -> Result<Vec<Notification>, Status> {
        if entries.is_empty() {
            return Ok(Vec::new());
        }
        let language = self.language(user).await?;
        Ok(entries.into_iter().map(|entry| message(entry, language)).collect())
    }
}

#[tonic::async_trait]
impl FeedService for Feed {
    async fn list_notifications(
        &self,
        request: Request<ListNotificationsRequest>,
    ) -> Answer<ListNotificationsResponse> {
        let user = Caller::of(&request)?.signed_in()?;
        let request = request.into_inner();
        let page = page(request.page)?;
        let found = notifications::page(self.db.pool(), user, request.unread, &page).await.map_err(status)?;
        let page_info = Some(proto::PageInfo::of(&found, |entry| entry.id.uuid()));
        let notifications = self.messages(user, found.items).await?;
        Ok(Response::new(ListNotificationsResponse { notifications, page_info }))
    }

    async fn batch_get_notifications(
        &self,
        request: Request<BatchGetNotificationsRequest>,
    ) -> Answer<BatchGetNotificationsResponse> {
        let user = Caller::of(&request)?.signed_in()?;
        let ids: Vec<NotificationId> = batch(BATCH_AT_MOST, &request.into_inner().ids)?;
        let found = notifications::find(self.db.pool(), user, &ids).await.map_err(status)?;
        let notifications = self.messages(user, found).await?;
        Ok(Response::new(BatchGetNotificationsResponse { notifications }))
    }

    async fn mark_notifications_read(
        &self,
        request: Request<MarkNotificationsReadRequest>,
    ) -> Answer<MarkNotificationsReadResponse> {
        let caller = Caller::of(&request)?;
        let (user, cause) = (caller.signed_in()?, cause(&caller));
        let ids: Vec<NotificationId> = batch(BATCH_AT_MOST, &request.into_inner().ids)?;
        let marked = self.db.transact(move |tx, now| {
            Box::pin(async move {
                mark_read(&mut *tx, now, &cause, user, &ids).await?;
                notifications::find(tx, user, &ids).await
            })
        });
        let found = marked.await.map_err(|error: StoreError| status(error))?;
        let notifications = self.messages(user, found).await?;
        Ok(Response::new(MarkNotificationsReadResponse { notifications }))
    }

    async fn mark_all_notifications_read(
        &self,
        request: Request<MarkAllNotificationsReadRequest>,
    ) -> Answer<MarkAllNotificationsReadResponse> {
        let caller = Caller::of(&request)?;
        let (user, cause) = (caller.signed_in()?, cause(&caller));
        let mut violations = Violations::new();
        let up_to = request.into_inner().up_to_id.map(|id| id.parse::<NotificationId>()).transpose();
        let up_to = violations.check_as("ID_INVALID", "up_to_id", up_to);
        violations.finish()?;
        let marked = self.db.transact(move |tx, now| {
            Box::pin(async move { mark_all_read(tx, now, &cause, user, up_to.flatten()).await })
        });
        let marked = marked.await.map_err(|error: StoreError| status(error))?;
        Ok(Response::new(MarkAllNotificationsReadResponse { marked }))
    }

    async fn count_unread(&self, request: Request<CountUnreadRequest>) -> Answer<CountUnreadResponse> {
        let user = Caller::of(&request)?.signed_in()?;
        let count = notifications::count_unread(self.db.pool(), user, COUNTED_AT_MOST).await.map_err(status)?;
        Ok(Response::new(CountUnreadResponse { unread: i32::try_from(count).unwrap_or(i32::MAX) }))
    }
}

fn message(entry: Entry, language: Language) -> Notification {
    let organization = entry.organization.as_ref();
    let said = words(&entry.story, organization.map_or("", |(_, name)| name), language);
    Notification {
        id: entry.id.to_string(),
        user_id: entry.user.to_string(),
        organization_id: organization.map(|(id, _)| id.to_string()).unwrap_or_default(),
        event_type: entry.event_type,
        title: said.title,
        body: said.body,
        subject_id: entry.story.leads_to().unwrap_or(entry.subject),
        read_at: entry.read_at.map(Into::into),
        created_at: Some(entry.occurred_at.into()),
    }
}
