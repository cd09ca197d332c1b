//! Placing an order: capacity first, then everything else in one transaction.

use std::time::Duration;

use hc_events::Cause;
use hc_rpc::{Problem, Violation};
use hc_storage::{Idempotency, StoreError};
use hc_types::{InvoiceId, OrganizationId, SubscriptionId, Timestamp, UserId};
use rust_decimal::Decimal;
use sqlx::PgConnection;
use tonic::Code;

use super::{
    App,
    facts::Teller,
    preview_token::Refused,
    quote::{Quote, QuoteError, Wish, quote},
    settle::settle,
};
use crate::{
    capacity::{CapacityError, Held, Hold, HoldItem},
    domain::{invoice::InvoiceStatus, letterhead::Letterhead, subscription::SubscriptionStatus},
    metrics,
    store::{
        billing_details,
        invoices::{self, FullInvoice, Invoice, InvoiceLine},
        orders::{self, Intent, NewOrder},
        subscriptions::{self, Ordered, Subscription},
    },
};

/// An order to be placed.
#[derive(Debug, Clone)]
pub struct PlaceOrder {
    /// What is wanted.
    pub wish: Wish,
    /// From a preview; without one, today's price is taken.
    pub preview_token: Option<String>,
    /// The caller's key.
    pub key: Idempotency,
    /// Whose wish it is.
    pub placed_by: UserId,
    /// Why it happens.
    pub cause: Cause,
}

/// An order that was placed.
#[derive(Debug, Clone)]
pub struct PlacedOrder {
    /// One for each item, in their order.
    pub subscriptions: Vec<Subscription>,
    /// The first invoice.
    pub invoice: FullInvoice,
}

/// Why an order was not placed.
#[derive(Debug, thiserror::Error)]
pub enum PlaceOrderError {
    /// It has no price.
    #[error(transparent)]
    Quote(#[from] QuoteError),
    /// The preview token is not ours or too old.
    #[error("the preview is not valid any more: ask for a new one")]
    PreviewInvalid,
    /// It would cost something else than the preview said.
    #[error("the price has changed since the preview")]
    PriceChanged,
    /// The customer has as many unpaid orders as anybody may.
    #[error("{open_at_most} orders wait to be paid: pay or void one of them first")]
    TooManyOpenOrders {
        /// How many may be open.
        open_at_most: u32,
    },
    /// There is no capacity for it.
    #[error(transparent)]
    Capacity(#[from] CapacityError),
    /// The database.
    #[error("the order can't be recorded")]
    Store(#[from] StoreError),
}

impl Problem for PlaceOrderError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::Quote(error) => error.problem(),
            Self::PreviewInvalid => (Code::FailedPrecondition, "PREVIEW_INVALID"),
            Self::PriceChanged => (Code::FailedPrecondition, "PRICE_CHANGED"),
            Self::TooManyOpenOrders { .. } => (Code::FailedPrecondition, "TOO_MANY_OPEN_ORDERS"),
            Self::Capacity(CapacityError::Full(_)) => (Code::FailedPrecondition, "NO_CAPACITY"),
            Self::Capacity(CapacityError::Items(_)) => (Code::InvalidArgument, hc_rpc::INVALID_FIELDS),
            Self::Capacity(CapacityError::Unavailable { .. }) => (Code::Unavailable, "PROVISIONING_UNAVAILABLE"),
            Self::Store(error) => error.problem(),
        }
    }

    fn violations(&self) -> Vec<Violation> {
        match self {
            Self::Quote(error) => error.violations(),
            Self::Capacity(CapacityError::Items(violations) | CapacityError::Full(violations)) => violations.clone(),
            _ => Vec::new(),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Capacity(CapacityError::Unavailable { retry_after, .. }) => Some(*retry_after),
            _ => None,
        }
    }
}

