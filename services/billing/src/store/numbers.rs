//! Gap-free numbers.

use hc_storage::StoreError;
use hc_types::Timestamp;
use sqlx::PgConnection;

use crate::domain::{
    catalogue::Seller,
    invoice::{self, Issue},
    periods,
};

/// Takes the next number of a seller's invoices in the year that it is by the seller's calendar.
///
/// The clock is read under a lock that all series of the seller share, so that the order of numbers is that of time over
/// the turn of the year, too. It is held until the transaction ends: whoever issues takes the number as late as possible.
pub async fn take(tx: &mut PgConnection, seller: &Seller) -> Result<Issue, StoreError> {
    let at: Timestamp = sqlx::query_scalar!(
        r#"WITH locked AS MATERIALIZED (SELECT pg_advisory_xact_lock(hashtextextended($1, 0)))
           SELECT clock_timestamp() AS "at!" FROM locked"#,
        format!("invoice numbers of {}", seller.id),
    )
    .fetch_one(&mut *tx)
    .await?;
    let year = periods::year(at, &seller.zone).map_err(|error| StoreError::corrupt("seller", error))?;
    let counter = sqlx::query_scalar!(
        r#"INSERT INTO number_series (seller_id, kind, year, next) VALUES ($1, 'invoice', $2, 2)
           ON CONFLICT (seller_id, kind, year) DO UPDATE SET next = number_series.next + 1
           RETURNING next - 1 AS "counter!""#,
        seller.id.uuid(),
        i32::from(year),
    )
    .fetch_one(tx)
    .await?;
    Ok(Issue { number: invoice::number(&seller.invoice_prefix, year, counter), at })
}
