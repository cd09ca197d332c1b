//! What each event does to our copy, in the transaction it is given.

use std::sync::Arc;

use anyhow::anyhow;
use hc_events::{Delivered, Failure, RawEvent, gate};
use hc_proto::{
    Event,
    events::v1::{InvoiceCreated, InvoiceIssued, InvoicePaid, InvoiceVoided},
    r#type::v1::Money,
};
use hc_storage::StoreError;
use sqlx::PgConnection;

/// Under which our gates are kept.
const COPY: &str = "invoices";

/// `billing.invoice.created.v1`
pub async fn created(tx: &mut PgConnection, event: Delivered<InvoiceCreated>) -> Result<(), Failure> {
    if !gate::pass(tx, COPY, &event).await?.in_order()? {
        return Ok(());
    }
    let total = money(event.data.total.as_ref())?;
    let insert = sqlx::query(
        "INSERT INTO invoices (invoice_id, organization_id, status, total_minor, currency) VALUES ($1, $2, 'open', $3, $4)",
    );
    let insert = insert.bind(&event.subject).bind(&event.data.organization_id);
    done(insert.bind(total.minor_units).bind(&total.currency_code).execute(&mut *tx).await)?;
    book(tx, &event).await
}

/// `billing.invoice.issued.v1`
pub async fn issued(tx: &mut PgConnection, event: Delivered<InvoiceIssued>) -> Result<(), Failure> {
    if !gate::pass(tx, COPY, &event).await?.in_order()? {
        return Ok(());
    }
    let total = money(event.data.total.as_ref())?;
    let update = sqlx::query(
        "UPDATE invoices SET status = 'issued', number = $2, total_minor = $3, currency = $4 WHERE invoice_id = $1",
    );
    let update = update.bind(&event.subject).bind(&event.data.number);
    done(update.bind(total.minor_units).bind(&total.currency_code).execute(&mut *tx).await)?;
    book(tx, &event).await
}

/// `billing.invoice.paid.v1`
pub async fn paid(tx: &mut PgConnection, event: Delivered<InvoicePaid>) -> Result<(), Failure> {
    if !gate::pass(tx, COPY, &event).await?.in_order()? {
        return Ok(());
    }
    money(event.data.total.as_ref())?;
    set_status(tx, &event.subject, "paid").await?;
    book(tx, &event).await
}

/// `billing.invoice.voided.v1`
pub async fn voided(tx: &mut PgConnection, event: Delivered<InvoiceVoided>) -> Result<(), Failure> {
    if !gate::pass(tx, COPY, &event).await?.in_order()? {
        return Ok(());
    }
    set_status(tx, &event.subject, "void").await?;
    book(tx, &event).await
}

/// A type that this build does not know: nothing to do, but a change of the invoice all the same. Were it passed over, the
/// next one would wait for it for ever.
pub async fn unknown(tx: &mut PgConnection, event: Arc<RawEvent>) -> Result<(), Failure> {
    gate::pass_raw(tx, COPY, &event).await?.in_order()?;
    Ok(())
}

async fn set_status(tx: &mut PgConnection, invoice: &str, status: &str) -> Result<(), Failure> {
    let update = sqlx::query("UPDATE invoices SET status = $2 WHERE invoice_id = $1").bind(invoice).bind(status);
    done(update.execute(tx).await)
}

async fn book<E: Event>(tx: &mut PgConnection, event: &Delivered<E>) -> Result<(), Failure> {
    let insert = sqlx::query("INSERT INTO bookings (event_id, subject, version, type) VALUES ($1, $2, $3, $4)");
    let insert = insert.bind(event.id.uuid()).bind(&event.subject).bind(event.version).bind(E::TYPE);
    done(insert.execute(tx).await)
}

/// A payload without what it must have will not have it the next time either.
fn money(field: Option<&Money>) -> Result<&Money, Failure> {
    field.ok_or_else(|| Failure::Permanent(anyhow!("total is missing")))
}

/// `StoreError` knows which errors of PostgreSQL another try may cure, and which mean that it is away.
fn done<T>(outcome: Result<T, sqlx::Error>) -> Result<(), Failure> {
    outcome.map(drop).map_err(|error| StoreError::from(error).into())
}