impl App {
    /// Places an order, once for its key.
    ///
    /// The key's order id is written down before capacity is reserved in its name: whatever happens in between, a retry
    /// finds the same reservation, and later the same order.
    pub async fn place_order(&self, order: PlaceOrder) -> Result<PlacedOrder, PlaceOrderError> {
        let PlaceOrder { wish, preview_token, key, placed_by, cause } = order;
        let items = wish.items.len();
        let ids = self.db.transact(move |tx, now| {
            Box::pin(async move { Ok::<_, StoreError>((orders::intend(tx, &key, items).await?, now)) })
        });
        let (intent, now) = ids.await?;
        if !orders::exists(self.db.pool(), intent.order).await? {
            let new = NewIntent { intent: intent.clone(), wish, preview_token, placed_by, cause, now };
            match self.record(new).await {
                Ok(true) => metrics::order_placed(),
                // Another call with the key was first. It may also have taken the last room, or outlived the price: then
                // its order is this call's answer, too.
                Err(error) if !orders::exists(self.db.pool(), intent.order).await.unwrap_or(false) => {
                    return Err(error);
                }
                Ok(false) | Err(_) => {}
            }
        }
        self.placed(&intent).await
    }

    /// Prices an order, holds its capacity and writes it down; `false` when another call with its key was first.
    async fn record(&self, new: NewIntent) -> Result<bool, PlaceOrderError> {
        let NewIntent { intent, wish, preview_token, placed_by, cause, now } = new;
        let mut connection = self.db.pool().acquire().await.map_err(StoreError::from)?;
        let quote = quote(&mut connection, wish).await?;
        // Before capacity is held, which is what the limit is for; the order's own transaction asks again.
        may_open(&mut connection, quote.organization, self.open_orders_at_most).await?;
        drop(connection);
        if let Some(token) = preview_token {
            self.previews.check(&token, &quote, now).map_err(|refused| match refused {
                Refused::Invalid => PlaceOrderError::PreviewInvalid,
                Refused::Changed => PlaceOrderError::PriceChanged,
            })?;
        }
        let held = self.capacity.reserve(&hold(&intent, &quote)).await?;
        let order = intent.order;
        let record = Record { intent, quote, held, placed_by, cause, open_at_most: self.open_orders_at_most };
        let recorded = self.db.transact(move |tx, now| Box::pin(record.write(tx, now))).await;
        if let Err(PlaceOrderError::TooManyOpenOrders { .. }) = recorded
            && let Err(error) = self.capacity.release(order).await
        {
            tracing::info!(order.id = %order, error = &error as &dyn std::error::Error, "capacity lapses by itself");
        }
        recorded
    }

    /// The order as it is now.
    async fn placed(&self, intent: &Intent) -> Result<PlacedOrder, PlaceOrderError> {
        let mut connection = self.db.pool().acquire().await.map_err(StoreError::from)?;
        let invoice = invoices::id_of_order(&mut *connection, intent.order).await?;
        let invoice = invoice.ok_or_else(|| StoreError::corrupt("order", "it has no invoice"))?;
        let invoice = invoices::get_one(&mut connection, invoice).await?;
        let ids: Vec<_> = invoice.lines.iter().map(|line| line.subscription.uuid()).collect();
        let subscriptions = subscriptions::get(&mut *connection, &ids).await?;
        Ok(PlacedOrder { subscriptions, invoice })
    }
}

async fn may_open(
    connection: &mut PgConnection,
    organization: OrganizationId,
    open_at_most: u32,
) -> Result<(), PlaceOrderError> {
    let open = orders::open_of(connection, organization).await?;
    if open < i64::from(open_at_most) { Ok(()) } else { Err(PlaceOrderError::TooManyOpenOrders { open_at_most }) }
}

fn hold(intent: &Intent, quote: &Quote) -> Hold {
    let items = quote.items.iter().zip(&intent.instances).map(|(item, instance)| HoldItem {
        instance: *instance,
        region: item.region,
        kind: item.plan.kind,
        limits: item.plan.limits,
    });
    Hold { order: intent.order, organization: quote.organization, items: items.collect() }
}

/// An order that its key does not stand for yet.
struct NewIntent {
    intent: Intent,
    wish: Wish,
    preview_token: Option<String>,
    placed_by: UserId,
    cause: Cause,
    now: Timestamp,
}

