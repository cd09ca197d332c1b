//! One event on its way to one endpoint.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use hc_proto::notifications::v1 as proto;

use super::endpoint::WebhookEndpoint;
use crate::errors::Failure;
use crate::schema::context::find;
use crate::schema::load;
use crate::schema::scalars::{DateTime, instant, required_instant, unreadable};

/// Where a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum WebhookDeliveryStatus {
    /// On its way, or waiting for the next attempt.
    Pending,
    /// The endpoint took it: an answer of 2xx within 15 s.
    Succeeded,
    /// Given up; it can be sent again.
    Failed,
}

impl WebhookDeliveryStatus {
    /// As services take it in a filter.
    pub fn filter(status: Option<Self>) -> proto::WebhookDeliveryStatus {
        match status {
            None => proto::WebhookDeliveryStatus::Unspecified,
            Some(Self::Pending) => proto::WebhookDeliveryStatus::Pending,
            Some(Self::Succeeded) => proto::WebhookDeliveryStatus::Succeeded,
            Some(Self::Failed) => proto::WebhookDeliveryStatus::Failed,
        }
    }
}

/// One event on its way to one webhook endpoint.
#[derive(Debug, Clone)]
pub struct WebhookDelivery(Arc<proto::WebhookDelivery>);

impl From<Arc<proto::WebhookDelivery>> for WebhookDelivery {
    fn from(delivery: Arc<proto::WebhookDelivery>) -> Self {
        Self(delivery)
    }
}

/// One event on its way to one webhook endpoint: up to ten attempts over about a day.
#[Object]
impl WebhookDelivery {
    /// The id, `whd_…`.
    pub async fn id(&self) -> ID {
        ID(self.0.id.clone())
    }

    /// Where it goes; null once the endpoint is gone.
    async fn webhook_endpoint(&self, ctx: &Context<'_>) -> Option<Result<WebhookEndpoint, Failure>> {
        find(ctx, load::Endpoints, &self.0.endpoint_id).await
    }

    /// The event, `evt_…`; also the header `webhook-id`, the same at every attempt.
    async fn event_id(&self) -> ID {
        ID(self.0.event_id.clone())
    }

    /// The event's type, such as `billing.invoice.paid.v1`.
    async fn event_type(&self) -> &str {
        &self.0.event_type
    }

    /// Where it stands.
    async fn status(&self) -> Result<WebhookDeliveryStatus, Failure> {
        match self.0.status() {
            proto::WebhookDeliveryStatus::Unspecified => Err(unreadable("the status of a delivery")),
            proto::WebhookDeliveryStatus::Pending => Ok(WebhookDeliveryStatus::Pending),
            proto::WebhookDeliveryStatus::Succeeded => Ok(WebhookDeliveryStatus::Succeeded),
            proto::WebhookDeliveryStatus::Failed => Ok(WebhookDeliveryStatus::Failed),
        }
    }

    /// How many attempts were made, over all resends.
    async fn attempts(&self) -> i32 {
        self.0.attempts
    }

    /// The HTTP status of the last attempt; null when there was no answer.
    async fn response_status(&self) -> Option<i32> {
        self.0.response_status
    }

    /// How long the last attempt took, in milliseconds; null before the first.
    async fn latency_ms(&self) -> Option<i32> {
        self.0.latency_ms
    }

    /// Why the last attempt failed, for people; null when it did not.
    async fn error(&self) -> Option<&str> {
        text(&self.0.error)
    }

    /// When it is tried next; null once it has ended.
    async fn next_attempt_at(&self) -> Option<DateTime> {
        instant(self.0.next_attempt_at.as_ref())
    }

    /// When it was made.
    async fn created_at(&self) -> Result<DateTime, Failure> {
        required_instant(self.0.created_at.as_ref())
    }

    /// When it ended; null before.
    async fn finished_at(&self) -> Option<DateTime> {
        instant(self.0.finished_at.as_ref())
    }

    /// The last 20 attempts, oldest first.
    async fn attempt_log(&self) -> Result<Vec<WebhookAttempt>, Failure> {
        self.0.log.iter().map(WebhookAttempt::try_from).collect()
    }

    /// The request of the last attempt as it was sent; null before the first.
    async fn request(&self, ctx: &Context<'_>) -> Option<Result<WebhookMessage, Failure>> {
        self.in_full(ctx, |found| WebhookMessage::of(&found.request_headers, &found.request_body)).await
    }

    /// The last answer of the endpoint, its body cut at 4 KiB; null when there was none.
    async fn response(&self, ctx: &Context<'_>) -> Option<Result<WebhookMessage, Failure>> {
        self.in_full(ctx, |found| WebhookMessage::of(&found.response_headers, &found.response_body)).await
    }
}

impl WebhookDelivery {
    /// A part of the delivery that lists leave out.
    async fn in_full(
        &self,
        ctx: &Context<'_>,
        part: impl Fn(&proto::WebhookDelivery) -> Option<WebhookMessage>,
    ) -> Option<Result<WebhookMessage, Failure>> {
        let found = find::<_, Arc<proto::WebhookDelivery>>(ctx, load::Deliveries, &self.0.id).await?;
        found.map(|found| part(&found)).transpose()
    }
}

/// A request or an answer.
#[derive(Debug, Clone, SimpleObject)]
pub struct WebhookMessage {
    /// One `name: value` a line.
    headers: String,
    /// The body. Of a request it is the event, JSON; bytes of an answer that are no UTF-8 are replaced.
    body: String,
}

impl WebhookMessage {
    fn of(headers: &str, body: &str) -> Option<Self> {
        let there = !headers.is_empty() || !body.is_empty();
        there.then(|| Self { headers: headers.to_owned(), body: body.to_owned() })
    }
}

/// One attempt at a delivery.
#[derive(Debug, Clone, SimpleObject)]
pub struct WebhookAttempt {
    /// When it began.
    at: DateTime,
    /// The HTTP status; null when there was no answer.
    response_status: Option<i32>,
    /// How long it took, in milliseconds.
    latency_ms: i32,
    /// Why it failed, for people; null when it did not.
    error: Option<String>,
}

impl TryFrom<&proto::WebhookAttempt> for WebhookAttempt {
    type Error = Failure;

    fn try_from(attempt: &proto::WebhookAttempt) -> Result<Self, Failure> {
        Ok(Self {
            at: required_instant(attempt.at.as_ref())?,
            response_status: attempt.response_status,
            latency_ms: attempt.latency_ms,
            error: text(&attempt.error).map(str::to_owned),
        })
    }
}

fn text(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}
