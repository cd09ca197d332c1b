//! Payments: each row is one attempt, committed before its provider is called.

use std::time::Duration;

use hc_storage::{Idempotency, StoreError, any_of, each_of};
use hc_types::{Currency, InvoiceId, Money, OrganizationId, PaymentId, Timestamp};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::{currency, named};
use crate::domain::payment::PaymentStatus;

/// A payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// Its id, and the provider's idempotency key.
    pub id: PaymentId,
    /// Who pays.
    pub organization: OrganizationId,
    /// What for.
    pub invoice: InvoiceId,
    /// How much.
    pub amount: Money,
    /// What was given back, in minor units.
    pub refunded: i64,
    /// Through whom.
    pub provider: String,
    /// Where it stands.
    pub status: PaymentStatus,
    /// Why it failed.
    pub failure_code: Option<String>,
    /// When it was tried.
    pub created_at: Timestamp,
}

struct Row {
    payment_id: PaymentId,
    organization_id: OrganizationId,
    invoice_id: InvoiceId,
    amount_minor: i64,
    refunded_minor: i64,
    currency: String,
    provider: String,
    status: String,
    failure_code: Option<String>,
    created_at: Timestamp,
}

impl TryFrom<Row> for Payment {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.payment_id,
            organization: row.organization_id,
            invoice: row.invoice_id,
            amount: Money::new(row.amount_minor, currency("payment", &row.currency)?),
            refunded: row.refunded_minor,
            provider: row.provider,
            status: named("payment", &row.status, PaymentStatus::from_name)?,
            failure_code: row.failure_code,
            created_at: row.created_at,
        })
    }
}

/// Payments by id.
pub async fn get(executor: impl PgExecutor<'_>, ids: &[Uuid]) -> Result<Vec<Payment>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT payment_id, organization_id, invoice_id, amount_minor, refunded_minor, currency, provider, status,
                failure_code, created_at
         FROM payments WHERE payment_id = ANY($1) ORDER BY payment_id",
        &*any_of(ids),
    );
    rows.fetch_all(executor).await?.into_iter().map(Payment::try_from).collect()
}

/// The attempts to pay each of these invoices, newest first, the last 20 of each: who looks wants to know how it went, and
/// nobody is kept from trying a thousand times.
pub async fn of_invoices(executor: impl PgExecutor<'_>, invoices: &[Uuid]) -> Result<Vec<Payment>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT p.payment_id AS "payment_id!", p.organization_id AS "organization_id!", p.invoice_id AS "invoice_id!",
                p.amount_minor AS "amount_minor!", p.refunded_minor AS "refunded_minor!", p.currency AS "currency!",
                p.provider AS "provider!", p.status AS "status!", p.failure_code, p.created_at AS "created_at!"
           FROM unnest($1::uuid[]) AS wanted (invoice_id) CROSS JOIN LATERAL (
               SELECT * FROM payments WHERE payments.invoice_id = wanted.invoice_id
               ORDER BY payment_id DESC LIMIT 20) p
           ORDER BY p.invoice_id, p.payment_id DESC"#,
        &each_of(invoices) as &[Option<Uuid>],
    );
    rows.fetch_all(executor).await?.into_iter().map(Payment::try_from).collect()
}

/// The payment, locked until the transaction ends; it must exist.
pub async fn get_for_update(tx: &mut PgConnection, id: PaymentId) -> Result<Payment, StoreError> {
    let row = sqlx::query_as!(
        Row,
        "SELECT payment_id, organization_id, invoice_id, amount_minor, refunded_minor, currency, provider, status,
                failure_code, created_at
         FROM payments WHERE payment_id = $1 FOR UPDATE",
        id.uuid(),
    );
    row.fetch_one(tx).await?.try_into()
}

/// What was tried under a key before. Another input is [`StoreError::KeyReused`].
pub async fn of_key(executor: impl PgExecutor<'_>, key: &Idempotency) -> Result<Option<PaymentId>, StoreError> {
    let row = sqlx::query!(
        "SELECT payment_id, request_hash FROM payments WHERE principal = $1 AND idempotency_key = $2",
        key.principal,
        key.key,
    );
    match row.fetch_optional(executor).await? {
        Some(row) if row.request_hash != key.request_hash => Err(StoreError::KeyReused),
        row => Ok(row.map(|row| row.payment_id)),
    }
}

