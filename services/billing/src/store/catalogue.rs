//! Plans, prices and coupons. Rows are written once and later only retired.

use hc_storage::StoreError;
use hc_types::{Money, Page, PageRequest, PlanId, PriceId, SellerId};
use rust_decimal::Decimal;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::{currency, named};
use crate::domain::{
    catalogue::{Coupon, Limits, Plan, PlanKind, Price},
    periods::{Interval, IntervalUnit},
    pricing::Discount,
};

/// A plan with its prices.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// The plan.
    pub plan: Plan,
    /// Its prices, in the order in which they were made.
    pub prices: Vec<Price>,
}

struct PlanRow {
    plan_id: PlanId,
    slug: String,
    name: String,
    description: String,
    kind: String,
    disk_bytes: i64,
    memory_mib: i64,
    cpu_milli: i64,
    max_files: i32,
}

impl TryFrom<PlanRow> for Plan {
    type Error = StoreError;

    fn try_from(row: PlanRow) -> Result<Self, StoreError> {
        let kind = named("plan", &row.kind, PlanKind::from_name)?;
        let PlanRow { plan_id: id, slug, name, description, disk_bytes, memory_mib, cpu_milli, max_files, .. } = row;
        let limits = Limits { disk_bytes, memory_mib, cpu_milli, max_files };
        Ok(Self { id, slug, name, description, kind, limits })
    }
}

struct PriceRow {
    price_id: PriceId,
    plan_id: PlanId,
    version: i32,
    currency: String,
    amount_minor: i64,
    interval_unit: String,
    interval_count: i32,
}

impl TryFrom<PriceRow> for Price {
    type Error = StoreError;

    fn try_from(row: PriceRow) -> Result<Self, StoreError> {
        let unit = named("price", &row.interval_unit, IntervalUnit::from_name)?;
        let interval = Interval::new(unit, row.interval_count.into()).map_err(|e| StoreError::corrupt("price", e))?;
        let amount = Money::new(row.amount_minor, currency("price", &row.currency)?);
        Ok(Self { id: row.price_id, plan: row.plan_id, version: row.version, amount, interval })
    }
}

/// The plans on sale, in the catalogue's order.
pub async fn page(connection: &mut PgConnection, page: &PageRequest) -> Result<Page<Offer>, StoreError> {
    let rows = sqlx::query_as!(
        PlanRow,
        "SELECT plan_id, slug, name, description, kind, disk_bytes, memory_mib, cpu_milli, max_files
         FROM plans AS plan
         WHERE retired_at IS NULL AND ($1::uuid IS NULL OR CASE WHEN $2
             THEN (position, plan_id) < (SELECT position, plan_id FROM plans WHERE plan_id = $1)
             ELSE (position, plan_id) > (SELECT position, plan_id FROM plans WHERE plan_id = $1) END)
         ORDER BY CASE WHEN $2 THEN -position ELSE position END, CASE WHEN $2 THEN plan_id END DESC, plan_id
         LIMIT $3",
        page.cursor(),
        page.is_backward(),
        page.limit(),
    );
    let plans = rows.fetch_all(&mut *connection).await?.into_iter().map(Plan::try_from).collect::<Result<_, _>>()?;
    let plans: Page<Plan> = Page::from_rows(page, plans);
    let mut prices =
        prices_on_sale(connection, &plans.items.iter().map(|plan| plan.id.uuid()).collect::<Vec<_>>()).await?;
    Ok(plans.map(|plan| with_prices(plan, &mut prices)))
}

/// Plans by id with the prices of that version, also those no longer on sale.
pub async fn plans(connection: &mut PgConnection, ids: &[Uuid]) -> Result<Vec<Offer>, StoreError> {
    let rows = sqlx::query_as!(
        PlanRow,
        "SELECT plan_id, slug, name, description, kind, disk_bytes, memory_mib, cpu_milli, max_files
         FROM plans WHERE plan_id = ANY($1)",
        ids,
    );
    let plans: Vec<Plan> =
        rows.fetch_all(&mut *connection).await?.into_iter().map(Plan::try_from).collect::<Result<_, _>>()?;
    let mut prices = prices_on_sale(connection, ids).await?;
    Ok(plans.into_iter().map(|plan| with_prices(plan, &mut prices)).collect())
}

