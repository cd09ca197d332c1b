//! Subscriptions.

use hc_storage::{StoreError, any_of};
use hc_types::{InstanceId, OrderId, OrganizationId, Page, PageRequest, PriceId, RegionId, SubscriptionId, Timestamp};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::named;
use crate::domain::{
    catalogue::{Limits, PlanKind},
    periods::{Interval, IntervalUnit, Period},
    subscription::SubscriptionStatus,
};

/// A subscription as its owner sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Subscription {
    /// Its id.
    pub id: SubscriptionId,
    /// Who bought it.
    pub organization: OrganizationId,
    /// What was bought.
    pub price: PriceId,
    /// What it runs.
    pub instance: InstanceId,
    /// Where it stands.
    pub status: SubscriptionStatus,
    /// The paid period.
    pub period: Option<Period>,
    /// Whether it ends with that period.
    pub cancel_at_period_end: bool,
    /// When it was ordered.
    pub created_at: Timestamp,
}

struct Row {
    subscription_id: SubscriptionId,
    organization_id: OrganizationId,
    price_id: PriceId,
    instance_id: InstanceId,
    status: String,
    current_period_start: Option<Timestamp>,
    current_period_end: Option<Timestamp>,
    cancel_at_period_end: bool,
    created_at: Timestamp,
}

impl TryFrom<Row> for Subscription {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let period = row.current_period_start.zip(row.current_period_end).map(|(start, end)| Period { start, end });
        Ok(Self {
            id: row.subscription_id,
            organization: row.organization_id,
            price: row.price_id,
            instance: row.instance_id,
            status: named("subscription", &row.status, SubscriptionStatus::from_name)?,
            period,
            cancel_at_period_end: row.cancel_at_period_end,
            created_at: row.created_at,
        })
    }
}

/// A page of one organization's subscriptions, newest first.
pub async fn page(
    executor: impl PgExecutor<'_>,
    organization: OrganizationId,
    page: &PageRequest,
) -> Result<Page<Subscription>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT subscription_id, organization_id, price_id, instance_id, status, current_period_start,
                current_period_end, cancel_at_period_end, created_at
         FROM subscriptions
         WHERE organization_id = $1 AND ($2::uuid IS NULL OR CASE WHEN $3 THEN subscription_id > $2
             ELSE subscription_id < $2 END)
         ORDER BY CASE WHEN $3 THEN subscription_id END, subscription_id DESC LIMIT $4",
        organization.uuid(),
        page.cursor(),
        page.is_backward(),
        page.limit(),
    );
    let rows = rows.fetch_all(executor).await?;
    Ok(Page::from_rows(page, rows.into_iter().map(Subscription::try_from).collect::<Result<_, _>>()?))
}

/// Subscriptions by id.
pub async fn get(executor: impl PgExecutor<'_>, ids: &[Uuid]) -> Result<Vec<Subscription>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT subscription_id, organization_id, price_id, instance_id, status, current_period_start,
                current_period_end, cancel_at_period_end, created_at
         FROM subscriptions WHERE subscription_id = ANY($1) ORDER BY subscription_id",
        &*any_of(ids),
    );
    rows.fetch_all(executor).await?.into_iter().map(Subscription::try_from).collect()
}

/// A subscription with what its instance is to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Ordered {
    /// Its id.
    pub id: SubscriptionId,
    /// Who bought it.
    pub organization: OrganizationId,
    /// The order that it was a part of.
    pub order: OrderId,
    /// What was bought.
    pub price: PriceId,
    /// Where it stands.
    pub status: SubscriptionStatus,
    /// The zone of its calendar.
    pub zone: String,
    /// How often it is billed.
    pub interval: Interval,
    /// What it runs.
    pub instance: InstanceId,
    /// Where.
    pub region: RegionId,
    /// Its name.
    pub name: String,
    /// What that is.
    pub kind: PlanKind,
    /// What it may use.
    pub limits: Limits,
}

struct OrderedRow {
    subscription_id: SubscriptionId,
    organization_id: OrganizationId,
    order_id: OrderId,
    price_id: PriceId,
    status: String,
    zone: String,
    interval_unit: String,
    interval_count: i32,
    instance_id: InstanceId,
    region_id: RegionId,
    name: String,
    kind: String,
    disk_bytes: i64,
    memory_mib: i64,
    cpu_milli: i64,
    max_files: i32,
}

impl TryFrom<OrderedRow> for Ordered {
    type Error = StoreError;

