//! Where an organization's events go.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use hc_proto::notifications::v1 as proto;
use hc_proto::r#type::v1::WebhookDisabledReason;

use super::delivery::{WebhookDelivery, WebhookDeliveryStatus};
use crate::errors::Failure;
use crate::schema::context::{follow, list};
use crate::schema::load;
use crate::schema::organizations::Organization;
use crate::schema::pages::{Connection, Window};
use crate::schema::scalars::{BigInt, DateTime, instant, required_instant};

/// A URL to which an organization's events are posted, signed by the Standard Webhooks specification.
#[derive(Debug, Clone)]
pub struct WebhookEndpoint(Arc<proto::WebhookEndpoint>);

impl From<Arc<proto::WebhookEndpoint>> for WebhookEndpoint {
    fn from(endpoint: Arc<proto::WebhookEndpoint>) -> Self {
        Self(endpoint)
    }
}

/// A URL to which an organization's events are posted, signed by the Standard Webhooks specification.
#[Object]
impl WebhookEndpoint {
    /// The id, `whe_…`.
    pub async fn id(&self) -> ID {
        ID(self.0.id.clone())
    }

    /// Whose events go there.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Organization, Failure> {
        follow(ctx, load::Organizations, &self.0.organization_id, "organization").await
    }

    /// Where events are posted.
    async fn url(&self) -> &str {
        &self.0.url
    }

    /// Event types such as `billing.invoice.paid.v1`, or prefixes such as `billing.*`; empty means all.
    async fn event_types(&self) -> &[String] {
        &self.0.event_types
    }

    /// What it is for, for people; empty when nobody said.
    async fn description(&self) -> &str {
        &self.0.description
    }

    /// Whether events go there.
    async fn enabled(&self) -> bool {
        self.0.enabled
    }

    /// Why the platform disabled it: `GONE` when it answered 410, `FAILING` when nothing succeeded for days; null when it
    /// did not. `updateWebhookEndpoint` enables it again.
    async fn disabled_reason(&self) -> Option<&'static str> {
        match self.0.disabled_reason() {
            WebhookDisabledReason::Unspecified => None,
            WebhookDisabledReason::Gone => Some("GONE"),
            WebhookDisabledReason::Failing => Some("FAILING"),
        }
    }

    /// When the platform disabled it; null when it did not.
    async fn disabled_at(&self) -> Option<DateTime> {
        instant(self.0.disabled_at.as_ref())
    }

    /// Since when no delivery has succeeded; null while the last one did.
    async fn failing_since(&self) -> Option<DateTime> {
        instant(self.0.failing_since.as_ref())
    }

    /// Grows by one with each change; `updateWebhookEndpoint` takes it, so that two people do not undo each other's work.
    async fn version(&self) -> BigInt {
        BigInt(self.0.version)
    }

    /// When it was made.
    async fn created_at(&self) -> Result<DateTime, Failure> {
        required_instant(self.0.created_at.as_ref())
    }

    /// What was or will be posted there, newest first; kept for 30 days.
    async fn deliveries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that stand so; all without it.")] status: Option<WebhookDeliveryStatus>,
        #[graphql(desc = "The first so many: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "A cursor: read what follows it.")] after: Option<String>,
        #[graphql(desc = "The last so many: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor: read what precedes it.")] before: Option<String>,
    ) -> Result<Connection<WebhookDelivery>, Failure> {
        let window = Window::new(first, after, last, before)?;
        let lane = load::DeliveriesOf { window, status: WebhookDeliveryStatus::filter(status) };
        list(ctx, lane, self.0.id.clone()).await
    }
}
