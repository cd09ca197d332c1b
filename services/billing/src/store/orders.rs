//! Orders, and the ids that an idempotency key stands for before its order exists.

use hc_storage::{Idempotency, StoreError};
use hc_types::{InstanceId, OrderId, OrganizationId, SellerId, Timestamp, UserId};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

/// The ids of an order to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intent {
    /// The order; capacity is reserved in its name.
    pub order: OrderId,
    /// One for each item, in their order.
    pub instances: Vec<InstanceId>,
}

/// The ids that a key stands for: new ones the first time, later the same. Another input is [`StoreError::KeyReused`].
pub async fn intend(tx: &mut PgConnection, key: &Idempotency, items: usize) -> Result<Intent, StoreError> {
    let instances: Vec<Uuid> = std::iter::repeat_with(InstanceId::new).take(items).map(Uuid::from).collect();
    let row = sqlx::query!(
        "INSERT INTO order_intents (principal, idempotency_key, request_hash, order_id, instance_ids)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (principal, idempotency_key) DO UPDATE SET created_at = order_intents.created_at
         RETURNING request_hash, order_id, instance_ids",
        key.principal,
        key.key,
        &key.request_hash[..],
        OrderId::new().uuid(),
        &instances,
    )
    .fetch_one(tx)
    .await?;
    if row.request_hash != key.request_hash {
        return Err(StoreError::KeyReused);
    }
    Ok(Intent { order: row.order_id, instances: row.instance_ids.into_iter().map(InstanceId::from).collect() })
}

/// Forgets intents that are older than `seconds`.
pub async fn forget_intents(executor: impl PgExecutor<'_>, seconds: f64) -> Result<u64, StoreError> {
    let forgotten =
        sqlx::query!("DELETE FROM order_intents WHERE created_at < now() - make_interval(secs => $1)", seconds);
    Ok(forgotten.execute(executor).await?.rows_affected())
}

/// An order to be recorded.
#[derive(Debug, Clone, Copy)]
pub struct NewOrder {
    /// Its id.
    pub id: OrderId,
    /// Who buys.
    pub organization: OrganizationId,
    /// Who sells.
    pub seller: SellerId,
    /// Whose wish it was.
    pub placed_by: UserId,
    /// When it lapses.
    pub expires_at: Timestamp,
}

/// Records an open order; says `false` when it is recorded already.
pub async fn add(tx: &mut PgConnection, now: Timestamp, order: &NewOrder) -> Result<bool, StoreError> {
    let added = sqlx::query!(
        "INSERT INTO orders (order_id, organization_id, seller_id, status, placed_by, expires_at, created_at)
         VALUES ($1, $2, $3, 'open', $4, $5, $6) ON CONFLICT DO NOTHING",
        order.id.uuid(),
        order.organization.uuid(),
        order.seller.uuid(),
        order.placed_by.uuid(),
        order.expires_at as _,
        now as _,
    );
    Ok(added.execute(tx).await?.rows_affected() == 1)
}

/// Lets nobody else record an order of this customer until the transaction ends, so that their open orders can be counted,
/// and their invoices addressed.
pub async fn lock_openings(tx: &mut PgConnection, organization: OrganizationId) -> Result<(), StoreError> {
    let lock = sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", organization.to_string());
    lock.execute(tx).await?;
    Ok(())
}

/// How many of a customer's orders wait to be paid.
pub async fn open_of(executor: impl PgExecutor<'_>, organization: OrganizationId) -> Result<i64, StoreError> {
    let open = sqlx::query_scalar!(
        r#"SELECT count(*) AS "open!" FROM orders WHERE organization_id = $1 AND status = 'open'"#,
        organization.uuid(),
    );
    Ok(open.fetch_one(executor).await?)
}

/// Whether the order is recorded.
pub async fn exists(executor: impl PgExecutor<'_>, id: OrderId) -> Result<bool, StoreError> {
    let found = sqlx::query_scalar!(r#"SELECT EXISTS (SELECT FROM orders WHERE order_id = $1) AS "x!""#, id.uuid());
    Ok(found.fetch_one(executor).await?)
}

/// How an open order ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Its invoice was settled.
    Paid,
    /// Somebody gave it up.
    Voided,
    /// Nobody paid in time.
    Expired,
}

impl End {
    /// As SQL and events have it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::Voided => "voided",
            Self::Expired => "expired",
        }
    }
}

/// Ends an open order. What was not paid has capacity to give back.
pub async fn end(tx: &mut PgConnection, now: Timestamp, id: OrderId, end: End) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE orders SET status = $2, ended_at = $3, release_due = $4 WHERE order_id = $1 AND status = 'open'",
        id.uuid(),
        end.name(),
        now as _,
        end != End::Paid,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Open orders past their time, oldest first.
pub async fn lapsed(executor: impl PgExecutor<'_>, limit: i64) -> Result<Vec<OrderId>, StoreError> {
    let ids = sqlx::query_scalar!(
        "SELECT order_id FROM orders WHERE status = 'open' AND expires_at <= now() ORDER BY expires_at LIMIT $1",
        limit,
    );
    Ok(ids.fetch_all(executor).await?)
}

/// Ended orders whose capacity is still held.
pub async fn with_release_due(executor: impl PgExecutor<'_>, limit: i64) -> Result<Vec<OrderId>, StoreError> {
    let ids = sqlx::query_scalar!("SELECT order_id FROM orders WHERE release_due ORDER BY order_id LIMIT $1", limit);
    Ok(ids.fetch_all(executor).await?)
}

/// The order's capacity is free again.
pub async fn released(executor: impl PgExecutor<'_>, id: OrderId) -> Result<(), StoreError> {
    sqlx::query!("UPDATE orders SET release_due = false WHERE order_id = $1", id.uuid()).execute(executor).await?;
    Ok(())
}
