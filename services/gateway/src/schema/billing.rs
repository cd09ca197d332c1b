//! What is sold, what was bought, and the money for it.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use hc_proto::{billing::v1 as proto, r#type::v1 as shared};

use super::context::{ContextExt, find, follow};
use super::instances::Instance;
use super::load;
use super::scalars::{DateTime, Decimal, Money, instant, money, required_instant, unreadable};
use super::user_errors::{UserError, refused, user_errors};
use crate::errors::Failure;

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

/// Where an invoice stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum InvoiceStatus {
    /// Being put together.
    Draft,
    /// Payable; a pro-forma as long as it has no number.
    Open,
    /// Settled.
    Paid,
    /// Given up; final.
    Void,
    /// Written off.
    Uncollectible,
}

/// A claim for money.
#[derive(Debug, Clone)]
pub struct Invoice(Arc<proto::Invoice>);

impl From<Arc<proto::Invoice>> for Invoice {
    fn from(invoice: Arc<proto::Invoice>) -> Self {
        Self(invoice)
    }
}

/// A claim for money. Lines minus discount is subtotal, subtotal plus tax is total (where `pricesIncludeTax`, lines and
/// discount are gross and subtotal is net); total minus `creditApplied`, `amountPaid` and what credit notes took is
/// `amountDue`. An order's first invoice is a pro-forma: `OPEN` and payable, without `number` and `issuedAt` until it is paid.
#[Object]
impl Invoice {
    /// The id, `inv_…`.
    pub async fn id(&self) -> ID {
        ID(self.0.id.clone())
    }

    /// Its number, without gaps; null until it is issued.
    async fn number(&self) -> Option<&str> {
        self.0.number.as_deref()
    }

    /// Where it stands.
    async fn status(&self) -> Result<InvoiceStatus, Failure> {
        match self.0.status() {
            proto::InvoiceStatus::Unspecified => Err(unreadable("the status of an invoice")),
            proto::InvoiceStatus::Draft => Ok(InvoiceStatus::Draft),
            proto::InvoiceStatus::Open => Ok(InvoiceStatus::Open),
            proto::InvoiceStatus::Paid => Ok(InvoiceStatus::Paid),
            proto::InvoiceStatus::Void => Ok(InvoiceStatus::Void),
            proto::InvoiceStatus::Uncollectible => Ok(InvoiceStatus::Uncollectible),
        }
    }

    /// What is charged.
    async fn lines(&self) -> Vec<InvoiceLine> {
        self.0.lines.iter().cloned().map(InvoiceLine).collect()
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

    /// The tax by category, rate and jurisdiction, each rounded once.
    async fn tax_groups(&self) -> Vec<TaxGroup> {
        self.0.tax_groups.iter().cloned().map(TaxGroup).collect()
    }

    /// The sum of the tax groups.
    async fn tax(&self) -> Result<Money, Failure> {
        money(self.0.tax.as_ref())
    }

    /// What it costs.
    async fn total(&self) -> Result<Money, Failure> {
        money(self.0.total.as_ref())
    }

    /// What credit on the account covered.
    async fn credit_applied(&self) -> Result<Money, Failure> {
        money(self.0.credit_applied.as_ref())
    }

    /// What was paid.
    async fn amount_paid(&self) -> Result<Money, Failure> {
        money(self.0.amount_paid.as_ref())
    }

    /// What is left to pay.
    async fn amount_due(&self) -> Result<Money, Failure> {
        money(self.0.amount_due.as_ref())
    }

    /// When it got its number.
    async fn issued_at(&self) -> Option<DateTime> {
        instant(self.0.issued_at.as_ref())
    }

    /// Until when it should be paid.
    async fn due_at(&self) -> Option<DateTime> {
        instant(self.0.due_at.as_ref())
    }

    /// When it was settled.
    async fn paid_at(&self) -> Option<DateTime> {
        instant(self.0.paid_at.as_ref())
    }
}

/// A line of an invoice.
#[derive(Debug, Clone)]
pub struct InvoiceLine(proto::InvoiceLine);

/// A line of an invoice.
#[Object]
impl InvoiceLine {
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
}

/// The tax of one category, rate and jurisdiction.
#[derive(Debug, Clone)]
pub struct TaxGroup(proto::TaxGroup);

/// The tax of one category, rate and jurisdiction.
#[Object]
impl TaxGroup {
    /// The category of EN 16931: S, Z, E, AE, O …
    async fn category(&self) -> &str {
        &self.0.category
    }

    /// The rate in percent.
    async fn rate(&self) -> Decimal {
        Decimal(self.0.rate.clone())
    }

    /// Whose tax it is, such as `DE`; null where none applies.
    async fn jurisdiction(&self) -> Option<&str> {
        self.0.jurisdiction.as_deref()
    }

    /// The amount that is taxed, without the tax.
    async fn taxable(&self) -> Result<Money, Failure> {
        money(self.0.taxable.as_ref())
    }

    /// The tax.
    async fn amount(&self) -> Result<Money, Failure> {
        money(self.0.amount.as_ref())
    }
}

/// Where a payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum PaymentStatus {
    /// On its way, or no answer yet: it is asked for, never taken as failed.
    Pending,
    /// The customer has to do something at the provider.
    RequiresAction,
    /// The money was taken.
    Succeeded,
    /// The provider said no; final.
    Failed,
    /// Given up before the provider took it; final.
    Canceled,
}

