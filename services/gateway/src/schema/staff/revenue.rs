//! What customers have paid.

use async_graphql::{Context, Object};
use hc_proto::billing::v1 as proto;

use crate::errors::Failure;
use crate::schema::context::ContextExt;
use crate::schema::scalars::{BigInt, DateTime, Money, money, required_instant};
use crate::schema::user_errors::refused;

/// The days that are shown when nobody says.
pub const DEFAULT_DAYS: i32 = 30;

/// What was paid on a day in a currency.
pub struct RevenueDay(proto::RevenueDay);

/// What was paid on a day in a currency.
#[Object]
impl RevenueDay {
    /// When the day begins (UTC).
    async fn day(&self) -> Result<DateTime, Failure> {
        required_instant(self.0.day.as_ref())
    }

    /// How many invoices were paid.
    async fn invoices(&self) -> BigInt {
        BigInt(self.0.invoices)
    }

    /// Their totals together, with tax.
    async fn total(&self) -> Result<Money, Failure> {
        money(self.0.total.as_ref())
    }
}

pub async fn revenue(ctx: &Context<'_>, days: Option<i32>) -> Result<Vec<RevenueDay>, Failure> {
    let request = proto::GetRevenueRequest { days: days.unwrap_or(DEFAULT_DAYS) };
    let found = ctx.clients()?.billing.get_revenue(request).await.map_err(|status| refused(&status, None))?;
    Ok(found.into_inner().days.into_iter().map(RevenueDay).collect())
}
