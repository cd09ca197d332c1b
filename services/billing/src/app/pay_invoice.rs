//! Paying an invoice: a row, then the call, then its consequences.

use std::time::Duration;

use futures::FutureExt;
use hc_events::Cause;
use hc_rpc::Problem;
use hc_storage::{Idempotency, StoreError};
use hc_types::{InvoiceId, Money, PaymentId, Timestamp};
use sqlx::PgConnection;
use tonic::Code;

use super::{
    App,
    facts::Teller,
    settle::{credit_late_payment, settle},
};
use crate::{
    domain::{
        invoice::InvoiceError,
        payment::{PaymentStatus, PaymentToken},
    },
    metrics,
    provider::{Answer, Charge, NoAnswer},
    store::{
        invoices::{self, FullInvoice},
        payments::{self, NewPayment, Payment},
    },
};

/// How much longer than a charge may take a payment waits before its provider is asked about it.
const MARGIN: Duration = Duration::from_secs(5);

/// A payment to be made.
#[derive(Debug, Clone)]
pub struct PayInvoice {
    /// What for; the caller may pay it.
    pub invoice: InvoiceId,
    /// Through whom: one of [`App::providers`].
    pub provider: String,
    /// From whom, checked by the provider.
    pub token: PaymentToken,
    /// The caller's key.
    pub key: Idempotency,
    /// Why it happens.
    pub cause: Cause,
}

/// An attempt to pay, and the invoice after it.
#[derive(Debug, Clone)]
pub struct PaidInvoice {
    /// The invoice.
    pub invoice: FullInvoice,
    /// The attempt.
    pub payment: Payment,
}

/// Why no attempt was made.
#[derive(Debug, thiserror::Error)]
pub enum PayInvoiceError {
    /// There is no such invoice.
    #[error("invoice {0} does not exist")]
    NotFound(InvoiceId),
    /// It can't be paid as it is.
    #[error(transparent)]
    NotPayable(#[from] InvoiceError),
    /// The order's time is over, and its capacity may be gone; it is only not void yet.
    #[error("the order has lapsed: place it again")]
    Lapsed,
    /// Another attempt is under way.
    #[error("a payment of this invoice is under way: wait for its end")]
    InProgress,
    /// The database.
    #[error("the payment can't be recorded")]
    Store(#[from] StoreError),
}

impl Problem for PayInvoiceError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::NotFound(_) => (Code::NotFound, "INVOICE_NOT_FOUND"),
            Self::NotPayable(_) | Self::Lapsed => (Code::FailedPrecondition, "INVOICE_NOT_PAYABLE"),
            Self::InProgress => (Code::FailedPrecondition, "PAYMENT_IN_PROGRESS"),
            Self::Store(error) => error.problem(),
        }
    }
}

/// What is to be done about a call.
enum Attempt {
    /// The provider is to be called with the payment's key. It may have been before: the key makes that harmless.
    Charge(PaymentId, Money),
    /// The key has had its answer, or its invoice is not to be paid any more.
    Nothing(PaymentId),
}

impl App {
    /// Pays an invoice in full, once for the caller's key.
    ///
    /// A decline is an answer: the payment failed. No answer is one too: the payment waits, and the provider is asked.
    pub async fn pay_invoice(&self, order: PayInvoice) -> Result<PaidInvoice, PayInvoiceError> {
        let PayInvoice { invoice, provider: name, token, key, cause } = order;
        let provider = self.providers.get(&name).cloned();
        let ask_after = self.charge_timeout + MARGIN;
        let begin = Begin { invoice, provider: name, key, cause: cause.clone(), ask_after };
        let attempt = self.db.transact(move |tx, now| begin.run(tx, now).boxed()).await?;
        let payment = match attempt {
            Attempt::Nothing(payment) => payment,
            Attempt::Charge(payment, amount) => {
                let charge = Charge { key: payment, amount, token };
                let answer = match provider {
                    Some(provider) => {
                        let answer = tokio::time::timeout(self.charge_timeout, provider.charge(&charge)).await;
                        answer.unwrap_or_else(|_| Err(NoAnswer("the call took too long".to_owned())))
                    }
                    None => Err(NoAnswer("the provider is not set up".to_owned())),
                };
                self.conclude(payment, answer, cause).await?;
                payment
            }
        };
        let mut connection = self.db.pool().acquire().await.map_err(StoreError::from)?;
        let payment = payments::get(&mut *connection, &[payment.uuid()]).await?.into_iter().next();
        let payment = payment.ok_or_else(|| StoreError::corrupt("payment", "it is gone"))?;
        let invoice = invoices::get_one(&mut connection, payment.invoice).await?;
        Ok(PaidInvoice { invoice, payment })
    }

