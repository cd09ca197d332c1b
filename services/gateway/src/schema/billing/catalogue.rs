//! What is sold: plans and their prices.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object};
use hc_proto::{billing::v1 as proto, r#type::v1 as shared};

use crate::errors::Failure;
use crate::schema::context::follow;
use crate::schema::load;
use crate::schema::scalars::{Money, money, unreadable};

/// What a subscription runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum InstanceKind {
    /// Static files.
    Site,
    /// A container image.
    App,
    /// A PostgreSQL database.
    Database,
}

/// The kind of a field that is always there.
pub fn kind(kind: shared::InstanceKind) -> Result<InstanceKind, Failure> {
    match kind {
        shared::InstanceKind::Unspecified => Err(unreadable("the kind of an instance")),
        shared::InstanceKind::Site => Ok(InstanceKind::Site),
        shared::InstanceKind::App => Ok(InstanceKind::App),
        shared::InstanceKind::Database => Ok(InstanceKind::Database),
    }
}

/// The unit of a billing interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum BillingInterval {
    /// Days.
    Day,
    /// Weeks.
    Week,
    /// Calendar months from the day of the first payment.
    Month,
    /// Calendar years.
    Year,
}

/// What is sold.
#[derive(Debug, Clone)]
pub struct Plan(Arc<proto::Plan>);

impl From<Arc<proto::Plan>> for Plan {
    fn from(plan: Arc<proto::Plan>) -> Self {
        Self(plan)
    }
}

/// What is sold.
#[Object]
impl Plan {
    /// The id, `plan_…`.
    pub async fn id(&self) -> ID {
        ID(self.0.id.clone())
    }

    /// Its short name in the catalogue; unique.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// Its name for people.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What the buyer gets.
    async fn description(&self) -> &str {
        &self.0.description
    }

    /// What it runs.
    async fn kind(&self) -> Result<InstanceKind, Failure> {
        kind(self.0.kind())
    }

    /// What it costs, for each currency and interval.
    async fn prices(&self) -> Vec<Price> {
        self.0.prices.iter().cloned().map(|price| Price(Arc::new(price))).collect()
    }
}

/// A plan in one currency and billing interval.
#[derive(Debug, Clone)]
pub struct Price(Arc<proto::Price>);

impl From<Arc<proto::Price>> for Price {
    fn from(price: Arc<proto::Price>) -> Self {
        Self(price)
    }
}

/// A plan in one currency and billing interval. Once sold it stays as it is.
#[Object]
impl Price {
    /// The id, `price_…`.
    pub async fn id(&self) -> ID {
        ID(self.0.id.clone())
    }

    /// What it is a price of.
    async fn plan(&self, ctx: &Context<'_>) -> Result<Plan, Failure> {
        follow(ctx, load::Plans, &self.0.plan_id, "plan").await
    }

    /// The amount for one interval, without tax.
    async fn amount(&self) -> Result<Money, Failure> {
        money(self.0.amount.as_ref())
    }

    /// The unit of the interval.
    async fn interval(&self) -> Result<BillingInterval, Failure> {
        match self.0.interval() {
            proto::BillingInterval::Unspecified => Err(unreadable("a billing interval")),
            proto::BillingInterval::Day => Ok(BillingInterval::Day),
            proto::BillingInterval::Week => Ok(BillingInterval::Week),
            proto::BillingInterval::Month => Ok(BillingInterval::Month),
            proto::BillingInterval::Year => Ok(BillingInterval::Year),
        }
    }

    /// How many units an interval has.
    async fn interval_count(&self) -> i32 {
        self.0.interval_count
    }

    /// Days before the first charge; 0 for none.
    async fn trial_days(&self) -> i32 {
        self.0.trial_days
    }
}
