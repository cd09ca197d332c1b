//! Invoices with their lines and tax groups.

use std::collections::HashMap;

use hc_storage::{StoreError, any_of};
use hc_types::{
    Currency, InvoiceId, OrderId, OrganizationId, Page, PageRequest, PriceId, SellerId, SubscriptionId, Timestamp,
};
use rust_decimal::Decimal;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::{currency, named};
use crate::domain::{
    invoice::{InvoiceStatus, Issue},
    letterhead::Letterhead,
    periods::Period,
    pricing::{Tax, TaxGroup},
};

/// An invoice without its parts. Amounts are minor units of its currency.
#[derive(Debug, Clone, PartialEq)]
pub struct Invoice {
    /// Its id.
    pub id: InvoiceId,
    /// Who owes.
    pub organization: OrganizationId,
    /// Who claims.
    pub seller: SellerId,
    /// How that stood on paper when it got its number; until then, when it was made.
    pub letterhead: Letterhead,
    /// How who owes stood on paper when it got its number; until then, how they stand now.
    pub buyer: Letterhead,
    /// The order that it is for.
    pub order: OrderId,
    /// Where it stands.
    pub status: InvoiceStatus,
    /// None for a pro-forma.
    pub number: Option<String>,
    /// Of all amounts.
    pub currency: Currency,
    /// Whether the lines' amounts contain the tax.
    pub prices_include_tax: bool,
    /// What coupons took off.
    pub discount: i64,
    /// Without tax.
    pub subtotal: i64,
    /// The sum of the groups.
    pub tax: i64,
    /// What it costs.
    pub total: i64,
    /// What account credit covered.
    pub credit_applied: i64,
    /// What was paid.
    pub paid: i64,
    /// Until when it should be paid.
    pub due_at: Option<Timestamp>,
    /// When it got its number.
    pub issued_at: Option<Timestamp>,
    /// When it was settled.
    pub paid_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Invoice {
    /// What is left to pay; nothing once it is void.
    pub fn due(&self) -> i64 {
        if self.status == InvoiceStatus::Void { 0 } else { self.total - self.credit_applied - self.paid }
    }
}

/// A line of an invoice.
#[derive(Debug, Clone, PartialEq)]
pub struct InvoiceLine {
    /// What it bills.
    pub subscription: SubscriptionId,
    /// At which price.
    pub price: PriceId,
    /// For people.
    pub description: String,
    /// How many.
    pub quantity: Decimal,
    /// The price of one, in minor units.
    pub unit: Decimal,
    /// The price of all.
    pub amount: i64,
    /// This line's part of the discount.
    pub discount: i64,
    /// Without tax, after the discount.
    pub net: i64,
    /// The index of its tax group.
    pub tax_group: i16,
    /// Why it costs that.
    pub reason: String,
    /// What it is for, once that has begun.
    pub period: Option<Period>,
}

/// An invoice with its parts.
#[derive(Debug, Clone, PartialEq)]
pub struct FullInvoice {
    /// The invoice.
    pub invoice: Invoice,
    /// Its lines in their order.
    pub lines: Vec<InvoiceLine>,
    /// Its tax groups in their order.
    pub tax_groups: Vec<TaxGroup>,
}

struct Row {
    invoice_id: InvoiceId,
    organization_id: OrganizationId,
    seller_id: SellerId,
    order_id: OrderId,
    status: String,
    number: Option<String>,
    currency: String,
    prices_include_tax: bool,
    discount_minor: i64,
    subtotal_minor: i64,
    tax_minor: i64,
    total_minor: i64,
    credit_applied_minor: i64,
    paid_minor: i64,
    due_at: Option<Timestamp>,
    issued_at: Option<Timestamp>,
    paid_at: Option<Timestamp>,
    created_at: Timestamp,
    seller_name: String,
    seller_address: String,
    seller_tax_number: String,
    buyer_name: String,
    buyer_address: String,
    buyer_tax_number: String,
}

impl TryFrom<Row> for Invoice {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.invoice_id,
            organization: row.organization_id,
            seller: row.seller_id,
            letterhead: Letterhead {
                name: row.seller_name,
                address: row.seller_address,
                tax_number: row.seller_tax_number,
            },
            buyer: Letterhead { name: row.buyer_name, address: row.buyer_address, tax_number: row.buyer_tax_number },
            order: row.order_id,
            status: named("invoice", &row.status, InvoiceStatus::from_name)?,
            number: row.number,
            currency: currency("invoice", &row.currency)?,
            prices_include_tax: row.prices_include_tax,
            discount: row.discount_minor,
            subtotal: row.subtotal_minor,
            tax: row.tax_minor,
            total: row.total_minor,
            credit_applied: row.credit_applied_minor,
            paid: row.paid_minor,
            due_at: row.due_at,
            issued_at: row.issued_at,
            paid_at: row.paid_at,
            created_at: row.created_at,
        })
    }
}

