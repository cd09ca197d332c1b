use hc_types::{InstanceId, OrderId};
use sqlx::PgConnection;

use super::Result;

/// Remembers that an order was given up.
pub async fn void(tx: &mut PgConnection, order: OrderId) -> Result<()> {
    let void =
        sqlx::query!("INSERT INTO voided_orders (order_id) VALUES ($1) ON CONFLICT DO NOTHING", order as OrderId);
    void.execute(tx).await?;
    Ok(())
}

/// Whether an order was given up.
pub async fn is_void(tx: &mut PgConnection, order: OrderId) -> Result<bool> {
    let void = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM voided_orders WHERE order_id = $1) AS "void!""#,
        order as OrderId,
    );
    Ok(void.fetch_one(tx).await?)
}

/// Lets nobody else record or end this instance until the transaction ends; for when it may have no row to lock yet.
pub async fn lock(tx: &mut PgConnection, instance: InstanceId) -> Result<()> {
    let lock = sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", instance.to_string());
    lock.execute(tx).await?;
    Ok(())
}

/// Remembers that an instance's subscription ended before the instance was heard of.
pub async fn end(tx: &mut PgConnection, instance: InstanceId) -> Result<()> {
    let end = sqlx::query!(
        "INSERT INTO ended_instances (instance_id) VALUES ($1) ON CONFLICT DO NOTHING",
        instance as InstanceId,
    );
    end.execute(tx).await?;
    Ok(())
}

/// Whether an instance's subscription has ended before the instance was heard of.
pub async fn has_ended(tx: &mut PgConnection, instance: InstanceId) -> Result<bool> {
    let ended = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM ended_instances WHERE instance_id = $1) AS "ended!""#,
        instance as InstanceId,
    );
    Ok(ended.fetch_one(tx).await?)
}
