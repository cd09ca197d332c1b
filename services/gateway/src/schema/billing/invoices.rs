//! Claims for money: invoices, their lines and tax, and giving them up.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use futures::future::try_join_all;
use hc_proto::billing::v1 as proto;

use super::letterhead::Letterhead;
use super::payments::Payment;
use super::subscription::Subscription;

use crate::errors::Failure;
use crate::schema::context::{ContextExt, follow, list};
use crate::schema::load;
use crate::schema::organizations::Organization;
use crate::schema::pages::{Connection, Window};
use crate::schema::scalars::{DateTime, Decimal, Money, instant, money, required_instant, unreadable};
use crate::schema::user_errors::{UserError, user_errors};

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

impl InvoiceStatus {
    /// As services take it.
    pub fn number(self) -> i32 {
        let status = match self {
            Self::Draft => proto::InvoiceStatus::Draft,
            Self::Open => proto::InvoiceStatus::Open,
            Self::Paid => proto::InvoiceStatus::Paid,
            Self::Void => proto::InvoiceStatus::Void,
            Self::Uncollectible => proto::InvoiceStatus::Uncollectible,
        };
        status.into()
    }
}

/// A part of an organization's invoices; all of them when no status is wanted.
pub async fn invoices(
    ctx: &Context<'_>,
    organization: &str,
    wanted: Option<Vec<InvoiceStatus>>,
    window: Window,
) -> Result<Connection<Invoice>, Failure> {
    // Each once and in one order: the same wish shares a call, however it is written.
    let statuses: BTreeSet<i32> = wanted.unwrap_or_default().into_iter().map(InvoiceStatus::number).collect();
    list(ctx, load::InvoicesOf { window, statuses }, organization.to_owned()).await
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
        self.0.tax_groups.iter().cloned().map(TaxGroup::from).collect()
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

    /// When it was made: of an order's first invoice, when the order was placed.
    async fn created_at(&self) -> Result<DateTime, Failure> {
        required_instant(self.0.created_at.as_ref())
    }

    /// Who owes it.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Organization, Failure> {
        follow(ctx, load::Organizations, &self.0.organization_id, "organization").await
    }

    /// Who claims, as it stood on paper when the invoice got its number; until then, when it was made.
    async fn seller(&self) -> Letterhead {
        Letterhead::of_seller(self.0.seller.clone())
    }

    /// Who owes it, as it stood on paper when the invoice got its number; until then, as the organization's `billingDetails`
    /// stand now.
    async fn buyer(&self) -> Letterhead {
        Letterhead::of_buyer(self.0.buyer.clone(), self.0.organization_id.clone())
    }

    /// What it bills, each once, in the order of the lines.
    async fn subscriptions(&self, ctx: &Context<'_>) -> Result<Vec<Subscription>, Failure> {
        let ids = self.0.subscription_ids.iter();
        try_join_all(ids.map(|id| follow(ctx, load::Subscriptions, id, "subscription"))).await
    }

    /// The attempts to pay it, newest first: the last 20.
    async fn payments(&self, ctx: &Context<'_>) -> Result<Vec<Payment>, Failure> {
        let found = ctx.request()?.batcher.load(load::PaymentsOf, self.0.id.clone()).await?;
        Ok(found.iter().flat_map(|payments| payments.iter().cloned()).map(Payment::from).collect())
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

impl From<proto::TaxGroup> for TaxGroup {
    fn from(group: proto::TaxGroup) -> Self {
        Self(group)
    }
}

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

/// Mutations of invoices.
#[derive(Default)]
pub struct InvoiceMutation;

#[Object]
impl InvoiceMutation {
    /// Gives an unpaid order up: its invoice becomes void, its subscriptions expire, and what was held for it is free.
    async fn void_invoice(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which invoice.")] input: VoidInvoiceInput,
    ) -> Result<VoidInvoicePayload, Failure> {
        let request = proto::VoidInvoiceRequest { invoice_id: input.invoice_id.0 };
        Ok(match ctx.changed(ctx.clients()?.billing.void_invoice(request).await)? {
            Ok(done) => VoidInvoicePayload {
                invoice: done.invoice.map(|found| Invoice::from(Arc::new(found))),
                user_errors: Vec::new(),
            },
            Err(status) => VoidInvoicePayload { user_errors: user_errors(&status)?, ..Default::default() },
        })
    }
}
