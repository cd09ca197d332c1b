//! The tables of each retention class, one a month.

use hc_storage::StoreError;
use hc_types::Timestamp;
use sqlx::{Executor as _, PgConnection, PgExecutor};

use crate::domain::class::Class;

/// A month has many records, and taking it away counts them all.
const PATIENCE: &str = "SET LOCAL statement_timeout = '10min'";

/// A class's month that is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Month {
    /// `2026-11`.
    pub name: String,
    /// Its first instant.
    pub begins: Timestamp,
    /// The first instant after it.
    pub ends: Timestamp,
}

/// Makes this month's table and so many ahead; how many were missing.
pub async fn make(tx: &mut PgConnection, class: &Class, ahead: i32) -> Result<i32, StoreError> {
    let made = sqlx::query_scalar!(r#"SELECT make_audit_months($1, $2) AS "made!""#, class.as_str(), ahead);
    Ok(made.fetch_one(tx).await?)
}

/// The months of a class that ended at least so many months ago, the oldest first.
pub async fn expired(db: impl PgExecutor<'_>, class: &Class, keep: i32) -> Result<Vec<Month>, StoreError> {
    let months = sqlx::query_as!(
        Month,
        r#"SELECT to_char(month, 'YYYY-MM') AS "name!", month AT TIME ZONE 'UTC' AS "begins!",
                  (month + interval '1 month') AT TIME ZONE 'UTC' AS "ends!"
           FROM (
               SELECT to_date(right(child.relname, 7), 'YYYY_MM')::timestamp AS month
               FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid
               WHERE inhparent = to_regclass('audit_events_' || $1) AND child.relname ~ '_[0-9]{4}_[0-9]{2}$'
           ) AS months
           WHERE month + make_interval(months => $2 + 1) <= now() AT TIME ZONE 'UTC'
           ORDER BY month"#,
        class.as_str(),
        keep,
    );
    Ok(months.fetch_all(db).await?)
}

/// Takes a month away, after its chains' checkpoints; how many records went.
pub async fn drop(tx: &mut PgConnection, class: &Class, month: &Month) -> Result<i64, StoreError> {
    tx.execute(PATIENCE).await?;
    let dropped = sqlx::query_scalar!(
        r#"SELECT drop_audit_month($1, ($2::timestamptz AT TIME ZONE 'UTC')::date) AS "dropped!""#,
        class.as_str(),
        month.begins as Timestamp,
    );
    Ok(dropped.fetch_one(tx).await?)
}

/// How many records stand in no month, because theirs was missing when they came.
pub async fn left_over(db: impl PgExecutor<'_>) -> Result<i64, StoreError> {
    let count = sqlx::query_scalar!(r#"SELECT count_audit_left_over() AS "count!""#);
    Ok(count.fetch_one(db).await?)
}