/// Prices by id, also those no longer on sale.
pub async fn prices(executor: impl PgExecutor<'_>, ids: &[Uuid]) -> Result<Vec<Price>, StoreError> {
    let rows = sqlx::query_as!(
        PriceRow,
        "SELECT price_id, plan_id, version, currency, amount_minor, interval_unit, interval_count
         FROM prices WHERE price_id = ANY($1)",
        ids,
    );
    rows.fetch_all(executor).await?.into_iter().map(Price::try_from).collect()
}

/// Those of the prices that the seller has on sale.
pub async fn on_sale(executor: impl PgExecutor<'_>, seller: SellerId, ids: &[Uuid]) -> Result<Vec<Price>, StoreError> {
    let rows = sqlx::query_as!(
        PriceRow,
        "SELECT price_id, prices.plan_id, prices.version, currency, amount_minor, interval_unit, interval_count
         FROM prices JOIN plans USING (plan_id)
         WHERE price_id = ANY($2) AND seller_id = $1 AND prices.retired_at IS NULL AND plans.retired_at IS NULL",
        seller.uuid(),
        ids,
    );
    rows.fetch_all(executor).await?.into_iter().map(Price::try_from).collect()
}

/// All plans on sale with all their prices, for comparing with the seed file.
pub async fn everything_on_sale(connection: &mut PgConnection, seller: SellerId) -> Result<Vec<Offer>, StoreError> {
    let ids = sqlx::query_scalar!(
        "SELECT plan_id FROM plans WHERE seller_id = $1 AND retired_at IS NULL ORDER BY position",
        seller.uuid()
    );
    let ids: Vec<Uuid> = ids.fetch_all(&mut *connection).await?.into_iter().map(Uuid::from).collect();
    plans(connection, &ids).await
}

/// Puts a plan on sale as the next version of its slug.
pub async fn add_plan(tx: &mut PgConnection, seller: SellerId, plan: &Plan, position: i32) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO plans (plan_id, seller_id, slug, version, position, name, description, kind, disk_bytes,
                            memory_mib, cpu_milli, max_files)
         SELECT $1, $2, $3, coalesce(max(version), 0) + 1, $4, $5, $6, $7, $8, $9, $10, $11
         FROM plans WHERE seller_id = $2 AND slug = $3",
        plan.id.uuid(),
        seller.uuid(),
        plan.slug,
        position,
        plan.name,
        plan.description,
        plan.kind.name(),
        plan.limits.disk_bytes,
        plan.limits.memory_mib,
        plan.limits.cpu_milli,
        plan.limits.max_files,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Moves a plan in the list.
pub async fn move_plan(tx: &mut PgConnection, plan: PlanId, position: i32) -> Result<(), StoreError> {
    let moved =
        sqlx::query!("UPDATE plans SET position = $2 WHERE plan_id = $1 AND position <> $2", plan.uuid(), position);
    moved.execute(tx).await?;
    Ok(())
}

/// Takes a plan and its prices off sale.
pub async fn retire_plan(tx: &mut PgConnection, plan: PlanId) -> Result<(), StoreError> {
    sqlx::query!("UPDATE prices SET retired_at = now() WHERE plan_id = $1 AND retired_at IS NULL", plan.uuid())
        .execute(&mut *tx)
        .await?;
    sqlx::query!("UPDATE plans SET retired_at = now() WHERE plan_id = $1", plan.uuid()).execute(tx).await?;
    Ok(())
}

/// Puts a price on sale as the next version for its plan's slug, currency and interval.
pub async fn add_price(tx: &mut PgConnection, price: &Price) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO prices (price_id, plan_id, version, currency, amount_minor, interval_unit, interval_count)
         SELECT $1, $2, coalesce(max(prices.version), 0) + 1, $3, $4, $5, $6
         FROM plans JOIN plans AS versions USING (seller_id, slug) JOIN prices ON prices.plan_id = versions.plan_id
         WHERE plans.plan_id = $2 AND currency = $3 AND interval_unit = $5 AND interval_count = $6",
        price.id.uuid(),
        price.plan.uuid(),
        price.amount.currency().code(),
        price.amount.minor(),
        price.interval.unit().name(),
        i32::from(price.interval.count()),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Takes a price off sale.
