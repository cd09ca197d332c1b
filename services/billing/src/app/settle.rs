//! Settling an invoice: number, ledger, subscriptions and events in one transaction.

use hc_events::Cause;
use hc_storage::StoreError;
use hc_types::{Money, Timestamp};
use sqlx::PgConnection;

use super::facts::Teller;
use crate::{
    domain::{ledger::Books, periods, pricing::TaxGroup, split::split},
    store::{
        credits::{self, Credit, CreditReason},
        invoices::{self, FullInvoice, Invoice, InvoiceLine},
        ledger, numbers,
        orders::{self, End},
        payments::Payment,
        sellers,
        subscriptions::{self, Ordered},
    },
};

/// Issues a pro-forma invoice and settles it, by a payment or because it costs nothing. The invoice is locked and owed.
///
/// What stands in every other row's way comes last: the number, whose lock all of the seller's issuing transactions share.
pub async fn settle(
    tx: &mut PgConnection,
    now: Timestamp,
    cause: &Cause,
    invoice: &Invoice,
    payment: Option<&Payment>,
) -> Result<(), StoreError> {
    let teller = Teller { cause, organization: invoice.organization };
    let seller = sellers::get(tx, invoice.seller).await?;
    let mut gone = Vec::new();
    for subscription in subscriptions::of_order_for_update(tx, invoice.order).await? {
        let Some(active) = subscription.status.activate() else {
            gone.push(subscription);
            continue;
        };
        let period = periods::period(now, &subscription.zone, subscription.interval, 0)
            .map_err(|error| StoreError::corrupt("subscription", error))?;
        subscriptions::begin(tx, subscription.id, active, period).await?;
        invoices::set_period(tx, invoice.id, subscription.id, period).await?;
        teller.subscription_activated(tx, &subscription, period).await?;
    }
    orders::end(tx, now, invoice.order, End::Paid).await?;
    teller.order_paid(tx, invoice).await?;

    let full = invoices::get_one(tx, invoice.id).await?;
    let books = books(invoice);
    ledger::book(tx, now, &books.invoice_issued(invoice.id, invoice.total, &full.tax_groups)).await?;
    if let Some(payment) = payment {
        let transfer = books.payment_succeeded(payment.id, &payment.provider, payment.amount.minor());
        ledger::book(tx, now, &transfer).await?;
    }
    for subscription in gone {
        credit_subscription(tx, now, &teller, &full, &subscription, CreditReason::LatePayment).await?;
    }

    let issue = numbers::take(tx, &seller).await?;
    invoices::issue_paid(tx, invoice, &issue).await?;
    teller.invoice_issued(tx, invoice, &issue).await?;
    teller.invoice_paid(tx, invoice, payment, issue.at).await
}

/// Money arrived for an invoice that does not ask for it any more: it becomes the customer's credit.
pub async fn credit_late_payment(
    tx: &mut PgConnection,
    now: Timestamp,
    cause: &Cause,
    invoice: &Invoice,
    payment: &Payment,
) -> Result<(), StoreError> {
    let transfer = books(invoice).payment_too_late(payment.id, &payment.provider, payment.amount.minor());
    let Some(transfer) = ledger::book(tx, now, &transfer).await? else { return Ok(()) };
    let credit = Credit {
        transfer,
        organization: invoice.organization,
        seller: invoice.seller,
        amount: payment.amount,
        reason: CreditReason::LatePayment,
        source_type: "payment",
        source_id: payment.id.uuid(),
    };
    credits::add(tx, now, &credit).await?;
    let teller = Teller { cause, organization: invoice.organization };
    teller.credit_granted(tx, &credit, payment.id.to_string()).await
}

/// What an issued invoice took for a subscription becomes the customer's credit, tax included. Free ones give none.
pub async fn credit_subscription(
    tx: &mut PgConnection,
    now: Timestamp,
    teller: &Teller<'_>,
    full: &FullInvoice,
    subscription: &Ordered,
    reason: CreditReason,
) -> Result<(), StoreError> {
    let FullInvoice { invoice, lines, tax_groups } = full;
    let Some(line) = lines.iter().find(|line| line.subscription == subscription.id) else { return Ok(()) };
    let tax = tax_of(line, lines, tax_groups).ok_or_else(|| StoreError::corrupt("invoice", "a line without group"))?;
    let transfer = books(invoice).subscription_credited(subscription.id, subscription.kind, line.net, tax);
    let Some(transfer) = ledger::book(tx, now, &transfer).await? else { return Ok(()) };
    let credit = Credit {
        transfer,
        organization: invoice.organization,
        seller: invoice.seller,
        amount: Money::new(line.net + tax, invoice.currency),
        reason,
        source_type: "subscription",
        source_id: subscription.id.uuid(),
    };
    credits::add(tx, now, &credit).await?;
    teller.credit_granted(tx, &credit, subscription.id.to_string()).await
}

/// A line's part of its group's tax: parts sum to the whole, so that crediting every line is crediting the invoice.
fn tax_of(line: &InvoiceLine, lines: &[InvoiceLine], groups: &[TaxGroup]) -> Option<i64> {
    let group = groups.get(usize::try_from(line.tax_group).ok()?)?;
    let members: Vec<&InvoiceLine> = lines.iter().filter(|other| other.tax_group == line.tax_group).collect();
    let nets: Vec<i64> = members.iter().map(|member| member.net).collect();
    let position = members.iter().position(|member| member.subscription == line.subscription)?;
    split(group.amount, &nets)?.get(position).copied()
}

fn books(invoice: &Invoice) -> Books {
    Books { seller: invoice.seller, organization: invoice.organization, currency: invoice.currency }
}