/// `query_as!` of invoices: what follows the columns, where `i` is the invoice, and its arguments.
macro_rules! select {
    ($rest:literal $(+ $more:literal)* $(, $argument:expr)* $(,)?) => {
        sqlx::query_as!(
            Row,
            "SELECT i.invoice_id, i.organization_id, i.seller_id, i.order_id, i.status, i.number, i.currency,
                    i.prices_include_tax, i.discount_minor, i.subtotal_minor, i.tax_minor, i.total_minor,
                    i.credit_applied_minor, i.paid_minor, i.due_at, i.issued_at, i.paid_at, i.created_at,
                    i.seller_name, i.seller_address, i.seller_tax_number, i.buyer_name, i.buyer_address,
                    i.buyer_tax_number
             "
                + $rest
                $(+ $more)*
                $(, $argument)*
        )
    };
}

/// Whose invoice it is.
pub async fn owner(executor: impl PgExecutor<'_>, id: InvoiceId) -> Result<Option<OrganizationId>, StoreError> {
    let owner = sqlx::query_scalar!("SELECT organization_id FROM invoices WHERE invoice_id = $1", id.uuid());
    Ok(owner.fetch_optional(executor).await?)
}

/// The invoice, locked until the transaction ends.
pub async fn find_for_update(tx: &mut PgConnection, id: InvoiceId) -> Result<Option<Invoice>, StoreError> {
    let row = select!("FROM invoices AS i WHERE invoice_id = $1 FOR UPDATE", id.uuid());
    row.fetch_optional(tx).await?.map(Invoice::try_from).transpose()
}

/// The first invoice of an order.
pub async fn id_of_order(executor: impl PgExecutor<'_>, order: OrderId) -> Result<Option<InvoiceId>, StoreError> {
    let id = sqlx::query_scalar!(
        "SELECT invoice_id FROM invoices WHERE order_id = $1 ORDER BY invoice_id LIMIT 1",
        order.uuid()
    );
    Ok(id.fetch_optional(executor).await?)
}

/// A page of one organization's invoices, newest first.
pub async fn page(
    connection: &mut PgConnection,
    organization: OrganizationId,
    page: &PageRequest,
) -> Result<Page<FullInvoice>, StoreError> {
    let rows = select!(
        "FROM invoices AS i
         WHERE organization_id = $1
             AND ($2::uuid IS NULL OR CASE WHEN $3 THEN invoice_id > $2 ELSE invoice_id < $2 END)
         ORDER BY CASE WHEN $3 THEN invoice_id END, invoice_id DESC LIMIT $4",
        organization.uuid(),
        page.cursor(),
        page.is_backward(),
        page.limit(),
    );
    let rows = rows.fetch_all(&mut *connection).await?;
    full_page(connection, page, rows).await
}