pub async fn retire_price(tx: &mut PgConnection, price: PriceId) -> Result<(), StoreError> {
    sqlx::query!("UPDATE prices SET retired_at = now() WHERE price_id = $1", price.uuid()).execute(tx).await?;
    Ok(())
}

struct CouponRow {
    code: String,
    percent: Option<Decimal>,
    amount_minor: Option<i64>,
    currency: Option<String>,
}

impl TryFrom<CouponRow> for Coupon {
    type Error = StoreError;

    fn try_from(row: CouponRow) -> Result<Self, StoreError> {
        let discount = match (row.percent, row.amount_minor) {
            (Some(percent), None) => Discount::Percent(percent.normalize()),
            (None, Some(amount)) => Discount::Fixed(amount),
            _ => return Err(StoreError::corrupt("coupon", "it is neither percent nor fixed")),
        };
        let currency = row.currency.map(|code| currency("coupon", &code)).transpose()?;
        Ok(Self { code: row.code, discount, currency })
    }
}

/// A coupon on sale.
pub async fn coupon(executor: impl PgExecutor<'_>, seller: SellerId, code: &str) -> Result<Option<Coupon>, StoreError> {
    let row = sqlx::query_as!(
        CouponRow,
        "SELECT code, percent, amount_minor, currency FROM coupons
         WHERE seller_id = $1 AND code = upper($2) AND retired_at IS NULL",
        seller.uuid(),
        code,
    );
    row.fetch_optional(executor).await?.map(Coupon::try_from).transpose()
}

/// All coupons on sale.
pub async fn coupons(executor: impl PgExecutor<'_>, seller: SellerId) -> Result<Vec<Coupon>, StoreError> {
    let rows = sqlx::query_as!(
        CouponRow,
        "SELECT code, percent, amount_minor, currency FROM coupons
         WHERE seller_id = $1 AND retired_at IS NULL ORDER BY code",
        seller.uuid(),
    );
    rows.fetch_all(executor).await?.into_iter().map(Coupon::try_from).collect()
}

/// Puts a coupon on sale.
pub async fn add_coupon(tx: &mut PgConnection, seller: SellerId, coupon: &Coupon) -> Result<(), StoreError> {
    let (percent, amount) = match coupon.discount {
        Discount::Percent(percent) => (Some(percent), None),
        Discount::Fixed(amount) => (None, Some(amount)),
    };
    sqlx::query!(
        "INSERT INTO coupons (coupon_id, seller_id, code, percent, amount_minor, currency)
         VALUES ($1, $2, $3, $4, $5, $6)",
        Uuid::now_v7(),
        seller.uuid(),
        coupon.code,
        percent,
        amount,
        coupon.currency.map(hc_types::Currency::code),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Takes a coupon off sale.
pub async fn retire_coupon(tx: &mut PgConnection, seller: SellerId, code: &str) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE coupons SET retired_at = now() WHERE seller_id = $1 AND code = $2 AND retired_at IS NULL",
        seller.uuid(),
        code,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The prices of plans: of a plan on sale those on sale, of a retired one those that were on sale last.
async fn prices_on_sale(executor: impl PgExecutor<'_>, plans: &[Uuid]) -> Result<Vec<Price>, StoreError> {
    let rows = sqlx::query_as!(
        PriceRow,
        "SELECT price_id, plan_id, prices.version, currency, amount_minor, interval_unit, interval_count
         FROM prices JOIN plans USING (plan_id)
         WHERE plan_id = ANY($1) AND prices.retired_at IS NOT DISTINCT FROM plans.retired_at
         ORDER BY price_id",
        plans,
    );
    rows.fetch_all(executor).await?.into_iter().map(Price::try_from).collect()
}

fn with_prices(plan: Plan, prices: &mut Vec<Price>) -> Offer {
    let prices = prices.extract_if(.., |price| price.plan == plan.id).collect();
    Offer { plan, prices }
}
