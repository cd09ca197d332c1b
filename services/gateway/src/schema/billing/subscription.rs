//! What was bought: an organization's standing purchases.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object};
use hc_proto::billing::v1 as proto;

use super::catalogue::Price;
use crate::errors::Failure;
use crate::schema::context::{find, follow};
use crate::schema::instances::Instance;
use crate::schema::load;
use crate::schema::scalars::{DateTime, instant, required_instant, unreadable};

/// Where a subscription stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum SubscriptionStatus {
    /// Ordered, not paid.
    Pending,
    /// In its trial.
    Trialing,
    /// Paid for.
    Active,
    /// A payment is late; still served.
    PastDue,
    /// Not served until it is paid.
    Suspended,
    /// Ended by the customer or for non-payment; final.
    Canceled,
    /// The order lapsed or the term is over; final.
    Expired,
}

/// An organization's standing purchase of a price.
#[derive(Debug, Clone)]
pub struct Subscription(Arc<proto::Subscription>);

impl From<Arc<proto::Subscription>> for Subscription {
    fn from(subscription: Arc<proto::Subscription>) -> Self {
        Self(subscription)
    }
}

/// An organization's standing purchase of a price.
#[Object]
impl Subscription {
    /// The id, `sub_…`.
    pub async fn id(&self) -> ID {
        ID(self.0.id.clone())
    }

    /// Where it stands.
    async fn status(&self) -> Result<SubscriptionStatus, Failure> {
        match self.0.status() {
            proto::SubscriptionStatus::Unspecified => Err(unreadable("the status of a subscription")),
            proto::SubscriptionStatus::Pending => Ok(SubscriptionStatus::Pending),
            proto::SubscriptionStatus::Trialing => Ok(SubscriptionStatus::Trialing),
            proto::SubscriptionStatus::Active => Ok(SubscriptionStatus::Active),
            proto::SubscriptionStatus::PastDue => Ok(SubscriptionStatus::PastDue),
            proto::SubscriptionStatus::Suspended => Ok(SubscriptionStatus::Suspended),
            proto::SubscriptionStatus::Canceled => Ok(SubscriptionStatus::Canceled),
            proto::SubscriptionStatus::Expired => Ok(SubscriptionStatus::Expired),
        }
    }

    /// What was bought.
    async fn price(&self, ctx: &Context<'_>) -> Result<Price, Failure> {
        follow(ctx, load::Prices, &self.0.price_id, "price").await
    }

    /// What it runs; null for the moment between the order and its arrival where instances are run.
    async fn instance(&self, ctx: &Context<'_>) -> Option<Result<Instance, Failure>> {
        find(ctx, load::Instances, &self.0.instance_id).await
    }

    /// The beginning of the paid period, inclusive; null before the first payment.
    async fn current_period_start(&self) -> Option<DateTime> {
        instant(self.0.current_period_start.as_ref())
    }

    /// The end of the paid period, exclusive; null before the first payment.
    async fn current_period_end(&self) -> Option<DateTime> {
        instant(self.0.current_period_end.as_ref())
    }

    /// Whether it ends with the paid period.
    async fn cancel_at_period_end(&self) -> bool {
        self.0.cancel_at_period_end
    }

    /// When it was ordered.
    async fn created_at(&self) -> Result<DateTime, Failure> {
        required_instant(self.0.created_at.as_ref())
    }
}