/// The same of those that stand so. Each status is read by itself, in the order of its index: what is rare is found
/// without reading what is not.
pub async fn page_by_status(
    connection: &mut PgConnection,
    organization: OrganizationId,
    statuses: &[InvoiceStatus],
    page: &PageRequest,
) -> Result<Page<FullInvoice>, StoreError> {
    let names: Vec<String> = statuses.iter().map(|status| status.name().to_owned()).collect();
    // The organization comes as a row too: known to the planner, a large one would have it walk the invoices of all.
    macro_rules! read {
        ($beyond:literal, $order:literal) => {
            select!(
                "FROM unnest($1::uuid[]) AS debtor (id) CROSS JOIN unnest($2::text[]) AS wanted (status)
                     CROSS JOIN LATERAL (
                         SELECT * FROM invoices
                         WHERE organization_id = debtor.id AND status = wanted.status
                             AND ($3::uuid IS NULL OR invoice_id "
                    + $beyond
                    + " $3) ORDER BY invoice_id "
                    + $order
                    + " LIMIT $4
                     ) AS i
                 ORDER BY i.invoice_id "
                    + $order
                    + " LIMIT $4",
                &[organization.uuid()],
                &names,
                page.cursor(),
                page.limit(),
            )
            .fetch_all(&mut *connection)
            .await?
        };
    }
    let rows = if page.is_backward() { read!(">", "ASC") } else { read!("<", "DESC") };
    full_page(connection, page, rows).await
}

/// A page of the invoices of all organizations that stand so, newest first; each status is read by itself as well.
pub async fn page_of_all(
    connection: &mut PgConnection,
    statuses: &[InvoiceStatus],
    page: &PageRequest,
) -> Result<Page<FullInvoice>, StoreError> {
    let names: Vec<String> = statuses.iter().map(|status| status.name().to_owned()).collect();
    macro_rules! read {
        ($beyond:literal, $order:literal) => {
            select!(
                "FROM unnest($1::text[]) AS wanted (status) CROSS JOIN LATERAL (
                         SELECT * FROM invoices
                         WHERE status = wanted.status AND ($2::uuid IS NULL OR invoice_id "
                    + $beyond
                    + " $2) ORDER BY invoice_id "
                    + $order
                    + " LIMIT $3
                     ) AS i
                 ORDER BY i.invoice_id "
                    + $order
                    + " LIMIT $3",
                &names,
                page.cursor(),
                page.limit(),
            )
            .fetch_all(&mut *connection)
            .await?
        };
    }
    let rows = if page.is_backward() { read!(">", "ASC") } else { read!("<", "DESC") };
    full_page(connection, page, rows).await
}

async fn full_page(
    connection: &mut PgConnection,
    page: &PageRequest,
    rows: Vec<Row>,
) -> Result<Page<FullInvoice>, StoreError> {
    let page: Page<Invoice> = Page::from_rows(page, rows.into_iter().map(Invoice::try_from).collect::<Result<_, _>>()?);
    let mut parts = parts(connection, &page.items).await?;
    Ok(page.map(|invoice| parts.complete(invoice)))
}

/// Invoices by id.
pub async fn get(connection: &mut PgConnection, ids: &[Uuid]) -> Result<Vec<FullInvoice>, StoreError> {
    let rows = select!("FROM invoices AS i WHERE invoice_id = ANY($1) ORDER BY invoice_id", &*any_of(ids));
    let invoices: Vec<Invoice> =
        rows.fetch_all(&mut *connection).await?.into_iter().map(Invoice::try_from).collect::<Result<_, _>>()?;
    let mut parts = parts(connection, &invoices).await?;
    Ok(invoices.into_iter().map(|invoice| parts.complete(invoice)).collect())
}

/// The invoice with its parts, which must exist.
pub async fn get_one(connection: &mut PgConnection, id: InvoiceId) -> Result<FullInvoice, StoreError> {
    let found = get(connection, &[id.uuid()]).await?;
    found.into_iter().next().ok_or_else(|| StoreError::corrupt("invoice", format_args!("{id} is gone")))
}

/// The invoices of this id, or with exactly this number, of whatever seller; the newest 20.
pub async fn ids_by(executor: impl PgExecutor<'_>, text: &str) -> Result<Vec<Uuid>, StoreError> {
    let id: Option<InvoiceId> = text.parse().ok();
    let ids = sqlx::query_scalar!(
        r#"SELECT invoice_id AS "invoice_id: Uuid" FROM invoices WHERE invoice_id = $1 OR number = $2
           ORDER BY invoice_id DESC LIMIT 20"#,
        id.map(InvoiceId::uuid),
        text,
    );
    Ok(ids.fetch_all(executor).await?)
}

/// What was paid on a day in a currency.
#[derive(Debug)]
pub struct RevenueDay {
    /// When the day begins (UTC).
    pub day: Timestamp,
    /// Of the total.
    pub currency: Currency,
    /// How many invoices were paid.
    pub invoices: i64,
    /// What they cost together, with tax, in minor units.
    pub total: i64,
}

/// What was paid on each of the last days, today among them, by day and currency.
pub async fn revenue(executor: impl PgExecutor<'_>, days: i32) -> Result<Vec<RevenueDay>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT date_trunc('day', paid_at, 'UTC') AS "day!", currency, count(*) AS "invoices!",
                  sum(total_minor)::bigint AS "total!"
           FROM invoices
           WHERE status = 'paid' AND paid_at >= date_trunc('day', now(), 'UTC') - make_interval(days => $1 - 1)
           GROUP BY 1, 2 ORDER BY 1, 2"#,
        days,
    );
    let days = rows.fetch_all(executor).await?.into_iter().map(|row| {
        let currency = currency("invoice", &row.currency)?;
        Ok(RevenueDay { day: row.day, currency, invoices: row.invoices, total: row.total })
    });
    days.collect()
}