/// An attempt that has no end yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unfinished {
    /// The payment.
    pub id: PaymentId,
    /// Whether its call may still be under way.
    pub in_flight: bool,
}

/// The invoice's attempt without an end; there is one at most.
pub async fn unfinished(executor: impl PgExecutor<'_>, invoice: InvoiceId) -> Result<Option<Unfinished>, StoreError> {
    let row = sqlx::query!(
        r#"SELECT payment_id, (status = 'sent' AND ask_at > now()) AS "in_flight!"
           FROM payments WHERE invoice_id = $1 AND status NOT IN ('succeeded', 'failed', 'canceled')"#,
        invoice.uuid(),
    );
    let row = row.fetch_optional(executor).await?;
    Ok(row.map(|row| Unfinished { id: row.payment_id, in_flight: row.in_flight }))
}

/// An attempt to be recorded.
#[derive(Debug, Clone, Copy)]
pub struct NewPayment<'a> {
    /// The payment.
    pub payment: &'a Payment,
    /// The caller's key.
    pub key: &'a Idempotency,
    /// When the provider is asked, should there be no answer by then.
    pub ask_at: Timestamp,
}

/// Records an attempt. A second unfinished one of an invoice breaks `payments_one_unfinished`, a second one of a key
/// `payments_key`.
pub async fn add(tx: &mut PgConnection, new: &NewPayment<'_>) -> Result<(), StoreError> {
    let NewPayment { payment, key, ask_at } = new;
    sqlx::query!(
        "INSERT INTO payments (payment_id, organization_id, invoice_id, principal, idempotency_key, request_hash,
                               amount_minor, currency, provider, status, ask_at, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        payment.id.uuid(),
        payment.organization.uuid(),
        payment.invoice.uuid(),
        key.principal,
        key.key,
        &key.request_hash[..],
        payment.amount.minor(),
        payment.amount.currency().code(),
        payment.provider,
        payment.status.name(),
        *ask_at as _,
        payment.created_at as _,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Writes how a payment ended.
pub async fn finish(
    tx: &mut PgConnection,
    id: PaymentId,
    status: PaymentStatus,
    reference: Option<&str>,
    failure_code: Option<&str>,
) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE payments SET status = $2, provider_reference = $3, failure_code = $4, ask_at = NULL,
             finished_at = clock_timestamp()
         WHERE payment_id = $1",
        id.uuid(),
        status.name(),
        reference,
        failure_code,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// There was no answer.
pub async fn unanswered(tx: &mut PgConnection, id: PaymentId) -> Result<(), StoreError> {
    sqlx::query!("UPDATE payments SET status = 'unknown' WHERE payment_id = $1 AND status = 'sent'", id.uuid())
        .execute(tx)
        .await?;
    Ok(())
}

/// A payment whose provider is to be asked now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The payment.
    pub id: PaymentId,
    /// Whom to ask.
    pub provider: String,
    /// The amount that it was for.
    pub amount: Money,
    /// How often it was asked before.
    pub asked: i32,
}

/// Takes payments that are due to be asked for, and puts their next time off: `patience` doubled with every time, ten
/// minutes at most, and a random part on top.
pub async fn take_due(
    executor: impl PgExecutor<'_>,
    limit: i64,
    patience: Duration,
) -> Result<Vec<Question>, StoreError> {
    let rows = sqlx::query!(
        r#"UPDATE payments SET asked = asked + 1,
               ask_at = now() + make_interval(secs => least(600, $2 * 2 ^ least(asked, 20)) * (1 + random() / 4))
           WHERE payment_id IN (
               SELECT payment_id FROM payments WHERE ask_at <= now() ORDER BY ask_at LIMIT $1 FOR UPDATE SKIP LOCKED)
           RETURNING payment_id, provider, amount_minor, currency, asked - 1 AS "asked!""#,
        limit,
        patience.as_secs_f64(),
    );
    let rows = rows.fetch_all(executor).await?;
    rows.into_iter()
        .map(|row| {
            let currency: Currency = currency("payment", &row.currency)?;
            let amount = Money::new(row.amount_minor, currency);
            Ok(Question { id: row.payment_id, provider: row.provider, amount, asked: row.asked })
        })
        .collect()
}
