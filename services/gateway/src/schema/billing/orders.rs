//! Orders: what they would cost, and placing them.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use hc_proto::billing::v1 as proto;

use super::invoices::{Invoice, TaxGroup};
use super::subscription::Subscription;
use crate::errors::Failure;
use crate::schema::context::ContextExt;
use crate::schema::scalars::{DateTime, Decimal, Money, instant, money, required_instant};
use crate::schema::user_errors::{UserError, refused, user_errors};

/// One thing to order; it becomes a subscription of its own.
#[derive(InputObject)]
pub struct OrderItemInput {
    /// The price, `price_…`, of a plan on offer.
    price_id: ID,
    /// What the customer calls it: 1 to 64 characters.
    name: String,
    /// Where it runs, `reg_…`; the first region with room when absent.
    region_id: Option<ID>,
}

impl From<OrderItemInput> for proto::OrderItem {
    fn from(item: OrderItemInput) -> Self {
        Self { price_id: item.price_id.0, name: item.name, region_id: item.region_id.map(|id| id.0) }
    }
}

/// What `previewOrder` takes.
#[derive(InputObject)]
pub struct PreviewOrderInput {
    /// The organization that orders, `org_…`.
    organization_id: ID,
    /// What to order: 1 to 20 items, all in one currency.
    items: Vec<OrderItemInput>,
    /// A coupon to apply.
    coupon_code: Option<String>,
}

/// A line of a preview.
#[derive(Debug, Clone)]
pub struct PreviewLine(proto::InvoiceLine);

/// A line of a preview, with the reason for its amount.
#[Object]
impl PreviewLine {
    /// What it is for.
    async fn description(&self) -> &str {
        &self.0.description
    }

    /// How many.
    async fn quantity(&self) -> Decimal {
        Decimal(self.0.quantity.clone())
    }

    /// The price of one.
    async fn unit_amount(&self) -> Result<Money, Failure> {
        money(self.0.unit_amount.as_ref())
    }

    /// The price of all, rounded once.
    async fn amount(&self) -> Result<Money, Failure> {
        money(self.0.amount.as_ref())
    }

    /// The beginning of the period supplied, inclusive; null where it begins with the payment.
    async fn period_start(&self) -> Option<DateTime> {
        instant(self.0.period_start.as_ref())
    }

    /// The end of the period supplied, exclusive.
    async fn period_end(&self) -> Option<DateTime> {
        instant(self.0.period_end.as_ref())
    }

    /// Why it costs that: the rule, the price version, the days, the rate.
    async fn reason(&self) -> &str {
        &self.0.reason
    }
}

/// The first invoice of an order as it would be.
#[derive(Debug, Clone)]
pub struct OrderPreview(proto::PreviewOrderResponse);

/// The first invoice of an order as it would be: what a preview shows is what the order charges.
#[Object]
impl OrderPreview {
    /// What would be charged.
    async fn lines(&self) -> Vec<PreviewLine> {
        self.0.lines.iter().cloned().map(PreviewLine).collect()
    }

    /// Whether the lines' amounts contain the tax.
    async fn prices_include_tax(&self) -> bool {
        self.0.prices_include_tax
    }

    /// What coupons take off.
    async fn discount(&self) -> Result<Money, Failure> {
        money(self.0.discount.as_ref())
    }

    /// The sum without tax.
    async fn subtotal(&self) -> Result<Money, Failure> {
        money(self.0.subtotal.as_ref())
    }

    /// The tax by category, rate and jurisdiction.
    async fn tax_groups(&self) -> Vec<TaxGroup> {
        self.0.tax_groups.iter().cloned().map(TaxGroup::from).collect()
    }

    /// The sum of the tax groups.
    async fn tax(&self) -> Result<Money, Failure> {
        money(self.0.tax.as_ref())
    }

    /// What it would cost.
    async fn total(&self) -> Result<Money, Failure> {
        money(self.0.total.as_ref())
    }

    /// Hand it to `placeOrder` as `previewToken`, which then charges this or nothing.
    async fn token(&self) -> &str {
        &self.0.token
    }

    /// Until when the token counts.
    async fn expires_at(&self) -> Result<DateTime, Failure> {
        required_instant(self.0.expires_at.as_ref())
    }
}

/// What an order would cost. Refused input is an error here: a query has no payload for `userErrors`.
pub async fn preview_order(ctx: &Context<'_>, input: PreviewOrderInput) -> Result<OrderPreview, Failure> {
    let request = proto::PreviewOrderRequest {
        organization_id: input.organization_id.0,
        items: input.items.into_iter().map(Into::into).collect(),
        coupon_code: input.coupon_code,
    };
    let answer = ctx.clients()?.billing.preview_order(request).await;
    answer.map(|found| OrderPreview(found.into_inner())).map_err(|status| refused(&status, Some("input")))
}

/// What `placeOrder` takes.
#[derive(InputObject)]
pub struct PlaceOrderInput {
    /// The organization that orders, `org_…`.
    organization_id: ID,
    /// What to order: 1 to 20 items, all in one currency.
    items: Vec<OrderItemInput>,
    /// A coupon to apply.
    coupon_code: Option<String>,
    /// The `token` of a preview: the order is refused with `PRICE_CHANGED` if it would now cost anything else.
    preview_token: Option<String>,
    /// The same key and input give the same answer for 24 hours; 1 to 255 characters.
    idempotency_key: String,
}

/// What `placeOrder` answers.
#[derive(Default, SimpleObject)]
pub struct PlaceOrderPayload {
    /// A subscription for each item, in their order; empty with errors.
    subscriptions: Vec<Subscription>,
    /// The invoice for all: open, or paid when it costs nothing; null with errors.
    invoice: Option<Invoice>,
    /// What to correct; empty on success.
    user_errors: Vec<UserError>,
}

/// Mutations of orders.
#[derive(Default)]
pub struct OrderMutation;

#[Object]
impl OrderMutation {
    /// Places an order: a pending subscription for each item, all on one invoice. What costs nothing is settled at once.
    async fn place_order(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to order.")] input: PlaceOrderInput,
    ) -> Result<PlaceOrderPayload, Failure> {
        let request = proto::PlaceOrderRequest {
            organization_id: input.organization_id.0,
            items: input.items.into_iter().map(Into::into).collect(),
            coupon_code: input.coupon_code,
            preview_token: input.preview_token,
            idempotency_key: input.idempotency_key,
        };
        Ok(match ctx.changed(ctx.clients()?.billing.place_order(request).await)? {
            Ok(done) => PlaceOrderPayload {
                subscriptions: done.subscriptions.into_iter().map(|made| Subscription::from(Arc::new(made))).collect(),
                invoice: done.invoice.map(|made| Invoice::from(Arc::new(made))),
                user_errors: Vec::new(),
            },
            Err(status) => PlaceOrderPayload { user_errors: user_errors(&status)?, ..Default::default() },
        })
    }
}