/// Lines and tax groups of several invoices.
struct Parts {
    lines: HashMap<InvoiceId, Vec<InvoiceLine>>,
    tax_groups: HashMap<InvoiceId, Vec<TaxGroup>>,
}

impl Parts {
    fn complete(&mut self, invoice: Invoice) -> FullInvoice {
        let lines = self.lines.remove(&invoice.id).unwrap_or_default();
        let tax_groups = self.tax_groups.remove(&invoice.id).unwrap_or_default();
        FullInvoice { invoice, lines, tax_groups }
    }
}

async fn parts(connection: &mut PgConnection, invoices: &[Invoice]) -> Result<Parts, StoreError> {
    let ids: Vec<Uuid> = invoices.iter().map(|invoice| invoice.id.uuid()).collect();
    let mut parts = Parts { lines: HashMap::new(), tax_groups: HashMap::new() };
    let lines = sqlx::query!(
        "SELECT invoice_id, subscription_id, price_id, description, quantity, unit_minor, amount_minor, discount_minor,
                net_minor, tax_group, reason, period_start, period_end
         FROM invoice_lines WHERE invoice_id = ANY($1) ORDER BY invoice_id, position",
        &*any_of(&ids),
    );
    for row in lines.fetch_all(&mut *connection).await? {
        let line = InvoiceLine {
            subscription: row.subscription_id,
            price: row.price_id,
            description: row.description,
            quantity: row.quantity,
            unit: row.unit_minor,
            amount: row.amount_minor,
            discount: row.discount_minor,
            net: row.net_minor,
            tax_group: row.tax_group,
            reason: row.reason,
            period: row.period_start.zip(row.period_end).map(|(start, end)| Period { start, end }),
        };
        parts.lines.entry(row.invoice_id).or_default().push(line);
    }
    let groups = sqlx::query!(
        "SELECT invoice_id, category, rate, jurisdiction, taxable_minor, tax_minor
         FROM invoice_tax_groups WHERE invoice_id = ANY($1) ORDER BY invoice_id, position",
        &*any_of(&ids),
    );
    for row in groups.fetch_all(connection).await? {
        let tax = Tax { category: row.category, rate: row.rate.normalize(), jurisdiction: row.jurisdiction };
        let group = TaxGroup { tax, taxable: row.taxable_minor, amount: row.tax_minor };
        parts.tax_groups.entry(row.invoice_id).or_default().push(group);
    }
    Ok(parts)
}