/// Everything that is known when the order is written.
struct Record {
    intent: Intent,
    quote: Quote,
    held: Vec<Held>,
    placed_by: UserId,
    cause: Cause,
    open_at_most: u32,
}

impl Record {
    /// Writes the order; says `false` when another call with the same key was first.
    async fn write(self, tx: &mut PgConnection, now: Timestamp) -> Result<bool, PlaceOrderError> {
        let Self { intent, quote, held, placed_by, cause, open_at_most } = self;
        orders::lock_openings(tx, quote.organization).await?;
        if orders::exists(&mut *tx, intent.order).await? {
            return Ok(false);
        }
        may_open(tx, quote.organization, open_at_most).await?;
        let order = NewOrder {
            id: intent.order,
            organization: quote.organization,
            seller: quote.seller.id,
            placed_by,
            // What is not paid lapses with its capacity.
            expires_at: held.iter().map(|held| held.expires_at).min().unwrap_or(now),
        };
        if !orders::add(tx, now, &order).await? {
            return Ok(false);
        }
        let subscriptions = subscriptions_of(&quote, &order, &intent, &held);
        for subscription in &subscriptions {
            subscriptions::add(tx, now, subscription).await?;
        }
        let buyer = billing_details::of(&mut *tx, quote.organization).await?;
        let full = pro_forma(&quote, &order, &subscriptions, buyer, now);
        invoices::add(tx, &full).await?;

        let teller = Teller { cause: &cause, organization: quote.organization };
        teller.order_placed(tx, &order, &subscriptions, &full.invoice).await?;
        for subscription in &subscriptions {
            teller.subscription_created(tx, subscription).await?;
        }
        teller.invoice_created(tx, &full.invoice).await?;
        if full.invoice.total == 0 {
            settle(tx, now, &cause, &full.invoice, None).await?;
        }
        Ok(true)
    }
}

fn subscriptions_of(quote: &Quote, order: &NewOrder, intent: &Intent, held: &[Held]) -> Vec<Ordered> {
    let instances = intent.instances.iter().zip(held);
    let items = quote.items.iter().zip(instances);
    items
        .map(|(item, (instance, held))| Ordered {
            id: SubscriptionId::new(),
            organization: order.organization,
            order: order.id,
            price: item.price.id,
            status: SubscriptionStatus::Pending,
            zone: quote.seller.zone.clone(),
            interval: item.price.interval,
            instance: *instance,
            region: held.region,
            name: item.name.clone(),
            kind: item.plan.kind,
            limits: item.plan.limits,
        })
        .collect()
}

/// The order's first invoice: payable, without a number.
fn pro_forma(
    quote: &Quote,
    order: &NewOrder,
    subscriptions: &[Ordered],
    buyer: Letterhead,
    now: Timestamp,
) -> FullInvoice {
    let priced = &quote.priced;
    let invoice = Invoice {
        id: InvoiceId::new(),
        organization: quote.organization,
        seller: quote.seller.id,
        letterhead: quote.seller.letterhead.clone(),
        buyer,
        order: order.id,
        status: InvoiceStatus::Open,
        number: None,
        currency: priced.currency,
        prices_include_tax: priced.prices_include_tax,
        discount: priced.discount,
        subtotal: priced.subtotal,
        tax: priced.tax,
        total: priced.total,
        credit_applied: 0,
        paid: 0,
        due_at: Some(order.expires_at),
        issued_at: None,
        paid_at: None,
        created_at: now,
    };
    let items = quote.items.iter().zip(&priced.lines).zip(subscriptions);
    let lines = items.map(|((item, line), subscription)| InvoiceLine {
        subscription: subscription.id,
        price: item.price.id,
        description: item.description.clone(),
        quantity: Decimal::ONE,
        unit: Decimal::from(item.price.amount.minor()),
        amount: line.amount,
        discount: line.discount,
        net: line.net,
        tax_group: i16::try_from(line.tax_group).expect("an order has at most 20 lines"),
        reason: item.reason.clone(),
        period: None,
    });
    FullInvoice { lines: lines.collect(), tax_groups: priced.tax_groups.clone(), invoice }
}