    /// Writes what the provider said, with all that follows from it. A payment that has its end keeps it.
    pub async fn conclude(
        &self,
        payment: PaymentId,
        answer: Result<Answer, NoAnswer>,
        cause: Cause,
    ) -> Result<PaymentStatus, StoreError> {
        let status = self.db.transact(move |tx, now| conclude(tx, now, payment, answer, cause).boxed()).await?;
        metrics::payment_answered(status);
        Ok(status)
    }
}

/// The first transaction: everything that can be wrong, and the row that comes before the call.
struct Begin {
    invoice: InvoiceId,
    provider: String,
    key: Idempotency,
    cause: Cause,
    ask_after: Duration,
}

impl Begin {
    async fn run(self, tx: &mut PgConnection, now: Timestamp) -> Result<Attempt, PayInvoiceError> {
        let Self { invoice: id, provider, key, cause, ask_after } = self;
        // Whoever pays this invoice waits here, so that each sees what the one before has done.
        let invoice = invoices::find_for_update(tx, id).await?.ok_or(PayInvoiceError::NotFound(id))?;
        let payable = invoice.status.pay();
        if let Some(known) = payments::of_key(&mut *tx, &key).await? {
            let payment = payments::get_for_update(tx, known).await?;
            let again = !payment.status.is_final() && payable.is_ok();
            return Ok(if again { Attempt::Charge(known, payment.amount) } else { Attempt::Nothing(known) });
        }
        payable?;
        if invoice.number.is_none() && invoice.due_at.is_some_and(|due| due <= now) {
            return Err(PayInvoiceError::Lapsed);
        }
        if payments::unfinished(&mut *tx, id).await?.is_some() {
            return Err(PayInvoiceError::InProgress);
        }
        let payment = Payment {
            id: PaymentId::new(),
            organization: invoice.organization,
            invoice: id,
            amount: Money::new(invoice.due(), invoice.currency),
            refunded: 0,
            provider,
            status: PaymentStatus::Sent,
            failure_code: None,
            created_at: now,
        };
        let new = NewPayment { payment: &payment, key: &key, ask_at: now.after(ask_after) };
        payments::add(tx, &new).await.map_err(|error| match error.constraint() {
            // The key was used at the same time, for another invoice.
            Some("payments_key") => StoreError::KeyReused,
            _ => error,
        })?;
        let teller = Teller { cause: &cause, organization: invoice.organization };
        teller.payment_created(tx, &payment).await?;
        Ok(Attempt::Charge(payment.id, payment.amount))
    }
}

async fn conclude(
    tx: &mut PgConnection,
    now: Timestamp,
    id: PaymentId,
    answer: Result<Answer, NoAnswer>,
    cause: Cause,
) -> Result<PaymentStatus, StoreError> {
    // The invoice is locked before its payment, here as where the payment was made.
    let of = payments::get(&mut *tx, &[id.uuid()]).await?.into_iter().next();
    let of = of.ok_or_else(|| StoreError::corrupt("payment", format_args!("{id} is gone")))?;
    let invoice = invoices::find_for_update(tx, of.invoice).await?;
    let invoice = invoice.ok_or_else(|| StoreError::corrupt("payment", format_args!("{id} has no invoice")))?;
    let payment = payments::get_for_update(tx, id).await?;
    if payment.status.is_final() {
        return Ok(payment.status);
    }
    let teller = Teller { cause: &cause, organization: payment.organization };
    match answer {
        Ok(Answer::Taken { reference }) => {
            payments::finish(tx, id, PaymentStatus::Succeeded, Some(&reference), None).await?;
            teller.payment_succeeded(tx, &payment).await?;
            if invoice.status.pay().is_ok() {
                settle(tx, now, &cause, &invoice, Some(&payment)).await?;
            } else {
                tracing::warn!(payment.id = %id, invoice.id = %invoice.id, "late payment became account credit");
                credit_late_payment(tx, now, &cause, &invoice, &payment).await?;
            }
            Ok(PaymentStatus::Succeeded)
        }
        Ok(Answer::Declined { code }) => {
            payments::finish(tx, id, PaymentStatus::Failed, None, Some(&code)).await?;
            teller.payment_failed(tx, &payment, &code).await?;
            Ok(PaymentStatus::Failed)
        }
        Err(no_answer) => {
            tracing::warn!(payment.id = %id, error = %no_answer, "payment without an answer, it will be asked for");
            payments::unanswered(tx, id).await?;
            Ok(PaymentStatus::Unknown)
        }
    }
}