    fn try_from(row: OrderedRow) -> Result<Self, StoreError> {
        let unit = named("price", &row.interval_unit, IntervalUnit::from_name)?;
        let interval = Interval::new(unit, row.interval_count.into()).map_err(|e| StoreError::corrupt("price", e))?;
        let OrderedRow { disk_bytes, memory_mib, cpu_milli, max_files, .. } = row;
        Ok(Self {
            id: row.subscription_id,
            organization: row.organization_id,
            order: row.order_id,
            price: row.price_id,
            status: named("subscription", &row.status, SubscriptionStatus::from_name)?,
            zone: row.zone,
            interval,
            instance: row.instance_id,
            region: row.region_id,
            name: row.name,
            kind: named("plan", &row.kind, PlanKind::from_name)?,
            limits: Limits { disk_bytes, memory_mib, cpu_milli, max_files },
        })
    }
}

/// The subscriptions of an order, in the order of its items, locked until the transaction ends.
pub async fn of_order_for_update(tx: &mut PgConnection, order: OrderId) -> Result<Vec<Ordered>, StoreError> {
    let rows = sqlx::query_as!(
        OrderedRow,
        "SELECT subscription_id, subscriptions.organization_id, order_id, price_id, status, zone, interval_unit,
                interval_count, instance_id, region_id, subscriptions.name, kind, disk_bytes, memory_mib, cpu_milli, max_files
         FROM subscriptions JOIN prices USING (price_id) JOIN plans USING (plan_id)
         WHERE order_id = $1 ORDER BY subscription_id FOR UPDATE OF subscriptions",
        order.uuid(),
    );
    rows.fetch_all(tx).await?.into_iter().map(Ordered::try_from).collect()
}

/// The subscription that runs an instance, locked until the transaction ends.
pub async fn of_instance_for_update(
    tx: &mut PgConnection,
    instance: InstanceId,
) -> Result<Option<Ordered>, StoreError> {
    let row = sqlx::query_as!(
        OrderedRow,
        "SELECT subscription_id, subscriptions.organization_id, order_id, price_id, status, zone, interval_unit,
                interval_count, instance_id, region_id, subscriptions.name, kind, disk_bytes, memory_mib, cpu_milli, max_files
         FROM subscriptions JOIN prices USING (price_id) JOIN plans USING (plan_id)
         WHERE instance_id = $1 FOR UPDATE OF subscriptions",
        instance.uuid(),
    );
    row.fetch_optional(tx).await?.map(Ordered::try_from).transpose()
}

/// The order that an instance was ordered with.
pub async fn order_of_instance(
    executor: impl PgExecutor<'_>,
    instance: InstanceId,
) -> Result<Option<OrderId>, StoreError> {
    let order = sqlx::query_scalar!("SELECT order_id FROM subscriptions WHERE instance_id = $1", instance.uuid());
    Ok(order.fetch_optional(executor).await?)
}

/// Records a subscription.
pub async fn add(tx: &mut PgConnection, now: Timestamp, new: &Ordered) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO subscriptions (subscription_id, organization_id, order_id, price_id, instance_id, name, region_id,
                                    status, zone, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        new.id.uuid(),
        new.organization.uuid(),
        new.order.uuid(),
        new.price.uuid(),
        new.instance.uuid(),
        new.name,
        new.region.uuid(),
        new.status.name(),
        new.zone,
        now as _,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Begins the first period of a subscription; its start is the anchor of all others.
pub async fn begin(
    tx: &mut PgConnection,
    id: SubscriptionId,
    status: SubscriptionStatus,
    period: Period,
) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE subscriptions SET status = $2, anchor_at = $3, current_period_start = $3, current_period_end = $4
         WHERE subscription_id = $1",
        id.uuid(),
        status.name(),
        period.start as _,
        period.end as _,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Ends a subscription for good.
pub async fn end(
    tx: &mut PgConnection,
    now: Timestamp,
    id: SubscriptionId,
    status: SubscriptionStatus,
) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE subscriptions SET status = $2, ended_at = $3 WHERE subscription_id = $1",
        id.uuid(),
        status.name(),
        now as _,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// An instance that is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaidInstance {
    /// The instance.
    pub instance: InstanceId,
    /// The subscription that pays for it.
    pub subscription: SubscriptionId,
    /// Since when.
    pub since: Timestamp,
}

/// What must be live, in the order of the instances' ids.
pub async fn paid_instances(
    executor: impl PgExecutor<'_>,
    after: Option<InstanceId>,
    limit: i64,
) -> Result<Vec<PaidInstance>, StoreError> {
    let rows = sqlx::query_as!(
        PaidInstance,
        r#"SELECT instance_id AS "instance: InstanceId", subscription_id AS "subscription: SubscriptionId",
                  coalesce(anchor_at, created_at) AS "since!"
           FROM subscriptions
           WHERE status IN ('trialing', 'active', 'past_due') AND ($1::uuid IS NULL OR instance_id > $1)
           ORDER BY instance_id LIMIT $2"#,
        after.map(Uuid::from),
        limit,
    );
    Ok(rows.fetch_all(executor).await?)
}