/// One attempt to pay an invoice.
#[derive(Debug, Clone)]
pub struct Payment(Arc<proto::Payment>);

impl From<Arc<proto::Payment>> for Payment {
    fn from(payment: Arc<proto::Payment>) -> Self {
        Self(payment)
    }
}

/// One attempt to pay an invoice.
#[Object]
impl Payment {
    /// The id, `pay_…`.
    pub async fn id(&self) -> ID {
        ID(self.0.id.clone())
    }

    /// Where it stands.
    async fn status(&self) -> Result<PaymentStatus, Failure> {
        match self.0.status() {
            proto::PaymentStatus::Unspecified => Err(unreadable("the status of a payment")),
            proto::PaymentStatus::Pending => Ok(PaymentStatus::Pending),
            proto::PaymentStatus::RequiresAction => Ok(PaymentStatus::RequiresAction),
            proto::PaymentStatus::Succeeded => Ok(PaymentStatus::Succeeded),
            proto::PaymentStatus::Failed => Ok(PaymentStatus::Failed),
            proto::PaymentStatus::Canceled => Ok(PaymentStatus::Canceled),
        }
    }

    /// What was to be taken.
    async fn amount(&self) -> Result<Money, Failure> {
        money(self.0.amount.as_ref())
    }

    /// What was given back of it.
    async fn amount_refunded(&self) -> Result<Money, Failure> {
        money(self.0.amount_refunded.as_ref())
    }

    /// Why it failed, such as `card_declined`; null otherwise.
    async fn failure_code(&self) -> Option<&str> {
        self.0.failure_code.as_deref()
    }

    /// When it was tried.
    async fn created_at(&self) -> Result<DateTime, Failure> {
        required_instant(self.0.created_at.as_ref())
    }
}

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
        self.0.tax_groups.iter().cloned().map(TaxGroup).collect()
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
    answer.map(|found| OrderPreview(found.into_inner())).map_err(|status| refused(&status))
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

/// What `payInvoice` takes.
#[derive(InputObject)]
pub struct PayInvoiceInput {
    /// The invoice, `inv_…`.
    invoice_id: ID,
    /// The payment provider. `test` accepts the tokens `tok_ok`, `tok_declined` and `tok_insufficient_funds`.
    provider: String,
    /// What the provider's client gave for the card, never a card number. Send it as a variable.
    token: String,
    /// The same key and input give the same answer for 24 hours; 1 to 255 characters.
    idempotency_key: String,
}

/// What `payInvoice` answers.
#[derive(Default, SimpleObject)]
pub struct PayInvoicePayload {
    /// The invoice as it is now; null with errors.
    invoice: Option<Invoice>,
    /// The attempt. A decline is an answer, not an error: its status is `FAILED`, and `failureCode` says why.
    payment: Option<Payment>,
    /// What to correct; empty on success.
    user_errors: Vec<UserError>,
}

/// What `voidInvoice` takes.
#[derive(InputObject)]
pub struct VoidInvoiceInput {
    /// The unpaid first invoice of an order, `inv_…`.
    invoice_id: ID,
}

/// What `voidInvoice` answers.
#[derive(Default, SimpleObject)]
pub struct VoidInvoicePayload {
    /// The invoice as it is now; null with errors.
    invoice: Option<Invoice>,
    /// What to correct; empty on success.
    user_errors: Vec<UserError>,
}

/// Mutations of orders and money.
#[derive(Default)]
pub struct BillingMutation;

#[Object]
impl BillingMutation {
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
                subscriptions: done.subscriptions.into_iter().map(|made| Subscription(Arc::new(made))).collect(),
                invoice: done.invoice.map(|made| Invoice(Arc::new(made))),
                user_errors: Vec::new(),
            },
            Err(status) => PlaceOrderPayload { user_errors: user_errors(&status)?, ..Default::default() },
        })
    }

    /// Pays an open invoice in full.
    async fn pay_invoice(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which invoice, and with what.")] input: PayInvoiceInput,
    ) -> Result<PayInvoicePayload, Failure> {
        let request = proto::PayInvoiceRequest {
            invoice_id: input.invoice_id.0,
            provider: input.provider,
            token: input.token,
            idempotency_key: input.idempotency_key,
        };
        Ok(match ctx.changed(ctx.clients()?.billing.pay_invoice(request).await)? {
            Ok(done) => PayInvoicePayload {
                invoice: done.invoice.map(|found| Invoice(Arc::new(found))),
                payment: done.payment.map(|made| Payment(Arc::new(made))),
                user_errors: Vec::new(),
            },
            Err(status) => PayInvoicePayload { user_errors: user_errors(&status)?, ..Default::default() },
        })
    }

    /// Gives an unpaid order up: its invoice becomes void, its subscriptions expire, and what was held for it is free.
    async fn void_invoice(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which invoice.")] input: VoidInvoiceInput,
    ) -> Result<VoidInvoicePayload, Failure> {
        let request = proto::VoidInvoiceRequest { invoice_id: input.invoice_id.0 };
        Ok(match ctx.changed(ctx.clients()?.billing.void_invoice(request).await)? {
            Ok(done) => VoidInvoicePayload {
                invoice: done.invoice.map(|found| Invoice(Arc::new(found))),
                user_errors: Vec::new(),
            },
            Err(status) => VoidInvoicePayload { user_errors: user_errors(&status)?, ..Default::default() },
        })
    }
}
