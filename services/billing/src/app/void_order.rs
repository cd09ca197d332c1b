//! Giving an unpaid order up, by its owner or because its time is over.

use hc_events::Cause;
use hc_rpc::Problem;
use hc_storage::StoreError;
use hc_types::{InvoiceId, Timestamp};
use sqlx::PgConnection;
use tonic::Code;

use super::facts::Teller;
use crate::{
    domain::invoice::InvoiceError,
    store::{
        invoices,
        orders::{self, End},
        payments, subscriptions,
    },
};

/// Why an order can't be given up.
#[derive(Debug, thiserror::Error)]
pub enum VoidOrderError {
    /// There is no such invoice.
    #[error("invoice {0} does not exist")]
    NotFound(InvoiceId),
    /// It can't be voided as it is.
    #[error(transparent)]
    NotVoidable(#[from] InvoiceError),
    /// It has its number: it can only be corrected by another document.
    #[error("the invoice is issued")]
    Issued,
    /// A payment has no end yet.
    #[error("a payment of this invoice is under way: wait for its end")]
    InProgress,
    /// The database.
    #[error("the order can't be changed")]
    Store(#[from] StoreError),
}

impl Problem for VoidOrderError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::NotFound(_) => (Code::NotFound, "INVOICE_NOT_FOUND"),
            Self::NotVoidable(_) | Self::Issued => (Code::FailedPrecondition, "INVOICE_NOT_VOIDABLE"),
            Self::InProgress => (Code::FailedPrecondition, "PAYMENT_IN_PROGRESS"),
            Self::Store(error) => error.problem(),
        }
    }
}

/// Voids the pro-forma invoice of an order; its subscriptions expire, and its capacity is to be given back.
///
/// An owner waits for every payment's end. Time does not wait for a provider that does not answer: should the money have
/// been taken after all, it becomes account credit.
pub async fn void_order(
    tx: &mut PgConnection,
    now: Timestamp,
    cause: &Cause,
    id: InvoiceId,
    end: End,
) -> Result<(), VoidOrderError> {
    let invoice = invoices::find_for_update(tx, id).await?.ok_or(VoidOrderError::NotFound(id))?;
    invoice.status.void(invoice.paid)?;
    if invoice.number.is_some() {
        return Err(VoidOrderError::Issued);
    }
    if let Some(payment) = payments::unfinished(&mut *tx, id).await?
        && (payment.in_flight || end == End::Voided)
    {
        return Err(VoidOrderError::InProgress);
    }
    let teller = Teller { cause, organization: invoice.organization };
    invoices::void(tx, now, id, end.name()).await?;
    teller.invoice_voided(tx, &invoice).await?;
    let subscriptions = subscriptions::of_order_for_update(tx, invoice.order).await?;
    for subscription in &subscriptions {
        if let Some(expired) = subscription.status.expire() {
            subscriptions::end(tx, now, subscription.id, expired).await?;
            teller.subscription_expired(tx, subscription).await?;
        }
    }
    orders::end(tx, now, invoice.order, end).await?;
    teller.order_voided(tx, &invoice, &subscriptions, end).await?;
    Ok(())
}
