//! Attempts to pay.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use hc_proto::billing::v1 as proto;

use super::invoices::Invoice;
use crate::errors::Failure;
use crate::schema::context::{ContextExt, follow};
use crate::schema::load;
use crate::schema::scalars::{DateTime, Money, money, required_instant, unreadable};
use crate::schema::user_errors::{UserError, user_errors};

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

    /// What it pays.
    async fn invoice(&self, ctx: &Context<'_>) -> Result<Invoice, Failure> {
        follow(ctx, load::Invoices, &self.0.invoice_id, "invoice").await
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

/// Mutations of payments.
#[derive(Default)]
pub struct PaymentMutation;

#[Object]
impl PaymentMutation {
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
                invoice: done.invoice.map(|found| Invoice::from(Arc::new(found))),
                payment: done.payment.map(|made| Payment::from(Arc::new(made))),
                user_errors: Vec::new(),
            },
            Err(status) => PayInvoicePayload { user_errors: user_errors(&status)?, ..Default::default() },
        })
    }
}