/// Records an invoice with its parts.
pub async fn add(tx: &mut PgConnection, full: &FullInvoice) -> Result<(), StoreError> {
    let FullInvoice { invoice, lines, tax_groups } = full;
    sqlx::query!(
        "INSERT INTO invoices (invoice_id, organization_id, seller_id, order_id, status, currency, prices_include_tax,
                               discount_minor, subtotal_minor, tax_minor, total_minor, due_at, created_at, seller_name,
                               seller_address, seller_tax_number, buyer_name, buyer_address, buyer_tax_number)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
        invoice.id.uuid(),
        invoice.organization.uuid(),
        invoice.seller.uuid(),
        invoice.order.uuid(),
        invoice.status.name(),
        invoice.currency.code(),
        invoice.prices_include_tax,
        invoice.discount,
        invoice.subtotal,
        invoice.tax,
        invoice.total,
        invoice.due_at as _,
        invoice.created_at as _,
        invoice.letterhead.name,
        invoice.letterhead.address,
        invoice.letterhead.tax_number,
        invoice.buyer.name,
        invoice.buyer.address,
        invoice.buyer.tax_number,
    )
    .execute(&mut *tx)
    .await?;
    for (position, group) in (0_i16..).zip(tax_groups) {
        sqlx::query!(
            "INSERT INTO invoice_tax_groups (invoice_id, position, category, rate, jurisdiction, taxable_minor,
                                             tax_minor)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            invoice.id.uuid(),
            position,
            group.tax.category,
            group.tax.rate,
            group.tax.jurisdiction,
            group.taxable,
            group.amount,
        )
        .execute(&mut *tx)
        .await?;
    }
    for (position, line) in (0_i16..).zip(lines) {
        sqlx::query!(
            "INSERT INTO invoice_lines (invoice_id, position, subscription_id, price_id, description, quantity,
                                        unit_minor, amount_minor, discount_minor, net_minor, tax_group, reason)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            invoice.id.uuid(),
            position,
            line.subscription.uuid(),
            line.price.uuid(),
            line.description,
            line.quantity,
            line.unit,
            line.amount,
            line.discount,
            line.net,
            line.tax_group,
            line.reason,
        )
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}

/// Writes the period that the line of a subscription is for.
pub async fn set_period(
    tx: &mut PgConnection,
    id: InvoiceId,
    subscription: SubscriptionId,
    period: Period,
) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE invoice_lines SET period_start = $3, period_end = $4 WHERE invoice_id = $1 AND subscription_id = $2",
        id.uuid(),
        subscription.uuid(),
        period.start as _,
        period.end as _,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Addresses an organization's invoices that have no number yet.
pub async fn address(
    tx: &mut PgConnection,
    organization: OrganizationId,
    buyer: &Letterhead,
) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE invoices SET buyer_name = $2, buyer_address = $3, buyer_tax_number = $4
         WHERE organization_id = $1 AND status IN ('draft', 'open') AND number IS NULL",
        organization.uuid(),
        buyer.name,
        buyer.address,
        buyer.tax_number,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Gives a pro-forma invoice its number and settles what is due. From then on it says who sold and who bought as they
/// stand at this moment.
pub async fn issue_paid(tx: &mut PgConnection, invoice: &Invoice, issue: &Issue) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE invoices SET status = 'paid', number = $3, issued_at = $4, paid_at = $4, paid_minor = $5,
             seller_name = sellers.name, seller_address = sellers.address, seller_tax_number = sellers.tax_number,
             buyer_name = coalesce(buyer.name, ''), buyer_address = coalesce(buyer.address, ''),
             buyer_tax_number = coalesce(buyer.tax_number, '')
         FROM sellers LEFT JOIN billing_details AS buyer ON buyer.organization_id = $2
         WHERE invoice_id = $1 AND sellers.seller_id = invoices.seller_id",
        invoice.id.uuid(),
        invoice.organization.uuid(),
        issue.number,
        issue.at as _,
        invoice.due(),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Gives the claim up.
pub async fn void(tx: &mut PgConnection, now: Timestamp, id: InvoiceId, reason: &str) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE invoices SET status = 'void', voided_at = $2, void_reason = $3 WHERE invoice_id = $1",
        id.uuid(),
        now as _,
        reason,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The latest settled invoice that bills a subscription.
pub async fn last_paid(
    executor: impl PgExecutor<'_>,
    subscription: SubscriptionId,
) -> Result<Option<InvoiceId>, StoreError> {
    let id = sqlx::query_scalar!(
        "SELECT invoice_id FROM invoice_lines JOIN invoices USING (invoice_id)
         WHERE subscription_id = $1 AND status = 'paid' ORDER BY invoice_id DESC LIMIT 1",
        subscription.uuid(),
    );
    Ok(id.fetch_optional(executor).await?)
}
