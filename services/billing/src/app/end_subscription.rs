//! The end of a subscription whose instance is gone.

use hc_events::Cause;
use hc_storage::StoreError;
use hc_types::{InstanceId, Timestamp};
use sqlx::PgConnection;

use super::{
    facts::Teller,
    settle::credit_subscription,
    void_order::{VoidOrderError, void_order},
};
use crate::store::{credits::CreditReason, invoices, orders::End, subscriptions};

/// What became of an instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gone {
    /// It was terminated, as its owner wished: what was paid stays paid.
    Terminated,
    /// It could not be made: what was paid for the running period becomes credit.
    Failed,
}

/// Cancels the subscription that ran an instance. One that has ended, or an instance that nobody ordered here, changes
/// nothing.
pub async fn end_subscription(
    tx: &mut PgConnection,
    now: Timestamp,
    cause: &Cause,
    instance: InstanceId,
    gone: Gone,
) -> Result<(), StoreError> {
    // An order's subscriptions are locked after its invoice, so that this and a payment can't wait for each other.
    let first_invoice = match subscriptions::order_of_instance(&mut *tx, instance).await? {
        Some(order) => invoices::id_of_order(&mut *tx, order).await?,
        None => None,
    };
    if let Some(invoice) = first_invoice {
        invoices::find_for_update(tx, invoice).await?;
    }
    let Some(subscription) = subscriptions::of_instance_for_update(tx, instance).await? else {
        tracing::warn!(instance.id = %instance, "an instance without subscription is gone");
        return Ok(());
    };
    let Some(canceled) = subscription.status.cancel() else { return Ok(()) };
    let teller = Teller { cause, organization: subscription.organization };
    subscriptions::end(tx, now, subscription.id, canceled).await?;
    let reason = match gone {
        Gone::Terminated => "instance_terminated",
        Gone::Failed => "instance_failed",
    };
    teller.subscription_canceled(tx, &subscription, reason).await?;
    let ordered = subscriptions::of_order_for_update(tx, subscription.order).await?;
    if let Some(invoice) = first_invoice
        && ordered.iter().all(|ordered| ordered.status.cancel().is_none())
    {
        // Nothing of the order is left that could be paid for. An invoice that is paid, or just being paid, stays.
        if let Err(VoidOrderError::Store(error)) = void_order(tx, now, cause, invoice, End::Voided).await {
            return Err(error);
        }
    }
    if gone == Gone::Failed
        && let Some(invoice) = invoices::last_paid(&mut *tx, subscription.id).await?
    {
        let invoice = invoices::get_one(tx, invoice).await?;
        credit_subscription(tx, now, &teller, &invoice, &subscription, CreditReason::InstanceFailed).await?;
    }
    Ok(())
}
